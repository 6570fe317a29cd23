"""What axe finds on the pages that citizens and staff meet: nothing that is serious or critical.

It finds what a machine can: names, roles, contrast, languages, order of headings. Keyboard, focus and what is
announced are tried in the tests of each page.
"""

from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path
from typing import Final

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, expect
from sqlalchemy import create_engine, text

from access.addresses import KIOSK, METHODS, RECEIPT, SIGN_IN, STREAMLITS_FORM
from db import Store
from db.models import CounterCode
from tests.db.office import open_office
from tests.web.apart import served_apart
from tests.web.ticketed import sign_in, ticketed
from tests.web.until import pass_time_until, stop_clock
from trust.codes import new_code

GRAVE: Final = frozenset({"serious", "critical"})

Open = Callable[[str], Page]

_axe = Axe()


def grave(page: Page) -> dict[str, list[str]]:
    """By rule, the elements that break it in a way that keeps somebody out."""
    found = _axe.run(page).response["violations"]
    return {
        each["id"]: [" ".join(map(str, node["target"])) for node in each["nodes"]]
        for each in found
        if each["impact"] in GRAVE
    }


@pytest.fixture(autouse=True)
def served() -> None:
    """The server here is a process of its own."""


@pytest.fixture(scope="module")
def places(
    migrated_sqlite: Path, packed: Path, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[dict[str, str]]:
    """A running server, `base`; the codes of a poster that is `good`, of one that is `retired`, of none; tickets."""

    def set_up(store: Store) -> dict[str, str]:
        office, retired = open_office(store), open_office(store).code
        with store.write() as session:
            session.get_one(CounterCode, retired).revoked_on = date(2026, 1, 1)
        return {"good": office.code, "retired": retired, "unknown": new_code()} | ticketed(store, office)

    folder = tmp_path_factory.mktemp("accessible")
    with served_apart(folder, migrated_sqlite, packed, set_up) as found:
        yield found


@pytest.fixture
def visit(page: Page, places: dict[str, str]) -> Open:
    """``visit("/q/{good}")`` opens it on a small phone."""
    page.set_viewport_size({"width": 360, "height": 740})

    def go(path: str) -> Page:
        page.goto(places["base"] + path.format(**places))
        return page

    return go


def test_what_is_wrong_would_be_found(visit: Open) -> None:
    page = visit("/q/{good}")
    page.evaluate("document.querySelector('h1').style.color = '#ccc'")
    page.evaluate("document.documentElement.lang = ''")
    assert grave(page) == {"color-contrast": ["h1"], "html-has-lang": ["html"]}


@pytest.mark.parametrize("lang", ["vi", "en"])
def test_quick_form_what_was_wrong_and_thanks(visit: Open, lang: str) -> None:
    page = visit(f"/q/{{good}}?lang={lang}")
    assert grave(page) == {}
    page.locator("[name=m][value=other]").check()
    for closed in page.locator("summary").all():
        closed.click()
    assert grave(page) == {}
    page.locator("textarea").fill("ợ" * 2300)
    page.locator("#send").click()
    expect(page.get_by_role("alert")).to_be_visible()
    assert grave(page) == {}
    page.locator("textarea").fill("")
    page.locator("[name=coverall][value='4']").check()
    page.locator("#send").click()
    expect(page.locator("#receipt")).to_be_visible()
    page.locator("summary").click()
    assert grave(page) == {}


@pytest.mark.parametrize(
    "path",
    [
        "/q/{unknown}",
        "/q/{retired}",
        "/q/{ticket}",
        "/q/{spent}",
        RECEIPT,
        f"{RECEIPT}?lang=en",
        SIGN_IN,
        f"{SIGN_IN}?lang=en",
        METHODS,
        "/khong/co/trang/nay",
    ],
)
def test_pages_without_a_form_of_a_citizens_and_those_of_staff(visit: Open, path: str) -> None:
    assert grave(visit(path)) == {}


def test_the_page_that_prints_tickets_and_what_was_wrong(
    visit: Open, page: Page, places: dict[str, str]
) -> None:
    sign_in(page, places)
    visit("/in-ve?counter={counter}")
    assert grave(page) == {}
    page.evaluate("document.querySelector('form').noValidate = true")
    page.locator("#count").fill("0")
    page.locator("main button").click()
    expect(page.get_by_role("alert")).to_be_visible()
    assert grave(page) == {}


@pytest.mark.parametrize(("path", "field"), [(RECEIPT, "#code"), (SIGN_IN, "#username")])
def test_a_receipt_that_is_none_and_a_sign_in_that_fails(visit: Open, path: str, field: str) -> None:
    page = visit(path)
    page.locator(field).fill("AAAA-AAAA-AAAA")
    if path == SIGN_IN:
        page.locator("#password").fill("không phải mật khẩu này")
    page.locator("main button").first.click()
    expect(page.get_by_role("alert")).to_be_visible()
    assert grave(page) == {}


def test_the_page_that_a_poster_opens_while_streamlits_form_comes(visit: Open, page: Page) -> None:
    page.route("**/static/**", lambda route: route.abort())
    assert grave(visit(f"{STREAMLITS_FORM}/{{good}}")) == {}


def test_the_tablet_at_a_counter(visit: Open) -> None:
    """Each screen once it takes touches: a button that cannot be pressed may be as pale as it likes."""
    page = visit(f"{KIOSK}/{{good}}")
    begin = page.get_by_role("button", name="Bắt đầu")
    expect(begin).to_be_enabled()
    assert grave(page) == {}
    begin.click()
    expect(page.get_by_role("heading", name="Hôm nay ông/bà đến để:")).to_be_visible()
    first = page.get_by_role("button", name="Nộp hồ sơ")
    expect(first).to_be_enabled()
    assert grave(page) == {}
    first.click()
    best = page.get_by_role("button", name="Rất hài lòng")
    expect(best).to_be_enabled()
    assert grave(page) == {}
    heading, send = page.get_by_role("heading", level=1), page.get_by_role("button", name="Gửi phiếu")
    while not send.count():
        before = heading.inner_text()
        (best if best.count() else page.get_by_role("button", name="Bỏ qua câu này")).click()
        expect(heading).not_to_have_text(before)
    expect(send).to_be_enabled()
    assert grave(page) == {}
    send.click()
    expect(page.get_by_text("Mã biên nhận")).to_be_visible()
    expect(page.get_by_role("button", name="Xong")).to_be_enabled()
    assert grave(page) == {}


def test_the_tablets_notice_that_it_is_about_to_begin_again(visit: Open, page: Page) -> None:
    """For who has asked for more time: it stands for longer than axe takes."""
    page.clock.install()
    visit(f"{KIOSK}/{{good}}")
    more, begin = (page.get_by_role("button", name=name) for name in ("Tôi cần thêm thời gian", "Bắt đầu"))
    more.click()
    begin.click()
    expect(page.get_by_role("heading", name="Hôm nay ông/bà đến để:")).to_be_visible()
    stop_clock(page)
    notice = page.get_by_role("alertdialog")
    pass_time_until(page, lambda: notice.count() == 1)
    page.clock.resume()
    assert grave(page) == {}
    expect(notice).to_be_visible()


@pytest.mark.parametrize("code", ["retired", "unknown"])
def test_a_tablet_that_is_closed(visit: Open, code: str) -> None:
    page = visit(f"{KIOSK}/{{{code}}}")
    expect(page.get_by_text("Xin ông/bà quét mã QR tại quầy.")).to_be_visible()
    assert grave(page) == {}


def test_a_page_that_says_that_the_database_does_not_answer(visit: Open, places: dict[str, str]) -> None:
    engine = create_engine(places["url"])
    with engine.begin() as connection:
        connection.execute(text("ALTER TABLE counter_code RENAME TO gone"))
    try:
        page = visit(f"/q/{new_code()}")
        expect(page.get_by_text("Hệ thống đang gặp sự cố")).to_be_visible()
        assert grave(page) == {}
    finally:
        with engine.begin() as connection:
            connection.execute(text("ALTER TABLE gone RENAME TO counter_code"))
        engine.dispose()


@pytest.mark.parametrize("lang", ["vi", "en"])
def test_the_first_page_and_streamlits_thanks_loaded_again(visit: Open, lang: str) -> None:
    page = visit(f"/?lang={lang}")
    expect(page.get_by_role("textbox")).to_be_visible(timeout=30_000)
    assert grave(page) == {}
    visit(f"/?c={{good}}&da-gui=1&lang={lang}")
    sent = {"vi": "Phiếu đã được gửi từ trang này.", "en": "A form has been sent from this page."}
    expect(page.get_by_text(sent[lang])).to_be_visible(timeout=30_000)
    assert grave(page) == {}


@pytest.mark.parametrize(
    ("lang", "purpose", "send"),
    [("vi", "Nộp hồ sơ", "Gửi phiếu"), ("en", "Submit documents", "Send the form")],
)
def test_streamlits_form_in_its_two_steps_and_thanks(visit: Open, lang: str, purpose: str, send: str) -> None:
    page = visit(f"{STREAMLITS_FORM}/{{good}}?lang={lang}")
    first = page.get_by_role("button", name=purpose)
    expect(first).to_be_visible(timeout=30_000)
    assert grave(page) == {}
    first.click()
    expect(page.get_by_role("button", name=send)).to_be_visible()
    page.get_by_role("textbox").fill("ợ" * 2300)
    page.get_by_role("button", name=send).click()
    expect(page.get_by_role("alert").first).to_be_visible()
    assert grave(page) == {}
    page.get_by_role("textbox").fill("")
    page.get_by_test_id("stRadioOption").nth(4).click()
    page.get_by_role("button", name=send).click()
    expect(page.locator(".st-key-receipt")).to_be_visible()
    assert grave(page) == {}
