"""The closed list of periods for which figures are offered: months, quarters, years, the last twelve months.

A page and a file offer the same list, and only what lies in it. Two periods may be subtracted from each other by
whoever sees both, so one is left out where that would single out a group of 1 to 9 respondents.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from itertools import combinations

from scoring import MIN_SHOWN
from survey import Month, Period

_YEAR = 12


class Span(StrEnum):
    """What kind of period it is."""

    LAST_YEAR = "last_year"
    YEAR = "year"
    QUARTER = "quarter"
    MONTH = "month"


@dataclass(frozen=True, slots=True)
class NamedPeriod:
    """A period as it is offered; `key` names it where a page or an address refers to it."""

    span: Span
    period: Period

    @property
    def key(self) -> str:
        return f"{self.span}:{self.period.first}:{self.period.last}"


def closed_list(months: Iterable[Month]) -> tuple[NamedPeriod, ...]:
    """Every period that holds one of these months: the last twelve, then years, quarters, months, newest first.

    >>> [named.key for named in closed_list([Month(2026, 3)])][:2]
    ['last_year:2025-04:2026-03', 'year:2026-01:2026-12']
    """
    known = sorted(set(months), reverse=True)
    if not known:
        return ()
    years = dict.fromkeys(Period.of_year(month.year) for month in known)
    quarters = dict.fromkeys(Period.quarter(month.year, 1 + (month.month - 1) // 3) for month in known)
    return (
        NamedPeriod(Span.LAST_YEAR, Period.ending(known[0], _YEAR)),
        *(NamedPeriod(Span.YEAR, period) for period in years),
        *(NamedPeriod(Span.QUARTER, period) for period in quarters),
        *(NamedPeriod(Span.MONTH, Period(month, month)) for month in known),
    )


def offered_periods(respondents: Mapping[Month, int]) -> tuple[NamedPeriod, ...]:
    """The periods of the closed list that may be shown beside each other, given the respondents of each month.

    Longer periods come first and keep their place. What is shown of two periods that begin or end together also
    tells what lies between, so the beginnings and ends that can be linked through shown periods are followed.
    Where the longest is too small, nothing is offered.

    >>> counts = {Month(2026, 1): 20, Month(2026, 2): 4, Month(2026, 3): 30, Month(2026, 4): 25}
    >>> [named.key for named in offered_periods(counts) if named.span is Span.MONTH]
    ['month:2026-04:2026-04', 'month:2026-03:2026-03']
    """
    offered: list[NamedPeriod] = []
    for named in closed_list(respondents):
        if _enough(total(respondents, named.period)) and _safe([*offered, named], respondents):
            offered.append(named)
    return tuple(offered)


def spanning(months: Sequence[Month]) -> Period:
    """The period from the first of these months to the last; there is at least one."""
    return Period(min(months), max(months))


def total(respondents: Mapping[Month, int], period: Period) -> int:
    """The respondents of a period."""
    return sum(count for month, count in respondents.items() if period.first <= month <= period.last)


def _enough(count: int) -> bool:
    return count >= MIN_SHOWN


def _safe(shown: Iterable[NamedPeriod], respondents: Mapping[Month, int]) -> bool:
    """Whether no stretch of time that can be worked out, nor what one holds beyond another, has 1 to 9.

    A period is the difference of two points on the running total; whoever knows several knows the difference of
    every two points that they link.
    """
    if all(_enough(count) or not count for count in respondents.values()):
        return True
    known: list[tuple[int, int]] = []
    for linked in _linked_points(shown):
        known += combinations(sorted(_running_total(respondents, point) for point in linked), 2)
    sizes = {high - low for low, high in known}
    if any(0 < size < MIN_SHOWN for size in sizes):
        return False
    return not any(
        0 < (a[1] - a[0]) - (b[1] - b[0]) < MIN_SHOWN
        for a in set(known)
        for b in set(known)
        if a[0] <= b[0] and b[1] <= a[1]
    )


def _running_total(respondents: Mapping[Month, int], point: Month) -> int:
    return sum(count for month, count in respondents.items() if month < point)


def _linked_points(shown: Iterable[NamedPeriod]) -> list[set[Month]]:
    """Beginnings and ends (first months after), in groups that shown periods link."""
    groups: list[set[Month]] = []
    for named in shown:
        joined = {named.period.first, named.period.last.next()}
        apart = [group for group in groups if not group & joined]
        groups = [*apart, joined.union(*(group for group in groups if group & joined))]
    return groups
