"""Streamlit's form on a line that breaks, in a real browser: what is said, and that nothing is lost."""

import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, Route, expect
from sqlalchemy import func, select

from db import Store
from db.models import Response
from jobs.packed import KEPT_IN
from tests.db.office import open_office
from tests.pages.citizen import comments
from tests.server import Server, running_server
from tests.web.line import Line, line_to
from tests.web.until import until
from web.line import LINE, _script

LOST = "Mất kết nối với hệ thống. Câu trả lời vẫn còn trên trang này"
STREAMLITS = ("Connection error", "Streamlit", "Connecting", "Are you connected")
STATEMENT = "thái độ giao tiếp lịch sự"

ANEW = "Hệ thống vừa khởi động lại nên phiếu phải mở lại từ đầu."

FORM = (
    '<div class="stForm"><div class="st-key-q1"><input type="radio" name="a"><input type="radio" name="a">'
    '<input type="radio" name="a"></div><div class="st-key-q2"><input type="radio" name="b">'
    '<input type="radio" name="b" {second}></div><div class="st-key-comment"><textarea></textarea></div>'
    '<div class="st-key-send"><button>Gửi</button></div></div>'
)
STATE = """([line, script]) => {
  const app = document.querySelector('[data-testid=stApp]');
  app.setAttribute('data-test-script-state', script);
  app.setAttribute('data-test-connection-state', line);
}"""
"""How Streamlit tells on the page whether its line stands and whether its script runs."""

LONG = 60_000
"""Milliseconds; what takes long of itself takes longer on a busy machine. Streamlit looks for its server at ever
longer intervals, and three seconds after a tap that changed nothing it is asked, and fifteen are waited."""

BACK = "Đã kết nối lại."
TOLD = """
window.told = [];
new MutationObserver(() => {
  const words = document.getElementById('line')?.textContent;
  if (words && words !== told.at(-1)) told.push(words);
}).observe(document, {childList: true, characterData: true, subtree: true});
"""
"""Whatever was said of the line, also what was there for a moment."""


WAITED_FOR_LONG = """() => {
  const wait = setTimeout;
  window.setTimeout = (act, ms, ...told) => wait(act, ms === 8000 ? 800000 : ms, ...told);
}"""
"""The quick form is waited for a hundred times as long."""


@pytest.fixture(autouse=True)
def served() -> None:
    """The server here is a process of its own."""


