"""Forms of one day or week are alike: a normal shift of the logit, the same for all its forms."""

import numpy as np
import numpy.typing as npt
from scipy import optimize, special

from scoring.counts import Reals

_FARTHEST, _DAYS = 4.5, 46
_LARGEST_SHIFT = 12.0
_HALVINGS = 40


def shifted(levels: npt.ArrayLike, shift: npt.ArrayLike) -> Reals:
    """Level probabilities (..., L), worst first, with every odds of being better times exp(shift).

    Proportional odds (McCullagh 1980, JRSS B 42:109). shift (...): broadcast against the leading shape.

    >>> shifted([0.1, 0.9], -np.log(2.25)).round(3).tolist()
    [0.2, 0.8]
    """
    worse = np.asarray(levels, dtype=np.float64).cumsum(axis=-1)[..., :-1]
    moved = special.expit(special.logit(np.minimum(worse, 1.0)) - np.asarray(shift)[..., None])
    ends = np.zeros((*moved.shape[:-1], 1))
    return np.diff(np.concatenate([ends, moved, ends + 1], axis=-1), axis=-1)


def days(levels: Reals, share: float, icc: float) -> tuple[Reals, Reals]:
    """Level probabilities (k, L) on k kinds of days, from bad to good, and how likely each kind is, (k,).

    The mean over days is `levels`. The shifts are normal (equally spaced points, the trapezoid rule), with the
    spread at which the share of satisfied forms has the variance icc · share (1 - share) between days. The
    points reach far out: false alarms come from the rarest days.
    """
    if icc == 0:
        return levels[None, :], np.ones(1)
    z = np.linspace(-_FARTHEST, _FARTHEST, _DAYS)
    likely = np.exp(-(z**2) / 2)
    likely /= likely.sum()

    def excess(spread: float) -> float:
        good = 1 - _cut(np.array([1 - share]), spread * z, likely)[:, 0]
        return float(likely @ (good - share) ** 2) - icc * share * (1 - share)

    widest = excess(_LARGEST_SHIFT) < 0
    spread = _LARGEST_SHIFT if widest else float(optimize.brentq(excess, 0.0, _LARGEST_SHIFT))
    worse = _cut(levels.cumsum()[:-1], spread * z, likely)
    ends = np.zeros((_DAYS, 1))
    return np.maximum(np.diff(np.concatenate([ends, worse, ends + 1], axis=1), axis=1), 0.0), likely


def _cut(worse: Reals, shifts: Reals, likely: Reals) -> Reals:
    """Probabilities (k, cuts) of being below each cut on each day, whose means over days are `worse`."""
    wanted = np.clip(worse, 1e-12, 1 - 1e-12)
    low = special.logit(wanted) + shifts.min()
    high = special.logit(wanted) + shifts.max()
    for _ in range(_HALVINGS):
        middle = (low + high) / 2
        above = likely @ special.expit(middle - shifts[:, None]) > wanted
        low, high = np.where(above, low, middle), np.where(above, middle, high)
    return np.asarray(special.expit((low + high) / 2 - shifts[:, None]))
