"""Effects of many groups with known variances, each drawn to their mean (for quantity 5: adjusted differences).

effect of a group  ~  Normal(its true effect, variance)         true effects  ~  Normal(mean, τ²)
"""

from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum
from typing import Any, Final

import numpy as np
import numpy.typing as npt
from scipy import optimize, special

from scoring.counts import Reals, confidence_between_0_and_1, real_numbers
from scoring.errors import OutOfRange, WrongShape
from scoring.result import Limits, NotEstimable, Reason

_MIN_GROUPS = 2
_CLOSE: Final[dict[str, Any]] = {"xtol": 1e-15, "rtol": 1e-13, "maxiter": 1000}


class Spread(StrEnum):
    """How the variance τ² between true effects is estimated."""

    DERSIMONIAN_LAIRD = "DerSimonian–Laird"
    RESTRICTED_LIKELIHOOD = "restricted maximum likelihood"
    PAULE_MANDEL = "Paule–Mandel"


@dataclass(frozen=True, slots=True, eq=False)
class NormalMeans:
    """Effects (groups,), their variances, and what was found of the kind.

    tau_squared  variance between true effects; mean with its standard error, τ² taken for known
    q            Cochran's Q
    """

    effects: Reals
    variances: Reals
    tau_squared: float
    mean: float
    standard_error: float
    q: float
    spread: Spread

    @property
    def i_squared(self) -> float:
        """τ² over τ² and the typical variance: how much of the differences between effects is real, 0..1.

        With DerSimonian and Laird's τ² it is 1 - df/Q. Higgins and Thompson 2002, Stat Med 21:1539.
        """
        weight = 1 / self.variances
        typical = (len(weight) - 1) * weight.sum() / (weight.sum() ** 2 - (weight**2).sum())
        return float(self.tau_squared / (self.tau_squared + typical))

    @property
    def reliability(self) -> Reals:
        """τ²/(τ² + variance), (groups,): the weight of each group's own effect."""
        return self.tau_squared / (self.tau_squared + self.variances)

    @property
    def shrunken(self) -> Reals:
        """Each effect drawn to the mean, (groups,)."""
        return self.reliability * self.effects + (1 - self.reliability) * self.mean

    def limits(self, group: int, confidence: float = 0.95) -> Limits:
        """Of the true effect of one group: spread of the posterior and uncertainty of the mean."""
        quantile = float(special.ndtri((1 + confidence_between_0_and_1(confidence)) / 2))
        own, middle = float(self.reliability[group]), float(self.shrunken[group])
        reach = quantile * float(
            np.sqrt(own * self.variances[group] + ((1 - own) * self.standard_error) ** 2)
        )
        return Limits(middle - reach, middle + reach, confidence, f"empirical Bayes, {self.spread}")


def normal_means(
    effects: npt.ArrayLike,
    variances: npt.ArrayLike,
    spread: Spread = Spread.RESTRICTED_LIKELIHOOD,
) -> NormalMeans | NotEstimable:
    """Mean and spread of true effects, both arguments (groups,), variances above 0.

    DerSimonian and Laird 1986, Controlled Clinical Trials 7:177; Paule and Mandel 1982, J Res NBS 87:377;
    restricted likelihood: Viechtbauer 2005, J Educ Behav Stat 30:261. Not estimable: fewer than two groups.
    Raises NotANumber, WrongShape, OutOfRange.

    >>> found = normal_means([0.1, 0.3, 0.35, 0.65], [0.01, 0.02, 0.02, 0.01], Spread.DERSIMONIAN_LAIRD)
    >>> round(found.tau_squared, 4), [round(float(each), 2) for each in found.shrunken]
    (0.057, [0.14, 0.31, 0.35, 0.61])
    """
    y, v = (real_numbers(name, value) for name, value in (("effects", effects), ("variances", variances)))
    if y.ndim != 1 or v.shape != y.shape:
        raise WrongShape("variances", f"(groups,), as effects {y.shape}", v.shape)
    if (v <= 0).any():
        raise OutOfRange("variances", float(v.min()), "above 0")
    if len(y) < _MIN_GROUPS:
        return NotEstimable(Reason.FEWER_THAN_TWO_GROUPS)
    q, _ = _generalised_q(y, v, 0.0)
    tau_squared = _SPREADS[spread](y, v)
    _, mean = _generalised_q(y, v, tau_squared)
    error = 1 / float(np.sqrt((1 / (v + tau_squared)).sum()))
    return NormalMeans(y, v, tau_squared, mean, error, q, spread)


def _generalised_q(y: Reals, v: Reals, tau_squared: float) -> tuple[float, float]:
    """Weighted sum of squares around the weighted mean, and that mean."""
    weight = 1 / (v + tau_squared)
    mean = float((weight * y).sum() / weight.sum())
    return float((weight * (y - mean) ** 2).sum()), mean


def _dersimonian_laird(y: Reals, v: Reals) -> float:
    weight = 1 / v
    beyond = _generalised_q(y, v, 0.0)[0] - (len(y) - 1)
    return max(0.0, float(beyond / (weight.sum() - (weight**2).sum() / weight.sum())))


def _paule_mandel(y: Reals, v: Reals) -> float:
    return _root(lambda t: _generalised_q(y, v, t)[0] - (len(y) - 1), y)


def _restricted_likelihood(y: Reals, v: Reals) -> float:
    """The best of no spread and every zero of the slope's falling branch; the slope may cross zero more than once."""
    most = max(float(np.var(y)) * len(y), float(v.max())) * 10
    steps = np.concatenate([[0.0], most * np.geomspace(1e-8, 1, 200)])
    top = int(np.argmax(_restricted(y, v, steps)))
    if top == 0 and _restricted_slope(y, v, 0.0) <= 0:
        return 0.0
    low, high = steps[max(top - 1, 0)], steps[min(top + 1, len(steps) - 1)]
    if _restricted_slope(y, v, low) <= 0:
        return float(low)
    return float(optimize.brentq(lambda t: _restricted_slope(y, v, t), low, high, **_CLOSE))


def _restricted(y: Reals, v: Reals, tau_squared: Reals) -> Reals:
    """The restricted log-likelihood at many τ², (steps,), but for a constant."""
    weight = 1 / (v + tau_squared[:, None])
    total = weight.sum(axis=1)
    apart = y - (weight @ y / total)[:, None]
    height: Reals = np.log(weight).sum(axis=1) - np.log(total) - (weight * apart**2).sum(axis=1)
    return height / 2


def _restricted_slope(y: Reals, v: Reals, tau_squared: float) -> float:
    weight = 1 / (v + tau_squared)
    _, mean = _generalised_q(y, v, tau_squared)
    squares = (weight**2 * (y - mean) ** 2).sum()
    return float(squares - weight.sum() + (weight**2).sum() / weight.sum()) / 2


def _root(falling: Callable[[float], float], y: Reals) -> float:
    """Where Q - df, which falls with τ², crosses 0: by τ² = var(y) at the latest. 0 where it is below already."""
    high = float(np.var(y, ddof=1)) * (1 + 1e-9)
    if falling(0.0) <= 0 or falling(high) >= 0:
        return 0.0 if falling(0.0) <= 0 else high
    return float(optimize.brentq(falling, 0.0, high, **_CLOSE))


_SPREADS: dict[Spread, Callable[[Reals, Reals], float]] = {
    Spread.DERSIMONIAN_LAIRD: _dersimonian_laird,
    Spread.RESTRICTED_LIKELIHOOD: _restricted_likelihood,
    Spread.PAULE_MANDEL: _paule_mandel,
}
