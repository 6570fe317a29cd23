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

_SINGLE = 64
"""Counts at both ends that are added up one by one even so: there chances may pile up."""

_NODES, _WEIGHTS = np.polynomial.legendre.leggauss(8)
_AROUND = np.array([0.0, 0.5, 1.0, 2.0, 3.0, 4.0, 6.0, 8.0, 12.0])


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
    fewer, just, more = chances(satisfied, answers, mean, concentration)
    return np.minimum(fewer + just / 2, 1.0), np.minimum(more + just / 2, 1.0)


def chances(
    satisfied: npt.ArrayLike, answers: npt.ArrayLike, mean: float, concentration: float
) -> tuple[Reals, Reals, Reals]:
    """Chances of fewer, of just so many and of more satisfied answers, (units,) each; as `tails`."""
    n, x = (
        np.atleast_1d(counts).astype(np.float64)
        for counts in reversed(satisfied_of_answers(satisfied, answers))
    )
    if not 0 < mean < 1:
        raise OutOfRange("mean", mean, "between 0 and 1")
    if not concentration > 0:
        raise OutOfRange("concentration", concentration, "above 0")
    m = min(concentration, LARGEST_CONCENTRATION)
    alpha, beta = mean * m, (1 - mean) * m
    many = n > _MANY
    found = np.zeros((3, len(x)))
    found[:, ~many] = _by_sum(x[~many], n[~many], alpha, beta)
    found[:, many] = _by_parts(x[many], n[many], alpha, beta)
    return found[0], found[1], found[2]


def _by_sum(x: Reals, n: Reals, alpha: float, beta: float) -> Reals:
    """Over every count there can be, each chance from the one before; (3, units)."""
    steps = np.arange(int(n.max(initial=0)) + 1)
    first = np.mod(x, 1)[:, None]
    k, of = first + steps, n[:, None]
    there = k <= of
    before = (k - 1)[:, 1:]
    rise = (of - before) * (before + alpha)
    fall = (before + 1) * (of - before - 1 + beta)
    height = np.cumsum(np.log(np.where(there[:, 1:], rise, 1.0) / np.where(there[:, 1:], fall, 1.0)), axis=1)
    height = np.concatenate([np.zeros((len(x), 1)), height], axis=1)
    chance = np.exp(height - height.max(axis=1, keepdims=True)) * there
    chance /= chance.sum(axis=1, keepdims=True)
    own = np.floor(x)[:, None]
    return np.array([(chance * where).sum(axis=1) for where in (steps < own, steps == own, steps > own)])


def _by_parts(x: Reals, n: Reals, alpha: float, beta: float) -> Reals:
    """Single counts at both ends, and integrals over the parts between them; (3, units).

    The integral up to x is the sum below x with half the chance of x, but for a twelfth of the slope at x
    (Euler–Maclaurin).
    """
    first, of = np.mod(x, 1)[:, None], n[:, None]
    steps = np.arange(_SINGLE, dtype=np.float64)
    single = np.concatenate([first + steps, first + np.floor(of - first) - steps], axis=1)
    edges = _edges(x, n, alpha, beta, single[:, _SINGLE - 1] + 0.5, single[:, -1] - 0.5)
    half = np.diff(edges, axis=1)[:, :, None] / 2
    inside = _log_chance(edges[:, :-1, None] + half * (1 + _NODES), of[:, :, None], alpha, beta)
    alone = _log_chance(single, of, alpha, beta)
    peak = np.maximum(alone.max(axis=1), inside.max(axis=(1, 2)))[:, None]
    parts = (half * _WEIGHTS * np.exp(inside - peak[:, :, None])).sum(axis=2)
    counts = np.concatenate([single, (edges[:, :-1] + edges[:, 1:]) / 2], axis=1)
    mass = np.concatenate([np.exp(alone - peak), parts], axis=1)
    own, met = x[:, None], np.zeros(counts.shape, dtype=bool)
    met[:, : 2 * _SINGLE] = np.abs(single - own) < 1 / 2
    below, just, above = (
        (mass * where).sum(axis=1) for where in (~met & (counts < own), met, ~met & (counts > own))
    )
    apart = np.clip(own, edges[:, :1], edges[:, -1:])
    around = _log_chance(apart + np.array([-0.5, 0.0, 0.5]), of, alpha, beta)
    between = np.where(met.any(axis=1), 0.0, np.exp(around[:, 1] - peak[:, 0]))
    slope = between * (around[:, 2] - around[:, 0]) / 12
    found = np.array([below - between / 2 + slope, just + between, above - between / 2 - slope])
    return np.asarray(np.maximum(found, 0.0) / mass.sum(axis=1), dtype=np.float64)


def _edges(x: Reals, n: Reals, alpha: float, beta: float, low: Reals, high: Reals) -> Reals:
    """Where parts meet, rising from low to high, (units, parts + 1): at the count itself, too.

    They double in length away from both ends and are finer around the mean.
    """
    m = alpha + beta
    centre, deviation = n * alpha / m, np.sqrt(n * alpha * beta * (m + n) / (m * m * (m + 1)))
    away = _SINGLE * (2.0 ** np.arange(int(np.log2(n.max(initial=_SINGLE) / _SINGLE)) + 1) - 1)
    around = np.concatenate([-_AROUND[:0:-1], _AROUND])
    every = [low[:, None] + away, high[:, None] - away, centre[:, None] + deviation[:, None] * around]
    return np.sort(np.clip(np.column_stack([*every, x]), low[:, None], high[:, None]), axis=1)


def _log_chance(k: Reals, n: Reals, alpha: float, beta: float) -> Reals:
    """Log of the chance of k of n, but for what does not depend on k."""
    chance: Reals = (
        special.gammaln(k + alpha)
        + special.gammaln(n - k + beta)
        - special.gammaln(k + 1)
        - special.gammaln(n - k + 1)
    )
    return chance
