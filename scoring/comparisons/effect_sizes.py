"""Quantity 9: how large a difference is, beside how sure: an effect size with its limits."""

import numpy as np
import numpy.typing as npt
import scipy
from scipy import special

from scoring.comparisons.rank_tests import superiority_variance
from scoring.counts import confidence_between_0_and_1
from scoring.errors import OutOfRange
from scoring.result import Interval, NotEstimable

_SUPERIORITY = "Brunner–Munzel variance on the logit scale, Student's t"
_NONCENTRAL = "limits of the noncentral chi-squared distribution"
_LARGEST_LOGIT = 30.0


def superiority(
    first: npt.ArrayLike,
    second: npt.ArrayLike,
    confidence: float = 0.95,
    design_effects: tuple[float, float] = (1.0, 1.0),
) -> tuple[float, Interval] | NotEstimable:
    """Chance that an answer of the first group is higher than one of the second, ties half; with its interval.

    From level counts, each (levels,). Rank-biserial correlation is twice that less 1. Interval on the logit
    scale with the variance of Brunner & Munzel 2000: Agresti 2010, Analysis of Ordinal Categorical Data,
    section 2.1.5.

    >>> share, interval = superiority([0, 1, 4, 9], [3, 5, 4, 2])
    >>> round(share, 3), round(interval.low, 3), round(interval.high, 3)
    (0.829, 0.617, 0.936)
    """
    confidence_between_0_and_1(confidence)
    seen = superiority_variance(first, second, design_effects)
    if isinstance(seen, NotEstimable):
        return seen
    share, variance, df = seen
    reach = float(scipy.stats.t.ppf((1 + confidence) / 2, df)) * np.sqrt(variance)
    logit = float(special.logit(share))
    half = min(float(reach) / (share * (1 - share)), _LARGEST_LOGIT)
    low, high = float(special.expit(logit - half)), float(special.expit(logit + half))
    return share, Interval(min(low, share), max(high, share), confidence, _SUPERIORITY)


def share_of_largest(statistic: float, df: float, largest: float, confidence: float = 0.95) -> Interval:
    """Limits of statistic / largest, 0..1, by the noncentral chi-squared distribution.

    For epsilon squared of Kruskal–Wallis, H / (N - 1), and for the square of Cramér's V, chi2 / (N min(r-1,
    c-1)). The limits are those of the true noncentrality, so where chance alone gives a small statistic
    both can lie below what was seen; they are then widened to hold it.
    Steiger & Fouladi 1997 in: What if there were no significance tests?; Smithson 2003, Confidence Intervals.
    """
    _possible(statistic, df, largest)
    value = min(statistic / largest, 1.0)
    low, high = _true_shares(statistic, df, largest, confidence)
    return Interval(max(min(low, value), 0.0), min(max(high, value), 1.0), confidence, _NONCENTRAL)


def share_beyond_chance(
    statistic: float, df: float, largest: float, confidence: float = 0.95
) -> tuple[float, Interval]:
    """What is left of statistic / largest when chance, which gives df on the average, is taken off; its limits.

        max(0, (statistic - df) / largest)

    The limits are those of the true noncentrality, and hold the value by themselves. Where clusters differ in
    their design effects, hand in the statistic and df of the second order (Satterthwaite).
    Steiger & Fouladi 1997 in: What if there were no significance tests?; Kubokawa, Robert & Saleh 1993,
    Canadian Journal of Statistics 21:45 for the estimate.

    >>> share, interval = share_beyond_chance(53.56, 3, 1680)
    >>> round(share, 3), round(interval.low, 3), round(interval.high, 3)
    (0.03, 0.016, 0.05)
    """
    _possible(statistic, df, largest)
    value = min(max(statistic - df, 0.0) / largest, 1.0)
    low, high = _true_shares(statistic, df, largest, confidence)
    return value, Interval(min(low, value), max(high, value), confidence, _NONCENTRAL)


def _possible(statistic: float, df: float, largest: float) -> None:
    if statistic < 0 or df <= 0 or largest <= 0:
        raise OutOfRange("statistic, df, largest", (statistic, df, largest), "0 or more, above 0 and above 0")


def _true_shares(statistic: float, df: float, largest: float, confidence: float) -> tuple[float, float]:
    tail = (1 - confidence_between_0_and_1(confidence)) / 2
    low, high = (_noncentrality(statistic, df, tail_below) / largest for tail_below in (1 - tail, tail))
    return min(low, 1.0), min(high, 1.0)


def _noncentrality(statistic: float, df: float, below: float) -> float:
    """The noncentrality under which so much lies below the statistic; 0 where even none gives less."""
    if special.chdtr(df, statistic) <= below:
        return 0.0
    return float(special.chndtrinc(statistic, df, below))
