"""Streamlit's own buttons and its words about a lost line on an office's page, in a real browser."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from access import Role
from access.addresses import COUNTERS
from db import Store
from db.commands.accounts import create_account
from tests.db.office import open_office
from tests.server import Server
from tests.web.line import line_to

PASSWORD = "một cửa liên thông"


@pytest.fixture(autouse=True)
def served() -> None:
    """Here a process of its own is served, not this one."""


def test_what_streamlit_names_is_in_vietnamese_and_so_is_what_it_says_of_a_lost_line(
    sqlite_url: str, serve: Callable[..., Server], page: Page
):
    store = Store(sqlite_url)
    office = open_office(store)
    with store.write() as session:
        create_account(session, "quan.tri", "Người quản trị", PASSWORD, Role.ADMIN, office.unit_id)
    store.close()
    refused: list[str] = []
    page.on("console", lambda message: refused.append(message.text) if "Policy" in message.text else None)
    with line_to(serve(sqlite_url, DEMO="no").base_url) as line:
        page.set_viewport_size({"width": 360, "height": 740})
        page.goto(f"{line.base_url}/dang-nhap")
        page.get_by_label("Tên đăng nhập").fill("quan.tri")
        page.get_by_label("Mật khẩu").fill(PASSWORD)
        page.get_by_role("button", name="Đăng nhập").click()
        page.get_by_role("button", name="Mở thanh bên").click()
        expect(page.get_by_role("link", name="Đăng xuất")).to_be_visible()
        page.get_by_role("button", name="Đóng thanh bên").click()
        expect(page.get_by_role("link", name="Đến thẳng nội dung")).to_be_attached()
        page.goto(f"{line.base_url}{COUNTERS}")
        page.get_by_test_id("stDataFrame").hover()
        assert page.evaluate("() => navigator.languages") == ["vi"], "Streamlit's tables write numbers by it"
        for name in ("Mở danh sách", "Hiện hoặc ẩn cột", "Tìm trong bảng", "Toàn màn hình"):
            expect(page.get_by_role("button", name=name, exact=True).first).to_be_attached()
        line.cut()
        dialog = page.get_by_role("dialog", name="Mất kết nối với hệ thống.")
        expect(dialog).to_contain_text("Máy chủ chưa trả lời.")
        dialog.get_by_role("button", name="Đóng").click()
        line.mend()
        expect(page.locator("[data-test-connection-state=CONNECTED]")).to_be_attached(timeout=60_000)
    assert refused == []
