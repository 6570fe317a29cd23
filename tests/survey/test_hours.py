"""Hours of a day as people write them, and the days on which a unit is open."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from survey import Month, Part
from survey.hours import USUAL_DAY, Hours, HoursRefused, Span, may_be_there, minutes_in, read_hours, written

TUESDAY, SATURDAY, SUNDAY = date(2026, 3, 3), date(2026, 3, 7), date(2026, 3, 8)


@pytest.mark.parametrize(
    ("text", "read"),
    [
        ("07:30-11:30 13:30-17:00", "07:30-11:30 13:30-17:00"),
        ("7h30 - 11h30; 13h30–17h", "07:30-11:30 13:30-17:00"),
        ("8:00-24:00", "08:00-24:00"),
        ("7h-11h 13h30-17h", "07:00-11:00 13:30-17:00"),
        ("7h - 11h 13 h - 17 h 30", "07:00-11:00 13:00-17:30"),
    ],
)
def test_hours_are_read_as_people_write_them(text: str, read: str) -> None:
    assert written(read_hours(text)) == read


@pytest.mark.parametrize(
    "text",
    ["", "8", "8-17", "17:00-8:00", "8:00-8:00", "8:00-25:00", "8:60-9:00", "8:00-12:00 11:00-17:00", "x 8:00-9:00"],
)  # fmt: skip
def test_what_cannot_be_the_hours_of_a_day_is_refused(text: str) -> None:
    with pytest.raises(HoursRefused):
        read_hours(text)


@given(
    st.lists(st.integers(0, 1440), min_size=2, max_size=8, unique=True).filter(
        lambda found: len(found) % 2 == 0
    )
)
def test_what_is_written_is_read_again(minutes: list[int]) -> None:
    spans = tuple(Span(*pair) for pair in zip(*[iter(sorted(minutes))] * 2, strict=True))
    assert read_hours(written(spans)) == spans


def test_a_day_off_and_a_saturday_that_is_worked_instead_come_before_the_day_of_the_week() -> None:
    hours = Hours((*(USUAL_DAY,) * 5, (), ()), {TUESDAY: (), SATURDAY: USUAL_DAY})
    assert [hours.on(day) for day in (TUESDAY, SATURDAY, SUNDAY)] == [(), USUAL_DAY, ()]
    assert hours.half_days(Month(2026, 3)) == 2 * 22
    assert Hours().half_days(Month(2026, 3)) == 2 * 26


def test_an_hour_before_and_after_counts_as_open_and_the_break_at_noon_does() -> None:
    spans = read_hours("8:00-11:00 13:00-15:30")
    assert [may_be_there(spans, minute) for minute in (419, 420, 720, 989, 990)] == [
        False,
        True,
        True,
        True,
        False,
    ]
    assert [minutes_in(spans, part) for part in Part] == [180, 150]
    assert [minutes_in(read_hours("8:00-17:00"), part) for part in Part] == [240, 300]
