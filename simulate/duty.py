"""Working days and who was on duty."""

from collections.abc import Sequence
from datetime import date, timedelta

import holidays
import numpy as np
import numpy.typing as npt

Places = npt.NDArray[np.int64]

NOBODY = -1
"""Stands where the roster names no officer."""

_SATURDAY = 5
_LEADING = 0.65


def year_before(day: date) -> date:
    """The same day of the year before; 28 February for the 29th."""
    leap_day = (day.month, day.day) == (2, 29)
    return day.replace(year=day.year - 1, day=28 if leap_day else day.day)


def working_days(last: date) -> tuple[date, ...]:
    """The working days of the twelve months that end with `last`: no weekends, no public holidays of Vietnam.

    >>> days = working_days(date(2026, 2, 28))
    >>> days[0], days[-1], date(2026, 2, 17) in days
    (datetime.date(2025, 3, 3), datetime.date(2026, 2, 27), False)
    """
    first = year_before(last) + timedelta(days=1)
    free = holidays.country_holidays("VN", years=range(first.year, last.year + 1))
    days = (first + timedelta(days=n) for n in range((last - first).days + 1))
    return tuple(day for day in days if day.weekday() < _SATURDAY and day not in free)


def draw_roster(
    randomness: np.random.Generator, teams: Sequence[Sequence[int]], days: int, gaps: float
) -> Places:
    """(counters, days, 2): the officer on duty in the morning and in the afternoon, or NOBODY.

    `teams` lists the officers of each counter, the leading one first; nobody serves at two counters. The
    leading officer serves most days, another takes over some afternoons, and a share `gaps` was not entered.
    """
    roster = np.full((len(teams), days, 2), NOBODY, dtype=np.int64)
    for counter, team in enumerate(teams):
        if not team:
            continue
        others = (1 - _LEADING) / max(len(team) - 1, 1)
        weights = np.array([_LEADING, *[others] * (len(team) - 1)])
        on_duty = randomness.choice(team, size=(days, 2), p=weights / weights.sum())
        whole_day = randomness.random(days) < 0.8
        on_duty[whole_day, 1] = on_duty[whole_day, 0]
        roster[counter] = on_duty
    roster[randomness.random(roster.shape) < gaps] = NOBODY
    return roster
