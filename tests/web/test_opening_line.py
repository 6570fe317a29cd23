"""The script that says when Streamlit's form has lost its line, and the page that names it."""

import re

from tests.web.asking import get
from web.line import LINE, line_address
from words import language, languages


def test_the_page_asks_for_the_script_once_the_first_question_is_there(office):
    text = get(f"/?c={office.code}").text
    [later] = re.findall(r'<template id="later">(.*?)</template>', text, re.DOTALL)
    assert f'<script src="{line_address()}" data-quick="/q/{office.code}"></script>' in later
    assert text.count(LINE) == 1


def test_it_is_kept_for_good_under_its_digest():
    answer = get(line_address())
    assert answer.status == 200
    assert answer.headers["cache-control"] == "public, max-age=31536000, immutable"
    assert answer.headers["content-type"].startswith("text/javascript")
    assert re.fullmatch(re.escape(LINE) + r"\?v=[0-9a-f]{8}", line_address())


def test_it_speaks_every_language_as_the_form_does():
    script = get(LINE).text
    for code in languages():
        assert language(code)("The connection to the system is lost.") in script
    assert "SENTENCES" not in script


def test_it_is_small():
    answer = get(LINE, **{"accept-encoding": "gzip"})
    assert answer.headers["content-encoding"] == "gzip"
    assert len(answer.body) < 2_750


def test_streamlit_is_told_to_show_no_dialog_of_its_own(office):
    assert "blockErrorDialogs:true" in get(f"/?c={office.code}").text
