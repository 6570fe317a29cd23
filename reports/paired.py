"""Tables of pairs of questions with what they need beside them: of a unit, or of the units of a kind together.

Pages say nothing from a pair that was answered by few forms (see `scoring.questionnaire.pair_gate`), so what is
shown here is always about hundreds of them.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from scoring.counts import Counts
from scoring.questionnaire.pairs import PairTables
from survey import Instrument, Tally, Visit
from survey.offices import UnitKind


@dataclass(frozen=True)
class PairedAnswers:
    """How the answers to every two questions went together, over a period and by one questionnaire version.

    tables         items are the criteria in order, then the overall question
    tally          the counts of the same forms
    design_effect  by how much the answers of one officer's day are alike; None where too few days tell it
    units          how many units are in it
    kind           the kind of these units, where they stand for one of them that has too few forms itself
    """

    tables: PairTables
    tally: Tally
    design_effect: float | None
    units: int
    kind: UnitKind | None = None

    @property
    def instrument(self) -> Instrument:
        return self.tally.instrument

    @property
    def overall(self) -> int:
        """The place of the overall question in the tables."""
        return self.tables.items - 1

    @cached_property
    def level_counts(self) -> Counts:
        """(items, levels): how often each level was given to each item."""
        levels = len(self.instrument.levels)
        return np.vstack([self.tally.levels, self.tally.overall[:levels]])

    def places(self, numbers: Iterable[int]) -> list[int]:
        """Where criteria stand in the tables."""
        return list(self.instrument.positions(numbers))


def asked_together(instrument: Instrument) -> tuple[int, ...]:
    """The criteria that one visit can raise, of the visit that raises most and leaves no element out.

    Some never meet on a form: nobody comes to collect a result and about a petition at once. Covariances need
    every two of them, so those of the rarer visit are left out. All criteria, where no visit raises every element.
    """
    visits = [Visit(None), *(Visit(purpose.id, purpose.asks_petition) for purpose in instrument.purposes)]
    raised = [tuple(n for n in instrument.numbers if instrument.applies(n, visit)) for visit in visits]
    elements = len(instrument.elements)
    whole = [
        numbers for numbers in raised if len({instrument.criterion(n).element for n in numbers}) == elements
    ]
    return max(whole, key=len, default=instrument.numbers)
