"""Quantity 9: do groups answer at different levels? Rank tests from level counts, ties and all.

Answers are taken for independent; for answers that come in clusters see `rao_scott`.
"""

from dataclasses import dataclass
from typing import Literal, TypeAlias

import numpy as np
import numpy.typing as npt
import scipy
from scipy import special

from scoring.comparisons.level_tables import level_table, placements
from scoring.counts import Counts, Reals, design_effects_of_shape, whole_counts
from scoring.errors import OutOfRange, WrongShape
from scoring.result import NotEstimable, Reason

Alternative: TypeAlias = Literal["two-sided", "greater", "less"]
_PAIR = 2


@dataclass(frozen=True, slots=True)
class RankTest:
    """A statistic, its degrees of freedom (None for a normal or exact test) and its p."""

    statistic: float
    p: float
    df: float | None = None


@dataclass(frozen=True, slots=True, eq=False)
class PairTests:
    """All pairs of U groups at once; row against column.

    p            (U, U), two-sided; 1 on the diagonal and where a group has no answers
    superiority  (U, U), chance that an answer of the row's group is better than one of the column's, ties half;
                 0.5 where a group has no answers
    z            (U, U), with continuity correction
    """

    p: Reals
    superiority: Reals
    z: Reals


def kruskal_wallis(counts: npt.ArrayLike) -> RankTest | NotEstimable:
    """Kruskal–Wallis test of counts (groups, levels), corrected for ties; groups without answers drop out.

    Kruskal & Wallis 1952, JASA 47:583; chi-squared with groups - 1 degrees of freedom.

    >>> found = kruskal_wallis([[99, 101, 200], [271, 192, 302], [64, 79, 96], [133, 74, 70]])
    >>> round(found.statistic, 3), found.df
    (53.56, 3)
    """
    table = level_table("counts", counts)
    table = table[table.sum(axis=1) > 0]
    if len(table) < _PAIR:
        return NotEstimable(Reason.FEWER_THAN_TWO_GROUPS)
    totals, sizes = table.sum(axis=0), table.sum(axis=1)
    everyone = float(sizes.sum())
    scores = placements(totals) - everyone / 2
    spread = float(totals @ scores**2)
    if spread == 0:
        return RankTest(0.0, 1.0, len(table) - 1)
    statistic = float(((table @ scores) ** 2 / sizes).sum()) * (everyone - 1) / spread
    return RankTest(statistic, float(special.chdtrc(len(table) - 1, statistic)), len(table) - 1)


def mann_whitney(
    first: npt.ArrayLike,
    second: npt.ArrayLike,
    *,
    alternative: Alternative = "two-sided",
    continuity: bool = True,
    exact: bool = False,
) -> RankTest | NotEstimable:
    """Mann–Whitney test of two groups' level counts, each (levels,). Statistic: pairs where the first is higher.

    Ties count half and correct the variance, as R's wilcox.test(exact = FALSE). With `exact`, for untied
    values only (OutOfRange otherwise), the exact distribution. "greater": the first is higher.
    Mann & Whitney 1947, Annals of Mathematical Statistics 18:50.

    >>> found = mann_whitney([0, 1, 4, 9], [3, 5, 4, 2])
    >>> found.statistic, round(found.p, 4)
    (162.5, 0.002)
    """
    table = _pair_of(first, second)
    higher = float(table[0] @ placements(table[1]))
    if not table.any(axis=1).all():
        return NotEstimable(Reason.NO_ANSWERS)
    if exact:
        return RankTest(higher, _exact_p(table, alternative))
    n, m = (float(size) for size in table.sum(axis=1))
    ties = table.sum(axis=0).astype(np.float64)
    variance = n * m / 12 * ((n + m + 1) - float((ties**3 - ties).sum()) / ((n + m) * (n + m - 1)))
    off = higher - n * m / 2
    step = {"two-sided": np.sign(off) / 2, "greater": 0.5, "less": -0.5}[alternative] if continuity else 0.0
    z = (off - float(step)) / np.sqrt(variance) if variance > 0 else 0.0
    return RankTest(higher, _normal_p(z, alternative) if variance > 0 else 1.0)


