"""Two pages and one decision, in a real browser: every way in which a poster's link may be opened."""

import re
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, Request, WebSocket, expect

from db import Store
from jobs.packed import KEPT_IN
from tests.db.office import open_office
from tests.server import running_server
from tests.web.until import until

FIRST_QUESTION = ".st-key-answers button"
A_MINUTE = 60_000
"""Milliseconds: Streamlit's form takes as long as a busy machine needs for megabytes of script."""
ALL_IS_THERE = """() => [...document.querySelectorAll('link[rel=modulepreload]')].every(each =>
  performance.getEntriesByName(each.href).some(came => came.responseEnd > 0))"""
"""Whether what is asked for in advance has come."""
SLOW_SCRIPTS = {"offline": False, "latency": 150, "downloadThroughput": 50_000, "uploadThroughput": 50_000}
"""As slow as slow 3G; what the browser makes of it is told to the page separately."""

A_FAST_LINE = "Object.defineProperty(navigator,'connection',{value:{effectiveType:'4g',saveData:false}});"
A_PATIENT_CLOCK = "(n=>performance.now=()=>n()-60000)(performance.now.bind(performance));"
"""Streamlit's form has a minute more, on a machine with other things to do."""

TIME_IS_UP = "performance.now=()=>9000;"

TELLS_OF_QUESTIONS = (
    "new MutationObserver(()=>{"
    "if(document.querySelector('.st-key-answers button,[data-testid=stRadio]'))questionCame(location.pathname)"
    "}).observe(document,{childList:true,subtree:true});"
)
"""Watches a page until it is left, and says where a question of Streamlit's came."""

TELLS_WHAT_IS_SAID = (
    "new MutationObserver(()=>{const said=document.querySelector('#opening [role=status]');"
    "if(said)wasSaid(said.textContent)}).observe(document,{childList:true,subtree:true});"
)
"""And what it says while it is there, which may be a moment."""


@pytest.fixture(autouse=True)
def served() -> None:
    """The server here is a process of its own."""


@pytest.fixture(scope="module")
def link(
    migrated_sqlite: Path, packed: Path, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Callable[[str], str]]:
    """``link("/?c={}")`` is the address of a counter's poster on a running server."""
    folder = tmp_path_factory.mktemp("opening")
    url = f"sqlite:///{shutil.copy(migrated_sqlite, folder / 'feedback.db')}"
    store = Store(url)
    code = open_office(store).code
    store.close()
    (folder / "var").mkdir()
    (folder / "var" / KEPT_IN).symlink_to(packed)
    env = {"DATABASE_URL": url, "VAR_DIR": str(folder / "var")}
    with running_server(folder / "server.log", env) as server:
        yield lambda form: server.base_url + form.format(code)


@pytest.fixture
def visit(browser: Browser) -> Iterator[Callable[..., "Visit"]]:
    """``visit(address, init="...", headers={...}, script=False, line={...})`` is somebody who opens it."""
    contexts: list[BrowserContext] = []

    def open_it(
        address: str,
        *,
        init: str = A_FAST_LINE,
        script: bool = True,
        line: dict[str, object] | None = None,
        headers: dict[str, str] | None = None,
        on_way: Callable[[Page], None] | None = None,
    ) -> Visit:
        context = browser.new_context(java_script_enabled=script, extra_http_headers=headers or {})
        contexts.append(context)
        context.set_default_timeout(30_000)
        page = context.new_page()
        if script:
            page.add_init_script(init)
        if line:
            session = context.new_cdp_session(page)
            session.send("Network.enable")
            session.send("Network.emulateNetworkConditions", line)
        if on_way:
            on_way(page)
        return Visit(page, address)

    yield open_it
    for context in contexts:
        context.close()


class Visit:
    """A tab in which a link was opened; it notes what was asked for."""

    def __init__(self, page: Page, address: str) -> None:
        self.page = page
        self.requests: list[Request] = []
        self.sockets: list[WebSocket] = []
        self.errors: list[str] = []
        page.on("request", lambda request: self.requests.append(request))
        page.on("websocket", lambda socket: self.sockets.append(socket))
        page.on(
            "console", lambda message: self.errors.append(message.text) if message.type == "error" else None
        )
        page.goto(address, wait_until="commit")

    @property
    def asked_for(self) -> list[str]:
        return [re.sub(r"^https?://[^/]+", "", request.url) for request in self.requests]

    @property
    def streamlits(self) -> list[str]:
        return [path for path in self.asked_for if path.startswith(("/static/", "/_stcore/"))]

    def expect_quick_form(self) -> None:
        expect(self.page).to_have_url(re.compile(r"/q/\w+\?lang=vi$"))
        expect(self.page.locator("form#f")).to_be_visible()

    def expect_streamlits_form(self) -> None:
        expect(self.page.locator(FIRST_QUESTION).first).to_be_visible(timeout=A_MINUTE)
        expect(self.page.locator("#opening")).to_have_count(0)
        assert self.errors == []

    def expect_nothing_of_streamlits_goes_on(self) -> None:
        """No byte is fetched after leaving, and no socket is open."""
        self.requests.clear()
        self.page.wait_for_timeout(1500)
        assert self.streamlits == []
        until(self.page, lambda: all(socket.is_closed() for socket in self.sockets))


