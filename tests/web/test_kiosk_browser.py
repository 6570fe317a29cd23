"""The tablet at a counter in a real browser: by touch and by keyboard, without a network, left in mid-answer."""

import re
import shutil
from collections.abc import Iterator
from contextlib import AbstractContextManager
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, Locator, Page, Request, Route, expect
from sqlalchemy import func, select

from db import Store
from db.models import Response, ResponseTiming
from survey import Answers
from tests.browser import ARGUMENTS, find_chromium
from tests.db.office import Office, open_office
from tests.pages.citizen import use_questionnaire
from tests.server import Server, free_port, running_server
from tests.web.sync import network_is_back, without_a_line, without_promise
from tests.web.until import pass_time_until, stop_clock, until
from web.kiosk_page import (
    END_SECONDS,
    IDLE_SECONDS,
    NOTICE_SECONDS,
    SLOW_NOTICE_SECONDS,
    SLOW_THANKS_SECONDS,
    SLOWLY_SECONDS,
    THANKS_SECONDS,
)

FINGER = 64
"""Pixels; what a finger finds on a tablet that stands upright."""
TABLET = {"width": 768, "height": 1024}
A_MOMENT = 350
"""Milliseconds for which a new screen takes no touch."""
THANKS = "Đã nhận phiếu của ông/bà. Xin cảm ơn."
SAVED = "Phiếu của ông/bà đã được lưu trên máy này. Xin cảm ơn."
OFFLINE = "Đang không có mạng: phiếu vẫn được lưu"

OPENINGS = """() => new Promise(done => {
  const asked = indexedDB.open('quay', 1);
  asked.onsuccess = () => {
    const keys = asked.result.transaction('openings').objectStore('openings').getAllKeys();
    keys.onsuccess = () => { asked.result.close(); done(keys.result); };
  };
})"""
FOCUSED = """() => {
  window.seen = [];
  document.addEventListener('focusin', event => seen.push(event.target.innerText));
}"""
"""Which elements of the page the keyboard comes to from now on."""

GONE_BACK = """() => new Promise(done => {
  addEventListener('popstate', () => done(), { once: true });
  history.back();
})"""
"""Once the page has answered to it; whoever leaves the page gives no answer."""

AGE = """days => new Promise(done => {
  const asked = indexedDB.open('quay', 1);
  asked.onsuccess = () => {
    const change = asked.result.transaction('openings', 'readwrite');
    change.oncomplete = () => { asked.result.close(); done(); };
    change.objectStore('openings').openCursor().onsuccess = event => {
      const at = event.target.result;
      if (at) { at.update({ ...at.value, got: at.value.got - days * 864e5 }); at.continue(); }
    };
  };
})"""


@pytest.fixture(autouse=True)
def served() -> None:
    """The server here is a process of its own."""


@pytest.fixture(scope="module")
def server(migrated_sqlite: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Server, Store]]:
    """One for all; each test has an office of its own in it."""
    folder = tmp_path_factory.mktemp("kiosk")
    url = f"sqlite:///{shutil.copy(migrated_sqlite, folder / 'feedback.db')}"
    with running_server(folder / "server.log", {"DATABASE_URL": url, "VAR_DIR": str(folder)}) as started:
        yield started, Store(url)


@pytest.fixture
def store(server: tuple[Server, Store]) -> Store:
    return server[1]


@pytest.fixture
def office(store: Store) -> Office:
    return open_office(store)


@pytest.fixture
def address(server: tuple[Server, Store], office: Office) -> str:
    return f"{server[0].base_url}/k/{office.code}"


@pytest.fixture
def context(browser: Browser) -> Iterator[BrowserContext]:
    """A tablet; what its service worker does is tested with a browser of its own below."""
    context = browser.new_context(locale="vi-VN", viewport=TABLET, has_touch=True, service_workers="block")
    yield context
    context.close()


@pytest.fixture
def tablet(context: BrowserContext, address: str) -> Page:
    """On its first screen."""
    return opened(context, address)


def stored(store: Store, office: Office) -> list[Answers]:
    """What was answered at this office, in the order in which it came."""
    ours = select(Response.answers).where(Response.counter_id == office.counter_id).order_by(Response.id)
    with store.read() as session:
        return [Answers.from_json(text) for text in session.scalars(ours)]


