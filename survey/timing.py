"""When and how fast a form was answered, no finer than the check for false answers needs.

The minute of the day is kept at most 48 hours, the pace at most two months, and neither ever to the second.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from survey.calendar import local_day, local_minute

SOON = timedelta(minutes=30)
"""From opening to arrival; a form that took longer and says when it was given is one that came late."""


class Pace(StrEnum):
    """Seconds from opening a form to sending it, in coarse steps; unknown where nobody saw it opened.

    A form that came late was kept on a phone or tablet: how long answering took is not known.
    """

    UNDER_10 = "under_10"
    FROM_10 = "from_10"
    FROM_20 = "from_20"
    FROM_40 = "from_40"
    FROM_90 = "from_90"
    FROM_300 = "from_300"
    LATE = "late"
    UNKNOWN = "unknown"


_FROM = (
    (300, Pace.FROM_300),
    (90, Pace.FROM_90),
    (40, Pace.FROM_40),
    (20, Pace.FROM_20),
    (10, Pace.FROM_10),
    (0, Pace.UNDER_10),
)


def pace_of(seconds: float | None) -> Pace:
    """The step in which so many seconds fall; a negative time tells of a clock that was set.

    >>> pace_of(9.99).value, pace_of(10).value, pace_of(None).value
    ('under_10', 'from_10', 'unknown')
    """
    if seconds is not None:
        for start, pace in _FROM:
            if seconds >= start:
                return pace
    return Pace.UNKNOWN


@dataclass(frozen=True, slots=True)
class Timing:
    """The local minute of the day (0-1439) in which a form was sent, and how long it took.

    The minute is None for a form that came late, or after the end of the day on which it was given.
    """

    minute: int | None
    pace: Pace = Pace.UNKNOWN


def timing_of(opened: datetime | None, sent: datetime) -> Timing:
    """The timing of a form that was opened and sent at these aware moments."""
    seconds = None if opened is None else (sent - opened).total_seconds()
    return Timing(local_minute(sent), pace_of(seconds))


def timing_when_given(opened: datetime, given: datetime, arrived: datetime) -> Timing:
    """The timing of a form that says when it was given; all moments aware.

    Saying so hides nothing of a form that came soon after it was opened: its pace is known, and its minute where the
    day is the same. Later than that only the delay is known.

    >>> from datetime import UTC
    >>> opened = datetime(2026, 3, 2, 1, tzinfo=UTC)
    >>> soon, late = opened + timedelta(seconds=8), opened + timedelta(hours=5)
    >>> timing_when_given(opened, opened, soon).pace.value, timing_when_given(opened, soon, late).pace.value
    ('under_10', 'late')
    """
    if arrived - opened >= SOON:
        return Timing(None, Pace.LATE)
    timing = timing_of(opened, arrived)
    return timing if local_day(given) == local_day(arrived) else Timing(None, timing.pace)


def given_at(opened: datetime, claimed: datetime | None, arrived: datetime) -> datetime:
    """When a form that came late was given: what its phone says, but never before it was opened or after it came.

    All moments aware. A phone's clock may be wrong by years; opening and arrival are by this server's clock.

    >>> from datetime import UTC
    >>> monday, thursday = datetime(2026, 3, 2, 1, tzinfo=UTC), datetime(2026, 3, 5, 1, tzinfo=UTC)
    >>> given_at(monday, datetime(2026, 3, 3, 8, tzinfo=UTC), thursday).day
    3
    >>> given_at(monday, datetime(2019, 1, 1, tzinfo=UTC), thursday) == monday
    True
    """
    return arrived if claimed is None else min(max(opened, claimed), arrived)