@pytest.mark.parametrize("form", ["/?c={}", "/c/{}"])
def test_streamlits_form_stays_where_it_is_there_in_time(visit, link, form):
    seen = visit(link(form), init=A_FAST_LINE + A_PATIENT_CLOCK, on_way=lambda page: page.clock.install())
    seen.expect_streamlits_form()
    assert seen.page.url == link("/?c={}")
    seen.page.clock.fast_forward(70_000)  # the moment of the decision has passed
    seen.page.wait_for_timeout(500)
    expect(seen.page.locator(FIRST_QUESTION).first).to_be_visible()
    assert "/q/" not in " ".join(seen.asked_for)


def test_the_window_of_streamlits_form_has_its_title_in_the_visitor_s_language(visit, link):
    seen = visit(link("/p/{}"))
    seen.expect_streamlits_form()
    expect(seen.page).to_have_title("Ý kiến của ông/bà · Ý kiến Một cửa")
    seen.page.get_by_role("button", name="English").click()
    expect(seen.page).to_have_title("Your opinion · One-stop feedback")


def test_streamlits_form_has_its_arrow_and_loads_no_typeface_but_a_few_icons(visit, link):
    seen = visit(link("/p/{}"))
    seen.expect_streamlits_form()
    arrow = seen.page.locator("summary [data-testid=stIconMaterial]").first
    expect(arrow).to_be_visible()
    seen.page.evaluate("document.fonts.ready.then(() => true)")
    box = arrow.bounding_box()
    assert box is not None
    assert box["width"] < 30  # as a word it would be three times as wide
    fonts = [path for path in seen.asked_for if "woff" in path]
    assert [re.sub(r"\w{8}\.woff2", "woff2", path) for path in fonts] == ["/static/media/icons.woff2"]
    assert not [path for path in seen.asked_for if path.endswith(".css")]


def test_the_ratings_are_ready_before_they_are_asked_for(visit, link):
    seen = visit(link("/p/{}"))
    seen.expect_streamlits_form()
    until(seen.page, lambda: bool(seen.page.evaluate(ALL_IS_THERE)))
    seen.requests.clear()
    seen.page.locator(FIRST_QUESTION).first.click()
    expect(seen.page.get_by_role("radiogroup").first).to_be_visible()
    assert [path for path in seen.asked_for if "/js/" in path] == []


def test_where_it_is_not_there_in_time_the_quick_form_comes_and_nothing_more_of_streamlits(visit, link):
    questions: list[str] = []
    said: list[str] = []

    def watch(page: Page) -> None:
        page.expose_function("questionCame", lambda where: questions.append(where))
        page.expose_function("wasSaid", lambda words: said.append(words))

    init = A_FAST_LINE + TELLS_OF_QUESTIONS + TELLS_WHAT_IS_SAID
    seen = visit(link("/?c={}"), init=init, line=SLOW_SCRIPTS, on_way=watch)
    seen.expect_quick_form()
    assert set(said) == {"Đang mở phiếu…"}
    assert questions == []
    seen.expect_nothing_of_streamlits_goes_on()


@pytest.mark.parametrize("what", ["saveData:true,effectiveType:'4g'", *(
    f"saveData:false,effectiveType:'{kind}'" for kind in ("slow-2g", "2g", "3g")
)])  # fmt: skip
def test_who_saves_data_or_has_a_slow_line_gets_the_quick_form_at_once(visit, link, what):
    seen = visit(link("/?c={}"), init=f"Object.defineProperty(navigator,'connection',{{value:{{{what}}}}})")
    seen.expect_quick_form()
    assert seen.streamlits == []
    assert seen.sockets == []


def test_the_slow_line_that_a_browser_finds_itself_counts(visit, link):
    """No word of ours about the line: Chromium tells of the throttle."""
    line = {"offline": False, "latency": 400, "downloadThroughput": 50_000, "uploadThroughput": 50_000}
    seen = visit(link("/c/{}"), init="", line=line)
    seen.expect_quick_form()
    assert seen.streamlits == []


