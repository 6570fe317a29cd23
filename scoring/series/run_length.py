"""Quantity 13: how long a chart of normal readings runs until it signals, by integral equations."""

import math
from collections.abc import Callable

import numpy as np
import numpy.typing as npt
from scipy import special

from scoring.counts import Reals, one_number, real_numbers
from scoring.errors import OutOfRange
from scoring.series.score_chain import NEVER

_NODES = 101
_A_SIGMA = 12
_MOST_NODES = 1500
_LONGEST = 1e9
"""Of longer runs rounding decides how long; they are told as never."""

_WIDEST = 375
"""Standard deviations of a reading between the limits: four nodes for each are the fewest that are exact."""


def ewma_run_length(
    weight: float, width: float, shift: npt.ArrayLike = 0.0, *, head_start: float = 0.0, sided: str = "two"
) -> Reals:
    """Average run length of an EWMA chart with constant limits, of the shape of `shift` (in sigma); 1e12 is never.

    Limits at ± width · sigma of the average; `sided="one"`: the upper limit alone, and the average is
    held at the target from below. head_start: where it begins, in sigma of the average. Fredholm
    equation of the second kind by Gauss–Legendre nodes, as R's spc::xewma.arl.
    Crowder 1987, Technometrics 29:401; Lucas & Saccucci 1990, Technometrics 32:1, table 3.

    >>> [round(steps, 1) for steps in ewma_run_length(0.1, 2.814, [0, 1]).tolist()]
    [499.6, 10.3]
    """
    if not 0 < weight <= 1:
        raise OutOfRange("weight", weight, "above 0 and at most 1")
    if not 0 < width < math.inf:
        raise OutOfRange("width", width, "above 0")
    _one_or_two(sided)
    if 2 * width / math.sqrt(weight * (2 - weight)) > _WIDEST:
        raise OutOfRange("weight", weight, "large enough for such wide limits")
    scale = math.sqrt(weight / (2 - weight))
    high = width * scale
    low = -high if sided == "two" else 0.0
    begin = head_start * scale
    if not low <= begin <= high:
        raise OutOfRange("head_start", head_start, "between the limits")
    return _by_shift(shift, lambda mu: _integral_equation(low, high, begin, mu, weight, atom=sided == "one"))


def cusum_run_length(
    allowance: float, limit: float, shift: npt.ArrayLike = 0.0, *, head_start: float = 0.0, sided: str = "two"
) -> Reals:
    """Average run length of a CUSUM of normal readings, of the shape of `shift`; all in sigma; 1e12 is never.

    Page's integral equation by Gauss–Legendre nodes, as R's spc::xcusum.arl. Two-sided, from the runs
    H of the upper and L of the lower sum (Lucas & Crosier 1982, Technometrics 24:199; at head start 0:
    1/ARL = 1/H + 1/L):

        ARL(s) = [H(s) L(0) + H(0) L(s) - H(0) L(0)] / [H(0) + L(0)]

    >>> [round(steps, 2) for steps in cusum_run_length(0.5, 5, [0, 1]).tolist()]
    [465.44, 10.38]
    """
    if one_number("allowance", allowance) < 0:
        raise OutOfRange("allowance", allowance, "0 or more")
    if not 0 < limit <= _WIDEST:
        raise OutOfRange("limit", limit, f"above 0 and at most {_WIDEST}")
    if not 0 <= head_start <= limit:
        raise OutOfRange("head_start", head_start, "between 0 and the limit")
    _one_or_two(sided)

    def one(mu: float, begin: float) -> float:
        return _integral_equation(0.0, limit, begin, mu - allowance, 1.0, atom=True, sums=True)

    def both(mu: float) -> float:
        up, down, up_begun, down_begun = (
            one(mu, 0.0),
            one(-mu, 0.0),
            one(mu, head_start),
            one(-mu, head_start),
        )
        # Divided before multiplied: long runs multiplied would not be finite.
        run = up_begun * (down / (up + down)) + (down_begun - down) * (up / (up + down))
        return max(run, 1.0)

    return _by_shift(shift, both if sided == "two" else lambda mu: one(mu, head_start))


def _integral_equation(
    low: float, high: float, begin: float, mu: float, weight: float, *, atom: bool, sums: bool = False
) -> float:
    """L(z) = 1 + P(to low | z) L(low) + integral of L(y) f(y | z) dy over low..high, at z = begin.

    From z the next value is normal about keep · z + weight · mu with sd weight; `atom`: what falls below
    low stays at low, else it signals. For sums keep = 1, for averages 1 - weight.
    """
    keep = 1.0 if sums else 1 - weight
    count = min(max(_NODES, math.ceil(_A_SIGMA * (high - low) / weight)), _MOST_NODES)
    nodes, weights = special.roots_legendre(count)
    half = (high - low) / 2
    y = (low + high) / 2 + half * nodes
    if atom:
        y = np.append(y, low)

    def kernel(z: Reals) -> Reals:
        centre = (keep * z + weight * mu)[:, None]
        step = (y[None, :count] - centre) / weight
        density = np.exp(-step * step / 2) / math.sqrt(2 * math.pi) / weight * weights * half
        if not atom:
            return np.asarray(density)
        return np.hstack([density, special.ndtr((low - centre) / weight)])

    try:
        run = np.linalg.solve(np.eye(len(y)) - kernel(y), np.ones(len(y)))
    except np.linalg.LinAlgError:
        return NEVER
    steps = float(1 + kernel(np.array([begin]))[0] @ run)
    return steps if 1 <= steps < _LONGEST else NEVER


def _by_shift(shift: npt.ArrayLike, run: Callable[[float], float]) -> Reals:
    """The run length at every shift."""
    shifts = real_numbers("shift", shift)
    return np.array([run(float(mu)) for mu in shifts.ravel()]).reshape(shifts.shape)


def _one_or_two(sided: str) -> None:
    if sided not in ("one", "two"):
        raise OutOfRange("sided", sided, "'one' or 'two'")
