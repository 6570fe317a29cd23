"""The quick form in a real browser: with and without script, by keyboard, and while the network fails."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, Route, expect

from db import Store
from tests.browser import ARGUMENTS, find_chromium
from tests.db.office import Office, open_office
from tests.pages.citizen import comments, count, stored
from tests.server import Server
from tests.web.sync import network_is_back, without_a_line, without_promise
from tests.web.until import pass_time_until, stop_clock, until
from words import language

FINGER = 44
"""Pixels; the least size of a target that WCAG 2.2 asks for in 2.5.5 (level AAA)."""

VIETNAMESE = language("vi")
KEPT = "Chưa gửi được vì không kết nối được với hệ thống. Phiếu sẽ tự gửi khi có mạng; ông/bà có thể đóng trang này."
KEPT_UNTIL_SCANNED = VIETNAMESE(
    "It could not be sent because the system cannot be reached. Please keep this page open, or scan the QR code "
    "again with this phone and the same app once there is network: then it is sent."
)
KEPT_TITLE = "Phiếu chưa gửi được, đang lưu trên điện thoại này"
EARLIER = "Phiếu ông/bà đã điền trước đây:"
NOT_KEPT = VIETNAMESE("The form could not be sent yet. Please keep this page open; it tries again.")
TO_MEND = VIETNAMESE("A form you filled in earlier was not recorded yet. Open it to put it right.")
TOO_LONG = "còn thừa 300 ký tự"
EMPTY = "Ông/bà chưa đánh giá câu nào."
WITHOUT_SYNC = "delete window.SyncManager;"
"""As Safari and Firefox are."""
WITHOUT_DATABASE = "Object.defineProperty(window, 'indexedDB', { value: undefined });"
WITH_A_BROKEN_DATABASE = "IDBDatabase.prototype.transaction = () => { throw new Error('broken'); };"
WAITS = "localStorage.getItem('gop-y')"
THANKS = "Đã nhận phiếu của ông/bà. Xin cảm ơn."
THANKS_IN_ENGLISH = "Your form has been received. Thank you."


@pytest.fixture(autouse=True)
def served() -> None:
    """The server here is a process of its own."""


@pytest.fixture
def store(sqlite_url: str) -> Store:
    return Store(sqlite_url)


@pytest.fixture
def office(store: Store) -> Office:
    return open_office(store)


@pytest.fixture
def server(sqlite_url: str, office: Office, serve: Callable[..., Server]) -> Server:
    return serve(sqlite_url)


@pytest.fixture
def form(page: Page, server: Server, office: Office) -> Page:
    """The quick form of the office's counter on a small phone."""
    page.set_viewport_size({"width": 360, "height": 740})
    page.goto(f"{server.base_url}/q/{office.code}")
    return page


@pytest.fixture
def without_script(browser: Browser) -> Iterator[Page]:
    context = browser.new_context(java_script_enabled=False, viewport={"width": 360, "height": 740})
    yield context.new_page()
    context.close()


def tick(page: Page, **answers: str) -> None:
    for name, value in answers.items():
        page.locator(f"[name={name}][value='{value}']").check()


def asked(page: Page) -> list[str]:
    """Criteria that are put to the citizen now."""
    return [str(each.get_attribute("id")) for each in page.locator("#asked .c:visible").all()]


def send(page: Page) -> None:
    page.get_by_role("button", name="Gửi phiếu").click()


def reopened(page: Page) -> None:
    """The same browser's tab once more, when what keeps forms and what sends them without a page is there."""
    until(page, lambda: bool(page.evaluate("!!window.outbox")))
    page.evaluate("navigator.serviceWorker.ready.then(() => true)")


def thanked(page: Page) -> str:
    expect(page.get_by_role("heading", name=THANKS)).to_be_visible(timeout=60_000)
    assert page.locator("#page").count() == 1
    assert page.locator("body").inner_text().split()[: 1 + len(THANKS.split())] == [
        "English",
        *THANKS.split(),
    ], "and nothing of the script before it"
    return page.locator("#receipt").inner_text()


def in_english(page: Page, receipt: str) -> None:
    """What the thanks say can be read in the other language, with the receipt, and without another request."""
    english = page.locator("details[lang=en]")
    expect(english.get_by_text(THANKS_IN_ENGLISH)).to_be_hidden()
    english.locator("summary").click()
    expect(english.get_by_text(THANKS_IN_ENGLISH)).to_be_visible()
    expect(english.get_by_role("status").get_by_text(receipt)).to_be_visible()


