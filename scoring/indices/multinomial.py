"""Intervals of all levels of one question at once (beside quantity 2), one answer a form."""

import math
from dataclasses import dataclass
from typing import Final, Literal, TypeAlias

import numpy as np
import numpy.typing as npt
from scipy import special

from scoring.counts import Counts, Reals, confidence_between_0_and_1, one_design_effect, whole_counts
from scoring.errors import WrongShape
from scoring.gates import MIN_SHOWN
from scoring.result import Interval, NotEstimable, Reason

SimultaneousMethod: TypeAlias = Literal["goodman", "sison-glaz"]

SPREAD_METHOD = "share of each level out of all valid answers to one question"

CLUSTERED = "Goodman, all levels at once, forms of an officer-day as alike as their satisfied answers"

_METHODS: Final = {
    "goodman": "Goodman, all levels at once, independent answers",
    "sison-glaz": "Sison–Glaz, all levels at once, independent answers",
}


def goodman(
    counts: npt.ArrayLike, confidence: float = 0.95, design_effect: float = 1.0
) -> tuple[Reals, Reals]:
    """Low and high limits of the shares of all levels of counts (..., levels), right together.

    Where forms come in clusters, the counts are worth what is left after dividing by the `design_effect`, 1 or
    more: `OfficerDays.effect` of their number.

    Score limits with the chi-squared quantile of confidence 1 - alpha / levels, 1 degree of freedom;
    0 to 1 without answers. Goodman 1965, Technometrics 7:247.

    >>> low, high = goodman([56, 72, 73, 59, 62, 87, 58])
    >>> round(float(low[0]), 4), round(float(high[0]), 4)
    (0.0852, 0.1663)
    """
    x = _levels(counts) / one_design_effect(design_effect)
    n = x.sum(axis=-1, keepdims=True)
    alpha = (1 - confidence_between_0_and_1(confidence)) / x.shape[-1]
    chi2 = float(special.chdtri(1, alpha))
    all_of_them = np.where(n > 0, n, 1.0)
    spread = np.sqrt(chi2 * (chi2 + 4 * x * (n - x) / all_of_them))
    centre, width = chi2 + 2 * x, 2 * (n + chi2)
    share = x / all_of_them
    low = np.where(x == 0, 0.0, np.minimum((centre - spread) / width, share))
    high = np.where(x == n, 1.0, np.maximum((centre + spread) / width, share))
    return low, high


def sison_glaz(counts: npt.ArrayLike, confidence: float = 0.95) -> tuple[Reals, Reals]:
    """Low and high limits of the shares of all levels of counts (levels,), right together.

    For seven levels and more, none of them rare; where one level alone was used, Goodman's are given.
    Every level gets the share -c/n and +(c + 2 gamma)/n, c the largest whole number with coverage below
    the confidence, gamma by interpolation. Sison & Glaz 1995, JASA 90:366; coverage by the Edgeworth
    expansion of Levin 1981, 0 at c = 0 as in R's MultinomialCI.

    >>> low, high = sison_glaz([56, 72, 73, 59, 62, 87, 58])
    >>> round(float(low[0]), 4), round(float(high[0]), 4)
    (0.0792, 0.1644)
    """
    x = _levels(counts)
    if x.ndim != 1:
        raise WrongShape("counts", "(levels,)", x.shape)
    confidence_between_0_and_1(confidence)
    n = int(x.sum())
    if not n:
        return np.zeros(len(x)), np.ones(len(x))
    if np.count_nonzero(x) == 1:
        return goodman(x, confidence)
    c = _last_below(confidence, x)
    below, above = _coverage(c, x), _coverage(c + 1, x)
    gamma = (confidence - below) / (above - below)
    share = x / n
    low: Reals = np.maximum(share - c / n, 0.0)
    high: Reals = np.minimum(share + (c + 2 * gamma) / n, 1.0)
    return low, high


