"""Days and months as the counters know them."""

from datetime import UTC, date, datetime

import pytest

from survey import Month, Part, Period, local_day, part_of_day
from survey.calendar import NaiveTime


def test_a_day_begins_at_midnight_in_vietnam() -> None:
    """Asia/Ho_Chi_Minh is UTC+7 the whole year."""
    assert local_day(datetime(2026, 3, 3, 16, 59, tzinfo=UTC)) == date(2026, 3, 3)
    assert local_day(datetime(2026, 3, 3, 17, 0, tzinfo=UTC)) == date(2026, 3, 4)


def test_the_afternoon_begins_at_noon() -> None:
    assert part_of_day(datetime(2026, 3, 4, 4, 59, tzinfo=UTC)) is Part.MORNING
    assert part_of_day(datetime(2026, 3, 4, 5, 0, tzinfo=UTC)) is Part.AFTERNOON


def test_a_moment_without_a_zone_is_refused() -> None:
    with pytest.raises(NaiveTime):
        local_day(datetime(2026, 3, 4))  # noqa: DTZ001


def test_months_count_through_the_turn_of_the_year() -> None:
    assert Month(2026, 1).shift(-1) == Month(2025, 12)
    assert Month(2025, 12).next() == Month(2026, 1)
    assert Month(2026, 2).last_day == date(2026, 2, 28)
    assert [str(m) for m in Period.ending(Month(2026, 2), 3).months()] == ["2025-12", "2026-01", "2026-02"]
    assert len(list(Period.of_year(2026).months())) == 12


@pytest.mark.parametrize("wrong", ["", "2026", "2026-13", "2026-00", "x-y"])
def test_what_is_no_month_is_refused(wrong: str) -> None:
    with pytest.raises(ValueError):
        Month.parse(wrong)


def test_a_period_that_ends_before_it_begins_is_refused() -> None:
    with pytest.raises(ValueError, match="before"):
        Period(Month(2026, 3), Month(2026, 2))
