"""Quantity 11 for counts of one question: which rank each answer may truly have among the others.

Not for units: for the categories of one count, such as the criterion named first or the reason given. Each
pair is compared by the exact binomial test given their sum, so the sets hold at any size.
Bazylik, Mogstad, Romano, Shaikh & Wilhelm 2021, Finite- and Large-Sample Inference for Ranks using Multinomial
Data with an Application to Ranking Political Parties, NBER working paper 29519.
"""

from typing import Literal, TypeAlias

import numpy as np
import numpy.typing as npt
from scipy import special

from scoring.comparisons.multiplicity import adjusted
from scoring.comparisons.rank_sets import RankSets
from scoring.counts import confidence_between_0_and_1, whole_counts
from scoring.errors import OutOfRange, WrongShape

PairCorrection: TypeAlias = Literal["holm", "bonferroni"]


def multinomial_rank_sets(
    counts: npt.ArrayLike,
    confidence: float = 0.95,
    correction: PairCorrection = "holm",
    *,
    largest_first: bool = True,
    simultaneous: bool = True,
) -> RankSets:
    """Sets (categories,) that hold the true ranks of all categories at once, or each its own, from counts.

    One category is put before another where P(Binomial(sum of both, 1/2) >= its count), adjusted for all
    ordered pairs looked at, is at most 1 - confidence.

    >>> sets = multinomial_rank_sets([120, 95, 90, 60, 58, 30], correction="bonferroni")
    >>> sets.best.tolist(), sets.worst.tolist()
    ([1, 1, 1, 2, 2, 5], [3, 5, 5, 5, 6, 6])
    """
    level = 1 - confidence_between_0_and_1(confidence)
    x = whole_counts("counts", counts)
    if x.ndim != 1:
        raise WrongShape("counts", "(categories,)", x.shape)
    if correction not in ("holm", "bonferroni"):
        raise OutOfRange("correction", correction, "holm or bonferroni")
    first, second = (x[:, None], x[None, :]) if largest_first else (x[None, :], x[:, None])
    p = _at_least_half(first, second)
    pairs = ~np.eye(len(x), dtype=bool)
    ahead, behind = np.zeros_like(pairs), np.zeros_like(pairs)
    if simultaneous and len(x) > 1:
        ahead[pairs] = adjusted(p[pairs], correction) <= level
        behind = ahead.T
    elif len(x) > 1:
        for own in range(len(x)):
            others = pairs[own]
            both = adjusted(np.stack([p[own, others], p[others, own]]), correction) <= level
            ahead[own, others], behind[own, others] = both
    method = "sets of ranks from counts, exact binomial tests of pairs"
    return RankSets(1 + behind.sum(axis=1), len(x) - ahead.sum(axis=1), confidence, method)


def _at_least_half(first: npt.NDArray[np.int64], second: npt.NDArray[np.int64]) -> npt.NDArray[np.float64]:
    """P(Binomial(first + second, 1/2) >= first); 1 where first is 0."""
    tail = special.betainc(np.maximum(first, 1), second + 1.0, 0.5)
    p: npt.NDArray[np.float64] = np.where(first > 0, tail, 1.0)
    return p