def test_a_form_on_a_phone_is_answered_by_large_targets_and_sent_once(form: Page, store: Store) -> None:
    targets = [box for each in form.locator("label:visible:has(input), button:visible, summary:visible").all()
               if (box := each.bounding_box()) and box["height"] > 1]  # fmt: skip
    assert len(targets) > 40
    assert [box for box in targets if min(box["width"], box["height"]) < FINGER] == []
    assert form.evaluate("document.documentElement.scrollWidth <= window.innerWidth")
    assert form.locator("input:checked").count() == 0
    tick(form, m="submit", coverall="4", c8="5")
    form.get_by_role("textbox").fill("Cảm ơn.")
    form.get_by_role("button", name="Gửi phiếu").dblclick()
    thanked(form)
    [answers] = stored(store)
    assert (answers.visit.purpose, answers.overall, answers.asked[8]) == ("submit", 4, 5)
    assert comments(store) == ["Cảm ơn."]
    assert form.evaluate("document.activeElement.tagName") == "H1"
    assert form.locator("#f").count() == 0


@pytest.mark.parametrize("script", [True, False])
def test_whoever_goes_back_after_thanks_and_sends_again_is_counted_once(
    browser: Browser, form: Page, store: Store, script: bool
) -> None:
    context = browser.new_context(java_script_enabled=script)
    page = context.new_page()
    page.goto("about:blank")
    page.goto(form.url)
    page.locator("[name=c8][value='5']").check()
    send(page)
    first = page.locator("#receipt").inner_text()
    page.go_back()
    if page.locator("#send").count():
        send(page)
        assert page.locator("#receipt").inner_text() == first
    assert count(store) == 1
    context.close()


def test_the_purpose_of_the_visit_decides_what_is_asked(form: Page, store: Store) -> None:
    assert "c11" not in asked(form)
    expect(form.locator("#petition")).to_be_hidden()
    tick(form, m="result")
    assert "c11" in asked(form)
    assert len(asked(form)) == 8
    tick(form, c11="2", m="other")
    expect(form.locator("#petition")).to_be_visible()
    assert "c11" not in asked(form)
    tick(form, c8="3")
    send(form)
    thanked(form)
    [answers] = stored(store)
    assert 11 not in {*answers.asked, *answers.voluntary}
    assert answers.asked[8] == 3


def test_what_was_wrong_is_announced_and_nothing_is_lost(form: Page, store: Store) -> None:
    tick(form, m="ask", c9="2")
    form.get_by_role("textbox").fill("ợ" * 2300)
    send(form)
    alert = form.get_by_role("alert")
    expect(alert).to_contain_text("còn thừa 300 ký tự")
    expect(form.get_by_role("textbox")).to_be_focused()
    form.get_by_role("button", name="English").click()
    expect(form.get_by_role("button", name="Send the form")).to_be_visible()
    assert form.evaluate("document.documentElement.lang") == "en"
    expect(form.locator("[name=c9][value='2']")).to_be_checked()
    assert form.get_by_role("textbox").input_value() == "ợ" * 2300
    assert count(store) == 0
    form.get_by_role("textbox").fill("")
    form.get_by_role("button", name="Send the form").click()
    expect(form.get_by_role("heading", name="Your form has been received. Thank you.")).to_be_visible()
    assert count(store) == 1


def test_by_keyboard_alone(form: Page, store: Store) -> None:
    form.locator("summary").first.focus()
    form.keyboard.press("Tab")
    assert form.evaluate("document.activeElement.name") == "m"
    form.keyboard.press("Space")
    form.keyboard.press("Tab")
    assert form.evaluate("document.activeElement.name") == "coverall"
    form.keyboard.press("Space")
    form.keyboard.press("ArrowRight")
    expect(form.locator("[name=coverall][value='2']")).to_be_checked()
    form.locator("#send").focus()
    form.keyboard.press("Enter")
    thanked(form)
    [answers] = stored(store)
    assert (answers.visit.purpose, answers.overall) == ("ask", 2)


