"""The pages on methods in a real browser: readable on a phone and on a screen, opened beside a figure."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Browser, ConsoleMessage, expect

from access import Role
from access.addresses import METHODS, method_page
from db import Store
from db.commands.accounts import create_account
from reports.methods import method_names
from tests.db.office import open_office
from tests.pages.province import answer, release
from tests.server import Server

PASSWORD = "một cửa liên thông"


@pytest.fixture(autouse=True)
def served() -> None:
    """Here a process of its own is served, not this one."""


def test_nothing_is_cut_off_or_refused_at_any_width(
    sqlite_url: str, serve: Callable[..., Server], browser: Browser
):
    base_url = serve(sqlite_url).base_url
    said: list[str] = []

    def hear(message: ConsoleMessage) -> None:
        said.append(message.text)

    for width in (320, 1280):
        page = browser.new_page(viewport={"width": width, "height": 900}, locale="vi-VN")
        page.on("console", hear)
        for address in (
            METHODS,
            *(method_page(name, code) for name in method_names() for code in ("vi", "en")),
        ):
            page.goto(base_url + address)
            assert page.evaluate("document.documentElement.scrollWidth") <= width, (address, width)
            assert page.locator("h1").count() == 1
        page.close()
    assert [text for text in said if "Not Found" not in text] == []


def test_a_figure_leads_to_its_method_beside_the_page(
    sqlite_url: str, serve: Callable[..., Server], browser: Browser
):
    store = Store(sqlite_url)
    office = open_office(store)
    with store.write() as session:
        create_account(session, "truong.don.vi", "Thủ trưởng", PASSWORD, Role.UNIT_HEAD, office.unit_id)
    answer(store, office, 30)
    release(store)
    store.close()
    page = browser.new_page(viewport={"width": 1280, "height": 900}, locale="vi-VN")
    page.goto(f"{serve(sqlite_url, DEMO='no').base_url}/dang-nhap")
    page.get_by_label("Tên đăng nhập").fill("truong.don.vi")
    page.get_by_label("Mật khẩu").fill(PASSWORD)
    page.get_by_role("button", name="Đăng nhập").click()
    page.get_by_text("Cách tính", exact=True).first.click()
    with page.expect_popup() as opened:
        page.get_by_role("link", name="Xem thêm: 1 · Chỉ số hài lòng (mở trong thẻ mới)").first.click()
    expect(opened.value.get_by_role("heading", level=1)).to_have_text("1 · Chỉ số hài lòng")
    expect(page.get_by_text("Cách tính", exact=True).first).to_be_visible()
    page.close()