def opened(context: BrowserContext, address: str) -> Page:
    """The first screen, by a clock that tests alone move."""
    page = context.new_page()
    page.clock.install()
    page.goto(address)
    expect(begin(page)).to_be_visible()
    stop_clock(page)
    return page


def begin(page: Page) -> Locator:
    return page.get_by_role("button", name="Bắt đầu")


def press(page: Page, name: str) -> None:
    """A button of a screen that has stood for a moment."""
    page.clock.run_for(A_MOMENT)
    page.get_by_role("button", name=name, exact=True).tap()


def start(page: Page) -> None:
    press(page, "Bắt đầu")
    expect(page.get_by_role("heading", name="Hôm nay ông/bà đến để:")).to_be_visible()


def heading(page: Page) -> Locator:
    return page.get_by_role("heading", level=1)


def tap(page: Page, name: str) -> None:
    """Answers the question that stands there; the next one comes."""
    before = heading(page).inner_text()
    press(page, name)
    expect(heading(page)).not_to_have_text(before)


def answer_all(page: Page, level: str = "Hài lòng") -> int:
    """Every question that is left at one level; how many they were."""
    questions = 0
    while page.get_by_role("group").count():
        tap(page, level)
        questions += 1
    return questions


def send(page: Page) -> None:
    press(page, "Gửi phiếu")


def thanked(page: Page) -> str:
    expect(page.get_by_role("heading", name=THANKS)).to_be_visible()
    return page.locator("output").inner_text()


def whole_answer(page: Page, level: str = "Hài lòng") -> None:
    start(page)
    tap(page, "Nộp hồ sơ")
    answer_all(page, level)
    send(page)


def too_small(page: Page) -> list[str]:
    boxes = [(each.inner_text(), each.bounding_box()) for each in page.get_by_role("button").all()]
    return [text for text, box in boxes if box is None or min(box["width"], box["height"]) < FINGER]


def openings(page: Page) -> set[str]:
    return set(page.evaluate(OPENINGS))


def said_of_waiting(page: Page) -> str:
    return page.locator("#state").inner_text()


def put_by(page: Page) -> set[str]:
    """All that the tablet wants to have, once it has them."""
    until(page, lambda: len(openings(page)) > 340)
    return openings(page)


def test_a_whole_answer_by_touch_and_nothing_of_it_is_left_for_the_next(
    tablet: Page, store: Store, office: Office
) -> None:
    assert "Phiếu không hỏi tên, số điện thoại" in tablet.inner_text("main")
    assert too_small(tablet) == []
    start(tablet)
    assert too_small(tablet) == []
    tap(tablet, "Nhận kết quả")
    expect(tablet.get_by_text("Câu 2/10")).to_be_visible()
    assert tablet.locator("[aria-pressed=true]").count() == 0
    assert too_small(tablet) == []
    assert tablet.get_by_role("group", name="Nói chung, ông/bà hài lòng").count() == 1
    assert tablet.evaluate("document.activeElement.tagName") == "H1"
    tap(tablet, "Rất hài lòng")
    assert tablet.get_by_role("group", name="Ông/bà hài lòng ở mức nào về nội dung sau?").count() == 1
    assert too_small(tablet) == []
    tap(tablet, "Không gặp trường hợp này")
    tap(tablet, "Bỏ qua câu này")
    assert answer_all(tablet, "Không hài lòng") == 6
    send(tablet)
    receipt = thanked(tablet)
    [answers] = stored(store, office)
    assert (answers.visit.purpose, answers.overall) == ("result", 5)
    assert sorted(map(str, answers.asked.values())) == ["2"] * 6 + ["na", "skip"]
    with store.read() as session:
        judged = session.scalar(select(func.count()).select_from(ResponseTiming))
    assert judged == 1, "a form that was fetched and sent within half an hour is judged as any other"
    tablet.clock.run_for((THANKS_SECONDS + 1) * 1000)
    expect(begin(tablet)).to_be_visible()
    everything = tablet.content()
    assert receipt not in everything
    assert "Không hài lòng" not in tablet.inner_text("body")
    assert tablet.evaluate("history.state") is None
    start(tablet)
    assert tablet.locator("[aria-pressed=true]").count() == 0


def test_a_criterion_stands_below_its_short_title(tablet: Page) -> None:
    start(tablet)
    tap(tablet, "Nộp hồ sơ")
    tap(tablet, "Hài lòng")
    while heading(tablet).locator("b").inner_text() != "Thái độ lịch sự, tôn trọng":
        tap(tablet, "Hài lòng")
    asked = r"^Ông/bà hài lòng ở mức nào về nội dung sau\? Thái độ lịch sự, tôn trọng Công chức ở .+ thái độ"
    expect(heading(tablet)).to_have_text(re.compile(asked))