def test_enter_in_a_choice_sends_the_form_and_never_changes_the_language(form: Page) -> None:
    tick(form, coverall="4")
    form.locator("[name=coverall][value='4']").press("Enter")
    thanked(form)
    assert form.evaluate("document.documentElement.lang") == "vi"


def test_without_script_the_form_is_opened_answered_and_thanked_for(
    without_script: Page, server: Server, office: Office, store: Store
) -> None:
    without_script.goto(f"{server.base_url}/q/{office.code}")
    assert "c11" in asked(without_script)
    tick(without_script, m="ask", coverall="5", c8="4", c11="1")
    send(without_script)
    expect(without_script.get_by_role("heading", name=THANKS)).to_be_visible()
    in_english(without_script, without_script.locator("#receipt").inner_text())
    [answers] = stored(store)
    assert (answers.overall, answers.asked[8]) == (5, 4)
    assert 11 not in {*answers.asked, *answers.voluntary}


def test_a_network_that_fails_before_sending_keeps_the_form_and_sends_it_later(
    form: Page, browser_context: BrowserContext, store: Store
) -> None:
    reopened(form)
    tick(form, coverall="3")
    browser_context.set_offline(True)
    send(form)
    expect(form.get_by_role("status")).to_have_text(KEPT)
    assert count(store) == 0
    browser_context.set_offline(False)
    receipt = thanked(form)
    browser_context.set_offline(True)
    in_english(form, receipt)
    assert [answers.overall for answers in stored(store)] == [3]


def test_a_form_that_is_kept_stands_there_no_more_so_that_no_change_to_it_is_lost(
    form: Page, browser_context: BrowserContext, store: Store
) -> None:
    reopened(form)
    tick(form, coverall="3")
    browser_context.set_offline(True)
    send(form)
    expect(form.get_by_role("heading", name=KEPT_TITLE)).to_be_focused()
    assert form.locator("form, input, textarea").count() == 0
    expect(form.get_by_text("quét lại mã QR bằng chính máy và ứng dụng này để xem mã")).to_be_visible()
    form.get_by_role("button", name="English").click()
    expect(
        form.get_by_role("heading", name="Your form was not sent yet; it is kept on this phone")
    ).to_be_focused()
    expect(form.get_by_role("status")).to_contain_text("because the system cannot be reached")
    assert form.evaluate("document.documentElement.lang") == "en"
    form.get_by_role("button", name="Tiếng Việt").click()
    expect(form.get_by_role("heading", name=KEPT_TITLE)).to_be_focused()
    browser_context.set_offline(False)
    receipt = thanked(form)
    browser_context.set_offline(True)
    in_english(form, receipt)
    assert [answers.overall for answers in stored(store)] == [3]


@pytest.mark.parametrize("pressed", ["Gửi phiếu", "English"])
def test_nothing_can_be_changed_while_the_form_is_on_its_way(
    form: Page, browser_context: BrowserContext, store: Store, pressed: str
) -> None:
    """The server may have it already, as it was."""
    reopened(form)
    held: list[Route] = []
    form.route("**/q/*", lambda route: held.append(route), times=1)
    tick(form, coverall="3")
    form.get_by_role("button", name=pressed).click()
    expect(form.locator("#f")).to_be_hidden()
    until(form, lambda: bool(held))
    held[0].fetch()
    held[0].abort()
    if pressed == "English":
        expect(form.get_by_role("status")).to_contain_text("Mất kết nối nên chưa đổi được ngôn ngữ.")
        expect(form.locator("[name=coverall][value='3']")).to_be_checked()
        send(form)
    thanked(form)
    assert [answers.overall for answers in stored(store)] == [3]


KEEP_WHAT_IS_OPEN = """
() => new Promise(done => {
    const opening = indexedDB.open('gop-y', 1), key = encodeURIComponent(document.querySelector('[name=t]').value);
    opening.onupgradeneeded = () => ['waiting', 'sent'].forEach(
        each => opening.result.createObjectStore(each, {keyPath: 'key'}));
    opening.onsuccess = () => {
        const writing = opening.result.transaction('waiting', 'readwrite');
        const form = document.getElementById('f');
        writing.objectStore('waiting').put(
            {key, url: form.action, body: `t=${key}&coverall=5`, kept: Date.now(), how: 'offline'});
        writing.oncomplete = () => { opening.result.close(); done(); };
    };
})
"""


