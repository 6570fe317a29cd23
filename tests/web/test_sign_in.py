from datetime import UTC, datetime
from http.cookies import SimpleCookie

import pytest

from db.process import store
from db.queries.accounts import reader_of
from settings import settings
from tests.web.asking import FROM_OUR_PAGE, Answer, ask, get, post
from tests.web.conftest import PASSWORD
from web.patience import FREE_FAILURES


def sign_in(
    username: str = "unit_head", password: str = PASSWORD, address: str = "/dang-nhap", **more
) -> Answer:
    return post(address, {"username": username, "password": password}, **more)


def morsel(answer: Answer):
    (header,) = answer.cookies
    return SimpleCookie(header)["phien_dang_nhap"]


def reads_as(token: str) -> str | None:
    with store().read() as session:
        reader = reader_of(session, token, datetime.now(UTC))
        return reader.username if reader else None


def test_the_form_is_in_vietnamese_and_leads_to_english():
    page = get("/dang-nhap")
    assert page.status == 200
    assert '<html lang="vi">' in page.text
    assert "Đăng nhập" in page.text
    assert 'href="/dang-nhap?lang=en"' in page.text
    assert '<html lang="en">' in get("/dang-nhap?lang=en").text


def test_the_right_password_opens_a_sign_in_and_leads_to_the_first_page(account_of):
    account_of()
    answer = sign_in(" Unit_Head ")
    assert (answer.status, answer.headers["location"]) == (303, "/?lang=vi")
    assert reads_as(morsel(answer).value) == "unit_head"


def test_the_cookie_is_out_of_reach_of_scripts_and_other_sites(account_of):
    account_of()
    cookie = morsel(sign_in())
    assert cookie["httponly"] is True
    assert cookie["samesite"] == "lax"
    assert cookie["path"] == "/"
    assert cookie["domain"] == ""
    assert cookie["max-age"] == "43200"  # twelve hours
    assert cookie["secure"] == ""  # plain http, as in an office's own network


def test_the_cookie_travels_encrypted_only_where_the_public_address_is_https(account_of, monkeypatch):
    account_of()
    monkeypatch.setenv("PUBLIC_URL", "https://feedback.example")
    settings.cache_clear()
    assert morsel(sign_in())["secure"] is True


def test_a_wrong_password_and_an_unknown_name_look_the_same(account_of):
    account_of()
    wrong, unknown = sign_in(password="wrong"), sign_in("somebody", "wrong")
    assert wrong.status == unknown.status == 403
    assert not wrong.cookies
    assert wrong.text.replace("unit_head", "") == unknown.text.replace("somebody", "")
    assert "wrong" not in wrong.text


def test_what_was_typed_as_a_name_is_shown_as_text_only(account_of):
    answer = sign_in('"><script>alert(1)</script>', "wrong")
    assert "<script" not in answer.text


@pytest.mark.parametrize(
    "wanted",
    [
        "https://evil.example",
        "//evil.example",
        "/\\evil.example",
        "/%5Cevil.example",
        "javascript:alert(1)",
        "/don-vi/../..//evil.example",
        "/don-vi?c=1",
        "/don-vi%0d%0aSet-Cookie:x",
        "",
        "don-vi",
    ],
)
def test_signing_in_never_leads_to_another_site(account_of, wanted):
    account_of()
    answer = sign_in(address=f"/dang-nhap?tiep={wanted}")
    assert (answer.status, answer.headers["location"]) == (303, "/?lang=vi")


def test_signing_in_leads_to_the_page_that_was_asked_for_in_the_same_language(account_of):
    account_of()
    assert sign_in(address="/dang-nhap?tiep=/don-vi&lang=en").headers["location"] == "/don-vi?lang=en"


def test_signing_in_again_closes_the_sign_in_that_this_browser_had(account_of):
    account_of()
    first = morsel(sign_in()).value
    second = morsel(sign_in(cookie=first)).value
    assert first != second
    assert reads_as(first) is None
    assert reads_as(second) == "unit_head"


def test_signing_out_asks_first_and_then_closes_the_sign_in(account_of):
    account_of()
    token = morsel(sign_in()).value
    page = get("/dang-xuat", cookie=token)
    assert page.status == 200
    assert "unit_head" in page.text
    assert reads_as(token) == "unit_head"
    answer = post("/dang-xuat", {}, cookie=token)
    assert (answer.status, answer.headers["location"]) == (303, "/")
    assert morsel(answer)["max-age"] == "0"
    assert reads_as(token) is None
    assert get("/dang-xuat", cookie=token).headers["location"] == "/"


def test_after_five_wrong_passwords_even_the_right_one_must_wait(account_of):
    account_of()
    for _ in range(FREE_FAILURES):
        assert sign_in(password="wrong").status == 403
    answer = sign_in()
    assert answer.status == 429
    assert not answer.cookies
    assert 1 <= int(answer.headers["retry-after"]) <= 5
    assert "giây" in answer.text


def test_one_name_that_must_wait_keeps_nobody_else_waiting(account_of):
    account_of()
    for _ in range(FREE_FAILURES + 1):
        answer = sign_in("somebody.else", "wrong")
    assert answer.status == 429
    assert sign_in().status == 303


def test_other_spellings_of_a_name_are_counted_as_one(account_of):
    account_of()
    for name in ("unit_head", "UNIT_HEAD", " unit_head", "unit_head ", "Unit_Head"):
        sign_in(name, "wrong")
    assert sign_in().status == 429


@pytest.mark.parametrize("blanks", [" " * 55, "\t" + " " * 54, "\x1f" * 55, " " * 56, " " * 180])
def test_padding_a_name_gives_no_further_guesses(account_of, blanks):
    """A name that was cut and then looked up without its blanks had as many guesses as there are blanks."""
    account_of()
    for _ in range(FREE_FAILURES):
        sign_in(password="wrong")
    assert sign_in("unit_head" + blanks + "x").status in (403, 429)


def test_sign_ins_beyond_what_can_be_checked_soon_are_sent_away_at_once(account_of, monkeypatch):
    account_of()
    monkeypatch.setattr("web.sign_in.MOST_WAITING", 0)
    answer = sign_in()
    assert answer.status == 503
    assert answer.headers["retry-after"] == "60"
    assert not answer.cookies


@pytest.mark.parametrize(
    ("kind", "body"),
    [
        ("application/x-www-form-urlencoded", b"username=" + b"x" * 20_000),
        ("application/x-www-form-urlencoded", b"&".join(b"f%d=1" % n for n in range(50))),
        ("application/x-www-form-urlencoded", b"username=\xff\xfe"),
        ("application/json", b'{"username": "unit_head"}'),
        ("multipart/form-data; boundary=x", b"--x--"),
    ],
)
def test_what_is_no_form_of_ours_is_refused_with_a_sentence(kind, body):
    answer = ask("POST", "/dang-nhap", headers={"content-type": kind, **FROM_OUR_PAGE}, body=body)
    assert answer.status == 400
    assert "Không đọc được" in answer.text


def test_no_page_of_the_sign_in_is_kept_by_a_browser(account_of):
    account_of()
    for answer in (get("/dang-nhap"), sign_in(password="wrong"), sign_in()):
        assert answer.headers["cache-control"] == "no-store"