def test_questions_put_by_before_there_were_short_titles_are_asked_without(
    context: BrowserContext, address: str
) -> None:
    def without(route: Route) -> None:
        found = route.fetch()
        supply = found.json()
        for said in supply["form"]["said"].values():
            del said["labels"]
        route.fulfill(response=found, json=supply)

    context.route("**/k/*/phieu", without)
    page = opened(context, address)
    start(page)
    tap(page, "Nộp hồ sơ")
    tap(page, "Hài lòng")
    expect(heading(page)).to_contain_text("Ông/bà hài lòng ở mức nào về nội dung sau?")
    assert "undefined" not in page.inner_text("body")
    context.unroute_all(behavior="ignoreErrors")  # further openings may be on their way


def test_a_receipt_can_be_written_down_and_is_gone_with_done(tablet: Page) -> None:
    whole_answer(tablet)
    receipt = thanked(tablet)
    tablet.clock.run_for((THANKS_SECONDS - 2) * 1000)
    expect(tablet.locator("output")).to_have_text(receipt)
    press(tablet, "Giữ màn hình này lâu hơn")
    tablet.clock.run_for((SLOW_THANKS_SECONDS - 2) * 1000)
    expect(tablet.locator("output")).to_have_text(receipt)
    press(tablet, "Xong")
    expect(begin(tablet)).to_be_visible()
    assert receipt not in tablet.content()


def test_a_screen_without_a_receipt_ends_sooner(tablet: Page, context: BrowserContext) -> None:
    context.set_offline(True)
    whole_answer(tablet)
    expect(tablet.get_by_role("heading", name=SAVED)).to_be_visible()
    tablet.clock.run_for((END_SECONDS + 1) * 1000)
    expect(begin(tablet)).to_be_visible()


def test_by_keyboard_alone_and_in_english(
    context: BrowserContext, address: str, store: Store, office: Office
) -> None:
    page = context.new_page()
    page.goto(f"{address}?lang=en")
    expect(page.get_by_role("button", name="Begin")).to_be_enabled()
    page.get_by_role("button", name="Begin").focus()
    page.keyboard.press("Enter")
    for step in range(9):
        before = heading(page)
        expect(before).to_be_focused()
        words = before.inner_text()
        expect(page.get_by_role("group")).to_have_count(1)
        expect(page.get_by_role("group").get_by_role("button").first).to_be_enabled()
        page.keyboard.press("Tab")
        if step:
            page.keyboard.press("Tab")
        page.keyboard.press("Space")
        expect(heading(page)).not_to_have_text(words)
    expect(page.get_by_role("button", name="Send the form")).to_be_enabled()
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", name="Your form has been received. Thank you.")).to_be_focused()
    [answers] = stored(store, office)
    assert (answers.visit.purpose, answers.overall) == ("ask", 2)
    assert set(answers.asked.values()) == {2}


def test_the_language_is_chosen_on_the_first_screen_and_only_for_this_visitor(tablet: Page) -> None:
    press(tablet, "English")
    expect(tablet.get_by_role("button", name="Begin")).to_be_visible()
    assert tablet.evaluate("document.documentElement.lang") == "en"
    press(tablet, "Begin")
    expect(tablet.get_by_role("heading", name="Why did you come today?")).to_be_visible()
    press(tablet, "Ask or be guided")
    expect(tablet.get_by_role("button", name="Very dissatisfied")).to_be_visible()
    tablet.clock.run_for(IDLE_SECONDS * 1000)
    expect(begin(tablet)).to_be_visible()
    assert tablet.evaluate("document.documentElement.lang") == "vi"


def test_one_step_back_shows_what_was_chosen_and_another_purpose_asks_other_questions(
    tablet: Page, store: Store, office: Office
) -> None:
    start(tablet)
    tap(tablet, "Việc khác")
    expect(heading(tablet)).to_contain_text("phản ánh, kiến nghị")
    tap(tablet, "Có")
    tap(tablet, "Hài lòng")
    for _ in range(3):
        tap(tablet, "Trở lại")
    chosen = tablet.locator("[aria-pressed=true]")
    expect(chosen).to_have_text("Việc khác")
    tap(tablet, "Hỏi, được hướng dẫn")
    expect(tablet.locator("[aria-pressed=true]")).to_have_text("Hài lòng")
    answer_all(tablet, "Bình thường")
    send(tablet)
    thanked(tablet)
    [answers] = stored(store, office)
    assert (answers.visit.purpose, answers.visit.petition, answers.overall) == ("ask", False, 3)