def test_whoever_comes_back_to_a_form_that_is_kept_finds_that_it_is_kept(
    page: Page, store: Store, server: Server, office: Office
) -> None:
    """As a browser may show it again, blank, from its memory."""
    held: list[Route] = []
    page.route("**/q/gui-sau.js", lambda route: held.append(route))
    page.route("**/q/*", lambda route: route.abort() if route.request.method == "POST" else route.fallback())
    page.goto(f"{server.base_url}/q/{office.code}", wait_until="commit")
    until(page, lambda: bool(held))
    page.evaluate(KEEP_WHAT_IS_OPEN)
    held[0].continue_()
    expect(page.get_by_role("heading", name=KEPT_TITLE)).to_be_visible()
    assert page.locator("#f").count() == 0
    page.unroute("**/q/*")
    thanked(page)
    assert [answers.overall for answers in stored(store)] == [5]


def test_whoever_closes_the_page_while_it_is_sending_finds_the_form_sent_when_they_come_back(
    form: Page, browser_context: BrowserContext, store: Store, server: Server, office: Office
) -> None:
    reopened(form)
    form.evaluate("XMLHttpRequest.prototype.send = () => {}")  # it never gets out
    tick(form, coverall="4")
    send(form)
    until(form, lambda: bool(form.evaluate(f"{WAITS} === '1'")))
    form.close()
    assert count(store) == 0
    page = browser_context.new_page()
    page.goto(f"{server.base_url}/q/{office.code}")
    expect(page.get_by_role("status").filter(has_text=EARLIER)).to_contain_text(THANKS, timeout=30_000)
    assert [answers.overall for answers in stored(store)] == [4]
    until(page, lambda: bool(page.evaluate(f"{WAITS} === null")))


def test_a_receipt_of_an_earlier_form_stays_in_view_whatever_comes_after_it(
    form: Page, browser_context: BrowserContext, store: Store, server: Server, office: Office
) -> None:
    reopened(form)
    form.evaluate(WITHOUT_SYNC)
    tick(form, coverall="2")
    browser_context.set_offline(True)
    send(form)
    expect(form.get_by_role("status")).to_have_text(KEPT_UNTIL_SCANNED)
    form.close()
    browser_context.set_offline(False)
    page = browser_context.new_page()
    page.goto(f"{server.base_url}/q/{office.code}")
    note = page.get_by_role("status").filter(has_text=EARLIER)
    expect(note).to_be_visible(timeout=30_000)
    earlier = note.locator(".code:visible").inner_text()
    page.get_by_role("button", name="Mở phiếu mới").click()
    page.get_by_role("button", name="English").click()
    expect(page.get_by_role("button", name="Send the form")).to_be_visible()
    expect(page.locator(".code:visible", has_text=earlier)).to_be_visible()
    tick(page, coverall="5")
    page.get_by_role("button", name="Send the form").click()
    expect(page.locator("#receipt")).to_be_visible()
    expect(page.locator(".code:visible", has_text=earlier)).to_be_visible()


def test_a_receipt_that_is_shown_is_not_wiped_by_a_form_that_must_be_mended(
    form: Page, browser_context: BrowserContext, store: Store, server: Server, office: Office
) -> None:
    nothing_is_sent = "**/q/*"
    browser_context.route(
        nothing_is_sent, lambda route: route.abort() if route.request.method == "POST" else route.continue_()
    )
    for comment, level in (("Cảm ơn.", "4"), ("ợ" * 2300, "2")):
        page = browser_context.new_page()
        without_promise(page)
        page.goto(f"{server.base_url}/q/{office.code}")
        reopened(page)
        page.evaluate("outbox.wrong = () => false")
        tick(page, coverall=level)
        page.get_by_role("textbox").fill(comment)
        send(page)
        expect(page.get_by_role("heading", name=KEPT_TITLE)).to_be_visible()
        page.close()
    browser_context.unroute(nothing_is_sent)
    form.reload()
    note = form.get_by_role("status").filter(has_text=THANKS)
    expect(note).to_be_visible(timeout=30_000)
    expect(form.get_by_role("link", name=TO_MEND)).to_be_visible(timeout=30_000)
    expect(note.locator(".code:visible")).to_be_visible()
    assert [answers.overall for answers in stored(store)] == [4]


