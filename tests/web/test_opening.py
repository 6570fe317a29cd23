import base64
import gzip
import hashlib
import re
from datetime import date

import brotli
import pytest

from db import process
from db.models import Counter, CounterCode, Unit
from db.process import store
from survey import shipped_instruments
from tests.web.asking import Answer, get
from trust.codes import new_code, pretty
from web.line import line_address

LINKS = ["/?c={}", "/c/{}", "/p/{}"]


def attribute(answer: Answer, pattern: str) -> str:
    [found] = re.findall(pattern, answer.text)
    return str(found)


def templates(answer: Answer) -> dict[str, str]:
    return dict(re.findall(r'<template id="(\w+)">(.*?)</template>', answer.text, re.DOTALL))


@pytest.mark.parametrize("link", LINKS)
def test_a_posters_link_says_where_one_is_and_leads_to_the_quick_form_without_script(office, link):
    answer = get(link.format(office.code))
    assert answer.status == 200
    assert answer.headers["cache-control"] == "no-store"
    assert '<html lang="vi">' in answer.text
    assert re.search(r"<p>Trung tâm \d+<br><b>Quầy \d+: Tư pháp, hộ tịch</b></p>", answer.text)
    assert "Đang mở phiếu…" in answer.text
    quick = f"/q/{office.code}?lang=vi"
    assert f'<noscript><meta http-equiv="refresh" content="0;url={quick}"></noscript>' in answer.text
    assert f'<a href="{quick}">Mở phiếu nhanh</a>' in answer.text


@pytest.mark.parametrize("link", LINKS)
def test_the_language_of_the_link_is_kept(office, link):
    address = link.format(office.code)
    answer = get(address + ("&" if "?" in address else "?") + "lang=en")
    assert '<html lang="en">' in answer.text
    assert f'<a href="/q/{office.code}?lang=en">Open the quick form</a>' in answer.text
    assert "lang=en" in attribute(answer, 'data-home="([^"]+)"')


@pytest.mark.parametrize(
    ("link", "home", "stays"),
    [
        ("/?c={}", "/?c={}", False),
        ("/c/{}", "/?c={}", False),
        ("/c/{}?lang=en&amp=1", "/?c={}&amp;lang=en&amp;amp=1", False),
        ("/p/{}", "/?c={}&amp;p=1", True),
        ("/?c={}&p=1", "/?c={}&amp;p=1", True),
        ("/?c={}&da-gui=1", "/?c={}&amp;da-gui=1", True),
    ],
)
def test_each_link_becomes_the_address_of_streamlits_form(office, link, home, stays):
    """The form lives at one address; loaded again, it comes the same way as before, and thanks stay thanks."""
    answer = get(link.format(office.code))
    assert attribute(answer, 'data-home="([^"]+)"') == home.format(office.code)
    assert (" data-stays>" in answer.text) == stays


@pytest.mark.parametrize("link", LINKS)
def test_a_code_as_it_is_printed_and_typed_is_the_same_code(office, link):
    answer = get(link.format(pretty(office.code).lower()))
    assert attribute(answer, '<a href="([^"]+)"') == f"/q/{office.code}?lang=vi"


def test_no_browser_fetches_anything_of_streamlits_before_the_decision(office):
    """What stands in a template is never fetched; nothing outside names a file but the icons, asked for when used."""
    answer = get(f"/?c={office.code}")
    outside = re.sub(r"<template.*?</template>", "", answer.text, flags=re.DOTALL)
    assert re.findall(r"/static/[^\s)\"]+", outside) == re.findall(
        r"/static/media/icons\.\w+\.woff2", outside
    )
    assert "preload" not in outside
    assert re.findall(r"<(?:script|link)[^>]*(?:src|href)=\"([^\"]+)\"", outside) == ["data:,"]


def test_all_that_the_first_question_needs_is_asked_for_together(office):
    now, later = templates(get(f"/?c={office.code}")).values()
    for part in (now, later):
        for path in re.findall(r'(?:src|href)="([^"]+)"', part):
            assert get(path).status == 200
    assert now.count("<script ") == 1
    assert all(name in now for name in ("/js/index.", "/js/Html.", "/js/purify.es.", "/js/Button."))
    assert all(name in later for name in ("/js/Radio.", "/js/TextArea."))
    assert "stylesheet" not in now + later
    assert "woff" not in now + later


def test_a_form_that_begins_with_ratings_asks_for_what_they_need_at_once(office):
    name = next(each.name for each in shipped_instruments().values() if not each.purposes)
    with store().write() as session:
        session.get_one(Counter, office.counter_id).instrument = name.split("/")[0]
    now, later = templates(get(f"/?c={office.code}")).values()
    assert "/js/Radio." in now
    assert re.findall(r'(?:src|href)="([^"]+)"', later) == [line_address()]


