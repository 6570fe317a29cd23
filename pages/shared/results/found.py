"""What was released about a unit, read once for its page."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date

from sqlalchemy.orm import Session

from db.queries.dossiers import response_rates, together
from db.queries.figures import (
    Figures,
    figures_by_month,
    figures_of,
    released_through,
    respondents_by_unit_month,
)
from jobs.exports import (
    Neighbours,
    may_stand_alone,
    neighbours,
    periods_of,
    receiving_units,
    unit_figures,
)
from jobs.unit_page import Seen
from pages.shared.results.choice import Choice
from reports import Hidden, NamedPeriod, Span, UnitFigures
from scoring import DesignEffect, Index
from scoring.safeguards.disclosure import shown_groups
from survey import Instrument, Month


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
        return self._lent(self.figures.element_index(element), self.instrument.element_numbers(element))

    def criterion(self, number: int) -> Index:
        return self._lent(self.figures.criterion_index(number), (number,))

    def conduct(self) -> Index:
        return self._lent(self.figures.conduct_index(), self.instrument.conduct)

    def _lent(self, index: Index, numbers: Collection[int]) -> Index:
        """The index with what siblings tell of these criteria, where its own days tell too little."""
        if not index.borrows:
            return index
        return replace(index, siblings=self.around.effect_for(self.unit_ids, numbers))


def find(session: Session, choice: Choice) -> Found:
    """The figures for this choice; months that are too small are None, and one more where they would be told."""
    figures = figures_of(session, choice.unit_ids, choice.named.period, choice.version)
    around = neighbours(session, choice.asked)
    siblings = around.effect_for(choice.unit_ids)
    rate = together(response_rates(session, choice.unit_ids, choice.named.period).values())
    months = figures_by_month(session, choice.unit_ids, choice.named.period, choice.version)
    offered = periods_of(session, choice.unit_ids, choice.version)
    shown = _months_shown(session, choice, months, offered)
    return Found(
        unit_ids=choice.unit_ids,
        figures=figures,
        shown=unit_figures(figures, siblings, rate),
        siblings=siblings,
        months={month: each if month in shown else None for month, each in months.items()},
        through=released_through(session, choice.unit_ids),
        hidden=_why_hidden(choice, around, offered),
        around=around,
        offered=offered,
    )


def _why_hidden(choice: Choice, around: Neighbours, offered: Sequence[NamedPeriod]) -> Hidden | None:
    if not may_stand_alone(choice.unit_ids, around.below(choice.reader_path)):
        return Hidden.PROTECTS_ANOTHER
    return None if choice.named in offered else Hidden.PROTECTS_ANOTHER_PERIOD


def _months_shown(
    session: Session, choice: Choice, months: Mapping[Month, Figures], offered: Sequence[NamedPeriod]
) -> set[Month]:
    """The months that are offered by themselves, told by no other month, and give no other unit of the reader away.

    One hidden month alone would be the period less the others, so a second goes with it.
    """
    respondents = {month: each.tally.respondents for month, each in months.items()}
    alone = {named.period.first for named in offered if named.span is Span.MONTH}
    large = shown_groups(respondents, total=sum(respondents.values())) & alone
    infos = receiving_units(session, choice.reader_path)
    by_month: dict[str, dict[int, int]] = {}
    counts = respondents_by_unit_month(session, [info.id for info in infos], choice.named.period)
    for (unit_id, month), forms in counts.items():
        by_month.setdefault(month, {})[unit_id] = forms
    shown = {month for month in large if may_stand_alone(choice.unit_ids, by_month[str(month)])}
    if len(respondents) - len(shown) == 1 and shown:
        shown.remove(min(shown, key=lambda month: respondents[month]))
    return shown