def test_a_form_that_is_kept_while_another_is_tried_is_tried_too(
    page: Page, server: Server, office: Office
) -> None:
    tries: list[str] = []
    held: list[Route] = []

    def hold_the_first(route: Route) -> None:
        tries.append(route.request.post_data or "")
        if len(tries) == 1:
            held.append(route)
        else:
            route.abort()

    without_promise(page)
    page.clock.install()
    page.goto(f"{server.base_url}/q/{office.code}")
    reopened(page)
    stop_clock(page)
    page.route("**/q/none", hold_the_first)
    page.evaluate("outbox.keep('/q/none', 't=a', false)")
    pass_time_until(page, lambda: len(tries) == 1)
    page.evaluate("outbox.keep('/q/none', 't=b', true)")
    expect(page.get_by_role("status")).to_contain_text("lát nữa quét lại mã QR")
    page.clock.run_for(8_000)
    assert tries == ["t=a"]
    held[0].fulfill(status=200, body='<main><output id="receipt">X</output></main>')
    pass_time_until(page, lambda: "t=b" in tries)


def test_an_earlier_form_is_thanked_for_beside_the_one_that_is_being_filled_in(
    form: Page, browser_context: BrowserContext, store: Store, server: Server, office: Office
) -> None:
    reopened(form)
    form.evaluate(WITHOUT_SYNC)
    tick(form, coverall="2")
    browser_context.set_offline(True)
    send(form)
    expect(form.get_by_role("status")).to_have_text(KEPT_UNTIL_SCANNED)
    form.close()
    browser_context.set_offline(False)
    page = browser_context.new_page()
    held: list[Route] = []
    page.route("**/q/gui-sau.js", lambda route: held.append(route))
    page.goto(f"{server.base_url}/q/{office.code}", wait_until="commit")
    tick(page, coverall="5")
    until(page, lambda: bool(held))
    held[0].continue_()
    expect(page.get_by_role("status").filter(has_text=THANKS)).to_be_visible(timeout=30_000)
    expect(page.locator("[name=coverall][value='5']")).to_be_checked()
    send(page)
    expect(page.locator("#receipt")).to_be_visible()
    assert sorted(answers.overall or 0 for answers in stored(store)) == [2, 5]


def test_from_the_thanks_one_press_leads_to_what_the_receipt_says_with_its_code(form: Page) -> None:
    tick(form, coverall="4")
    send(form)
    receipt = thanked(form)
    form.get_by_role("button", name="Kiểm tra hoặc rút phiếu").click()
    expect(form.get_by_text("Phiếu của ông/bà đang được tính.")).to_be_visible()
    assert receipt not in form.url
    form.get_by_role("button", name="Rút phiếu của tôi").click()
    form.get_by_role("button", name="Không rút, giữ phiếu").click()
    form.get_by_role("button", name="Rút phiếu của tôi").click()
    form.get_by_role("button", name="Rút hẳn phiếu").click()
    expect(form.get_by_text("đã được rút")).to_be_visible()


def test_a_network_that_fails_after_the_form_arrived_makes_no_second_answer(form: Page, store: Store) -> None:
    def swallow(route: Route) -> None:
        route.fetch()
        route.abort()

    form.route("**/q/*", swallow, times=1)
    tick(form, coverall="3")
    send(form)
    thanked(form)
    expect(form.get_by_text("không bị tính hai lần")).to_have_count(
        0
    )  # that it came twice was not the citizen's doing
    assert count(store) == 1


def test_a_server_in_trouble_is_said_and_the_form_is_sent_once_it_is_well(form: Page, store: Store) -> None:
    reopened(form)
    form.evaluate(WITHOUT_SYNC)
    form.route("**/q/*", lambda route: route.fulfill(status=503, body="later"), times=1)
    tick(form, coverall="2")
    send(form)
    expect(form.get_by_role("status")).to_contain_text("lát nữa quét lại mã QR")
    thanked(form)
    assert [answers.overall for answers in stored(store)] == [2]


def test_a_wireless_network_that_answers_in_the_server_s_place_swallows_nothing(
    form: Page, store: Store
) -> None:
    reopened(form)
    form.evaluate(WITHOUT_SYNC)
    form.route("**/q/*", lambda route: route.fulfill(status=200, body="<h1>Wi-Fi</h1>"), times=2)
    tick(form, coverall="4")
    send(form)
    expect(form.get_by_role("status")).to_contain_text("vì không kết nối được với hệ thống")
    thanked(form)
    assert [answers.overall for answers in stored(store)] == [4]