def mann_whitney_pairs(counts: npt.ArrayLike, design_effects: npt.ArrayLike = 1.0) -> PairTests:
    """`mann_whitney`, two-sided, for all pairs of counts (groups, levels) by a few matrix products.

    `design_effects`, one or (groups,), of 1 or more widen the variance of each pair to first order
    (`rao_scott`): (m d_row + n d_column) / (n + m).
    """
    table = level_table("counts", counts).astype(np.float64)
    effects = design_effects_of_shape(design_effects, table.shape[:1])
    size = table.sum(axis=1)
    n, m = size[:, None], size[None, :]
    pairs, both = n * m, n + m
    higher = table @ placements(table).T
    squares = table**2 @ table.T
    cubes = (table**3).sum(axis=1)
    ties = cubes[:, None] + cubes[None, :] + 3 * (squares + squares.T) - both
    with np.errstate(divide="ignore", invalid="ignore"):
        variance = pairs / 12 * (both + 1 - ties / (both * (both - 1)))
        variance *= (m * effects[:, None] + n * effects[None, :]) / both
        off = higher - pairs / 2
        z = (off - np.sign(off) / 2) / np.sqrt(variance)
        superiority = higher / pairs
    comparable = (pairs > 0) & (variance > 0)
    np.fill_diagonal(comparable, val=False)
    z = np.where(comparable, z, 0.0)
    return PairTests(2 * special.ndtr(-np.abs(z)), np.where(pairs > 0, superiority, 0.5), z)


def brunner_munzel(
    first: npt.ArrayLike, second: npt.ArrayLike, design_effects: tuple[float, float] = (1.0, 1.0)
) -> RankTest | NotEstimable:
    """Brunner–Munzel test of two groups' level counts, each (levels,); above 0 where the second is higher.

    Needs no equal spread, as Mann–Whitney does. Two-sided by Student's t with the degrees of freedom of the
    paper. Not estimable where a group has fewer than two answers, or no answer overlaps another's rank.
    Design effects of 1 or more widen the variance of each group.
    Brunner & Munzel 2000, Biometrical Journal 42:17.

    >>> found = brunner_munzel([11, 2, 0, 1, 0], [3, 1, 4, 2, 1])
    >>> round(found.statistic, 4), round(found.p, 4)
    (3.1375, 0.0058)
    """
    seen = superiority_variance(first, second, design_effects)
    if isinstance(seen, NotEstimable):
        return seen
    higher, variance, df = seen
    statistic = float((0.5 - higher) / np.sqrt(variance))
    return RankTest(statistic, 2 * float(special.stdtr(df, -abs(statistic))), df)


def superiority_variance(
    first: npt.ArrayLike, second: npt.ArrayLike, design_effects: tuple[float, float] = (1.0, 1.0)
) -> tuple[float, float, float] | NotEstimable:
    """P(first higher) + P(tie)/2, its variance without assuming equal spread, and degrees of freedom.

    Each group's part of the variance is multiplied by its design effect, and its answers divided by it.
    """
    table = _pair_of(first, second)
    sizes, effects = table.sum(axis=1).astype(np.float64), design_effects_of_shape(design_effects, (_PAIR,))
    if (sizes / effects < _PAIR).any():
        return NotEstimable(Reason.NO_ANSWERS)
    below = placements(table)[::-1] / sizes[::-1, None]
    means = (table * below).sum(axis=1) / sizes
    spreads = (table * (below - means[:, None]) ** 2).sum(axis=1) / (sizes - 1)
    parts = spreads * effects / sizes
    variance = float(parts.sum())
    if variance <= 0:
        alike = (table.sum(axis=0) > 0).sum() == 1
        return NotEstimable(Reason.ALL_ANSWERS_ALIKE if alike else Reason.GROUPS_ALL_OR_NOTHING)
    return float(means[0]), variance, variance**2 / float((parts**2 / (sizes / effects - 1)).sum())


def _pair_of(first: npt.ArrayLike, second: npt.ArrayLike) -> Counts:
    """Both groups' counts, (2, levels)."""
    one, other = whole_counts("first", first), whole_counts("second", second)
    if one.ndim != 1 or not len(one):
        raise WrongShape("first", "(levels,)", one.shape)
    if one.shape != other.shape:
        raise WrongShape("second", str(one.shape), other.shape)
    return np.stack([one, other])


def _normal_p(z: float, alternative: Alternative) -> float:
    if alternative == "two-sided":
        return min(1.0, 2 * float(special.ndtr(-abs(z))))
    return float(special.ndtr(-z if alternative == "greater" else z))


def _exact_p(table: Counts, alternative: Alternative) -> float:
    """By the exact distribution; every value once at most."""
    if (table.sum(axis=0) > 1).any():
        raise OutOfRange("exact", value=True, allowed="for tied answers")
    one, other = (np.flatnonzero(group) for group in table)
    return float(scipy.stats.mannwhitneyu(one, other, alternative=alternative, method="exact").pvalue)
