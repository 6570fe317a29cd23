"""Variance of an equal-weight mean of shares by ratio linearisation over clusters (for quantity 3)."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np

from scoring.counts import Reals
from scoring.errors import OutOfRange
from scoring.gates import MIN_SHOWN
from scoring.indices.clusters import ClusterMoments

MIN_CLUSTERS = 10
"""Clusters from which a unit's own variance is trusted; below it its siblings lend theirs."""

_ROUNDING = 1e-13


def criteria_used(moments: ClusterMoments) -> tuple[int, ...]:
    """S: positions of the criteria with at least 10 valid answers."""
    return tuple(int(c) for c in np.flatnonzero(moments.answered >= MIN_SHOWN))


def shares(moments: ClusterMoments) -> Reals:
    """P_c = X_c / N_c, (C,); every criterion must have answers."""
    ratio: Reals = moments.satisfied / moments.answered
    return ratio


def linearised_variance(moments: ClusterMoments, *, corrected: bool = True) -> float:
    """v, the variance of the mean of the shares P_c over all criteria of these moments.

        b_c = w / sqrt(N_c (N_c - 1)), w = 1/C        U_k = sum of b_c (x_kc - P_c n_kc)
        v = m/(m-1) * sum of U_k^2 = m/(m-1) * b' (A - E D - D E' + D B D) b,  D = diag(P)

    With `corrected=False`, b_c = w / N_c: then it is what R's survey::svycontrast gives for the mean of
    ratios. Needs m of 2 and more, and 2 answers and more to each criterion (1 uncorrected).
    """
    clusters, n, p = moments.clusters, moments.answered, shares(moments)
    least = 2 if corrected else 1
    if clusters <= 1 or (n < least).any():
        raise OutOfRange("moments", (clusters, n.tolist()), f"2 clusters and {least} answers or more")
    b = 1 / len(n) / np.sqrt(n * (n - 1.0) if corrected else n * n.astype(float))
    crossed = moments.xn * p
    spread = moments.xx - crossed - crossed.T + moments.nn * np.outer(p, p)
    total, size = float(b @ spread @ b), float(b @ moments.xx @ b)
    return 0.0 if total <= _ROUNDING * size else clusters / (clusters - 1) * total


def independent_variance(moments: ClusterMoments) -> float:
    """v0 = sum of w^2 P_c (1 - P_c) / N_c: the variance if all answers were independent."""
    p = shares(moments)
    return float((p * (1 - p) / moments.answered).sum() / len(p) ** 2)


def answers_cap(moments: ClusterMoments) -> float:
    """1 / sum of (w^2 / N_c): the answers that the mean is worth if all were independent."""
    return float(moments.criteria**2 / (1 / moments.answered).sum())


def clusters_cap(moments: ClusterMoments) -> float:
    """1 / (u' B u), u_c = w / N_c: what the mean is worth if every cluster spoke with one voice.

    At most m; exactly m where all clusters have given the same answers' worth.
    """
    u = 1 / (moments.answered * moments.criteria)
    return float(1 / (u @ moments.nn @ u))


@dataclass(frozen=True, slots=True)
class DesignEffect:
    """By how much clustering widens the variance of an index (1 or more), and its degrees of freedom."""

    ratio: float
    df: int

    def __post_init__(self) -> None:
        if not 1 <= self.ratio < float("inf"):
            raise OutOfRange("ratio", self.ratio, "1 or more")
        if self.df < 1:
            raise OutOfRange("df", self.df, "1 or more")


def design_effect(siblings: Iterable[ClusterMoments]) -> DesignEffect | None:
    """max(1, sum of v / sum of v0) over the sibling units with 10 clusters or more; df = sum of (m - 1).

    Siblings are units of the same kind with the same criteria. None where none of them has 10 clusters
    and an answer that differs from another: then nothing is known of the design effect.
    """
    v = v0 = 0.0
    df = 0
    for unit in siblings:
        used = unit.restrict(criteria_used(unit))
        if used.clusters >= MIN_CLUSTERS:
            v, v0 = v + linearised_variance(used), v0 + independent_variance(used)
            df += used.clusters - 1
    return DesignEffect(ratio=max(1.0, v / v0), df=df) if v0 > 0 else None


def mean_of(values: Sequence[float] | Reals) -> float:
    """The plain mean, exact at 0 and 1."""
    return float(sum(values)) / len(values)