def test_a_form_kept_on_the_phone_is_sent_after_the_browser_was_closed(
    browser: Browser, server: Server, office: Office, store: Store, tmp_path: Path
) -> None:
    """The same person's browser, started twice."""
    kind = browser.browser_type

    def started() -> BrowserContext:
        return kind.launch_persistent_context(
            tmp_path / "profile", executable_path=find_chromium(), args=list(ARGUMENTS), locale="vi-VN"
        )

    with started() as first:
        page = first.new_page()
        page.goto(f"{server.base_url}/q/{office.code}")
        reopened(page)
        tick(page, coverall="1")
        first.set_offline(True)
        send(page)
        expect(page.get_by_role("status")).to_have_text(KEPT)
        assert count(store) == 0
    with started() as second:
        page = second.new_page()
        page.goto(f"{server.base_url}/q/{office.code}")
        note = page.get_by_role("status").filter(has_text=THANKS)
        expect(note).to_be_visible(timeout=30_000)
        expect(note).to_contain_text(EARLIER)
        expect(note).to_be_focused()
        in_english(page, note.locator(".code:visible").inner_text())
        expect(page.get_by_role("button", name="Gửi phiếu")).to_be_hidden()
        page.get_by_role("button", name="Mở phiếu mới").click()
        expect(page.get_by_role("button", name="Gửi phiếu")).to_be_visible()
        expect(note).to_be_visible()
    assert [answers.overall for answers in stored(store)] == [1]


def test_a_comment_too_long_is_said_before_the_form_is_kept(
    form: Page, browser_context: BrowserContext, store: Store
) -> None:
    reopened(form)
    tick(form, coverall="4")
    form.get_by_role("textbox").fill("ợ" * 2300)
    browser_context.set_offline(True)
    send(form)
    expect(form.get_by_role("alert")).to_contain_text(TOO_LONG)
    expect(form.get_by_role("textbox")).to_be_focused()
    expect(form.get_by_role("textbox")).to_have_attribute("aria-invalid", "true")
    expect(form.locator("#ye")).to_contain_text(TOO_LONG)
    assert form.evaluate(WAITS) is None
    form.get_by_role("textbox").fill("ợ" * 2000)
    send(form)
    expect(form.get_by_role("status")).to_have_text(KEPT)
    browser_context.set_offline(False)
    thanked(form)
    assert comments(store) == ["ợ" * 2000]


def test_a_form_with_nothing_to_rate_is_not_kept_and_a_comment_alone_is_enough(
    form: Page, browser_context: BrowserContext, store: Store
) -> None:
    reopened(form)
    browser_context.set_offline(True)
    tick(form, m="ask", coverall="skip")
    send(form)
    expect(form.get_by_role("alert")).to_contain_text(EMPTY)
    form.get_by_role("textbox").fill("Cảm ơn.")
    send(form)
    expect(form.get_by_role("status")).to_have_text(KEPT)
    browser_context.set_offline(False)
    thanked(form)
    assert comments(store) == ["Cảm ơn."]


def keep_what_will_be_refused(form: Page, context: BrowserContext, **ticked: str) -> None:
    """A form with too long a comment is kept without a network, as if the page had not looked; then it is closed."""
    reopened(form)
    form.evaluate("outbox.wrong = () => false")
    tick(form, **ticked)
    form.get_by_role("textbox").fill("ợ" * 2300)
    context.set_offline(True)
    send(form)
    expect(form.get_by_role("status")).to_have_text(KEPT)
    form.close()
    context.set_offline(False)


def test_a_kept_form_that_is_refused_comes_back_to_be_mended_when_the_form_is_next_opened(
    form: Page, browser_context: BrowserContext, store: Store, server: Server, office: Office
) -> None:
    """Kept before the page could look: its comment is too long, and the server alone knows."""
    keep_what_will_be_refused(form, browser_context, m="ask", coverall="4")
    for _ in range(2):  # it waits until it was mended
        page = browser_context.new_page()
        page.goto(f"{server.base_url}/q/{office.code}")
        expect(page.get_by_role("alert")).to_contain_text(TOO_LONG)
        assert page.locator("form").count() == 1
        expect(page.locator("[name=coverall][value='4']")).to_be_checked()
        assert page.get_by_role("textbox").input_value() == "ợ" * 2300
        assert page.evaluate(WAITS) == "1"
    page.get_by_role("textbox").fill("Ngắn gọn.")
    send(page)
    thanked(page)
    until(page, lambda: bool(page.evaluate(f"{WAITS} === null")))
    assert comments(store) == ["Ngắn gọn."]
    page.goto(f"{server.base_url}/q/{office.code}")
    reopened(page)
    page.wait_for_timeout(500)
    assert page.get_by_role("alert").count() == 0


