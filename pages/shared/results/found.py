"""What was released about a unit, read once for its page."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, replace
from datetime import date

from sqlalchemy.orm import Session

from db.queries.dossiers import ResponseRate, months_with_dossiers, response_rates, together
from db.queries.figures import (
    Figures,
    figures_by_month,
    figures_of,
    released_through,
)
from jobs.exports import Neighbours, neighbours, periods_of, unit_figures
from jobs.hiding import hiding
from jobs.unit_page import Seen
from pages.shared.results.choice import Choice
from reports import Hidden, NamedPeriod, UnitFigures
from scoring import DesignEffect, Index
from survey import Instrument, Month, Period


@dataclass(frozen=True, slots=True)
class Found:
    """The figures of a unit over a period; `hidden` where they would give a smaller unit or period away.

    `figures`, `shown` and `months` hold only the criteria, and what is counted apart from the index, that may be
    shown of the period, or of the month.
    """

    unit_ids: tuple[int, ...]
    figures: Figures
    shown: UnitFigures
    siblings: DesignEffect | None
    months: Mapping[Month, Figures | None]
    through: date | None
    hidden: Hidden | None
    around: Neighbours
    offered: tuple[NamedPeriod, ...]

    @property
    def instrument(self) -> Instrument:
        return self.figures.instrument

    def seen(self, choice: Choice) -> Seen:
        """What was read, as the question for what lies behind it."""
        return Seen(self.unit_ids, choice.asked, self.shown, self.months, self.offered, self.around)

    def element(self, element: str) -> Index:
        """The mean of its criteria that are shown."""
        return self._lent(self.figures.element_index(element), self.instrument.element_numbers(element))

    def criterion(self, number: int) -> Index:
        return self._lent(self.figures.criterion_index(number), (number,))

    def conduct(self) -> Index:
        """The mean of the criteria on conduct that are shown."""
        return self._lent(self.figures.conduct_index(), self.instrument.conduct)

    def _lent(self, index: Index, numbers: Collection[int]) -> Index:
        """The index with what siblings tell of these criteria, where its own days tell too little."""
        if not index.borrows:
            return index
        return replace(index, siblings=self.around.effect_for(self.unit_ids, numbers))


def find(session: Session, choice: Choice) -> Found:
    """The figures for this choice; months that may not be shown by themselves are None."""
    period = choice.named.period
    figures = figures_of(session, choice.unit_ids, period, choice.version)
    may = hiding(session)
    criteria = may.criteria(choice.unit_ids, period, choice.version)
    apart = may.apart(choice.unit_ids, period, choice.version)
    around = neighbours(session, choice.asked)
    siblings = around.effect_for(choice.unit_ids)
    offered = periods_of(session, choice.unit_ids, choice.version)
    return Found(
        unit_ids=choice.unit_ids,
        figures=figures.only(criteria, apart),
        shown=unit_figures(figures, criteria, siblings, _rate(session, choice), apart),
        siblings=siblings,
        months=_months(session, choice),
        through=released_through(session, choice.unit_ids),
        hidden=None if choice.named in offered else Hidden.PROTECTS_ANOTHER,
        around=around,
        offered=offered,
    )


def _months(session: Session, choice: Choice) -> dict[Month, Figures | None]:
    may, found = hiding(session), {}
    months = figures_by_month(session, choice.unit_ids, choice.named.period, choice.version)
    for month, figures in months.items():
        asked = (choice.unit_ids, Period(month, month), choice.version)
        found[month] = figures.only(may.criteria(*asked)) if may.may_show(*asked) else None
    return found


def _rate(session: Session, choice: Choice) -> ResponseRate | None:
    """Forms out of dossiers, where the number of forms follows from what is shown."""
    unit_ids, period = choice.unit_ids, choice.named.period
    known = months_with_dossiers(session, unit_ids, period)
    if not hiding(session).may_count(unit_ids, period, known):
        return None
    return together(response_rates(session, unit_ids, period).values())