@pytest.fixture(scope="module")
def folder(migrated_sqlite: Path, packed: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Where the servers of this module keep what they keep; another one that starts there goes on with it."""
    found = tmp_path_factory.mktemp("line")
    shutil.copy(migrated_sqlite, found / "feedback.db")
    (found / "var").mkdir()
    (found / "var" / KEPT_IN).symlink_to(packed)
    return found


@pytest.fixture(scope="module")
def start(folder: Path) -> Callable[[], Iterator[Server]]:
    env = {"DATABASE_URL": f"sqlite:///{folder / 'feedback.db'}", "VAR_DIR": str(folder / "var")}
    return lambda: running_server(folder / "server.log", env)


@pytest.fixture(scope="module")
def server(start) -> Iterator[Server]:
    with start() as started:
        yield started


@pytest.fixture
def line(server: Server) -> Iterator[Line]:
    with line_to(server.base_url) as whole:
        yield whole


@pytest.fixture
def store(folder: Path) -> Iterator[Store]:
    opened = Store(f"sqlite:///{folder / 'feedback.db'}")
    yield opened
    opened.close()


@pytest.fixture
def phone(page: Page, line: Line, store: Store) -> Page:
    """The form of a counter, half answered on a small phone; what tells of the line is there."""
    half_answered(page, line, store)
    expect(said(page)).to_be_attached()
    return page


def half_answered(page: Page, line: Line, store: Store) -> Page:
    page.set_viewport_size({"width": 360, "height": 740})
    page.add_init_script(TOLD)
    page.goto(f"{line.base_url}/p/{open_office(store).code}")
    page.get_by_role("button", name="Nộp hồ sơ").click()
    option(page, "Rất hài lòng").click()
    page.get_by_role("textbox").fill("Chờ lâu.")
    expect(page.locator("[data-test-script-state=notRunning]")).to_be_attached()
    page.wait_for_load_state("networkidle")
    return page


def option(phone: Page, words: str):
    return phone.get_by_role("radiogroup", name=STATEMENT).get_by_text(words, exact=True)


def said(phone: Page):
    return phone.locator("#line")


def forms(store: Store) -> int:
    with store.read() as session:
        return session.scalar(select(func.count()).select_from(Response)) or 0


def expect_back(phone: Page) -> None:
    """It is said that the line is back: for five seconds, or until something is pressed."""
    until(phone, lambda: bool(phone.evaluate("told.at(-1)") == BACK))


def send(phone: Page) -> None:
    phone.get_by_role("button", name="Gửi phiếu").click()
    expect(phone.locator(".st-key-receipt code")).to_be_visible()


def test_a_line_that_breaks_is_told_in_vietnamese_and_nothing_that_was_answered_is_lost(phone, line, store):
    before = forms(store)
    line.cut()
    expect(said(phone)).to_contain_text(LOST)
    phone.wait_for_timeout(5_000)  # by now Streamlit would show its dialog
    assert not [words for words in STREAMLITS if words in phone.locator("body").inner_text()]
    expect(phone.get_by_role("dialog")).to_have_count(0)
    expect(phone.get_by_role("button", name="Gửi phiếu")).to_be_disabled()  # no tap goes nowhere
    assert Axe().run(phone, context="#line").response["violations"] == []
    assert phone.evaluate("document.documentElement.scrollWidth <= window.innerWidth")
    line.mend()
    expect_back(phone)
    expect(said(phone)).to_be_empty()
    expect(phone.get_by_role("textbox")).to_have_value("Chờ lâu.")
    assert phone.locator("label:has(input:checked)").all_inner_texts() == ["Rất hài lòng"]
    send(phone)
    assert forms(store) == before + 1
    assert comments(store)[-1] == "Chờ lâu."


def test_it_is_told_in_the_language_that_was_chosen_on_the_page(phone, line):
    phone.get_by_role("button", name="English").click()
    expect(phone.get_by_role("button", name="Send the form")).to_be_visible()
    line.cut()
    expect(said(phone)).to_contain_text(
        "The connection to the system is lost. Your answers are still on this page"
    )
    expect(said(phone)).to_have_attribute("lang", "en")
    expect(phone.get_by_role("link", name="Open the quick form")).to_be_visible()


def test_who_cannot_wait_is_led_to_the_quick_form_only_where_it_can_be_opened(phone, line, server):
    line.cut()
    quick = phone.get_by_role("link", name="Mở phiếu nhanh")
    quick.click()
    expect(said(phone)).to_contain_text("Chưa mở được, xin ông/bà thử lại")
    expect(phone.get_by_role("textbox")).to_have_value("Chờ lâu.")
    phone.route("**/_stcore/**", lambda route: route.abort())  # Streamlit finds no way back
    line.mend()
    quick.click()
    expect(phone.locator("form#f")).to_be_visible()
    assert "/q/" in phone.url


@pytest.mark.parametrize(
    ("status", "body"),
    [(502, '<form id="f">'), (200, "<h1>Đăng nhập mạng không dây</h1>")],
    ids=["a proxy's", "a network's own"],
)
def test_a_page_that_is_not_the_quick_form_is_not_gone_to(phone, line, status, body):
    phone.route("**/q/**", lambda route: route.fulfill(status=status, body=body, content_type="text/html"))
    line.cut()
    phone.get_by_role("link", name="Mở phiếu nhanh").click()
    expect(said(phone)).to_contain_text("Chưa mở được, xin ông/bà thử lại")
    expect(phone.get_by_role("textbox")).to_have_value("Chờ lâu.")


def test_a_quick_form_that_comes_once_the_line_is_back_takes_nothing_away(phone, line):
    held: list[Route] = []
    phone.route("**/q/**", lambda route: held.append(route))
    phone.evaluate(WAITED_FOR_LONG)
    line.cut()
    phone.get_by_role("link", name="Mở phiếu nhanh").click()
    expect(said(phone)).to_contain_text("Đang mở phiếu…")
    until(phone, lambda: bool(held))
    line.mend()
    expect_back(phone)
    option(phone, "Hài lòng").click()
    held[0].fulfill(body='<form id="f">', content_type="text/html")
    phone.wait_for_timeout(1_000)
    assert phone.locator("label:has(input:checked)").all_inner_texts() == ["Hài lòng"]
    expect(phone.get_by_role("textbox")).to_have_value("Chờ lâu.")


def test_a_quick_form_that_does_not_come_is_waited_for_eight_seconds(phone, line):
    phone.route("**/q/**", lambda _: None)
    line.cut()
    phone.get_by_role("link", name="Mở phiếu nhanh").click()
    expect(said(phone)).to_contain_text("Đang mở phiếu…")
    expect(said(phone)).to_contain_text("Chưa mở được, xin ông/bà thử lại", timeout=LONG)


def test_on_the_smallest_screen_what_is_said_covers_half_of_it_at_most(phone, line):
    """320 by 256: a screen of 1280 enlarged four times."""
    phone.set_viewport_size({"width": 320, "height": 256})
    line.cut()
    phone.get_by_role("link", name="Mở phiếu nhanh").click()
    expect(said(phone)).to_contain_text("Chưa mở được, xin ông/bà thử lại")
    assert said(phone).bounding_box()["height"] <= 128
    assert Axe().run(phone, context="#line").response["violations"] == []
    line.mend()
    expect_back(phone)
    phone.get_by_role("textbox").press("End")
    assert said(phone).inner_text() == ""


def test_where_the_script_did_not_come_the_page_says_so_itself_and_asks_for_it_again(page, line, store):
    page.route(f"**{LINE}*", lambda route: route.abort())
    half_answered(page, line, store)
    line.cut()
    plain = page.locator("#lost")
    expect(plain).to_contain_text(LOST)
    line.mend()
    expect(plain).to_be_hidden(timeout=LONG)
    page.unroute(f"**{LINE}*")
    expect(said(page)).to_be_attached()
    line.cut()
    expect(said(page)).to_contain_text(LOST)
    expect(plain).to_have_count(0)


def test_what_a_run_that_was_cut_short_forgot_is_filled_in_again_and_what_is_new_is_kept(page):
    """Streamlit's part is played here: it draws the questions anew, some of them without what was answered."""
    drawn = (
        '<html lang="vi"><div data-testid="stApp" data-test-connection-state="CONNECTED"></div><p id="lost"></p>'
        f'<div id="root"></div>{FORM.format(second="")}<script>{_script()}</script>'
    )
    page.route("http://127.0.0.1/", lambda route: route.fulfill(body=drawn, content_type="text/html"))
    page.goto("http://127.0.0.1/")
    page.evaluate("() => addEventListener('message', ({data}) => (window.asked ||= []).push(data.type))")
    page.locator("[name=a]").nth(2).check()
    page.locator("[name=b]").nth(0).check()
    page.locator("textarea").fill("Chờ lâu.")
    page.evaluate(STATE, ["CONNECTING", "running"])
    page.evaluate(
        "form => { document.querySelector('.stForm').outerHTML = form }", FORM.format(second="checked")
    )
    page.evaluate(STATE, ["CONNECTED", "notRunning"])
    page.wait_for_function("() => window.asked && window.asked.includes('RERUN_SCRIPT')")
    page.evaluate(STATE, ["CONNECTED", "rerunRequested"])
    page.evaluate(STATE, ["CONNECTED", "notRunning"])
    expect(page.locator("[name=a]").nth(2)).to_be_checked()
    expect(page.locator("[name=b]").nth(1)).to_be_checked()
    expect(page.locator("textarea")).to_have_value("Chờ lâu.")


def test_who_went_back_a_step_as_the_line_broke_is_told_of_no_restart(phone, line):
    line.hold_answers()
    before = line.asked
    phone.get_by_role("button", name="Đổi").click()
    until(phone, lambda: line.asked > before)
    phone.wait_for_timeout(500)
    line.cut()
    expect(said(phone)).to_contain_text(LOST)
    line.mend()
    expect(phone.locator(".st-key-answers")).to_be_visible(timeout=LONG)
    phone.wait_for_timeout(1_000)
    expect(said(phone)).not_to_contain_text("khởi động lại")


@pytest.mark.parametrize("wait", [0, 30, 90])
def test_a_line_that_breaks_as_the_form_is_sent_shows_the_receipt_once_it_is_back(phone, line, store, wait):
    """What Streamlit had on its way is lost; without asking again the page would stay white."""
    before = forms(store)
    phone.evaluate("document.querySelector('.st-key-send button').click()")
    phone.wait_for_timeout(wait)
    line.cut()
    phone.wait_for_timeout(1_500)
    expect(phone.get_by_role("link", name="Mở phiếu nhanh")).to_have_count(0)
    line.mend()
    expect(phone.locator("[data-test-connection-state=CONNECTED]")).to_be_attached(timeout=LONG)
    phone.wait_for_timeout(2_000)
    expect(phone.locator(".st-key-send, .st-key-receipt code").first).to_be_visible()
    phone.evaluate("document.querySelector('.st-key-send button')?.click()")  # where it had not gone out
    expect(phone.locator(".st-key-receipt code")).to_be_visible()
    assert forms(store) == before + 1


def test_a_line_that_died_without_a_word_is_found_out_by_who_presses_a_button(phone, line, store):
    before = forms(store)
    line.fall_silent()
    phone.get_by_role("button", name="Gửi phiếu").click()
    expect(said(phone)).to_contain_text(LOST, timeout=LONG)
    line.cut()
    line.mend()
    expect_back(phone)
    send(phone)
    assert forms(store) == before + 1


def test_a_slow_line_on_which_nobody_presses_anything_is_left_alone(phone, line):
    line.fall_silent()
    phone.wait_for_timeout(20_000)
    expect(said(phone)).to_be_empty()
    phone.get_by_role("button", name="Gửi phiếu").click()
    phone.wait_for_timeout(9_000)  # what was asked after three is answered after six more
    line.go_on()
    expect(phone.locator(".st-key-receipt code")).to_be_visible()
    expect(said(phone)).to_be_empty()


def test_a_form_that_a_restarted_server_has_forgotten_says_that_it_begins_again(phone, line, start):
    with start() as another:
        line.cut()
        expect(said(phone)).to_contain_text(LOST)
        line.lead_to(another.base_url)
        line.mend()
        expect(said(phone)).to_contain_text(ANEW, timeout=LONG)
        phone.get_by_role("button", name="Nộp hồ sơ").click()
        expect(said(phone)).to_be_empty()
        expect(option(phone, "Hài lòng")).to_be_visible()
        expect(phone.locator("[data-test-script-state=notRunning]")).to_be_attached()
        option(phone, "Hài lòng").click()
        expect(phone.locator("label:has(input:checked)")).to_have_text("Hài lòng")
        send(phone)


def test_a_receipt_stays_on_the_screen_where_the_server_is_restarted(phone, line, start):
    send(phone)
    receipt = phone.locator(".st-key-receipt code").inner_text()
    with start() as another:
        line.cut()
        phone.wait_for_timeout(2_000)
        expect(said(phone)).to_be_empty()
        line.lead_to(another.base_url)
        line.mend()
        expect(phone.locator("[data-test-connection-state=CONNECTED]")).to_be_attached(timeout=LONG)
        phone.wait_for_timeout(1_500)
        assert phone.locator(".st-key-receipt code").inner_text() == receipt
