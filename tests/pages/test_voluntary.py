"""Answers given on top of those asked are shown apart, and only where they tell of no few people."""

from access import Role
from db import process
from tests.jobs.test_hiding_apart import FEBRUARY, JANUARY, MARCH, send
from tests.pages.province import release
from tests.pages.test_unit_results import opened, said

SENTENCE = "phiếu đã trả lời thêm ngoài các câu được hỏi"


def test_voluntary_answers_of_one_person_are_told_by_no_period(sign_in, office):
    """12, 11 and 1 of forty: all three together are told, and of the months only what leaves the one unknown."""
    for day, voluntary in ((JANUARY, 12), (FEBRUARY, 11), (MARCH, 1)):
        send(process.store(), office, 40, day, voluntary=voluntary)
    release(process.store())
    sign_in(Role.UNIT_HEAD)
    page = opened()
    told = {}
    for choice in list(page.selectbox[0].options):
        page.selectbox[0].select(choice).run()
        assert not page.exception
        text = said(page)
        numbers = [n for n in (24, 23, 12, 11, 1) if f"{n} {SENTENCE}" in text]
        told[choice] = numbers[:1]
    months = [numbers for choice, numbers in told.items() if "Tháng" in choice and numbers]
    assert sum("Tháng" in choice for choice in told) == 3
    assert [24] in told.values()
    assert [1] not in told.values()
    assert len(months) <= 1  # with both, the quarter would tell of the one
