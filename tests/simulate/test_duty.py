from datetime import date

import numpy as np
import pytest

from simulate import NOBODY, working_days
from simulate.duty import draw_roster, year_before


def test_working_days_are_the_weekdays_of_twelve_months() -> None:
    days = working_days(date(2026, 10, 30))
    assert days[0] == date(2025, 10, 31)
    assert days[-1] == date(2026, 10, 30)
    assert all(day.weekday() < 5 for day in days)


@pytest.mark.parametrize(
    "holiday",
    # Labour Code 45/2019/QH14, article 112: New Year, Tết, Hùng Kings (10th of the third lunar month), 30 April,
    # 1 May, 2 September. Tết of the year Bính Ngọ fell on 17 February 2026.
    [
        date(2026, 1, 1),
        date(2026, 2, 17),
        date(2026, 2, 18),
        date(2026, 4, 30),
        date(2026, 5, 1),
        date(2026, 9, 2),
    ],
)
def test_a_public_holiday_is_no_working_day(holiday: date) -> None:
    assert holiday not in working_days(date(2026, 10, 30))


def test_the_year_before_a_leap_day_ends_in_february() -> None:
    assert year_before(date(2024, 2, 29)) == date(2023, 2, 28)
    assert year_before(date(2026, 3, 1)) == date(2025, 3, 1)


def test_only_a_counters_own_team_serves_there() -> None:
    roster = draw_roster(np.random.default_rng(1), [[0, 1], [2], []], days=300, gaps=0.0)
    assert set(roster[0].ravel().tolist()) == {0, 1}
    assert set(roster[1].ravel().tolist()) == {2}
    assert set(roster[2].ravel().tolist()) == {NOBODY}


def test_gaps_in_the_roster_are_as_frequent_as_asked() -> None:
    roster = draw_roster(np.random.default_rng(1), [[0], [1]], days=5_000, gaps=0.1)
    # 20,000 shifts: standard error .0021, four of them .0085
    assert abs((roster == NOBODY).mean() - 0.1) < 0.0085
