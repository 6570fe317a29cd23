"""Quantity 10: how far units of one kind differ beyond chance, without letting outliers decide it.

Angles asin(sqrt(share)) have about the variance 1/(4n) whatever the share. Their z scores are drawn in to the
10th and 90th percentile (winsorised), so that the units which a funnel is to find do not widen it.
Spiegelhalter 2005, Statistics in Medicine 24:1185; Quality and Safety in Health Care 14:347.
"""

from dataclasses import dataclass
from typing import Literal

import numpy as np
import numpy.typing as npt
from scipy import special

from scoring.counts import Reals, real_numbers, satisfied_of_answers
from scoring.errors import OutOfRange, WrongShape
from scoring.result import NotEstimable, Reason

WINSORISED = 0.1
"""The share of z scores drawn in at each end."""

_PAIR = 2


@dataclass(frozen=True, slots=True, eq=False)
class Overdispersion:
    """z of every unit against the pooled share, and what lies in them beyond chance.

    target      the pooled share, a fraction
    z           (units,), (angle - angle of the target) * 2 sqrt(n), or of shares where asked for
    phi_raw     mean of z^2; phi, the same after winsorising
    tau2        variance between units on the angle scale, from phi; 0 where they differ no more than chance
    """

    target: float
    z: Reals
    phi_raw: float
    phi: float
    tau2: float


def overdispersion(
    satisfied: npt.ArrayLike,
    answers: npt.ArrayLike,
    winsorised: float = WINSORISED,
    scale: Literal["angle", "share"] = "angle",
) -> Overdispersion | NotEstimable:
    """Of units with these counts, both (units,), fractions allowed (effective answers); each with answers.

        tau2 = max(0, (units * phi - (units - 1)) / (sum w - sum w^2 / sum w)),  w = 4 n

    Not estimable for fewer than two units. `winsorised` 0: not at all. `scale` "share": without the transform,
    z = (share - target) / sqrt(target (1 - target) / n) and w its inverse variance, for comparison with tables
    made so; tau2 is then a variance of shares. The funnel takes angles.

    >>> found = overdispersion([9, 5, 12, 4], [40, 61, 74, 35])
    >>> found.z.round(3).tolist(), round(found.tau2, 5)
    ([1.349, -1.519, 0.462, -0.506], 0.00019)
    """
    x, n = satisfied_of_answers(satisfied, answers)
    if x.ndim != 1:
        raise WrongShape("satisfied", "(units,)", x.shape)
    if not (n > 0).all():
        raise OutOfRange("answers", float(n.min()), "above 0")
    _check_winsorised(winsorised)
    if len(n) < _PAIR:
        return NotEstimable(Reason.NOTHING_TO_COMPARE_WITH)
    target = float(x.sum() / n.sum())
    if scale == "angle":
        weight, off = 4 * n, angle(x / n) - angle(target)
    else:
        # nobody or all satisfied: every unit is on target, and any weight will do
        weight, off = n / (target * (1 - target) or 1.0), x / n - target
    z = off * np.sqrt(weight)
    phi = float((np.clip(z, *np.quantile(z, [winsorised, 1 - winsorised])) ** 2).mean())
    return Overdispersion(target, z, float((z**2).mean()), phi, additive_variance(phi, weight))


def angle(share: npt.ArrayLike) -> Reals:
    """asin(sqrt(share)), 0 to pi/2."""
    return np.arcsin(np.sqrt(real_numbers("share", share)))


def additive_variance(phi: float, weight: Reals) -> float:
    """tau2 of units with these weights 1/variance whose z have the mean square phi. DerSimonian & Laird 1986."""
    free = float(weight.sum() - (weight**2).sum() / weight.sum())
    return max(0.0, (len(weight) * phi - (len(weight) - 1)) / free)


def winsorised_normal(winsorised: float = WINSORISED) -> float:
    """The mean square of a standard normal after winsorising: 0.6787 for a tenth at each end.

    By so much phi understates where no unit is an outlier; divided by it, phi is right there.
    """
    _check_winsorised(winsorised)
    if winsorised == 0:
        return 1.0
    edge = -float(special.ndtri(winsorised))
    density = float(np.exp(-(edge**2) / 2) / np.sqrt(2 * np.pi))
    return 2 * winsorised * edge**2 + (1 - 2 * winsorised) - 2 * edge * density


def _check_winsorised(winsorised: float) -> None:
    if not 0 <= winsorised < 1 / 2:
        raise OutOfRange("winsorised", winsorised, "0 or more and below 0.5")
