"""Days, parts of a day and months, as the counters know them: local time in Vietnam, half-open periods."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum
from zoneinfo import ZoneInfo

VIETNAM = ZoneInfo("Asia/Ho_Chi_Minh")

_NOON = 12
_MINUTES_IN_HOUR = 60
_MONTHS_IN_YEAR = 12
_MONTHS_IN_QUARTER = 3


class Part(StrEnum):
    """The part of a working day; the finest time that is kept of an answer for good."""

    MORNING = "morning"
    AFTERNOON = "afternoon"


class NaiveTime(ValueError):
    """A moment without a time zone was given; every moment here is aware."""


def _local(moment: datetime) -> datetime:
    if moment.tzinfo is None:
        raise NaiveTime("the moment has no time zone")
    return moment.astimezone(VIETNAM)


def local_day(moment: datetime) -> date:
    """The day in Vietnam on which an aware moment falls.

    >>> from datetime import UTC
    >>> local_day(datetime(2026, 3, 31, 17, 30, tzinfo=UTC))
    datetime.date(2026, 4, 1)
    """
    return _local(moment).date()


def local_minute(moment: datetime) -> int:
    """The minute of the day in Vietnam, 0 to 1439.

    >>> from datetime import UTC
    >>> local_minute(datetime(2026, 3, 4, 1, 5, 59, tzinfo=UTC))
    485
    """
    local = _local(moment)
    return local.hour * _MINUTES_IN_HOUR + local.minute


def part_of_day(moment: datetime) -> Part:
    """Morning before twelve in Vietnam, afternoon from twelve on."""
    return Part.MORNING if _local(moment).hour < _NOON else Part.AFTERNOON


@dataclass(frozen=True, slots=True, order=True)
class Month:
    """A calendar month; `str` gives the sortable form `2026-03`.

    >>> Month(2025, 12).next(), Month.parse("2026-03").first_day
    (Month(year=2026, month=1), datetime.date(2026, 3, 1))
    """

    year: int
    month: int

    def __post_init__(self) -> None:
        date(self.year, self.month, 1)

    @classmethod
    def of(cls, day: date) -> "Month":
        return cls(day.year, day.month)

    @classmethod
    def parse(cls, text: str) -> "Month":
        """Read `2026-03`; raises ValueError for anything else."""
        year, _, month = text.partition("-")
        return cls(int(year), int(month))

    @property
    def first_day(self) -> date:
        return date(self.year, self.month, 1)

    @property
    def last_day(self) -> date:
        return self.next().first_day - timedelta(days=1)

    def shift(self, months: int) -> "Month":
        index = self.year * _MONTHS_IN_YEAR + self.month - 1 + months
        return Month(index // _MONTHS_IN_YEAR, index % _MONTHS_IN_YEAR + 1)

    def next(self) -> "Month":
        return self.shift(1)

    def __str__(self) -> str:
        return f"{self.year:04d}-{self.month:02d}"


@dataclass(frozen=True, slots=True)
class Period:
    """Whole months from `first` to `last`, both included.

    >>> [str(month) for month in Period.quarter(2026, 3).months()]
    ['2026-07', '2026-08', '2026-09']
    """

    first: Month
    last: Month

    def __post_init__(self) -> None:
        if self.last < self.first:
            raise ValueError(f"the period ends ({self.last}) before it begins ({self.first})")

    @classmethod
    def quarter(cls, year: int, number: int) -> "Period":
        first = Month(year, (number - 1) * _MONTHS_IN_QUARTER + 1)
        return cls(first, first.shift(_MONTHS_IN_QUARTER - 1))

    @classmethod
    def of_year(cls, year: int) -> "Period":
        return cls(Month(year, 1), Month(year, _MONTHS_IN_YEAR))

    @classmethod
    def ending(cls, last: Month, months: int) -> "Period":
        """The `months` months up to and including `last`."""
        return cls(last.shift(1 - months), last)

    def months(self) -> Iterator[Month]:
        month = self.first
        while month <= self.last:
            yield month
            month = month.next()
