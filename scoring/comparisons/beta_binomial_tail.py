"""Quantity 10: how far out a unit's count lies among units of its kind that truly differ (beta-binomial)."""

import numpy as np
import numpy.typing as npt
from scipy import special

from scoring.counts import Reals, satisfied_of_answers
from scoring.errors import OutOfRange

LARGEST_CONCENTRATION = 1e9
"""Above it units are taken to have one share; the beta-binomial is then the binomial."""

_MANY = 1000
"""Answers from which counts lie so close that a sum over them is an integral: the cost grows no further."""

_SMOOTH = 2.0
"""alpha and beta from which the chances of counts fall off at both ends, as the integral needs."""

_FAR_FROM_ENDS = 30
"""Nearer to none or all satisfied, single counts matter, and they are added up."""

_REACH = 12.0
_NODES, _WEIGHTS = np.polynomial.legendre.leggauss(64)


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
    many = (n > _MANY) & (np.minimum(x, n - x) >= _FAR_FROM_ENDS) & (min(alpha, beta) >= _SMOOTH)
    fewer, more = np.zeros_like(x), np.zeros_like(x)
    fewer[many], more[many] = _by_integral(x[many], n[many], alpha, beta)
    fewer[~many], more[~many] = _by_sum(x[~many], n[~many], alpha, beta)
    return fewer, more


def _by_sum(x: Reals, n: Reals, alpha: float, beta: float) -> tuple[Reals, Reals]:
    """Over every count there can be, each chance from the one before."""
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


def _by_integral(x: Reals, n: Reals, alpha: float, beta: float) -> tuple[Reals, Reals]:
    """Below and above the count, twelve standard deviations far: Gauss–Legendre, relative to both together.

    The integral up to x is the sum below x with half the chance of x (Euler–Maclaurin), which is the mid-p.
    """
    m = alpha + beta
    centre = n * alpha / m
    reach = _REACH * np.sqrt(n * alpha * beta * (m + n) / (m * m * (m + 1)))
    lowest = np.maximum(np.minimum(centre, x) - reach, -0.5)
    highest = np.minimum(np.maximum(centre, x) + reach, n + 0.5)
    peak = _log_chance(np.clip(centre, 0, n)[:, None], n[:, None], alpha, beta)
    below, above = (_area(low, high, n, alpha, beta, peak) for low, high in ((lowest, x), (x, highest)))
    return below / (below + above), above / (below + above)


def _area(low: Reals, high: Reals, n: Reals, alpha: float, beta: float, peak: Reals) -> Reals:
    half = (high - low)[:, None] / 2
    at = low[:, None] + half * (1 + _NODES)
    chance = np.exp(_log_chance(at, n[:, None], alpha, beta) - peak)
    area: Reals = (half * _WEIGHTS * chance).sum(axis=1)
    return area


def _log_chance(k: Reals, n: Reals, alpha: float, beta: float) -> Reals:
    """Log of the chance of k of n, but for what does not depend on k."""
    chance: Reals = (
        special.gammaln(k + alpha)
        + special.gammaln(n - k + beta)
        - special.gammaln(k + 1)
        - special.gammaln(n - k + 1)
    )
    return chance
