"""Session to one frozen value: what changed at a unit, and who answered, for its page.

Nothing hidden can be worked out from it, for every figure is made of figures that are shown by themselves:

- of criteria only those that are shown are in any of it, of the unit, of each other unit, of each month;
- the period before is one that is shown of these units, or the sum of such periods;
- the others of the kind are the units that the province's comparison shows, whoever asks, so their sum is a sum of
  lines that stand there; the unit itself is shown on this page;
- the trend is of months in the chart; of a month that is left out for its flags, as of a unit, it is told that more
  than a tenth of its forms carry one, never how many;
- the weighted index is of all months of the period, less at most months that the chart shows; cells of field and
  channel under 10 forms are joined, and neither the forms nor the share of a cell are told.
"""

from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from sqlalchemy.orm import Session

from db.queries.figures import Figures, figures_by_month, figures_of, respondents_by_unit_month
from db.queries.strata import strata_counts
from jobs.exports import (
    Neighbours,
    shown_units,
    unit_figures,
)
from jobs.hiding import hiding
from reports import Asked, NamedPeriod, UnitFigures
from reports.change import (
    AmongKind,
    Course,
    PeriodChange,
    among_kind,
    before,
    course,
    parts_offered,
    period_change,
)
from reports.who_answered import Strata, Unweighted, WhoAnswered, months_told, who_answered
from scoring import ClusterMoments, DesignEffect
from survey import Month, Period, Tally


@dataclass(frozen=True, slots=True)
class Seen:
    """What is already read of a unit, or of several as one, for its page.

    asked    where the reader's right begins, the period, the questionnaire
    months   of the period; None for one that is not shown
    offered  the periods that are offered for these units
    """

    unit_ids: tuple[int, ...]
    asked: Asked
    shown: UnitFigures
    months: Mapping[Month, Figures | None]
    offered: Sequence[NamedPeriod]
    around: Neighbours


@dataclass(frozen=True, slots=True)
class UnitPage:
    """Beside the index of a unit: its own past, others of its kind, its course, and who answered.

    kind  None for several units as one, and where no other of the kind is shown
    """

    change: PeriodChange
    kind: AmongKind | None
    course: Course
    who: WhoAnswered


def unit_page(session: Session, seen: Seen) -> UnitPage:
    """Everything of the page that is not a plain figure of the unit and its period."""
    kind = _among_kind(session, seen)
    return UnitPage(
        change=_change(session, seen),
        kind=kind,
        course=course(
            {
                month: None
                if each is None or each.too_many_flagged
                else (each.moments, each.tally.respondents)
                for month, each in seen.months.items()
            },
            too_many_flagged=seen.shown.too_many_flagged,
        ),
        who=_who_answered(session, seen, kind),
    )


def _lend(seen: Seen, positions: tuple[int, ...]) -> DesignEffect | None:
    numbers = seen.shown.tally.instrument.numbers
    return seen.around.effect_for(seen.unit_ids, [numbers[position] for position in positions])


def _change(session: Session, seen: Seen) -> PeriodChange:
    earlier = before(seen.asked.named)
    parts = parts_offered(earlier.period, seen.offered)
    found = None
    if parts:
        figures = figures_of(session, seen.unit_ids, earlier.period, seen.asked.version)
        periods = [part.period for part in parts]
        found = unit_figures(figures, _shown_in_each(session, seen, periods), seen.shown.siblings)
    return period_change(seen.shown, found, seen.asked.named, lambda positions: _lend(seen, positions))


def _shown_in_each(session: Session, seen: Seen, periods: Iterable[Period]) -> frozenset[int]:
    """The criteria that are shown of these units in every one of the periods, so that sums of these add up."""
    may = hiding(session)
    return frozenset.intersection(
        *(may.criteria(seen.unit_ids, period, seen.asked.version) for period in periods)
    )


def _among_kind(session: Session, seen: Seen) -> AmongKind | None:
    if len(seen.unit_ids) != 1:
        return None
    [kind] = {info.kind for info in seen.around.infos if info.id == seen.unit_ids[0]}
    shown = shown_in_province(session, seen.around, seen.asked)
    period, version, may = seen.asked.named.period, seen.asked.version, hiding(session)
    others = [
        unit_figures(seen.around.by_unit[info.id], may.criteria([info.id], period, version))
        for info in seen.around.infos
        if info.kind is kind and info.id in shown and info.id != seen.unit_ids[0]
    ]
    return among_kind(
        seen.shown,
        others,
        lambda positions: _lend(seen, positions),
        seen.shown.siblings,
    )


def shown_in_province(session: Session, around: Neighbours, asked: Asked) -> frozenset[int]:
    """The units that the comparison of the whole province shows, the same for every reader."""
    respondents = around.below("/" + asked.path.strip("/").split("/")[0] + "/")
    return shown_units(session, respondents, asked.named.period, asked.version)


def _who_answered(session: Session, seen: Seen, kind: AmongKind | None) -> WhoAnswered:
    period, version = seen.asked.named.period, seen.asked.version
    found = strata_counts(session, seen.unit_ids, period, version)
    counts = respondents_by_unit_month(session, seen.unit_ids, period, version)
    unit = _of_months_with_dossiers(session, seen, counts, found.months)
    if unit is None:
        return who_answered(replace(seen.shown, answered=None), Unweighted.MONTHS_MISSING, None)
    strata = Strata(found.field_ids, found.channels, found.tallies, found.dossiers)
    return who_answered(unit, strata, None if kind is None else kind.difference)


def _of_months_with_dossiers(
    session: Session,
    seen: Seen,
    counts: Mapping[tuple[int, str], int],
    months: Mapping[int, Collection[str]],
) -> UnitFigures | None:
    """The figures of the months whose dossiers are known; None where what is left out would be told by them.

    Of the criteria that are shown of the whole period and of each month that is left out.
    """
    everybody, left_out = Counter[str](), Counter[str]()
    for (unit_id, month), forms in counts.items():
        everybody[month] += forms
        if months and month not in months.get(unit_id, ()):
            left_out[month] += forms
    shown = {str(month): each for month, each in seen.months.items() if each is not None}
    if not months_told(left_out, everybody, frozenset(shown)):
        return None
    gone = {month for month, forms in left_out.items() if forms}
    return _without(session, seen, gone) if gone else seen.shown


def _without(session: Session, seen: Seen, gone: Collection[str]) -> UnitFigures:
    """The period less these months."""
    period, version = seen.asked.named.period, seen.asked.version
    by_month = figures_by_month(session, seen.unit_ids, period, version)
    instrument = seen.shown.tally.instrument
    tally, moments = Tally.empty(instrument), ClusterMoments.zero(len(instrument.criteria))
    for month, each in by_month.items():
        if str(month) not in gone:
            tally, moments = tally + each.tally, moments + each.moments
    left_out = [Period(month, month) for month in by_month if str(month) in gone]
    criteria = _shown_in_each(session, seen, [period, *left_out])
    return UnitFigures.of(
        tally,
        moments,
        criteria,
        siblings=seen.shown.siblings,
        answered=seen.shown.answered,
        revisions=seen.shown.revisions,
    )