def test_a_form_without_a_single_answer_is_not_sent_and_that_is_announced(tablet: Page) -> None:
    start(tablet)
    tap(tablet, "Hỏi, được hướng dẫn")
    answer_all(tablet, "Bỏ qua câu này")
    expect(tablet.get_by_role("alert")).to_contain_text("Ông/bà chưa đánh giá câu nào.")
    assert tablet.get_by_role("button", name="Gửi phiếu").count() == 0


def test_a_finger_that_taps_twice_answers_one_question(tablet: Page) -> None:
    start(tablet)
    tap(tablet, "Hỏi, được hướng dẫn")
    tablet.clock.run_for(A_MOMENT)
    box = tablet.get_by_role("button", name="Hài lòng", exact=True).bounding_box()
    assert box is not None
    for _ in range(2):
        tablet.touchscreen.tap(box["x"] + box["width"] / 2, box["y"] + 20)
    expect(tablet.get_by_text("Câu 3/9")).to_be_visible()


def test_a_visitor_who_leaves_leaves_nothing(tablet: Page, store: Store, office: Office) -> None:
    before = put_by(tablet)
    start(tablet)
    begun = before - openings(tablet)
    assert len(begun) == 1
    tap(tablet, "Nộp hồ sơ")
    tap(tablet, "Rất không hài lòng")
    tablet.clock.run_for((IDLE_SECONDS - NOTICE_SECONDS) * 1000)
    notice = tablet.get_by_role("alertdialog", name="Ông/bà có còn đang trả lời không?")
    expect(notice).to_be_visible()
    expect(notice.get_by_role("button", name="Tiếp tục")).to_be_focused()
    tablet.clock.run_for(NOTICE_SECONDS * 1000)
    expect(begin(tablet)).to_be_visible()
    assert "Câu 3" not in tablet.content()
    assert tablet.get_by_role("alertdialog").count() == 0
    assert (len(stored(store, office)), begun & openings(tablet)) == (0, set())
    tablet.reload()
    expect(begin(tablet)).to_be_visible()
    assert begun & openings(tablet) == set()


def test_a_touch_stops_the_countdown_and_every_answer_is_still_there(tablet: Page) -> None:
    start(tablet)
    tap(tablet, "Nộp hồ sơ")
    tap(tablet, "Hài lòng")
    question = heading(tablet).inner_text()
    for _ in range(3):
        tablet.clock.run_for((IDLE_SECONDS - 2) * 1000)
        expect(tablet.get_by_role("alertdialog")).to_be_visible()
        tablet.touchscreen.tap(384, 200)
        expect(tablet.get_by_role("alertdialog")).to_have_count(0)
    assert heading(tablet).inner_text() == question
    tap(tablet, "Trở lại")
    expect(tablet.locator("[aria-pressed=true]")).to_have_text("Hài lòng")


def test_the_keyboard_stays_in_the_notice_until_it_is_gone(tablet: Page) -> None:
    start(tablet)
    tap(tablet, "Nộp hồ sơ")
    tablet.clock.run_for((IDLE_SECONDS - NOTICE_SECONDS) * 1000)
    notice = tablet.get_by_role("alertdialog")
    expect(notice.get_by_role("button", name="Tiếp tục")).to_be_focused()
    assert tablet.locator("main button:enabled").count() == 0
    tablet.evaluate(FOCUSED)
    for _ in range(4):
        tablet.keyboard.press("Tab")
    assert tablet.evaluate("[...new Set(seen)].sort()") == ["Tiếp tục", "Tôi cần thêm thời gian"]
    notice.get_by_role("button", name="Tiếp tục").tap()
    expect(notice).to_have_count(0)
    assert tablet.locator("main button:disabled").count() == 0


