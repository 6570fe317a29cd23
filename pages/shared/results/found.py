"""What was released about a unit, read once for its page."""

from collections.abc import Mapping
from dataclasses import dataclass
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
from jobs.exports import Neighbours, may_stand_alone, neighbours, receiving_units, unit_figures
from pages.shared.results.choice import Choice
from reports import UnitFigures
from scoring import DesignEffect, Index
from scoring.disclosure import shown_groups
from survey import Instrument, Month


@dataclass(frozen=True, slots=True)
class Found:
    """The figures of a unit over a period; `hidden` where they would give a smaller unit away."""

    figures: Figures
    shown: UnitFigures
    siblings: DesignEffect | None
    months: Mapping[Month, Figures | None]
    through: date | None
    hidden: bool
    around: Neighbours

    @property
    def instrument(self) -> Instrument:
        return self.figures.instrument

    def element(self, element: str) -> Index:
        return self.figures.element_index(element, self.siblings)

    def criterion(self, number: int) -> Index:
        return self.figures.criterion_index(number, self.siblings)

    def conduct(self) -> Index:
        return self.figures.conduct_index(self.siblings)


def find(session: Session, choice: Choice) -> Found:
    """The figures for this choice; months that are too small are None, and one more where they would be told."""
    figures = figures_of(session, choice.unit_ids, choice.named.period, choice.version)
    around = neighbours(session, choice.asked)
    siblings = around.effect_for(choice.unit_ids)
    rate = together(response_rates(session, choice.unit_ids, choice.named.period).values())
    months = figures_by_month(session, choice.unit_ids, choice.named.period, choice.version)
    shown = _months_shown(session, choice, months)
    return Found(
        figures=figures,
        shown=unit_figures(figures, siblings, rate),
        siblings=siblings,
        months={month: each if month in shown else None for month, each in months.items()},
        through=released_through(session, choice.unit_ids),
        hidden=not may_stand_alone(choice.unit_ids, around.below(choice.reader_path)),
        around=around,
    )


def _months_shown(session: Session, choice: Choice, months: Mapping[Month, Figures]) -> set[Month]:
    """The months that are large enough, told by no other month, and give no other unit of the reader away.

    One hidden month alone would be the period less the others, so a second goes with it.
    """
    respondents = {month: each.tally.respondents for month, each in months.items()}
    large = shown_groups(respondents, total=sum(respondents.values()))
    infos = receiving_units(session, choice.reader_path)
    by_month: dict[str, dict[int, int]] = {}
    counts = respondents_by_unit_month(session, [info.id for info in infos], choice.named.period)
    for (unit_id, month), forms in counts.items():
        by_month.setdefault(month, {})[unit_id] = forms
    shown = {month for month in large if may_stand_alone(choice.unit_ids, by_month[str(month)])}
    if len(respondents) - len(shown) == 1 and shown:
        shown.remove(min(shown, key=lambda month: respondents[month]))
    return shown