def test_the_server_sends_on_who_saves_data_before_any_page_is_shown(visit, link):
    seen = visit(link("/c/{}"), headers={"Save-Data": "on"})
    seen.expect_quick_form()
    assert seen.streamlits == []
    assert seen.requests[0].response().status == 303


def test_without_script_the_quick_form_comes(visit, link):
    seen = visit(link("/?c={}"), script=False)
    seen.expect_quick_form()
    assert seen.streamlits == []


@pytest.mark.parametrize("form", ["/?c={}", "/p/{}"])
def test_a_browser_without_modules_gets_the_quick_form_at_once(visit, link, form):
    seen = visit(link(form), init=A_FAST_LINE + "delete HTMLScriptElement.prototype.noModule")
    seen.expect_quick_form()
    assert seen.streamlits == []


def test_a_question_that_came_would_be_told(visit, link):
    questions: list[str] = []
    seen = visit(
        link("/p/{}"),
        init=A_FAST_LINE + TELLS_OF_QUESTIONS,
        on_way=lambda page: page.expose_function("questionCame", lambda where: questions.append(where)),
    )
    seen.expect_streamlits_form()
    assert questions


def test_a_browser_that_says_nothing_about_its_line_waits_for_streamlits_form(visit, link):
    init = "Object.defineProperty(navigator,'connection',{value:undefined});" + A_PATIENT_CLOCK
    visit(link("/?c={}"), init=init).expect_streamlits_form()


def test_where_streamlits_scripts_do_not_arrive_the_quick_form_comes(visit, link):
    def lose_scripts(page: Page) -> None:
        page.route("**/static/js/**", lambda route: route.abort())

    visit(link("/?c={}"), on_way=lose_scripts).expect_quick_form()


def test_who_will_not_wait_opens_the_quick_form(visit, link):
    def hold_scripts(page: Page) -> None:
        page.route("**/static/js/index.*", lambda _: None)

    seen = visit(link("/?c={}"), init=A_FAST_LINE + A_PATIENT_CLOCK, on_way=hold_scripts)
    seen.page.get_by_role("link", name="Mở phiếu nhanh").click()
    seen.expect_quick_form()


def test_once_it_has_decided_no_question_is_shown_that_would_be_taken_away(visit, link):
    """Streamlit's form comes while the quick one is on its way, here for ever: it stays hidden."""

    def lose_quick_form(page: Page) -> None:
        page.route("**/q/**", lambda route: route.fulfill(status=204))

    seen = visit(link("/?c={}"), init=A_FAST_LINE + TIME_IS_UP, on_way=lose_quick_form)
    expect(seen.page.locator(FIRST_QUESTION).first).to_be_attached(timeout=A_MINUTE)
    expect(seen.page.get_by_role("status")).to_be_visible()
    covered = "() => document.elementFromPoint(innerWidth / 2, innerHeight / 2).closest('#opening') !== null"
    assert seen.page.evaluate(covered)


@pytest.mark.parametrize("headers", [{}, {"Save-Data": "on"}])
def test_streamlits_form_comes_however_slow_where_it_was_asked_for(visit, link, headers):
    slow = "Object.defineProperty(navigator,'connection',{value:{effectiveType:'2g',saveData:true}});"
    seen = visit(link("/p/{}"), init=slow + TIME_IS_UP, headers=headers)
    seen.expect_streamlits_form()
    assert seen.page.url == link("/?c={}&p=1")
    seen.page.reload(wait_until="commit")
    seen.expect_streamlits_form()


def test_after_sending_a_page_that_is_loaded_again_still_says_thanks(visit, link):
    seen = visit(link("/?c={}&da-gui=1"), init=A_FAST_LINE + TIME_IS_UP)
    expect(seen.page.get_by_text("Phiếu đã được gửi từ trang này.")).to_be_visible(timeout=A_MINUTE)
    expect(seen.page.locator("#opening")).to_have_count(0)


def test_the_page_says_which_form_it_opens_in_the_language_of_the_link(visit, link):
    def hold_scripts(page: Page) -> None:
        page.route("**/static/js/**", lambda _: None)

    seen = visit(link("/c/{}?lang=en"), init=A_FAST_LINE + A_PATIENT_CLOCK, on_way=hold_scripts)
    expect(seen.page.get_by_role("status")).to_have_text("Opening the form…")
    seen.page.get_by_role("link", name="Open the quick form").click()
    expect(seen.page).to_have_url(re.compile(r"/q/\w+\?lang=en$"))
