"""A receipt in a real browser, which works out by itself that the form stands in the log."""

import json
from collections.abc import Callable

import pytest
from playwright.sync_api import Browser, Page, Route, expect

from db import Store
from db.commands.record import Receipt, record_responses
from tests.db.office import Office, open_office, sheet
from tests.server import Server

FITS = "Trình duyệt của ông/bà vừa tự kiểm tra: phiếu có trong nhật ký."
DIFFERS = "phiếu KHÔNG khớp với nhật ký"
CANNOT = "Trình duyệt này không tự kiểm tra được."


@pytest.fixture(autouse=True)
def served() -> None:
    """The server here is a process of its own."""


@pytest.fixture
def store(sqlite_url: str) -> Store:
    return Store(sqlite_url)


@pytest.fixture
def receipts(store: Store) -> list[str]:
    office: Office = open_office(store)
    with store.write() as session:
        outcomes = record_responses(session, [sheet(office, seed=n) for n in range(7)])
    return [outcome.code for outcome in outcomes if isinstance(outcome, Receipt)]


@pytest.fixture
def server(sqlite_url: str, receipts: list[str], serve: Callable[..., Server]) -> Server:
    return serve(sqlite_url)


def look_up(page: Page, server: Server, code: str) -> None:
    """Until the server has sealed it, as a trial does every two seconds."""
    page.goto(f"{server.base_url}/bien-nhan")
    for _ in range(60):
        page.get_by_role("textbox").fill(code)
        page.get_by_role("button", name="Kiểm tra").click()
        if page.locator("#proof").count():
            return
        page.wait_for_timeout(500)
    pytest.fail("nothing was sealed in thirty seconds")


def test_the_browser_works_out_that_every_form_is_in_the_log(
    page: Page, server: Server, receipts: list[str]
) -> None:
    page.set_viewport_size({"width": 320, "height": 640})
    for code in receipts:
        look_up(page, server, code.lower())
        expect(page.locator("#proof")).to_have_text(FITS)
        expect(page.get_by_text("trong 7 dòng của nhật ký")).to_be_visible()
    assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")


@pytest.mark.parametrize("what", ["answer", "withdrawal", "root", "path", "place"])
def test_a_server_that_tells_something_else_is_found_out_by_the_browser(
    page: Page, server: Server, receipts: list[str], what: str
) -> None:
    def spoil(route: Route) -> None:
        if route.request.method != "POST":
            return route.continue_()
        answer = route.fetch()
        text = answer.text()
        before, found, rest = text.partition('data-proof="')
        if not found:
            return route.fulfill(response=answer)
        told, _, rest = rest.partition('"')
        proof = json.loads(told.replace("&#34;", '"'))
        if what in proof["leaf"]:
            proof["leaf"][what] = "00" * 32
        elif what == "path":
            proof["path"][0] = "00" * 32
        else:
            proof[what] = "00" * 32 if what == "root" else proof[what] % 7 + 1
        spoilt = json.dumps(proof).replace('"', "&#34;")
        return route.fulfill(response=answer, body=f'{before}data-proof="{spoilt}"{rest}')

    page.route("**/bien-nhan*", spoil)
    look_up(page, server, receipts[2])
    expect(page.locator("#proof")).to_contain_text(DIFFERS)


def test_without_script_the_page_says_where_the_form_stands_and_how_to_check_it(
    browser: Browser, server: Server, receipts: list[str]
) -> None:
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    look_up(page, server, receipts[0])
    expect(page.locator("#proof")).to_contain_text(CANNOT)
    with page.expect_download() as download:
        page.get_by_role("button", name="Tải bằng chứng").click()
    assert json.loads(download.value.path().read_text("utf-8"))["state"] == "counted"
    context.close()
