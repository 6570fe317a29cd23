"""Every screen that citizens meet, on small phones and tablets: nothing sideways, targets for a finger, all levels.

What fits is measured in a real browser, with the notes of a trial above every page: with them there is least room.
"""

from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path
from typing import Any, Final

import pytest
from playwright.sync_api import Browser, Page, expect

from access.addresses import KIOSK, METHODS, RECEIPT, SIGN_IN, STREAMLITS_FORM
from db import Store
from db.models import Counter, CounterCode, Unit
from tests.db.office import open_office
from tests.pages.citizen import use_questionnaire
from tests.web.apart import served_apart
from tests.web.ticketed import sign_in, ticketed
from tests.web.until import stop_clock
from trust.codes import new_code

LONG_UNIT: Final = "Trung tâm Phục vụ hành chính công phường Phan Đình Phùng"
LONG_COUNTER: Final = "Bảo trợ xã hội, người có công, bảo hiểm"
"""As long as names get."""

NARROW: Final = (320, 360)
WIDER: Final = (412, 768)
LARGE: Final = "document.documentElement.style.fontSize = '32px'"
"""Text at twice its size, as a phone's own setting makes it (WCAG 1.4.4)."""
FINGER: Final = 44
"""Pixels; what WCAG 2.5.5 asks of a target that is not inside a sentence."""

WRONG: Final = """([finger, width]) => {
  if (innerWidth !== width) return null;
  const found = [], wide = document.scrollingElement.scrollWidth;
  if (wide > innerWidth) found.push(`the page is ${wide} wide`);
  for (const scrolls of document.querySelectorAll('[data-testid=stMain]'))
    if (scrolls.scrollWidth > scrolls.clientWidth) found.push(`the page is ${scrolls.scrollWidth} wide`);
  for (const each of document.querySelectorAll('a[href], button, input, summary, textarea')) {
    const target = (each.type === 'radio' && each.closest('label')) || each, box = target.getBoundingClientRect();
    if (each.type === 'hidden' || each.tabIndex < 0 && each.type !== 'radio' || !target.checkVisibility()) continue;
    if (each.closest('article') || box.height < 2) continue;
    if (box.height < finger - .1) found.push(`${target.innerText || each.id} is ${box.height} high`);
    if (box.left < 0 || box.right > innerWidth) found.push(`${target.innerText || each.id} is cut off`);
  }
  return found;
}"""

LOWEST: Final = """([which, width, height]) => {
  if (innerWidth !== width || innerHeight !== height) return null;
  return Math.max(...[...document.querySelectorAll(which)].map(each => {
    each.scrollWidth > each.offsetWidth && (each.dataset.cut = '');
    return each.getBoundingClientRect().bottom;
  }));
}"""

ON_THE_TABLETS_SCREEN: Final = {"vi": "main button", "en": ".levels button"}
"""All of a question; in English, where the names of levels are too long for one row, its levels."""
TABLETS: Final = ((320, 568), (360, 640), (412, 800), (768, 1024), (1024, 768), (1280, 800))
READABLE: Final = 14
"""Pixels; the smallest letters on the tablet's screen."""

HARD_TO_READ: Final = """least => [...document.querySelectorAll('body *')].filter(each =>
  each.checkVisibility() && [...each.childNodes].some(part => part.nodeType === 3 && part.data.trim()) &&
  parseFloat(getComputedStyle(each).fontSize) < least
).map(each => each.innerText)"""

Open = Callable[[str], Page]


@pytest.fixture(autouse=True)
def served() -> None:
    """The server here is a process of its own."""