def test_only_languages_that_page_and_questions_have_are_offered(
    context: BrowserContext, address: str, store: Store, office: Office
) -> None:
    """A page that knows a language more than the questions that were put by before it did."""

    def with_one_more(route: Route) -> None:
        found = route.fetch()
        supply = found.json()
        del supply["form"]["said"]["vi"]
        route.fulfill(response=found, json=supply)

    context.route("**/k/*/phieu", with_one_more)
    page = context.new_page()
    page.clock.install()
    page.goto(address)
    expect(page.get_by_role("button", name="Begin")).to_be_visible()
    assert page.get_by_role("button", name="Tiếng Việt").count() == 0
    page.clock.run_for((IDLE_SECONDS + 1) * 1000)
    assert page.get_by_role("alertdialog").count() == 0
    page.get_by_role("button", name="Begin").tap()
    expect(page.get_by_role("heading", name="Why did you come today?")).to_be_visible()
    context.unroute_all(behavior="ignoreErrors")  # further openings may be on their way


def test_whoever_asks_for_more_time_has_it_and_the_next_visitor_does_not(tablet: Page) -> None:
    expect(tablet.get_by_text("Nếu 20 giây không ai chạm")).to_be_visible()
    more = "Tôi cần thêm thời gian"
    press(tablet, more)
    expect(tablet.get_by_role("button", name=more)).to_have_attribute("aria-pressed", "true")
    expect(tablet.get_by_text(f"Nếu {SLOWLY_SECONDS} giây không ai chạm")).to_be_visible()
    start(tablet)
    tablet.clock.run_for((SLOWLY_SECONDS - SLOW_NOTICE_SECONDS - 1) * 1000)
    assert tablet.get_by_role("alertdialog").count() == 0
    tablet.clock.run_for(1000)
    expect(tablet.get_by_role("alertdialog")).to_be_visible()
    tablet.clock.run_for(SLOW_NOTICE_SECONDS * 1000)
    expect(tablet.get_by_text("Nếu 20 giây không ai chạm")).to_be_visible()


def test_there_is_no_way_out(tablet: Page, address: str) -> None:
    def stays() -> None:
        tablet.evaluate(GONE_BACK)
        assert tablet.url == address

    start(tablet)
    tap(tablet, "Nộp hồ sơ")
    assert tablet.locator("a, iframe, form, input, textarea, [contenteditable]").count() == 0
    stays()
    expect(heading(tablet)).to_have_text("Hôm nay ông/bà đến để:")
    stays()
    expect(begin(tablet)).to_be_visible()
    for _ in range(4):
        stays()
    expect(begin(tablet)).to_be_visible()
    assert tablet.evaluate("document.title") == "Ý kiến của ông/bà về bộ phận Một cửa"


def test_without_a_network_answers_wait_and_are_sent_once_it_is_back(
    tablet: Page, context: BrowserContext, store: Store, office: Office
) -> None:
    context.set_offline(True)
    for level in ("Hài lòng", "Rất không hài lòng"):
        whole_answer(tablet, level)
        expect(tablet.get_by_role("heading", name=SAVED)).to_be_visible()
        press(tablet, "Xong")
        expect(begin(tablet)).to_be_visible()
    expect(tablet.locator("#state")).to_have_text(f"{OFFLINE} · 2 phiếu chờ gửi")
    assert len(stored(store, office)) == 0
    context.set_offline(False)
    pass_time_until(tablet, lambda: said_of_waiting(tablet) == "")
    assert sorted(str(answers.overall) for answers in stored(store, office)) == ["1", "4"]
    assert "Đã nhận phiếu" not in tablet.inner_text("body")


def test_a_network_that_fails_after_the_form_arrived_makes_no_second_answer(
    tablet: Page, store: Store, office: Office
) -> None:
    def swallow(route: Route) -> None:
        route.fetch()
        route.abort()

    sent: list[Request] = []
    tablet.on("request", lambda request: sent.append(request) if request.method == "POST" else None)
    tablet.route("**/q/*", swallow, times=1)
    whole_answer(tablet)
    expect(tablet.get_by_role("heading", name=SAVED)).to_be_visible()
    pass_time_until(tablet, lambda: len(sent) == 2 and said_of_waiting(tablet) == "")
    assert len(stored(store, office)) == 1


