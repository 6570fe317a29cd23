"""The closed list of periods for which figures are offered: months, quarters, years, the last twelve months.

A page and a file offer the same list, and only what lies in it. What of it may be shown, of whom, is told by
`reports.hiding`.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum

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

    A year is offered once it is over: while it runs it differs from the last twelve months by a few months of few
    answers, and to keep these from being worked out so many criteria would have to be hidden that neither is of use.

    >>> [named.key for named in closed_list([Month(2026, 3), Month(2025, 12)])][:3]
    ['last_year:2025-04:2026-03', 'year:2025-01:2025-12', 'quarter:2026-01:2026-03']
    """
    known = sorted(set(months), reverse=True)
    if not known:
        return ()
    years = dict.fromkeys(year for month in known if (year := Period.of_year(month.year)).last <= known[0])
    quarters = dict.fromkeys(Period.quarter(month.year, 1 + (month.month - 1) // 3) for month in known)
    return (
        NamedPeriod(Span.LAST_YEAR, Period.ending(known[0], _YEAR)),
        *(NamedPeriod(Span.YEAR, period) for period in years),
        *(NamedPeriod(Span.QUARTER, period) for period in quarters),
        *(NamedPeriod(Span.MONTH, Period(month, month)) for month in known),
    )
