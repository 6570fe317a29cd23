import gzip
import re

import brotli
import pytest

from access import Role
from tests.web.asking import FROM_OUR_PAGE, STREAMLIT, ask, get
from web.shell import ShellChanged, translated
from words import language


def test_the_first_page_is_streamlits_in_vietnamese_with_a_real_title():
    page = get("/")
    assert page.status == 200
    assert '<html lang="vi">' in page.text
    assert "<title>Ý kiến của ông/bà về bộ phận Một cửa</title>" in page.text
    assert "Xin bật JavaScript" in page.text
    assert 'name="theme-color"' in page.text
    assert '<div id="root"></div>' in page.text
    assert '<script type="module"' in page.text
    assert page.headers["cache-control"] == "no-cache"


def test_nothing_of_streamlits_own_words_or_interface_for_programs_is_left():
    text = get("/").text
    for word in ("<title>Streamlit", "enable JavaScript", "agent", "service-desc", "Copyright"):
        assert word not in text


def test_the_english_page_says_so():
    page = get("/?lang=en")
    assert '<html lang="en">' in page.text
    assert "This page needs JavaScript" in page.text
    assert '<html lang="vi">' in get("/?lang=xx").text


@pytest.mark.parametrize(
    ("accepted", "encoding", "unpack"),
    [
        ("gzip, deflate", "gzip", gzip.decompress),
        ("gzip, deflate, br, zstd", "br", brotli.decompress),
        ("br;q=0, gzip;q=0.5", "gzip", gzip.decompress),
    ],
)
def test_the_compressed_page_is_the_same_page(accepted, encoding, unpack):
    packed = get("/", **{"accept-encoding": accepted})
    assert packed.headers["content-encoding"] == encoding
    assert packed.headers["vary"] == "Accept-Encoding"
    assert unpack(packed.body) == get("/").body
    assert len(packed.body) < 2_500


@pytest.mark.parametrize("path", ["/don-vi", "/cac-don-vi", "/quay", "/phieu", "/no-such-page", "/router"])
def test_a_stranger_is_led_to_the_sign_in_from_every_page_alike(path):
    answer = get(path)
    assert answer.status == 303
    assert answer.headers["location"] == f"/dang-nhap?tiep=%2F{path[1:]}&lang=vi"
    assert answer.body == b""
    assert get(path, cookie="made-up").headers["location"] == answer.headers["location"]


def test_who_is_signed_in_gets_the_page(cookie_of):
    page = get("/don-vi", cookie=cookie_of(Role.UNIT_HEAD))
    assert page.status == 200
    assert '<div id="root"></div>' in page.text


@pytest.mark.parametrize(
    ("role", "path"),
    [
        *((role, "/no-such-page") for role in Role),
        (Role.UNIT_HEAD, "/cac-don-vi"),
        (Role.UNIT_HEAD, "/quay"),
        (Role.REFORM_TEAM, "/quay"),
        (Role.ADMIN, "/don-vi"),
    ],
)
def test_a_page_of_another_role_is_nowhere_and_says_so_in_the_readers_language(role, path, cookie_of):
    answer = get(path, cookie=cookie_of(role))
    assert answer.status == 404
    assert "Không có trang nào" in answer.text


@pytest.mark.parametrize(
    "path",
    ["/pages/router.py", "/a/b", "//evil.example/x", "/index.html", "/Don-Vi", "/.env", "/x" * 50, "/đơn-vị"],
)
def test_what_cannot_be_a_page_is_nowhere(path, cookie_of):
    for cookie in (None, cookie_of(Role.ADMIN)):
        answer = get(path, cookie=cookie)
        assert answer.status == 404
        assert "Không có trang nào" in answer.text
        assert 'href="//' not in answer.text


@pytest.mark.parametrize("path", ["/_stcore/health", "/_stcore/host-config", "/favicon.png"])
def test_what_streamlits_pages_need_passes(path):
    assert get(path).text == STREAMLIT


def test_every_file_that_the_start_page_names_passes():
    named = re.findall(r'(?:src|href)="\./(static/[^"]+)"', get("/").text)
    assert len(named) >= 2
    for path in named:
        assert get(f"/{path}").status == 200


@pytest.mark.parametrize(
    "path", ["/static/", "/static", "/static/x", "/manifest.json", "/static/js/x.js", "/static/../index.html"]
)
def test_what_is_no_file_of_streamlits_is_nowhere(path, cookie_of):
    """Streamlit would answer with its start page in English, as it came."""
    assert get(path).status in {303, 404}  # /static might be a page, so a stranger is led to the sign-in
    assert get(path, cookie=cookie_of(Role.UNIT_HEAD)).status == 404


@pytest.mark.parametrize(
    "path",
    [
        "/_stcore/upload_file/1/2",  # 10 MB each, kept in memory for anyone with a page open
        "/_stcore/metrics",
        "/_stcore/script-health-check",
        "/media/x.png",  # handed out by name alone
        "/component/x",
    ],
)
@pytest.mark.parametrize("method", ["GET", "PUT", "POST", "DELETE", "OPTIONS"])
def test_streamlits_other_doors_are_shut(path, method):
    answer = ask(method, path, headers=FROM_OUR_PAGE)
    assert answer.status == 404
    assert STREAMLIT not in answer.text


@pytest.mark.parametrize("path", ["/q/2345-6789-BCFG", "/dang-nhap", "/_stcore/stream"])
def test_an_address_asked_in_a_way_that_it_does_not_answer_says_so_on_a_page_of_ours(path):
    answer = ask("PUT", path, headers=FROM_OUR_PAGE)
    assert answer.status == 404
    assert "Không có trang nào ở địa chỉ này." in answer.text


def test_a_mere_question_for_headers_is_answered_the_same_way():
    assert ask("HEAD", "/don-vi").status == 303


def test_a_streamlit_that_starts_otherwise_is_noticed():
    with pytest.raises(ShellChanged, match="lang"):
        translated('<!-- licence --><!DOCTYPE html><html lang="fr"></html>', language("vi"))
