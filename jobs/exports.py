"""From released counts to the values that pages and files show: one way, so that both show the same.

What may be shown is looked up (`jobs.hiding`), the same for every reader; filters on a page only leave out lines.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime

from sqlalchemy.orm import Session

from db.instruments import published
from db.queries.dossiers import ResponseRate, months_with_dossiers, response_rates
from db.queries.figures import (
    Figures,
    figures_by_unit,
    released_through,
    siblings_effect,
)
from db.queries.posters import posters_of
from db.queries.units import UnitInfo, subtree
from jobs.hiding import hiding
from reports.periods import NamedPeriod
from reports.values import Answered, Asked, Hidden, UnitFigures, UnitLine, UnitsReport
from scoring import DesignEffect
from scoring.gates import MIN_SHOWN
from settings import settings
from survey import NOTHING_APART, Period, ToldApart, local_day
from survey.offices import UnitKind


def receiving_units(session: Session, path: str) -> tuple[UnitInfo, ...]:
    """The units at or below a path where citizens may be received, also those that no longer exist."""
    return tuple(info for info in subtree(session, path) if info.kind.has_counters)


def units_with_answers(session: Session, path: str) -> frozenset[int]:
    """The units at or below a path that have released figures of any month."""
    return hiding(session).counted.unit_ids.intersection(info.id for info in receiving_units(session, path))


def place_name(info: UnitInfo, parent: str | None) -> str:
    """The name by which people look for a unit: a commune's centre goes by its commune."""
    return parent if parent and info.kind == "commune_centre" else info.name


def periods_of(
    session: Session, unit_ids: Collection[int], version: str | None = None
) -> tuple[NamedPeriod, ...]:
    """The periods for which figures of these units together are shown; none before the first release.

    By one questionnaire version, or by any.
    """
    return hiding(session).offered(unit_ids, version)


def periods_had(session: Session, unit_ids: Collection[int]) -> tuple[NamedPeriod, ...]:
    """Those periods, and those held back until it is worked out what of the moved figures may be shown."""
    return hiding(session).had(unit_ids)


def held_back(session: Session, unit_ids: Collection[int], named: NamedPeriod, version: str) -> bool:
    """Whether figures that were shown wait until it is worked out what of them may be shown."""
    found = hiding(session)
    return named in found.had(unit_ids, version) and named not in found.offered(unit_ids, version)


def enough_but_hidden(session: Session, unit_ids: Collection[int]) -> bool:
    """Whether units of which no period is shown have ten forms in all, so that time alone will not help."""
    wanted = set(unit_ids)
    return sum(n for cell, n in hiding(session).counted.respondents.items() if cell[0] in wanted) >= MIN_SHOWN


@dataclass(frozen=True, slots=True)
class Neighbours:
    """The figures of all receiving units of the installation that lie around and below a path.

    lenders  by kind, those of its units, but for units with too many flags: these lend nothing to others
    effects  by kind, what they lend to the index of all criteria
    """

    infos: tuple[UnitInfo, ...]
    by_unit: Mapping[int, Figures]
    lenders: Mapping[UnitKind, Sequence[Figures]]
    effects: Mapping[UnitKind, DesignEffect | None]

    def below(self, path: str) -> dict[int, int]:
        """Respondents of each unit with answers at or below the path."""
        return {
            info.id: self.by_unit[info.id].tally.respondents
            for info in self.infos
            if info.is_within(path) and info.id in self.by_unit
        }

    def effect_for(
        self, unit_ids: Collection[int], numbers: Collection[int] | None = None
    ) -> DesignEffect | None:
        """What units of the kind that these are lend to those of few officer-days, where they are of one kind.

        For the index of all criteria, or of these.
        """
        kinds = {info.kind for info in self.infos if info.id in set(unit_ids)}
        if len(kinds) != 1:
            return None
        [kind] = kinds
        if numbers is None:
            return self.effects.get(kind)
        return siblings_effect(self.lenders.get(kind, ()), numbers)


def neighbours(session: Session, asked: Asked) -> Neighbours:
    """The province around a path, over one period and by one questionnaire version."""
    top = "/" + asked.path.strip("/").split("/")[0] + "/"
    infos = receiving_units(session, top)
    by_unit = figures_by_unit(session, [info.id for info in infos], asked.named.period, asked.version)
    lenders: dict[UnitKind, list[Figures]] = {}
    for info in infos:
        figures = by_unit.get(info.id)
        if figures is not None and not figures.too_many_flagged:
            lenders.setdefault(info.kind, []).append(figures)
    return Neighbours(
        infos, by_unit, lenders, {kind: siblings_effect(some) for kind, some in lenders.items()}
    )