@dataclass(frozen=True, slots=True)
class LevelShares:
    """How the answers to one question spread over its levels, each share with a limit on both sides.

    values       fractions, worst level first; respondents: n, forms that answered the question
    """

    values: tuple[float, ...] | NotEstimable
    counts: tuple[int, ...]
    respondents: int
    method: str = SPREAD_METHOD

    @property
    def denominator(self) -> str:
        """What the values are out of, in English."""
        return f"{self.respondents} forms with a valid answer"

    def intervals(
        self, confidence: float = 0.95, method: SimultaneousMethod = "goodman"
    ) -> tuple[Interval, ...] | NotEstimable:
        """Limits that hold all shares at once with this confidence, forms taken for independent."""
        if isinstance(self.values, NotEstimable):
            return self.values
        limits = goodman if method == "goodman" else sison_glaz
        low, high = limits(self.counts, confidence)
        return tuple(
            Interval(float(a), float(b), confidence, _METHODS[method]) for a, b in zip(low, high, strict=True)
        )

    def clustered_intervals(
        self, design_effect: float, confidence: float = 0.95
    ) -> tuple[Interval, ...] | NotEstimable:
        """Goodman's, forms of one officer-day being alike: `OfficerDays.effect` of the respondents.

        >>> days = level_shares([2, 3, 10, 45, 40]).clustered_intervals(1.5)
        >>> round(days[4].low, 3), round(days[4].high, 3)
        (0.261, 0.557)
        """
        if isinstance(self.values, NotEstimable):
            return self.values
        low, high = goodman(self.counts, confidence, design_effect)
        return tuple(
            Interval(float(a), float(b), confidence, CLUSTERED) for a, b in zip(low, high, strict=True)
        )


def level_shares(counts: npt.ArrayLike) -> LevelShares:
    """The spread of one question over its levels, counts (levels,), one answer a form.

    Under 10 answers nothing is shown, the counts neither.

    >>> level_shares([2, 3, 10, 45, 40]).values
    (0.02, 0.03, 0.1, 0.45, 0.4)
    """
    x = _levels(counts)
    if x.ndim != 1:
        raise WrongShape("counts", "(levels,)", x.shape)
    n = int(x.sum())
    if n < MIN_SHOWN:
        return LevelShares(NotEstimable(Reason.TOO_FEW_RESPONDENTS), (), n)
    return LevelShares(tuple((x / n).tolist()), tuple(x.tolist()), n)


def _levels(counts: npt.ArrayLike) -> Counts:
    array = whole_counts("counts", counts)
    if array.ndim == 0 or array.shape[-1] < 2:
        raise WrongShape("counts", "(..., levels)", array.shape)
    return array


def _last_below(confidence: float, x: Counts) -> int:
    """The largest c that does not reach the confidence yet, by doubling and halving."""
    low, high = 0, 1
    while _coverage(high, x) < confidence and high <= int(x.sum()):
        low, high = high, 2 * high
    while high - low > 1:
        middle = (low + high) // 2
        low, high = (middle, high) if _coverage(middle, x) < confidence else (low, middle)
    return low


def _coverage(c: int, x: Counts) -> float:
    """P(every level within c of its expected count): truncated Poissons given their total, Levin 1981."""
    n = int(x.sum())
    if c == 0 or c >= n:
        return float(c > 0)
    at_n = float(_poisson(np.array(n), np.array(n)))
    away = np.arange(-c, c + 1)
    value = x[:, np.newaxis] + away
    weights = np.where((value >= 0) & (value <= n), _poisson(value, x[:, np.newaxis]), 0.0)
    mass = weights.sum(axis=1)
    moments = [(weights * away**power).sum(axis=1) / mass for power in range(1, 5)]
    bias, m2, m3, m4 = moments
    v = m2 - bias**2
    skew = m3 - 3 * m2 * bias + 2 * bias**3
    kurtosis = m4 - 4 * m3 * bias + 6 * m2 * bias**2 - 3 * bias**4
    spread = float(v.sum())
    g1 = float(skew.sum()) / spread**1.5
    g2 = float((kurtosis - 3 * v * v).sum()) / spread**2
    density = _edgeworth(-float(bias.sum()) / math.sqrt(spread), g1, g2) / math.sqrt(spread)
    return float(mass.prod()) * density / at_n


def _edgeworth(z: float, g1: float, g2: float) -> float:
    """The density of a standardised sum with this skewness and excess, to the second order."""
    terms = 1 + g1 * (z**3 - 3 * z) / 6 + g2 * (z**4 - 6 * z**2 + 3) / 24
    terms += g1**2 * (z**6 - 15 * z**4 + 45 * z**2 - 15) / 72
    return terms * math.exp(-z * z / 2) / math.sqrt(2 * math.pi)


def _poisson(value: Counts, mean: Counts) -> Reals:
    """P(value) of a Poisson with this mean; value below 0 is the caller's to leave out."""
    seen = np.maximum(value, 0)
    chance: Reals = np.exp(special.xlogy(seen, mean) - special.gammaln(seen + 1) - mean)
    return chance
