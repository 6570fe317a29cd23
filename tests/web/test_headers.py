import re

import pytest

from settings import settings
from tests.web.asking import get
from web.headers import streamlit_policy

OURS = [
    "/dang-nhap",
    "/bien-nhan",
    "/phuong-phap",
    "/phuong-phap/01-index",
    "/tep/to-dan?unit=1",
    "/no/such/page",
]
STREAMLITS = ["/", "/_stcore/health", "/static/js/index.js"]


def policy(answer) -> dict[str, str]:
    directives = answer.headers["content-security-policy"].split("; ")
    return dict(directive.split(" ", 1) for directive in directives)


@pytest.mark.parametrize("address", [*OURS, *STREAMLITS, "/suc-khoe"])
def test_every_answer_says_how_far_a_browser_may_trust_it(address):
    headers = get(address).headers
    assert headers["x-content-type-options"] == "nosniff"
    assert headers["x-frame-options"] == "DENY"
    assert headers["referrer-policy"] == "same-origin"
    assert "geolocation=()" in headers["permissions-policy"]
    assert "frame-ancestors 'none'" in headers["content-security-policy"]
    assert "strict-transport-security" not in headers


def test_https_once_is_https_from_then_on(monkeypatch):
    monkeypatch.setenv("PUBLIC_URL", "https://feedback.example")
    settings.cache_clear()
    assert get("/").headers["strict-transport-security"].startswith("max-age=")


@pytest.mark.parametrize("address", OURS)
def test_our_own_pages_run_no_script_and_no_style_but_their_own(address):
    answer = get(address)
    rules = policy(answer)
    assert rules["default-src"] == "'none'"
    assert rules["style-src"].startswith("'sha256-")
    assert "unsafe" not in answer.headers["content-security-policy"]
    assert "script-src" not in rules
    assert "<script" not in answer.text
    assert " style=" not in answer.text


def test_streamlit_may_run_its_scripts_but_no_inline_one_and_no_eval():
    rules = policy(get("/"))
    assert rules["script-src"] == "'self'"
    assert rules["connect-src"] == "'self' ws://feedback.example"
    assert "unsafe-eval" not in str(rules)
    # the shell itself holds none, so nothing is lost
    assert re.findall(r"<script(?![^>]* src=)", get("/").text) == []


def test_the_socket_is_encrypted_where_the_public_address_is():
    assert "connect-src 'self' wss://feedback.example:8443;" in streamlit_policy(
        "https://feedback.example:8443"
    )
