"""What changed: a unit's index beside its own period before, beside others of its kind, and over months."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Final, TypeAlias

from reports.periods import NamedPeriod, Span
from reports.values import UnitFigures
from scoring import MIN_SHOWN, ClusterMoments, DesignEffect, NotEstimable, Reason, satisfaction_index
from scoring.groups.index_reliability import IndexReliability, index_reliability
from scoring.indices.difference import Difference, difference
from scoring.indices.linearisation import criteria_used
from scoring.indices.stacked import StackedMoments
from scoring.series.trend import Trend, trend
from survey import Month, Period

Lend: TypeAlias = Callable[[tuple[int, ...]], DesignEffect | None]
"""What units of the kind lend to a unit of few officer-days, for criteria at these positions."""

_FLAGGED: Final = NotEstimable(Reason.TOO_MANY_FLAGGED)

_MONTHS: Final = {Span.MONTH: 1, Span.QUARTER: 3, Span.YEAR: 12, Span.LAST_YEAR: 12}


def before(named: NamedPeriod) -> NamedPeriod:
    """The period of the same length that ends where this one begins.

    >>> before(NamedPeriod(Span.QUARTER, Period.quarter(2026, 1))).key
    'quarter:2025-10:2025-12'
    """
    return NamedPeriod(named.span, Period.ending(named.period.first.shift(-1), _MONTHS[named.span]))


def parts_offered(period: Period, offered: Sequence[NamedPeriod]) -> tuple[NamedPeriod, ...]:
    """Periods that are offered and together are this one, longest first; none where there is a gap.

    Whoever reads them all can add them up, so their sum tells nothing more.
    """
    inside = [
        named for named in offered if period.first <= named.period.first and named.period.last <= period.last
    ]
    inside.sort(key=lambda named: -len(tuple(named.period.months())))
    parts: list[NamedPeriod] = []
    start = period.first
    while start <= period.last:
        part = next((named for named in inside if named.period.first == start), None)
        if part is None:
            return ()
        parts.append(part)
        start = part.period.last.next()
    return tuple(parts)


@dataclass(frozen=True, slots=True)
class PeriodChange:
    """The index of a period less that of the one before; None where nothing of that one may be shown."""

    before: NamedPeriod
    difference: Difference | None


def period_change(
    now: UnitFigures, earlier: UnitFigures | None, named: NamedPeriod, lend: Lend
) -> PeriodChange:
    """Over the criteria with 10 valid answers in both periods; `named` is the period of `now`."""
    if earlier is None or not earlier.respondents:
        return PeriodChange(before(named), None)
    return PeriodChange(before(named), _difference(now, earlier, lend))


@dataclass(frozen=True, slots=True)
class AmongKind:
    """A unit beside the others of its kind in the province that are shown there, taken together.

    others       how many they are
    difference   its index less theirs; not estimable where its reliability is below .70
    reliability  of its index among units of the kind, 0..1
    forms_needed for a reliability of .70; None where that cannot be told
    """

    others: int
    difference: Difference | NotEstimable
    reliability: float | NotEstimable
    forms_needed: int | None


def among_kind(
    unit: UnitFigures, others: Sequence[UnitFigures], lend: Lend, siblings: DesignEffect | None
) -> AmongKind | None:
    """None where nobody else of the kind is compared. `siblings`: what the kind lends over all criteria.

    Others with too many flags are left out; where the unit has them, the reason stands in the place of figures.
    """
    others = [each for each in others if not each.too_many_flagged]
    if not others:
        return None
    if unit.too_many_flagged:
        return AmongKind(len(others), _FLAGGED, _FLAGGED, None)
    everyone = (unit, *others)
    kind = index_reliability(
        StackedMoments.of([each.moments for each in everyone]),
        [each.respondents for each in everyone],
        siblings=siblings,
    )
    if isinstance(kind, NotEstimable):
        return AmongKind(len(others), kind, kind, None)
    needed = kind.forms_needed(0) or None
    return AmongKind(len(others), _from_others(unit, others, kind, lend), kind.of(0), needed)


def _from_others(
    unit: UnitFigures, others: Sequence[UnitFigures], kind: IndexReliability, lend: Lend
) -> Difference | NotEstimable:
    rest = others[0]
    for other in others[1:]:
        rest = UnitFigures(rest.tally + other.tally, rest.moments + other.moments)
    found = _difference(unit, rest, lend)
    if isinstance(found.value, NotEstimable):
        return found.value
    return found if kind.may_be_compared(0) else NotEstimable(Reason.TOO_UNRELIABLE)


def _difference(one: UnitFigures, other: UnitFigures, lend: Lend) -> Difference:
    common = tuple(sorted(set(criteria_used(one.moments)) & set(criteria_used(other.moments))))
    found = difference(
        after=one.moments,
        before=other.moments,
        respondents=(one.respondents, other.respondents),
        criteria=common,
        siblings=lend(common),
    )
    flagged = one.too_many_flagged or other.too_many_flagged
    return replace(found, value=_FLAGGED) if flagged and isinstance(found.value, float) else found


@dataclass(frozen=True, slots=True)
class Course:
    """Where the months go that may be compared. `criteria`: how many have 10 valid answers in each of them."""

    months: int
    criteria: int
    trend: Trend | NotEstimable


def course(
    months: Mapping[Month, tuple[ClusterMoments, int] | None], *, too_many_flagged: bool = False
) -> Course:
    """The trend over months with their moments and forms; None is a month that is left out, and a gap.

    With too many flags in the whole period there is none.

    Every month is read over the same criteria, so that a change of questions is not taken for one of the unit.
    """
    shown = {month: each for month, each in months.items() if each is not None and each[1] >= MIN_SHOWN}
    if too_many_flagged:
        return Course(len(shown), 0, _FLAGGED)
    used = [set(criteria_used(moments)) for moments, _ in shown.values()]
    common = sorted(set.intersection(*used)) if used else []
    values = []
    for moments, forms in shown.values():
        value = satisfaction_index(moments.restrict(common), respondents=forms).value
        if isinstance(value, NotEstimable):
            return Course(len(shown), 0, value)
        values.append(value)
    forms_of = [forms for _, forms in shown.values()]
    places = [12 * month.year + month.month for month in shown]
    return Course(len(shown), len(common), trend(values, forms_of, positions=places))