def test_a_refused_form_takes_nothing_away_from_one_that_is_being_filled_in(
    form: Page, browser_context: BrowserContext, store: Store, server: Server, office: Office
) -> None:
    keep_what_will_be_refused(form, browser_context, coverall="4")
    page = browser_context.new_page()
    page.route("**/q/gui-sau.js", lambda route: held.append(route))
    held: list[Route] = []
    page.goto(f"{server.base_url}/q/{office.code}", wait_until="commit")
    tick(page, coverall="2")
    until(page, lambda: bool(held))
    held[0].continue_()
    link = page.get_by_role("link", name=TO_MEND)
    expect(link).to_be_visible()
    expect(page.locator("[name=coverall][value='2']")).to_be_checked()
    assert page.locator("form").count() == 1
    page.unroute_all()
    link.click()
    expect(page.get_by_role("alert")).to_contain_text(TOO_LONG)


@pytest.mark.parametrize("link", ["/?c={}", "/c/{}", "/p/{}"])
def test_a_poster_that_is_scanned_again_sends_what_waits(
    form: Page, browser_context: BrowserContext, store: Store, server: Server, office: Office, link: str
) -> None:
    reopened(form)
    form.evaluate(WITHOUT_SYNC)
    tick(form, coverall="2")
    browser_context.set_offline(True)
    send(form)
    expect(form.get_by_role("status")).to_have_text(KEPT_UNTIL_SCANNED)
    form.close()
    browser_context.set_offline(False)
    page = browser_context.new_page()
    page.goto(server.base_url + link.format(office.code), wait_until="commit")
    expect(page.get_by_role("status").filter(has_text=THANKS)).to_be_visible(timeout=30_000)
    assert "/q/" in page.url
    until(page, lambda: bool(page.evaluate(f"{WAITS} === null")))
    assert [answers.overall for answers in stored(store)] == [2]


@pytest.mark.parametrize("lack", [WITHOUT_DATABASE, WITH_A_BROKEN_DATABASE])
@pytest.mark.parametrize("trouble", [True, False])
def test_a_form_that_cannot_be_kept_is_never_said_to_be(
    page: Page,
    browser_context: BrowserContext,
    store: Store,
    server: Server,
    office: Office,
    trouble: bool,
    lack: str,
) -> None:
    page.add_init_script(lack)
    page.goto(f"{server.base_url}/q/{office.code}")
    reopened(page)
    if trouble:
        page.route("**/q/*", lambda route: route.fulfill(status=503, body="later"), times=1)
    else:
        browser_context.set_offline(True)
    tick(page, coverall="2")
    send(page)
    expect(page.get_by_role("status")).to_have_text(NOT_KEPT)
    browser_context.set_offline(False)
    thanked(page)
    assert [answers.overall for answers in stored(store)] == [2]


def test_a_language_that_cannot_be_fetched_leaves_the_form_as_it_is(
    form: Page, browser_context: BrowserContext
) -> None:
    reopened(form)
    tick(form, coverall="2")
    browser_context.set_offline(True)
    form.get_by_role("button", name="English").click()
    expect(form.get_by_role("status")).to_contain_text("Mất kết nối nên chưa đổi được ngôn ngữ.")
    expect(form.locator("[name=coverall][value='2']")).to_be_checked()
    browser_context.set_offline(False)
    form.get_by_role("button", name="English").click()
    expect(form.get_by_role("button", name="Send the form")).to_be_visible()
    expect(form.locator("[name=coverall][value='2']")).to_be_checked()


