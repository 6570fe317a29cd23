"""Quantity 9 as figures: groups compared on one question of the form, with the size of the difference.

One form gives one answer to one question, so the answers here are respondents. A group of fewer than 30 is
compared with nothing; there is no switch for it.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
import numpy.typing as npt

from scoring.comparisons.effect_sizes import share_beyond_chance, share_of_largest, superiority
from scoring.comparisons.level_tables import level_table
from scoring.comparisons.multiplicity import Correction, adjusted
from scoring.comparisons.rank_tests import brunner_munzel, kruskal_wallis, mann_whitney_pairs
from scoring.comparisons.rao_scott import RaoScott, rao_scott
from scoring.counts import Counts, Reals, whole_counts
from scoring.errors import OutOfRange, WrongShape
from scoring.gates import MIN_COMPARED
from scoring.indices.clusters import ClusterMoments
from scoring.indices.linearisation import MIN_CLUSTERS
from scoring.indices.stacked import StackedMoments
from scoring.result import Interval, NotEstimable, Reason

KRUSKAL_WALLIS = "Kruskal–Wallis test with ties, forms taken for independent"
CLUSTERED_RANKS = "Kruskal–Wallis test after Rao and Scott, forms of an officer-day taken for alike"
BRUNNER_MUNZEL = "Brunner–Munzel test, forms taken for independent"
CLUSTERED_BRUNNER_MUNZEL = "Brunner–Munzel test, variances multiplied by design effects"
CLUSTERED_SHARES = (
    "Rao–Scott test of equal shares of satisfied answers, answers of an officer-day taken for alike"
)
DENOMINATOR = "valid answers to the question, one a form"
POOLED_DENOMINATOR = "valid answers to the same criteria in every group, satisfied or not"
_SURE = 0.05


@dataclass(frozen=True, slots=True)
class Effect:
    """How large a difference is: its name ("epsilon squared", "superiority"), value and limits, 0..1."""

    name: str
    value: float
    limits: Interval


@dataclass(frozen=True, slots=True)
class Comparison:
    """One test of whether groups differ.

    p         chance of so large a statistic, or larger, if groups did not differ
    effect    how large the difference is; look at it first
    between   share of the differences between answers that lies between several groups, chance taken off;
              `effect`, where it is epsilon squared, has chance in it, most of all with many groups
    family    the comparisons that this is one of, and `adjusted_p` the p that counts among them (`as_family`)
    """

    statistic: float
    df: float | None
    p: float
    effect: Effect
    groups: int
    respondents: int
    method: str
    denominator: str = DENOMINATOR
    between: Effect | None = None
    family: str | None = None
    correction: Correction | None = None
    adjusted_p: float | None = None

    def __post_init__(self) -> None:
        for argument in ("p", "adjusted_p"):
            value = getattr(self, argument)
            if value is not None and not 0 <= value <= 1:
                raise OutOfRange(argument, value, "between 0 and 1")

    def exceeds_chance(self, level: float = _SURE) -> bool:
        """Whether the p that counts (adjusted, within a family) is at most the level."""
        return (self.p if self.adjusted_p is None else self.adjusted_p) <= level


def compare_groups(counts: npt.ArrayLike, confidence: float = 0.95) -> Comparison | NotEstimable:
    """Do groups answer at different levels? From counts (groups, levels), forms taken for independent.

    Use `compare_clustered` where officer-days are known. Every group needs 30 answers.

    >>> found = compare_groups([[99, 101, 200], [271, 192, 302], [64, 79, 96], [133, 74, 70]])
    >>> round(found.effect.value, 3), found.respondents, found.exceeds_chance()
    (0.032, 1681, True)
    """
    table = level_table("counts", counts)
    if (table.sum(axis=1) < MIN_COMPARED).any():
        return NotEstimable(Reason.TOO_FEW_TO_COMPARE)
    found = kruskal_wallis(table)
    if isinstance(found, NotEstimable):
        return found
    everyone, df = int(table.sum()), float(len(table) - 1)
    effect = _epsilon_squared(found.statistic, df, everyone - 1, confidence)
    between = _between(found.statistic, df, everyone - 1, confidence)
    return Comparison(
        found.statistic, df, found.p, effect, len(table), everyone, KRUSKAL_WALLIS, between=between
    )


def compare_clustered(
    groups: Sequence[ClusterMoments], confidence: float = 0.95
) -> Comparison | NotEstimable:
    """Do groups answer at different levels, forms of an officer-day being alike? From `level_moments` of each.

    Every group needs 30 answers and two officer-days; effect and limits count effective answers.
    """
    sizes = [int(group.answered.max(initial=0)) for group in groups]
    if min(sizes, default=0) < MIN_COMPARED or min(group.clusters for group in groups) <= 1:
        return NotEstimable(Reason.TOO_FEW_TO_COMPARE if sizes else Reason.FEWER_THAN_TWO_GROUPS)
    found = rao_scott(groups, "ranks")
    if isinstance(found, NotEstimable):
        return found
    widened = max(found.design_effect, 1.0)
    effect = _epsilon_squared(found.plain / widened, found.plain_df, (sum(sizes) - 1) / widened, confidence)
    between = _between_clustered(found, sum(sizes) - 1, confidence)
    return Comparison(
        found.statistic, found.df, found.p, effect, len(groups), sum(sizes), CLUSTERED_RANKS, between=between
    )


def compare_shares(
    groups: Sequence[ClusterMoments] | StackedMoments, respondents: npt.ArrayLike, confidence: float = 0.95
) -> Comparison | NotEstimable:
    """Do groups differ in the share of satisfied answers, answers of a form and of an officer-day being alike?

    From K2 of each, restricted beforehand to the same criteria; all their answers are pooled. Where nothing
    but K2 is known this is the test to use: K2 holds the satisfied answers of an officer-day, not their levels.
    Every group needs 30 forms and 10 officer-days; effect and limits count effective answers.

    >>> unit = ClusterMoments.of([[4], [5]] * 10, [[6], [6]] * 10)
    >>> better = ClusterMoments.of([[5], [6]] * 10, [[6], [6]] * 10)
    >>> compare_shares([unit, better], [120, 120]).exceeds_chance()
    True
    """
    forms = whole_counts("respondents", respondents)
    if not forms.size:
        return NotEstimable(Reason.FEWER_THAN_TWO_GROUPS)
    stack = groups if isinstance(groups, StackedMoments) else StackedMoments.of(groups, "groups")
    if forms.shape != stack.clusters.shape:
        raise WrongShape("respondents", str(stack.clusters.shape), forms.shape)
    if forms.min() < MIN_COMPARED or stack.clusters.min() < MIN_CLUSTERS:
        return NotEstimable(Reason.TOO_FEW_TO_COMPARE)
    pooled = stack.as_one_question()
    found = rao_scott(pooled)
    if isinstance(found, NotEstimable):
        return found
    widened, answers = max(found.design_effect, 1.0), int(pooled.answered.sum())
    effect = _epsilon_squared(found.plain / widened, found.plain_df, (answers - 1) / widened, confidence)
    return Comparison(
        statistic=found.statistic,
        df=found.df,
        p=found.p,
        effect=effect,
        groups=stack.units,
        respondents=int(forms.sum()),
        method=CLUSTERED_SHARES,
        denominator=POOLED_DENOMINATOR,
        between=_between_clustered(found, answers - 1, confidence),
    )


def compare_two(
    first: npt.ArrayLike,
    second: npt.ArrayLike,
    confidence: float = 0.95,
    design_effects: tuple[float, float] = (1.0, 1.0),
) -> Comparison | NotEstimable:
    """Does the first group answer higher than the second? Level counts, each (levels,); Brunner–Munzel.

    Effect: the chance that one answer of the first is higher than one of the second, ties half.
    """
    sizes = [int(whole_counts(name, counts).sum()) for name, counts in (("first", first), ("second", second))]
    if min(sizes) < MIN_COMPARED:
        return NotEstimable(Reason.TOO_FEW_TO_COMPARE)
    found = brunner_munzel(first, second, design_effects)
    size = superiority(first, second, confidence, design_effects)
    if isinstance(found, NotEstimable):
        return found
    if isinstance(size, NotEstimable):
        return size
    effect = Effect("superiority", *size)
    method = CLUSTERED_BRUNNER_MUNZEL if np.max(design_effects) > 1 else BRUNNER_MUNZEL
    return Comparison(found.statistic, found.df, found.p, effect, 2, sum(sizes), method)


def as_family(
    comparisons: Sequence[Comparison], family: str, correction: Correction = "holm"
) -> tuple[Comparison, ...]:
    """The same comparisons, each with its p adjusted for all of the family, which is named beforehand."""
    p = adjusted([comparison.p for comparison in comparisons], correction)
    return tuple(
        replace(comparison, family=family, correction=correction, adjusted_p=float(value))
        for comparison, value in zip(comparisons, p, strict=True)
    )


@dataclass(frozen=True, slots=True, eq=False)
class PairScreen:
    """All pairs of U groups; row against column. A screen finds where to look and proves nothing.

    compared     (U, U), whether both have 30 answers; nothing is said of the others
    p            (U, U), two-sided Mann–Whitney; 1 where not compared
    adjusted_p   (U, U), within all pairs compared
    superiority  (U, U), chance that the row's answer is higher than the column's, ties half; 0.5 where not
                 compared
    """

    compared: npt.NDArray[np.bool_]
    p: Reals
    adjusted_p: Reals
    superiority: Reals
    respondents: Counts
    correction: Correction
    method: str = "Mann–Whitney test with ties, all pairs"
    denominator: str = DENOMINATOR

    def higher(self, level: float = _SURE) -> npt.NDArray[np.bool_]:
        """(U, U), whether the row answers higher than the column beyond chance."""
        return (self.adjusted_p <= level) & (self.superiority > 0.5)


def screen_pairs(
    counts: npt.ArrayLike, design_effects: npt.ArrayLike = 1.0, correction: Correction = "bh"
) -> PairScreen:
    """Every pair of counts (groups, levels), of groups with 30 answers or more. 150 groups take milliseconds."""
    table = level_table("counts", counts)
    answers = table.sum(axis=1)
    enough = answers >= MIN_COMPARED
    compared = enough[:, None] & enough[None, :] & ~np.eye(len(table), dtype=bool)
    pairs = mann_whitney_pairs(table, design_effects)
    p, superior = np.where(compared, pairs.p, 1.0), np.where(compared, pairs.superiority, 0.5)
    once = np.triu(compared)
    adjusted_p = np.ones_like(p)
    adjusted_p[once] = adjusted(p[once], correction)
    return PairScreen(compared, p, np.minimum(adjusted_p, adjusted_p.T), superior, answers, correction)


def _epsilon_squared(statistic: float, df: float, largest: float, confidence: float) -> Effect:
    limits = share_of_largest(statistic, df, largest, confidence)
    return Effect("epsilon squared", min(statistic / largest, 1.0), limits)


def _between(statistic: float, df: float, largest: float, confidence: float) -> Effect:
    return Effect("share between groups", *share_beyond_chance(statistic, df, largest, confidence))


def _between_clustered(found: RaoScott, largest: float, confidence: float) -> Effect:
    """With the statistic and df of the second order, brought back to the scale of the plain one.

    plain / D has the mean plain_df by chance, and more spread than chi-squared where design effects differ; times
    df / plain_df it is chi-squared with df (Satterthwaite).
    """
    widened, scale = max(found.design_effect, 1.0), found.df / found.plain_df
    return _between(found.plain / widened * scale, found.df, largest / widened * scale, confidence)
