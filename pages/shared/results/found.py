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
from jobs.exports import Neighbours, hidden_criteria, neighbours, periods_of, unit_figures
from jobs.hiding import hiding
from jobs.unit_page import Seen
from pages.shared.results.choice import Choice
from reports import Hidden, NamedPeriod, UnitFigures
from scoring import ClusterMoments, DesignEffect, Index, satisfaction_index
from survey import Instrument, Month, Period


@dataclass(frozen=True, slots=True)
class Found:
    """The figures of a unit over a period; `hidden` where they would give a smaller unit or period away."""

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
        """The mean of its criteria; nothing where it would tell a hidden one."""
        numbers = self.instrument.element_numbers(element)
        return self._mean(self.figures.element_index(element), numbers)

    def criterion(self, number: int) -> Index:
        if number in self.shown.hidden_criteria:
            return self.shown.criterion(number)
        return self._lent(self.figures.criterion_index(number), (number,))

    def conduct(self) -> Index:
        """The mean of the criteria on conduct; nothing where it would tell a hidden one."""
        return self._mean(self.figures.conduct_index(), self.instrument.conduct)

    def _mean(self, index: Index, numbers: Collection[int]) -> Index:
        if len(self.shown.hidden_criteria.intersection(numbers)) == 1:
            return satisfaction_index(ClusterMoments.zero(len(numbers)), respondents=0)
        return self._lent(index, numbers)

    def _lent(self, index: Index, numbers: Collection[int]) -> Index:
        """The index with what siblings tell of these criteria, where its own days tell too little."""
        if not index.borrows:
            return index
        return replace(index, siblings=self.around.effect_for(self.unit_ids, numbers))


def find(session: Session, choice: Choice) -> Found:
    """The figures for this choice; months that may not be shown by themselves are None."""
    may = hiding(session)
    figures = figures_of(session, choice.unit_ids, choice.named.period, choice.version)
    around = neighbours(session, choice.asked)
    siblings = around.effect_for(choice.unit_ids)
    months = figures_by_month(session, choice.unit_ids, choice.named.period, choice.version)
    offered = periods_of(session, choice.unit_ids, choice.version)
    return Found(
        unit_ids=choice.unit_ids,
        figures=figures,
        shown=replace(
            unit_figures(figures, siblings, _rate(session, choice)),
            hidden_criteria=hidden_criteria(session, choice.unit_ids, choice.named.period, figures),
        ),
        siblings=siblings,
        months={
            month: each if may.may_show(choice.unit_ids, Period(month, month), choice.version) else None
            for month, each in months.items()
        },
        through=released_through(session, choice.unit_ids),
        hidden=None if choice.named in offered else Hidden.PROTECTS_ANOTHER,
        around=around,
        offered=offered,
    )


def _rate(session: Session, choice: Choice) -> ResponseRate | None:
    """Forms out of dossiers, where the number of forms follows from what is shown."""
    unit_ids, period = choice.unit_ids, choice.named.period
    known = months_with_dossiers(session, unit_ids, period)
    if not hiding(session).may_count(unit_ids, period, known):
        return None
    return together(response_rates(session, unit_ids, period).values())
