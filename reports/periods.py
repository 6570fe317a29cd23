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

_SMALL = sum(1 << left for left in range(1, MIN_SHOWN))
"""The bits of the numbers that must not be told, 1 to 9."""

_KEPT = _SMALL | 1


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
    """Whether no stretch of time that can be worked out, less any others inside it, leaves 1 to 9.

    A period is the difference of two points on the running total; whoever knows several knows every stretch
    between two points that they link. From a stretch, others inside it that do not overlap may be taken.
    """
    if all(_enough(count) or not count for count in respondents.values()):
        return True
    known = {
        (first, end) for linked in _linked_points(shown) for first, end in combinations(sorted(linked), 2)
    }
    ends: dict[Month, list[Month]] = {}
    for first, end in sorted(known):
        ends.setdefault(first, []).append(end)
    return all(
        not leftovers[end] & _SMALL
        for first in ends
        for leftovers in [_leftovers(first, ends, respondents)]
        for end in ends[first]
    )


def _leftovers(
    first: Month, ends: Mapping[Month, list[Month]], respondents: Mapping[Month, int]
) -> dict[Month, int]:
    """By end: which numbers under ten can be left of the stretch from `first`, as bits of a whole number.

    Month by month, each is either left, or jumped over within a stretch that is known.
    """
    last = max(end for known in ends.values() for end in known)
    found = dict.fromkeys(Period(first, last).months(), 0)
    found[first] = 1
    for month in list(found)[:-1]:
        counted = respondents.get(month, 0)
        if not _enough(counted):
            found[month.next()] |= (found[month] << counted) & _KEPT
        for end in ends.get(month, []):
            found[end] |= found[month]
    return found


def _linked_points(shown: Iterable[NamedPeriod]) -> list[set[Month]]:
    """Beginnings and ends (first months after), in groups that shown periods link."""
    groups: list[set[Month]] = []
    for named in shown:
        joined = {named.period.first, named.period.last.next()}
        apart = [group for group in groups if not group & joined]
        groups = [*apart, joined.union(*(group for group in groups if group & joined))]
    return groups