@pytest.mark.parametrize("link", LINKS)
def test_the_only_script_that_runs_in_the_page_is_the_one_whose_digest_the_policy_names(office, link):
    answer = get(link.format(office.code))
    [script] = re.findall(r"<script>(.*?)</script>", answer.text, re.DOTALL)
    digest = base64.b64encode(hashlib.sha256(script.encode()).digest()).decode()
    rules = dict(rule.split(" ", 1) for rule in answer.headers["content-security-policy"].split("; "))
    assert rules["script-src"] == f"'self' 'sha256-{digest}'"
    assert not re.search(r"\son\w+=", answer.text)
    assert office.code not in script  # the same for everybody


def test_the_page_fits_into_the_first_packets(office):
    """4 kB, headers and all that."""
    for encoding, unpack in (("br", brotli.decompress), ("gzip", gzip.decompress)):
        answer = get(f"/?c={office.code}", **{"accept-encoding": encoding})
        assert answer.headers["content-encoding"] == encoding
        assert "<template" in unpack(answer.body).decode()
        headers = sum(len(name) + len(value) + 4 for name, value in answer.headers.items())
        assert len(answer.body) + headers < 4_000


@pytest.mark.parametrize("link", ["/?c={}", "/c/{}", "/c/{}?lang=vi"])
@pytest.mark.parametrize("said", ["on", "On", " on "])
def test_who_saves_data_is_sent_on_by_the_server(office, link, said):
    answer = get(link.format(office.code), **{"save-data": said})
    assert answer.status == 303
    assert answer.headers["location"] == f"/q/{office.code}?lang=vi"
    assert answer.headers["vary"] == "Save-Data"
    assert answer.headers["cache-control"] == "no-store"


def test_both_answers_say_that_they_depend_on_saving_data(office):
    answer = get(f"/?c={office.code}", **{"save-data": "off"})
    assert answer.status == 200
    assert answer.headers["vary"] == "Accept-Encoding, Save-Data"


@pytest.mark.parametrize("link", ["/p/{}", "/?c={}&p=1", "/?c={}&da-gui=1"])
def test_who_asks_for_streamlits_form_gets_it(office, link):
    assert get(link.format(office.code), **{"save-data": "on"}).status == 200


@pytest.mark.parametrize("link", LINKS)
def test_a_code_that_nobody_knows_is_sent_on_at_once_to_where_that_is_said(office, link):
    unknown = new_code()
    answer = get(link.format(unknown))
    assert (answer.status, answer.headers["location"]) == (303, f"/q/{unknown}?lang=vi")
    assert get(answer.headers["location"]).status == 404


@pytest.mark.parametrize("link", LINKS)
def test_a_retired_poster_is_sent_on_at_once(office, link):
    with store().write() as session:
        session.get_one(CounterCode, office.code).revoked_on = date(2026, 1, 1)
    answer = get(link.format(office.code))
    assert answer.status == 303
    assert get(answer.headers["location"]).status == 410


@pytest.mark.parametrize(
    ("typed", "asked_for"),
    [
        ("//evil.example/", "evilexample"),
        ("%0d%0aSet-Cookie:x", "Set-Cookiex"),
        ('"><script>', "script"),
        ("đơn", "n"),
        ("?", "-"),
        ("A" * 500, "A" * 40),
    ],
)
def test_whatever_stands_for_a_code_leads_to_a_form_of_ours(office, typed, asked_for):
    answer = get("/?c=" + typed.replace("?", "%3F").replace("&", "%26"))
    assert answer.headers["location"] == f"/q/{asked_for}?lang=vi"


def test_while_the_database_does_not_answer_the_quick_form_says_so(office):
    process.close_process()
    assert get(f"/?c={office.code}").headers["location"] == f"/q/{office.code}?lang=vi"


def test_the_name_of_a_place_is_no_html(office):
    with store().write() as session:
        session.get_one(Unit, office.unit_id).name = '<img src=x onerror="alert(1)">&amp;'
    answer = get(f"/?c={office.code}")
    assert "<p>&lt;img src=x onerror=&#34;alert(1)&#34;&gt;&amp;amp;<br>" in answer.text


@pytest.mark.parametrize("address", ["/", "/?c=", "/?c=%20", "/?lang=en"])
def test_without_a_code_there_is_no_decision(address):
    answer = get(address)
    assert answer.status == 200
    assert "opening" not in answer.text
    assert "sha256" not in answer.headers["content-security-policy"]
