"""The citizen's form in a real browser, as small as the phones at the counters."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Locator, Page, expect

from db import Store
from settings import PROJECT
from tests.db.office import Office, open_office
from tests.pages.citizen import comments, count, stored
from tests.server import Server

FOLLOWS = PROJECT / "web" / "templates" / "follow.js"
FINGER = 44
"""Pixels; the least size of a target that WCAG 2.2 asks for in 2.5.5 (level AAA)."""


@pytest.fixture
def store(sqlite_url: str) -> Store:
    return Store(sqlite_url)


@pytest.fixture
def office(store: Store) -> Office:
    return open_office(store)


@pytest.fixture
def phone(page: Page, sqlite_url: str, office: Office, serve: Callable[..., Server]) -> Page:
    """The form of the office's counter, opened on a small phone."""
    page.set_viewport_size({"width": 360, "height": 740})
    page.goto(f"{serve(sqlite_url).base_url}/p/{office.code}")
    expect(page.get_by_role("button", name="Nộp hồ sơ")).to_be_visible()
    return page


def start_rating(phone: Page) -> None:
    phone.get_by_role("button", name="Nộp hồ sơ").click()
    expect(phone.get_by_role("button", name="Gửi phiếu")).to_be_visible()


def question(phone: Page, words: str) -> Locator:
    return phone.get_by_role("radiogroup", name=words)


def tap(phone: Page, words: str, option: str) -> None:
    question(phone, words).get_by_text(option, exact=True).click()


def chosen(phone: Page, words: str) -> str:
    return question(phone, words).locator("label:has(input:checked)").inner_text()


def too_small(targets: Locator) -> list[str]:
    boxes = [(target.inner_text(), target.bounding_box()) for target in targets.all()]
    return [text for text, box in boxes if box is None or min(box["width"], box["height"]) < FINGER]


def test_a_form_on_a_phone_is_answered_by_large_targets_and_sent_once(phone: Page, store: Store) -> None:
    assert too_small(phone.locator(".st-key-answers button")) == []
    start_rating(phone)
    assert too_small(phone.get_by_test_id("stRadioOption")) == []
    assert phone.locator("input:checked").count() == 0
    assert phone.evaluate("document.documentElement.scrollWidth <= window.innerWidth")
    tap(phone, "thái độ giao tiếp lịch sự", "Rất hài lòng")
    tap(phone, "lần phục vụ này", "Hài lòng")
    phone.get_by_role("button", name="Gửi phiếu").dblclick()
    expect(phone.get_by_role("heading", name="Đã nhận phiếu của ông/bà. Xin cảm ơn.")).to_be_visible()
    receipt = phone.locator(".st-key-receipt code")
    expect(receipt).to_have_count(1)
    [answers] = stored(store)
    assert (answers.overall, answers.asked[8]) == (4, 5)
    assert phone.context.cookies() == [], "nobody who rates gets one"
    phone.reload()
    expect(phone.get_by_role("heading", name="Phiếu đã được gửi từ trang này.")).to_be_visible()
    assert phone.get_by_role("radiogroup").count() == 0
    assert count(store) == 1


def test_by_keyboard_each_step_leads_to_what_came_in_its_place(phone: Page) -> None:
    phone.get_by_role("button", name="Nộp hồ sơ").press("Enter")
    expect(phone.locator(".st-key-said")).to_be_focused()
    phone.get_by_role("button", name="English").press("Enter")
    expect(phone.get_by_role("button", name="Tiếng Việt")).to_be_focused()
    phone.get_by_role("button", name="Tiếng Việt").press("Enter")
    expect(phone.get_by_role("button", name="English")).to_be_focused()
    phone.get_by_role("button", name="Trả lời thêm").press("Enter")
    expect(phone.locator(".st-key-rest h2").first).to_be_focused()
    tap(phone, "lần phục vụ này", "Hài lòng")
    phone.get_by_role("button", name="Gửi phiếu").press("Enter")
    expect(phone.get_by_role("heading", name="Đã nhận phiếu của ông/bà. Xin cảm ơn.")).to_be_focused()


def test_who_was_led_to_a_piece_that_goes_again_is_led_on_until_they_do_something(page: Page) -> None:
    """As a step comes on a slow phone: what stood below the button goes later than the button itself."""
    page.set_content('<div id="root"><button>Nộp hồ sơ</button><h2>Hôm nay ông/bà đến để:</h2></div>')
    page.add_script_tag(content=FOLLOWS.read_text(encoding="utf-8"))
    page.get_by_role("button").press("Enter")
    page.evaluate("document.querySelector('button').remove()")
    expect(page.locator("h2")).to_be_focused()
    page.evaluate("root.innerHTML = '<p class=\"st-key-said\">Nộp hồ sơ</p>'")
    expect(page.locator(".st-key-said")).to_be_focused()
    page.keyboard.press("Shift")
    page.evaluate("root.innerHTML = '<h2>Ông/bà đánh giá thế nào?</h2>'")
    page.wait_for_timeout(500)
    expect(page.locator("h2")).not_to_be_focused()


def test_the_levels_of_the_scale_stand_in_one_row_on_a_phone_and_none_is_cut(phone: Page) -> None:
    start_rating(phone)
    options = question(phone, "thái độ giao tiếp lịch sự").get_by_test_id("stRadioOption")
    expect(options).to_have_count(7)
    levels = options.all()[:5]
    boxes = [level.bounding_box() or {"y": -1.0} for level in levels]
    assert len({box["y"] for box in boxes}) == 1
    assert [level.evaluate("option => option.scrollWidth <= option.clientWidth") for level in levels] == [
        True
    ] * 5


def test_a_long_comment_and_a_change_of_language_lose_nothing_that_was_tapped(
    phone: Page, store: Store
) -> None:
    start_rating(phone)
    tap(phone, "thái độ giao tiếp lịch sự", "Không hài lòng")
    phone.get_by_role("textbox").fill("ợ" * 2500)
    phone.get_by_role("button", name="English").click()
    expect(phone.get_by_role("button", name="Send the form")).to_be_visible()
    assert chosen(phone, "polite and respectful") == "Dissatisfied"
    phone.get_by_role("button", name="Tiếng Việt").click()
    expect(phone.get_by_role("button", name="Gửi phiếu")).to_be_visible()
    phone.get_by_role("button", name="Gửi phiếu").click()
    expect(phone.get_by_role("alert").filter(has_text="còn thừa 500 ký tự")).to_be_visible()
    assert phone.get_by_role("textbox").input_value() == "ợ" * 2500
    assert chosen(phone, "thái độ giao tiếp lịch sự") == "Không hài lòng"
    assert count(store) == 0
    phone.get_by_role("textbox").fill("Chờ lâu.")
    phone.get_by_role("button", name="Trả lời thêm").click()
    expect(question(phone, "đi lại mấy lần")).to_be_visible()
    expect(phone.get_by_role("alert")).to_have_count(0)
    assert chosen(phone, "thái độ giao tiếp lịch sự") == "Không hài lòng"
    tap(phone, "đi lại mấy lần", "1 lần")
    phone.get_by_role("button", name="Gửi phiếu").click()
    expect(phone.locator(".st-key-receipt code")).to_be_visible()
    [answers] = stored(store)
    assert (answers.asked[8], dict(answers.choices)) == (2, {"trips": "1"})
    assert comments(store) == ["Chờ lâu."]
