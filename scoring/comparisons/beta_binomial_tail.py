"""Quantity 10: how far out a unit's count lies among units of its kind that truly differ (beta-binomial)."""

import numpy as np
import numpy.typing as npt

from scoring.counts import Reals, satisfied_of_answers
from scoring.errors import OutOfRange

LARGEST_CONCENTRATION = 1e9
"""Above it units are taken to have one share; the beta-binomial is then the binomial."""


def tails(
    satisfied: npt.ArrayLike, answers: npt.ArrayLike, mean: float, concentration: float
) -> tuple[Reals, Reals]:
    """Chances of fewer and of more satisfied answers, each with half the chance of just so many (mid-p), (units,).

    Answers are beta-binomial with this mean of true shares and concentration M = alpha + beta. Counts may be
    fractions (divided by a design effect): the lattice then runs in whole steps through the unit's own count.
    Skellam 1948, JRSS B 10:257; mid-p: Lancaster 1961, JASA 56:223.

    >>> fewer, more = tails([14], [20], mean=0.9, concentration=50)
    >>> round(float(fewer[0]), 4)
    0.0196
    """
    x, n = (np.atleast_1d(counts) for counts in satisfied_of_answers(satisfied, answers))
    if not 0 < mean < 1:
        raise OutOfRange("mean", mean, "between 0 and 1")
    if not concentration > 0:
        raise OutOfRange("concentration", concentration, "above 0")
    m = min(concentration, LARGEST_CONCENTRATION)
    alpha, beta = mean * m, (1 - mean) * m
    steps = np.arange(int(n.max(initial=0)) + 1)
    first = np.mod(x, 1)[:, None]
    k, of = first + steps, n[:, None]
    there = k <= of
    before = np.where(there, k - 1, first)[:, 1:]
    rise = (of - before) * (before + alpha) / ((before + 1) * (of - before - 1 + beta))
    height = np.cumsum(np.log(np.where(there[:, 1:], rise, 1.0)), axis=1)
    height = np.concatenate([np.zeros((len(x), 1)), height], axis=1)
    chance = np.exp(height - height.max(axis=1, keepdims=True)) * there
    chance /= chance.sum(axis=1, keepdims=True)
    own = steps == np.floor(x).astype(np.int64)[:, None]
    half = (chance * own).sum(axis=1) / 2
    fewer = np.minimum((chance * (steps < np.floor(x)[:, None])).sum(axis=1) + half, 1.0)
    more = np.minimum((chance * (steps > np.floor(x)[:, None])).sum(axis=1) + half, 1.0)
    return fewer, more