@pytest.fixture(scope="module")
def places(
    migrated_sqlite: Path, packed: Path, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[dict[str, str]]:
    """A running trial, `base`; codes of posters: `short`, `long` questionnaire, `retired`, `unknown`; and tickets."""

    def set_up(store: Store) -> dict[str, str]:
        short, long, retired = (open_office(store) for _ in range(3))
        use_questionnaire(store, long, "sipas-service-2026")
        with store.write() as session:
            for office in (short, long):
                session.get_one(Unit, office.unit_id).name = LONG_UNIT
                counter = session.get_one(Counter, office.counter_id)
                counter.number, counter.name = "12", LONG_COUNTER
            session.get_one(CounterCode, retired.code).revoked_on = date(2026, 1, 1)
        codes = {"short": short.code, "long": long.code, "retired": retired.code, "unknown": new_code()}
        return codes | ticketed(store, short)

    folder = tmp_path_factory.mktemp("fits")
    with served_apart(folder, migrated_sqlite, packed, set_up, DEMO="yes", RELEASE="live") as found:
        yield found


@pytest.fixture
def visit(page: Page, places: dict[str, str]) -> Open:
    """``visit("/q/{short}")`` opens it."""

    def go(path: str) -> Page:
        page.goto(places["base"] + path.format(**places))
        return page

    return go


def wrong(page: Page, widths: tuple[int, ...] = NARROW + WIDER) -> list[str]:
    """What does not fit, at each of these widths."""
    found = []
    for width in widths:
        page.set_viewport_size({"width": width, "height": 640})
        found += [f"{width}: {each}" for each in measured(page, WRONG, [FINGER, width])]
    return found


def measured(page: Page, script: str, told: list[object]) -> Any:
    """What the script finds once the page has taken its new size, which a busy machine gives it late."""
    while (found := page.evaluate(script, told)) is None:
        page.wait_for_timeout(20)
    return found


def wrong_at_any_size(page: Page) -> list[str]:
    """The same, and what does not fit a narrow screen where all text is twice as large."""
    found = wrong(page)
    page.evaluate(LARGE)
    found += [f"twice as large, {each}" for each in wrong(page, NARROW)]
    page.evaluate("document.documentElement.style.fontSize = ''")
    return found


def test_what_does_not_fit_would_be_found(visit: Open) -> None:
    page = visit("/q/{short}")
    assert wrong(page) == []
    page.evaluate("document.querySelector('#send').style.cssText = 'padding:0;min-height:30px;width:420px'")
    assert [each.split(" is ")[0] for each in wrong(page, NARROW)] == [
        f"{width}: {what}" for width in NARROW for what in ("the page", "Gửi phiếu", "Gửi phiếu")
    ]


@pytest.mark.parametrize("lang", ["vi", "en"])
def test_the_quick_form_with_everything_open_what_was_wrong_and_thanks(visit: Open, lang: str) -> None:
    page = visit(f"/q/{{short}}?lang={lang}")
    page.locator("[name=m][value=other]").check()
    page.locator("[name=k][value=yes]").check()
    for closed in page.locator("summary").all():
        closed.click()
    for question in page.locator("fieldset.c:visible").all():
        question.locator("label").nth(1).click()
    assert wrong_at_any_size(page) == []
    page.locator("textarea").fill("ợ" * 2300)
    page.locator("#send").click()
    expect(page.get_by_role("alert")).to_be_visible()
    assert wrong_at_any_size(page) == []
    page.locator("textarea").fill("")
    page.locator("#send").click()
    expect(page.locator("#receipt")).to_be_visible()
    page.locator("summary").click()
    assert wrong_at_any_size(page) == []


def test_what_became_of_sending_is_in_view(visit: Open) -> None:
    page = visit("/q/{short}")
    page.set_viewport_size({"width": 360, "height": 640})
    page.locator("[name=coverall][value='4']").check()
    page.context.set_offline(True)
    page.locator("#send").click()
    said = page.locator("#kept")
    expect(said).to_contain_text("Chưa gửi được vì không kết nối được với hệ thống.")
    box = said.bounding_box()
    assert box is not None and box["y"] + box["height"] <= 640


@pytest.mark.parametrize(
    "path",
    [
        "/q/{long}",
        "/q/{unknown}",
        "/q/{retired}",
        "/q/{ticket}",
        "/q/{spent}",
        RECEIPT,
        SIGN_IN,
        METHODS,
        f"{METHODS}/01-index",
        "/khong/co",
    ],
)
def test_pages_that_ask_everything_at_once_or_nothing(visit: Open, path: str) -> None:
    page = visit(path)
    assert (wrong_at_any_size if path.startswith("/q/") else wrong)(page) == []


@pytest.mark.parametrize("lang", ["vi", "en"])
def test_the_page_that_prints_tickets(page: Page, places: dict[str, str], lang: str) -> None:
    sign_in(page, places)
    page.goto(f"{places['base']}/in-ve?counter={places['counter']}&lang={lang}")
    assert wrong(page) == []


def test_streamlits_first_page_and_form_in_its_steps(visit: Open) -> None:
    page = visit("/")
    expect(page.get_by_role("textbox")).to_be_visible(timeout=30_000)
    assert wrong(page) == []
    page.get_by_role("textbox").press_sequentially("abc")
    expect(
        page.get_by_text("Press Enter")
    ).not_to_be_visible()  # Streamlit's own, in English and over the field
    visit(f"{STREAMLITS_FORM}/{{short}}")
    first = page.get_by_role("button", name="Nộp hồ sơ")
    expect(first).to_be_visible(timeout=30_000)
    assert wrong(page) == []
    first.click()
    send = page.get_by_role("button", name="Gửi phiếu")
    expect(send).to_be_visible()
    assert wrong(page) == []
    page.get_by_test_id("stRadioOption").nth(4).click()
    send.click()
    expect(page.locator(".st-key-receipt")).to_be_visible()
    assert wrong(page) == []


@pytest.mark.parametrize("lang", ["vi", "en"])
def test_every_criterion_with_its_levels_stands_on_the_tablets_screen(
    browser: Browser, places: dict[str, str], lang: str
) -> None:
    page = browser.new_page(locale="vi-VN", service_workers="block")
    page.clock.install()
    page.goto(f"{places['base']}{KIOSK}/{places['long']}?lang={lang}")
    begin = page.locator("main > .go")
    expect(begin).to_be_visible()
    stop_clock(page)
    assert wrong_at_any_size(page) == []
    page.clock.run_for(400)
    begin.click()
    expect(page.get_by_role("group")).to_be_visible()
    questions = 0
    while page.get_by_role("group").count():
        assert page.locator("h1 > b").inner_text() != ""
        for width, height in TABLETS:
            page.set_viewport_size({"width": width, "height": height})
            lowest = measured(page, LOWEST, [ON_THE_TABLETS_SCREEN[lang], width, height])
            assert lowest <= height, (page.get_by_role("heading").inner_text(), width, height)
            assert page.locator("[data-cut]").count() == 0
            assert page.evaluate(HARD_TO_READ, READABLE) == []
        if questions == 0:
            assert wrong_at_any_size(page) == []
        page.clock.run_for(400)
        page.locator(".levels button").nth(3).click()
        questions += 1
    assert questions == 16
    assert wrong_at_any_size(page) == []
    page.close()
