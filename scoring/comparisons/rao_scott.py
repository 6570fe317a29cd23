"""Quantity 9 where answers come in clusters: chi-squared and score tests after Rao and Scott.

Forms of one officer on one day are alike, so a plain test of independent answers finds differences that are
not there. The statistic is divided by the mean design effect (first order), and its degrees of freedom are
lowered where design effects differ (second order, Satterthwaite), judged by F with the clusters' own degrees
of freedom. Rao & Scott 1981, JASA 76:221; 1984, Annals of Statistics 12:46; several samples: Scott & Rao 1981,
in Current Topics in Survey Sampling; rank tests: Lumley & Scott 2013, Australian & NZ J. Statistics 55:311.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal, TypeAlias

import numpy as np
import numpy.typing as npt
from scipy import special

from scoring.comparisons.level_tables import ridits
from scoring.counts import Reals, whole_counts
from scoring.errors import OutOfRange, WrongShape
from scoring.indices.clusters import ClusterMoments
from scoring.indices.stacked import StackedMoments, spread_around
from scoring.result import NotEstimable, Reason

Question: TypeAlias = Literal["distribution", "ranks"]
_PAIR = 2


@dataclass(frozen=True, slots=True)
class RaoScott:
    """A test of equal groups with clustered answers.

    plain          the statistic as if answers were independent, with `plain_df`
    design_effect  the mean of the generalised design effects that it is divided by
    first          p of plain / design_effect by chi-squared with plain_df
    statistic, df, denominator_df, p    second order: F
    """

    plain: float
    plain_df: int
    design_effect: float
    first: float
    statistic: float
    df: float
    denominator_df: int
    p: float


def level_moments(clusters: npt.ArrayLike) -> ClusterMoments:
    """K2 of the levels of one criterion: counts (clusters, levels), each level out of all its cluster's answers.

    So that the covariance of the shares of all levels can be had; for the satisfied share alone,
    `ClusterMoments.of(x, n)` with one criterion does.
    """
    counts = whole_counts("clusters", clusters)
    if counts.ndim != _PAIR:
        raise WrongShape("clusters", "(clusters, levels)", counts.shape)
    return ClusterMoments.of(counts, np.broadcast_to(counts.sum(axis=1)[:, None], counts.shape))


def share_covariances(groups: StackedMoments) -> Reals:
    """Covariances (U, C, C) of the shares X_c / N_c of each group by ratio linearisation over its clusters.

    m/(m-1) * (A - E D - D E' + D B D) / (N N'), D = diag(P): as in `linearisation`, but for each pair of
    shares instead of their mean. Two clusters or more in each group.
    """
    if (groups.clusters < _PAIR).any() or (groups.answered == 0).any():
        raise OutOfRange("groups", int(groups.clusters.min(initial=0)), "2 clusters or more with answers")
    share = groups.satisfied / groups.answered
    factor = groups.clusters / (groups.clusters - 1)
    answered = groups.answered.astype(np.float64)
    spread = spread_around(groups, share)
    scaled: Reals = spread / (answered[:, :, None] * answered[:, None, :]) * factor[:, None, None]
    return scaled


def rao_scott(
    groups: Sequence[ClusterMoments] | StackedMoments, question: Question = "distribution"
) -> RaoScott | NotEstimable:
    """Are groups alike, by clustered counts of each: `level_moments`, or one column of satisfied answers?

    "distribution": do all shares agree (Pearson's chi-squared; of one column, equality of shares)?
    "ranks": do mean ridits agree (Kruskal–Wallis)? Groups need two clusters with answers; others drop out.
    Raises WrongShape where groups differ in their levels.
    """
    if not isinstance(groups, StackedMoments) and not groups:
        return NotEstimable(Reason.FEWER_THAN_TWO_GROUPS)
    stack = groups if isinstance(groups, StackedMoments) else StackedMoments.of(groups, "groups")
    used = stack.of_units((stack.clusters >= _PAIR) & (stack.answered > 0).all(axis=1))
    if used.units < _PAIR:
        return NotEstimable(Reason.FEWER_THAN_TWO_GROUPS)
    sizes = used.answered[:, 0].astype(np.float64)
    shares = used.satisfied / used.answered
    covariances = share_covariances(used)
    pooled = sizes @ shares / sizes.sum()
    spread = np.diag(pooled) - np.outer(pooled, pooled)
    if question == "ranks":
        scores = ridits(pooled)[:, None]
        shares, covariances = shares @ scores, scores.T @ covariances @ scores
        pooled, spread = pooled @ scores, scores.T @ spread @ scores
    root = _inverse_root(spread)
    if not root.shape[1]:
        return NotEstimable(Reason.ALL_ANSWERS_ALIKE)
    off = np.sqrt(sizes)[:, None] * ((shares - pooled) @ root)
    effects = sizes[:, None, None] * (root.T @ covariances @ root)
    return _second_order(float((off**2).sum()), sizes, effects, int((used.clusters - 1).sum()))


def _inverse_root(spread: Reals) -> Reals:
    """R with R' spread R = 1, for as many directions as there is spread in; (C, rank)."""
    values, vectors = np.linalg.eigh(spread)
    kept = values > 1e-10 * max(float(values.max()), 1e-300)
    root: Reals = vectors[:, kept] / np.sqrt(values[kept])
    return root


def _second_order(plain: float, sizes: Reals, effects: Reals, denominator_df: int) -> RaoScott | NotEstimable:
    """From X^2, the groups' sizes and their design-effect matrices (groups, K, K).

    The generalised design effects are the eigenvalues of (P x 1) diag(effects) (P x 1), P = 1 - q q',
    q = sqrt(size / all): their sum and sum of squares are had without the large matrix.
    """
    weight = sizes / sizes.sum()
    traces = np.trace(effects, axis1=1, axis2=2)
    total = float(((1 - weight) * traces).sum())
    if total <= 0:
        return NotEstimable(Reason.GROUPS_ALL_OR_NOTHING)
    mixed = np.tensordot(weight, effects, axes=1)
    squares = float(((1 - 2 * weight) * (effects**2).sum(axis=(1, 2))).sum() + (mixed**2).sum())
    plain_df = (len(sizes) - 1) * effects.shape[1]
    df = total**2 / squares
    f = plain / total
    return RaoScott(
        plain=plain,
        plain_df=plain_df,
        design_effect=total / plain_df,
        first=float(special.chdtrc(plain_df, plain * plain_df / total)),
        statistic=f,
        df=df,
        denominator_df=denominator_df,
        p=float(special.fdtrc(df, df * denominator_df, f)),
    )