def shown_units(session: Session, unit_ids: Collection[int], period: Period, version: str) -> frozenset[int]:
    """Those of these units that may be shown by themselves, whoever asks."""
    found = hiding(session)
    return frozenset(unit_id for unit_id in unit_ids if found.may_show([unit_id], period, version))


def told_rates(session: Session, unit_ids: Collection[int], period: Period) -> dict[int, ResponseRate]:
    """The response rates of these units, where their number of forms follows from what is shown.

    A rate counts the forms by all questionnaires in the months with dossiers.
    """
    found, known = hiding(session), months_with_dossiers(session, unit_ids, period)
    told = [unit_id for unit_id in unit_ids if found.may_count([unit_id], period, known)]
    return response_rates(session, told, period)


def compare_units(
    session: Session, asked: Asked, below: str | None = None, *, by_criterion: bool = False
) -> UnitsReport:
    """The units at or below a path that receive citizens, in the order of their codes.

    `asked.path` is where the reader's right begins; `below` leaves out the units that are not at or below it.
    `by_criterion` adds what siblings lend to single criteria.
    """
    around, may = neighbours(session, asked), hiding(session)
    respondents = around.below(asked.path)
    shown = shown_units(session, respondents, asked.named.period, asked.version)
    scope = below or asked.path
    infos = [info for info in _reported(session, asked.path, around, respondents) if info.is_within(scope)]
    rates = told_rates(session, sorted(shown), asked.named.period)
    places = {info.id: info.name for info in subtree(session, asked.path)}
    criteria = published(session).named(asked.version).numbers if by_criterion else ()
    lent = {
        kind: {number: siblings_effect(around.lenders.get(kind, ()), (number,)) for number in criteria}
        for kind in {info.kind for info in infos}
    }
    lines = tuple(
        _line(
            info,
            around,
            _why_hidden(respondents.get(info.id, 0), info.id in shown),
            rates.get(info.id),
            places.get(info.parent_id or 0),
            lent[info.kind],
            may.criteria([info.id], asked.named.period, asked.version),
            may.apart([info.id], asked.named.period, asked.version),
        )
        for info in infos
    )
    return UnitsReport(
        scope=places[int(scope.strip("/").split("/")[-1])],
        named=asked.named,
        instrument=published(session).named(asked.version),
        lines=lines,
        through=released_through(session, [info.id for info in infos]),
        revisions=sum(line.figures.revisions for line in lines if line.figures is not None),
        sample=settings().demo,
        live=settings().live,
    )


def _reported(
    session: Session, path: str, around: Neighbours, respondents: Mapping[int, int]
) -> list[UnitInfo]:
    """Units with answers, and those whose posters hang today and still have none."""
    today = local_day(datetime.now(UTC))
    open_today = {poster.unit_id for poster in posters_of(session, path, today)}
    wanted = open_today | respondents.keys()
    return [info for info in around.infos if info.id in wanted and info.is_within(path)]


def _line(
    info: UnitInfo,
    around: Neighbours,
    hidden: Hidden | None,
    rate: ResponseRate | None,
    parent: str | None,
    lent: Mapping[int, DesignEffect | None],
    criteria: frozenset[int],
    apart: ToldApart,
) -> UnitLine:
    found: UnitFigures | Hidden = (
        replace(
            unit_figures(around.by_unit[info.id], criteria, around.effect_for([info.id]), rate, apart),
            criteria_siblings=lent,
        )
        if hidden is None
        else hidden
    )
    return UnitLine(
        unit_id=info.id,
        code=info.code,
        name=info.name,
        place=place_name(info, parent),
        kind=info.kind,
        shown=found,
    )


def _why_hidden(forms: int, shown: bool) -> Hidden | None:
    if shown:
        return None
    return Hidden.TOO_FEW if forms < MIN_SHOWN else Hidden.PROTECTS_ANOTHER


def unit_figures(
    figures: Figures,
    shown: Collection[int],
    siblings: DesignEffect | None = None,
    rate: ResponseRate | None = None,
    apart: ToldApart = NOTHING_APART,
) -> UnitFigures:
    """Released figures as reports hold them: of the criteria at the positions `shown`, and what is told apart."""
    answered = None if rate is None else Answered(rate.answers, rate.dossiers, rate.months)
    return UnitFigures.of(
        figures.tally,
        figures.moments,
        shown,
        apart=apart,
        siblings=siblings,
        answered=answered,
        revisions=figures.revisions,
        too_many_flagged=figures.too_many_flagged,
    )
