"""Citizens whose satisfaction is known: alike within an officer's day, half of them with a ticket."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Final

import numpy as np
from scipy import optimize, special

from bench._attacks_office import COUNTERS, DAYS, at
from simulate.assumptions import CRITERIA, NOT_APPLICABLE, Assumptions
from simulate.forms import STEPS, in_style
from survey import Mark

ASSUMED: Final = Assumptions()
ALIKE: Final = 0.1
"""Latent correlation of two forms of one officer-day; of two answers of one form: .5."""
ALL_TOP: Final = 0.12
"""Give the best level to everything, whatever they were served like."""

_PURPOSES: Final = ("submit", "result", "ask")
_HOURS: Final = ((7.5, 11.4), (13.5, 16.9))


@dataclass(frozen=True, slots=True)
class Answered:
    """What somebody would answer to every question; a criterion is asked or not by lot."""

    purpose: str
    levels: Mapping[int, str]
    overall: str


@dataclass(frozen=True, slots=True)
class Visit:
    """Somebody who was served at a counter (0, 1, …) and answers by a ticket or by the poster."""

    counter: int
    opened: datetime
    sent: datetime
    answered: Answered
    ticket: bool = False


def opinions(
    rng: np.random.Generator, index: float, officer_days: np.ndarray, *, alike: float = ALIKE
) -> list[Answered]:
    """One opinion for each number of an officer-day; over all criteria the index is expected to be `index`."""
    numbers = list(CRITERIA)
    easier = np.array([CRITERIA[number] for number in numbers] + [0.0])
    forms = len(officer_days)
    mean = _mean_for(index, easier[:-1]) + easier
    mood = rng.normal(size=int(officer_days.max(initial=0)) + 1)[officer_days] * np.sqrt(alike)
    person = rng.normal(size=forms) * np.sqrt(ASSUMED.form_correlation - alike)
    own = rng.normal(0, np.sqrt(1 - ASSUMED.form_correlation), (forms, len(mean)))
    levels = 1 + np.searchsorted(STEPS, mean + (mood + person)[:, None] + own)
    levels = in_style(levels, rng.random(forms), ASSUMED.extreme, ASSUMED.middle)
    levels[rng.random(forms) < ALL_TOP] = len(STEPS) + 1
    unsaid = rng.random(levels.shape)
    rates = np.array([NOT_APPLICABLE.get(number, 0.01) for number in numbers] + [0.0])
    purposes = rng.choice(_PURPOSES, forms)
    found = []
    for row, gaps, purpose in zip(levels, unsaid < rates, purposes, strict=True):
        said = [str(Mark.NOT_APPLICABLE) if gap else str(level) for level, gap in zip(row, gaps, strict=True)]
        found.append(Answered(str(purpose), dict(zip(numbers, said[:-1], strict=True)), said[-1]))
    return found


def visits(rng: np.random.Generator, forms: int, index: float, days: Sequence[date] = DAYS) -> list[Visit]:
    """So many of a month, over all counters and working days; exactly half of them have a ticket."""
    counter = rng.integers(0, COUNTERS, forms)
    day = rng.integers(0, len(days), forms)
    answered = opinions(rng, index, counter * len(days) + day)
    ticket = rng.permutation(np.arange(forms) < forms // 2)
    found = []
    for place in range(forms):
        start, end = _HOURS[int(rng.random() < 0.4)]
        opened = at(days[day[place]], rng.uniform(start, end))
        found.append(
            Visit(
                int(counter[place]),
                opened,
                opened + seconds_to_answer(rng),
                answered[place],
                bool(ticket[place]),
            )
        )
    return found


def seconds_to_answer(rng: np.random.Generator) -> timedelta:
    """Of somebody who reads: a minute, more or less; 20 seconds at least."""
    return timedelta(seconds=20 + float(rng.lognormal(np.log(40), 0.6)))


def _mean_for(index: float, easier: np.ndarray) -> float:
    """The latent mean that gives this index to those who judge, and to the others the best."""
    judged = (index - ALL_TOP) / (1 - ALL_TOP)

    def off(mean: float) -> float:
        return float(special.ndtr(mean + easier).mean()) - judged

    return float(optimize.brentq(off, -4, 4))
