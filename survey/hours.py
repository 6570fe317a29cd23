"""When a unit's counters are open: its hours on each day of the week, and days that differ.

Which days are public holidays, and which Saturdays are worked instead, is decided anew each year: no rule of ours
knows them, so they are given one by one.
"""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from enum import StrEnum
from itertools import pairwise
from typing import Final, TypeAlias

from scoring.safeguards.capacity import CLOSES, HALF_DAY, OPENS
from survey.calendar import Month, Part
from words import mark

SPARE: Final = 60
"""Minutes before opening and after closing in which somebody may still, or already, be at a counter."""

_NOON: Final = 12 * 60
_MIDNIGHT: Final = 24 * 60
_CLOCK: Final = r"(\d{1,2})\s*[:h.g](?:\s*(\d{2})(?!\s*[:h.g]))?"
"""In "11h 13h30" the second number is no minutes of the first."""
_SPAN: Final = rf"{_CLOCK}\s*[-–—]\s*{_CLOCK}"
_HOURS: Final = re.compile(rf"{_SPAN}(?:[\s,;]+{_SPAN})*", re.IGNORECASE)


class HoursRefused(ValueError):
    """Not the hours of a day: not written as hours, or they end before they begin, or they overlap."""


@dataclass(frozen=True, slots=True)
class Span:
    """Minutes of the day from `opens` on, before `closes`."""

    opens: int
    closes: int

    def __post_init__(self) -> None:
        if not 0 <= self.opens < self.closes <= _MIDNIGHT:
            raise HoursRefused(f"from minute {self.opens} to {self.closes}")

    def within(self, first: int, end: int) -> int:
        """How many of its minutes lie from `first` on, before `end`."""
        return max(0, min(self.closes, end) - max(self.opens, first))

    def __str__(self) -> str:
        return f"{_clock(self.opens)}-{_clock(self.closes)}"


Spans: TypeAlias = tuple[Span, ...]
"""The hours of one day, in order; none where it is closed."""


class Weekday(StrEnum):
    """The days of the week, Monday first, as `date.weekday` counts them."""

    MONDAY = "monday"
    TUESDAY = "tuesday"
    WEDNESDAY = "wednesday"
    THURSDAY = "thursday"
    FRIDAY = "friday"
    SATURDAY = "saturday"
    SUNDAY = "sunday"

    @property
    def label(self) -> str:
        """The English name, to be shown as `t(weekday.label)`."""
        return _WEEKDAYS[self]

    @property
    def number(self) -> int:
        """0 for Monday, 6 for Sunday."""
        return list(Weekday).index(self)


def read_hours(text: str) -> Spans:
    """The hours of a day, as people write them. Raises HoursRefused.

    >>> [str(span) for span in read_hours("7h30 - 11h30, 13:30-17:00")]
    ['07:30-11:30', '13:30-17:00']
    """
    if not _HOURS.fullmatch(text.strip()):
        raise HoursRefused(text)
    numbers = [[int(each or 0) for each in found] for found in re.findall(_SPAN, text, re.IGNORECASE)]
    if any(minute > 59 for _, first, _, last in numbers for minute in (first, last)):
        raise HoursRefused(text)
    spans = tuple(Span(hour * 60 + minute, end * 60 + late) for hour, minute, end, late in numbers)
    if any(later.opens < earlier.closes for earlier, later in pairwise(spans)):
        raise HoursRefused(text)
    return spans


def written(spans: Iterable[Span]) -> str:
    """The hours of a day, so that `read_hours` reads them again; empty where it is closed."""
    return " ".join(map(str, spans))


USUAL_DAY: Final[Spans] = (
    Span(OPENS + SPARE, OPENS + SPARE + HALF_DAY),
    Span(CLOSES - SPARE - HALF_DAY, CLOSES - SPARE),
)
"""Where nobody has said otherwise, and long enough for most: 7:30 to 11:30 and 14:00 to 18:00."""

USUAL_WEEK: Final[tuple[Spans, ...]] = (*(USUAL_DAY,) * 6, ())
"""Monday to Saturday: a unit that is closed on Saturdays says so."""


@dataclass(frozen=True, slots=True)
class Hours:
    """The hours of a unit: of each day of the week, Monday first, and of days that differ."""

    week: tuple[Spans, ...] = USUAL_WEEK
    days: Mapping[date, Spans] = field(default_factory=dict)

    def on(self, day: date) -> Spans:
        """The hours of that day; none where it is closed."""
        return self.days.get(day, self.week[day.weekday()])

    def half_days(self, month: Month) -> int:
        """Mornings and afternoons of a month on which the unit is open."""
        days = (month.first_day + timedelta(days=n) for n in range(month.last_day.day))
        return sum(minutes_in(self.on(day), part) > 0 for day in days for part in Part)


def together(*several: Spans) -> Spans:
    """Open whenever one of several is.

    >>> written(together(read_hours("7:30-11:30"), read_hours("8:00-12:00 13:30-17:00")))
    '07:30-12:00 13:30-17:00'
    """
    joined: list[Span] = []
    for span in sorted((each for spans in several for each in spans), key=lambda each: each.opens):
        if joined and span.opens <= joined[-1].closes:
            joined[-1] = Span(joined[-1].opens, max(joined[-1].closes, span.closes))
        else:
            joined.append(span)
    return tuple(joined)


def may_be_there(spans: Spans, minute: int) -> bool:
    """Whether somebody may be at a counter in this minute of a day with these hours, a little early or late."""
    return bool(spans) and spans[0].opens - SPARE <= minute < spans[-1].closes + SPARE


def length(spans: Spans) -> int:
    """Minutes of a day in which somebody may be at a counter, the break at noon included."""
    return spans[-1].closes - spans[0].opens + 2 * SPARE


def minutes_in(spans: Spans, part: Part) -> int:
    """Minutes for which a counter is open in this part of the day."""
    first, end = (0, _NOON) if part is Part.MORNING else (_NOON, _MIDNIGHT)
    return sum(span.within(first, end) for span in spans)


def _clock(minute: int) -> str:
    return f"{minute // 60:02d}:{minute % 60:02d}"


_WEEKDAYS = {
    Weekday.MONDAY: mark("Monday"),
    Weekday.TUESDAY: mark("Tuesday"),
    Weekday.WEDNESDAY: mark("Wednesday"),
    Weekday.THURSDAY: mark("Thursday"),
    Weekday.FRIDAY: mark("Friday"),
    Weekday.SATURDAY: mark("Saturday"),
    Weekday.SUNDAY: mark("Sunday"),
}