def test_a_browser_that_parses_no_page_shows_the_receipt_all_the_same(
    page: Page, server: Server, office: Office
) -> None:
    """Android's browser up to 4.3 answers null for HTML."""
    page.add_init_script("DOMParser.prototype.parseFromString = () => null")
    page.goto(f"{server.base_url}/q/{office.code}")
    tick(page, coverall="2")
    send(page)
    thanked(page)
    expect(page).to_have_title(THANKS)


def test_after_sending_the_page_loaded_again_still_says_thanks(form: Page, store: Store) -> None:
    reopened(form)
    tick(form, coverall="2")
    send(form)
    receipt = thanked(form)
    form.reload()
    expect(form.get_by_role("heading", name="Phiếu đã được gửi từ trang này.")).to_be_visible()
    assert receipt not in form.content()
    form.get_by_role("link", name="English").click()
    expect(form.get_by_role("heading", name="A form has been sent from this page.")).to_be_visible()
    form.get_by_role("link", name="Tiếng Việt").click()
    assert count(store) == 1
    form.get_by_role("link", name="Mở phiếu mới").click()
    expect(form.get_by_role("button", name="Gửi phiếu")).to_be_visible()


def test_the_service_worker_sends_while_no_page_is_open_and_the_receipt_waits_for_one(
    page: Page, browser_context: BrowserContext, store: Store, server: Server, office: Office
) -> None:
    without_promise(page)
    page.goto(f"{server.base_url}/q/{office.code}")
    reopened(page)
    without_a_line(page)
    tick(page, coverall="5")
    send(page)
    expect(page.get_by_role("status")).to_have_text(KEPT_UNTIL_SCANNED)
    page.close()
    assert count(store) == 0
    network_is_back(browser_context, server.base_url, "gop-y")
    later = browser_context.new_page()
    until(later, lambda: count(store) == 1)
    later.goto(f"{server.base_url}/q/{office.code}")
    expect(later.get_by_role("status").filter(has_text=THANKS)).to_be_visible()
    expect(later.get_by_role("status").get_by_text("không bị tính hai lần")).to_have_count(0)
    assert [answers.overall for answers in stored(store)] == [5]


SENT_BACK = """
() => new Promise(done => {
    indexedDB.open('gop-y').onsuccess = event => {
        const all = event.target.result.transaction('waiting').objectStore('waiting').getAll();
        all.onsuccess = () => { event.target.result.close(); done(all.result.length === 1 && !!all.result[0].page); };
    };
})
"""


def test_a_form_that_the_service_worker_is_refused_waits_to_be_mended(
    page: Page, browser_context: BrowserContext, store: Store, server: Server, office: Office
) -> None:
    without_promise(page)
    page.goto(f"{server.base_url}/q/{office.code}")
    reopened(page)
    page.evaluate("outbox.wrong = () => false")
    without_a_line(page)
    tick(page, coverall="5")
    page.get_by_role("textbox").fill("ợ" * 2300)
    send(page)
    expect(page.get_by_role("status")).to_have_text(KEPT_UNTIL_SCANNED)
    page.close()
    network_is_back(browser_context, server.base_url, "gop-y")
    later = browser_context.new_page()
    later.goto(f"{server.base_url}/bien-nhan")
    until(later, lambda: bool(later.evaluate(SENT_BACK)))
    assert count(store) == 0
    later.goto(f"{server.base_url}/q/{office.code}")
    expect(later.get_by_role("alert")).to_contain_text(TOO_LONG)
    later.get_by_role("textbox").fill("Ngắn gọn.")
    send(later)
    thanked(later)
    assert comments(store) == ["Ngắn gọn."]


def test_while_there_is_no_network_one_form_is_tried_and_not_all_that_wait(
    page: Page, server: Server, office: Office
) -> None:
    tries: list[Route] = []

    def fail(route: Route) -> None:
        tries.append(route)
        route.abort()

    without_promise(page)
    page.clock.install()
    page.goto(f"{server.base_url}/q/{office.code}")
    reopened(page)
    stop_clock(page)
    page.route("**/q/none", fail)
    for key in "abc":
        page.evaluate("key => { outbox.keep('/q/none', 't=' + key, false); }", key)
        page.clock.run_for(0)
        expect(page.get_by_role("status")).to_have_text(KEPT_UNTIL_SCANNED)
    for rounds in (1, 2):
        pass_time_until(page, lambda rounds=rounds: len(tries) == rounds)
        page.wait_for_timeout(300)
        assert len(tries) == rounds
