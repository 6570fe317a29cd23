"""Everything of one seed: the world, what is true of it, what its citizens answer."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date

import numpy as np

from simulate.assumptions import Assumptions
from simulate.dossiers import DossierCount, draw_dossiers
from simulate.forms import Forms, draw_forms
from simulate.offices import Office
from simulate.sheets import answer_sheets
from simulate.truth import Truth, draw_truth
from simulate.world import World, build_world
from survey import AnswerSheet, Instrument

ANSWERS = 60_000
OFFICERS = 400


@dataclass(frozen=True, slots=True, eq=False)
class Simulation:
    """One simulated year. Each part has a stream of random numbers of its own, so parts can be left out."""

    seed: int
    world: World
    truth: Truth
    forms: Forms

    @classmethod
    def of(
        cls,
        offices: Sequence[Office],
        instrument: Instrument,
        days: Sequence[date],
        *,
        seed: int,
        answers: int = ANSWERS,
        officers: int = OFFICERS,
        assumptions: Assumptions | None = None,
    ) -> "Simulation":
        """Draw it. Raises NoOneReceives, NoWorkingDays, AgencyMissing."""
        world = build_world(
            offices,
            days,
            answers=answers,
            officers=officers,
            randomness=_stream(seed, 0),
            assumptions=assumptions,
        )
        truth = draw_truth(world, instrument, _stream(seed, 1), assumptions)
        return cls(seed, world, truth, draw_forms(truth, _stream(seed, 2)))

    def dossiers(self) -> tuple[DossierCount, ...]:
        """Dossiers handled by unit, field, channel and month."""
        return draw_dossiers(self.forms, _stream(self.seed, 3))

    def sheets(self, codes: Sequence[str], new_key: Callable[[], str] | None = None) -> Iterator[AnswerSheet]:
        """The answers by day, under these codes of the counters; keys are random where `new_key` is."""
        return answer_sheets(self.forms, codes, _stream(self.seed, 4), new_key)


def _stream(seed: int, part: int) -> np.random.Generator:
    return np.random.default_rng([seed, part])