def test_a_wireless_network_that_answers_in_the_servers_place_swallows_nothing(
    tablet: Page, store: Store, office: Office
) -> None:
    tablet.route("**/q/*", lambda route: route.fulfill(status=200, body="<h1 id='said'>Wi-Fi</h1>"))
    tablet.route("**/k/*/phieu", lambda route: route.fulfill(status=200, body="<h1>Wi-Fi</h1>"))
    whole_answer(tablet)
    expect(tablet.get_by_role("heading", name=SAVED)).to_be_visible()
    expect(tablet.locator("#state")).to_contain_text("1 phiếu chờ gửi")
    tablet.unroute_all()
    pass_time_until(tablet, lambda: said_of_waiting(tablet) == "")
    assert len(stored(store, office)) == 1


def test_an_opening_of_two_weeks_ago_is_thrown_away(tablet: Page, context: BrowserContext) -> None:
    put_by(tablet)
    context.set_offline(True)
    tablet.evaluate(AGE, 12)
    start(tablet)
    tap(tablet, "Trở lại")
    tablet.evaluate(AGE, 1.1)
    press(tablet, "Bắt đầu")
    expect(tablet.get_by_role("alert")).to_contain_text("Máy đang mất mạng và đã dùng hết phiếu lưu sẵn.")
    assert openings(tablet) == set()
    context.set_offline(False)
    pass_time_until(tablet, lambda: begin(tablet).count() == 1)


def test_sixteen_questions_come_one_by_one_also_on_a_small_screen(
    context: BrowserContext, address: str, store: Store, office: Office
) -> None:
    use_questionnaire(store, office, "sipas-service-2026")
    page = context.new_page()
    page.set_viewport_size({"width": 360, "height": 740})
    page.goto(address)
    begin(page).tap()
    expect(page.get_by_text("Câu 1/16")).to_be_visible()
    assert too_small(page) == []
    assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")


def test_the_tablet_works_without_its_server_also_after_its_browser_was_closed(
    browser: Browser, sqlite_url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """One tablet, started three times: with a server, without, and with one again."""
    store = Store(sqlite_url)
    office = open_office(store)
    port = free_port()
    monkeypatch.setattr("tests.server.free_port", lambda: port)
    address = f"http://127.0.0.1:{port}/k/{office.code}"

    def server(name: str) -> AbstractContextManager[Server]:
        environment = {"DATABASE_URL": sqlite_url, "VAR_DIR": str(tmp_path / "var")}
        return running_server(tmp_path / name, environment)

    def tablet() -> BrowserContext:
        return browser.browser_type.launch_persistent_context(
            tmp_path / "profile",
            executable_path=find_chromium(),
            args=list(ARGUMENTS),
            locale="vi-VN",
            viewport=TABLET,
            has_touch=True,
        )

    with server("first.log"), tablet() as context:
        page = opened(context, address)
        until(page, lambda: page.evaluate("caches.match(location.pathname).then(Boolean)"))
        put_by(page)
        start(page)
        kept = openings(page)
    with tablet() as context:
        page = opened(context, address)
        expect(page.locator("#state")).to_have_text(OFFLINE)
        assert openings(page) == kept
        whole_answer(page, "Bình thường")
        expect(page.get_by_role("heading", name=SAVED)).to_be_visible()
        expect(page.locator("#state")).to_contain_text("1 phiếu chờ gửi")
        [used] = kept - openings(page)
    assert stored(store, office) == []
    with server("second.log"), tablet() as context:
        page = opened(context, address)
        pass_time_until(page, lambda: said_of_waiting(page) == "")
        assert used not in put_by(page)
        assert "Đã nhận phiếu" not in page.inner_text("body")
    assert [answers.overall for answers in stored(store, office)] == [3]


def test_the_service_worker_sends_while_no_page_is_open(
    browser: Browser, address: str, store: Store, office: Office
) -> None:
    context = browser.new_context(locale="vi-VN", viewport=TABLET, has_touch=True)
    page = context.new_page()
    without_promise(page)
    page.clock.install()
    page.goto(address)
    page.evaluate("navigator.serviceWorker.ready.then(() => true)")
    expect(begin(page)).to_be_visible()
    stop_clock(page)
    without_a_line(page)
    whole_answer(page, "Rất hài lòng")
    expect(page.get_by_role("heading", name=SAVED)).to_be_visible()
    page.close()
    assert stored(store, office) == []
    network_is_back(context, address.partition("/k/")[0], "quay")
    blank = context.new_page()
    until(blank, lambda: len(stored(store, office)) == 1)
    later = opened(context, address)
    pass_time_until(later, lambda: said_of_waiting(later) == "")
    assert [answers.overall for answers in stored(store, office)] == [5]
    context.close()
