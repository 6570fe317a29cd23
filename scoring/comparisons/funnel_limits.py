"""Quantity 10: where a funnel's lines run: the share that chance gives a unit of n answers at a target."""

import numpy as np
import numpy.typing as npt
from scipy import special

from scoring.comparisons.overdispersion import angle
from scoring.counts import Reals, real_counts, real_numbers
from scoring.errors import OutOfRange


def binomial_limits(target: float, answers: npt.ArrayLike, probabilities: npt.ArrayLike) -> Reals:
    """Exact binomial limits with interpolation, fractions (..., probabilities), of answers (...), above 0.

        r = least count with F(r) >= p;  a = (F(r) - p) / (F(r) - F(r - 1));  limit = (r - a) / n, from 0 to 1

    Answers may be fractions (effective); F then is the incomplete beta function that it is at whole ones.
    Spiegelhalter 2005, Statistics in Medicine 24:1185, appendix A.1.1.

    >>> binomial_limits(0.9, [20, 200], [0.025, 0.975]).round(4).tolist()
    [[0.7215, 0.9897], [0.854, 0.9373]]
    """
    n = real_counts("answers", answers)[..., None]
    p = real_numbers("probabilities", probabilities)
    if not 0 < target < 1 or not ((p > 0) & (p < 1)).all() or not (n > 0).all():
        raise OutOfRange("target, probabilities, answers", target, "between 0 and 1, and answers above 0")
    n, p = np.broadcast_arrays(n, p)
    r = np.clip(np.ceil(n * target + special.ndtri(p) * np.sqrt(n * target * (1 - target))), 0, np.ceil(n))
    while (short := _at_most(r, n, target) < p).any():
        r = r + short
    while (past := (r > 0) & (_at_most(r - 1, n, target) >= p)).any():
        r = r - past
    here, before = _at_most(r, n, target), _at_most(r - 1, n, target)
    limits: Reals = np.clip((r - (here - p) / (here - before)) / n, 0.0, 1.0)
    return limits


def angle_limits(target: float, answers: npt.ArrayLike, tau2: float, probabilities: npt.ArrayLike) -> Reals:
    """Limits with additive over-dispersion, fractions (..., probabilities), of answers (...), above 0.

        sin^2( asin sqrt(target) + z_p sqrt(1/(4n) + tau2) ), the angle clipped to 0..pi/2

    so that the lines never fold back below 0 or above 1. Spiegelhalter 2005, Statistics in Medicine 24:1185.

    >>> angle_limits(0.05, [4, 400], 0.0, [0.001, 0.999]).round(3).tolist()
    [[0.0, 0.706], [0.022, 0.089]]
    """
    n = real_counts("answers", answers)[..., None]
    p = real_numbers("probabilities", probabilities)
    if not 0 <= target <= 1 or not ((p > 0) & (p < 1)).all() or not (n > 0).all() or not tau2 >= 0:
        raise OutOfRange("target, probabilities, answers, tau2", target, "between 0 and 1, and n above 0")
    reach = special.ndtri(p) * np.sqrt(1 / (4 * n) + tau2)
    limits: Reals = np.sin(np.clip(angle(target) + reach, 0.0, np.pi / 2)) ** 2
    return limits


def _at_most(count: Reals, n: Reals, target: float) -> Reals:
    """Binomial F(count), of real n."""
    inside = (count >= 0) & (count < n)
    k = np.where(inside, count, 0.0)
    f: Reals = np.where(inside, special.betainc(n - k, k + 1, 1 - target), (count >= n).astype(np.float64))
    return f
