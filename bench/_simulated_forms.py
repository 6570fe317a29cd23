"""Units whose truth is known: officer-days, forms that ask a part of the criteria, answers that are alike."""

from dataclasses import dataclass
from itertools import combinations

import numpy as np
from scipy import special

from bench._cells import Reals
from scoring.indices.linearisation import DesignEffect, design_effects
from scoring.indices.stacked import StackedMoments

CRITERIA = 16
CORE = (7, 8, 9, 10)
ALL = tuple(range(CRITERIA))
FORM_CORRELATION = 0.55
NOT_APPLICABLE = 0.1
SIBLING_DAYS = 25

_ROTATING = [c for c in ALL if c not in CORE]
_ASKED = np.array([(*CORE, *drawn) for drawn in combinations(_ROTATING, 4)], dtype=np.int16)
_EASIER = 0.9 * np.random.default_rng(16).permutation(np.linspace(-1, 1, CRITERIA))


@dataclass(frozen=True, slots=True)
class Days:
    """What the officer-days of a unit are like.

    days         officer-days
    forms_a_day  on average; unequal: spread of the log of what a day expects
    share        about that of the criteria; each has its own, up to .9 easier or harder on the logit
    alike        latent correlation of forms of one day (of answers of one form: .55)
    """

    days: int
    forms_a_day: float
    share: float
    alike: float
    unequal: float = 0.5

    @property
    def truth(self) -> Reals:
        """(criteria,): the share of each in all forms that could have come."""
        return np.asarray(special.expit(special.logit(self.share) + _EASIER), dtype=np.float64)


def simulated(
    rng: np.random.Generator, units: int, days: Days, shift: Reals | None = None
) -> tuple[StackedMoments, Reals, Reals]:
    """Moments of so many units, their forms (units,), and true shares (units, criteria).

    shift (units,): by how much each unit is better on the probit of every criterion.
    """
    moved = np.zeros(units) if shift is None else shift
    bounds = special.ndtri(days.truth) + moved[:, None]
    expected = days.forms_a_day * np.exp(days.unequal * rng.standard_normal((units, days.days)))
    expected *= np.exp(-(days.unequal**2) / 2)
    sizes = 1 + rng.poisson(np.maximum(expected - 1, 0))
    day = np.repeat(np.arange(units * days.days), sizes.ravel())
    forms = len(day)
    asked = _ASKED[rng.integers(0, len(_ASKED), forms)].astype(np.int64)
    mood = np.sqrt(days.alike) * rng.standard_normal(units * days.days, dtype=np.float32)
    person = np.sqrt(FORM_CORRELATION - days.alike) * rng.standard_normal(forms, dtype=np.float32)
    answer = np.sqrt(1 - FORM_CORRELATION) * rng.standard_normal(asked.shape, dtype=np.float32)
    limit = bounds.astype(np.float32).ravel()[asked + (CRITERIA * (day // days.days))[:, None]]
    satisfied = answer + (person + mood[day])[:, None] < limit
    valid = rng.random(asked.shape, dtype=np.float32) >= NOT_APPLICABLE
    place = asked + CRITERIA * day[:, None]
    x, n = (
        np.bincount(place[which], minlength=units * days.days * CRITERIA).reshape(units, days.days, CRITERIA)
        for which in (valid & satisfied, valid)
    )
    return _moments(x, n), sizes.sum(axis=1).astype(np.float64), np.asarray(special.ndtr(bounds))


def _moments(x: np.ndarray, n: np.ndarray) -> StackedMoments:
    """K2 of all units from satisfied and valid answers (units, days, criteria)."""
    xf, nf = x.astype(np.float64), n.astype(np.float64)

    def crossed(one: Reals, other: Reals) -> np.ndarray:
        return np.rint(one.transpose(0, 2, 1) @ other).astype(np.int64)

    return StackedMoments(
        clusters=n.any(axis=2).sum(axis=1),
        answering=(n > 0).sum(axis=1),
        satisfied=x.sum(axis=1),
        answered=n.sum(axis=1),
        xx=crossed(xf, xf),
        nn=crossed(nf, nf),
        xn=crossed(xf, nf),
    )


@dataclass(frozen=True, slots=True)
class Siblings:
    """Units of the same kind that lend their design effect: how many, each of 25 officer-days of so many forms.

    alike    of their officer-days, where that is other than of those they lend to
    """

    units: int = 60
    forms_a_day: float = 4.0
    alike: float | None = None

    def lend(
        self, rng: np.random.Generator, days: Days, groups: list[tuple[int, ...]] | None = None
    ) -> DesignEffect | None:
        """What they lend to units of such days, being as good and, unless said otherwise, as alike as these."""
        alike = days.alike if self.alike is None else self.alike
        others = Days(SIBLING_DAYS, self.forms_a_day, days.share, alike)
        return design_effects(simulated(rng, self.units, others)[0], groups)[0] if self.units else None
