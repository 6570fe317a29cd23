"""What was released about a unit, read once for its page."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from sqlalchemy.orm import Session

from db.queries.dossiers import response_rates, together
from db.queries.figures import Figures, figures_by_month, figures_of, released_through
from jobs.exports import Neighbours, may_stand_alone, neighbours, unit_figures
from pages.shared.results.choice import Choice
from reports import UnitFigures
from scoring import DesignEffect, Index, NotEstimable
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
    respondents = {month: each.tally.respondents for month, each in months.items()}
    shown = shown_groups(respondents, total=figures.tally.respondents)
    return Found(
        figures=figures,
        shown=unit_figures(figures, siblings, rate),
        siblings=siblings,
        months={month: each if month in shown else None for month, each in months.items()},
        through=released_through(session, choice.unit_ids),
        hidden=not may_stand_alone(choice.unit_ids, around.below(choice.reader_path)),
        around=around,
    )


def value_of(index: Index) -> float | None:
    """The index as a fraction, or None where there is none."""
    return None if isinstance(index.value, NotEstimable) else index.value
