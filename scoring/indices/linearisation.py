"""Variance of an equal-weight mean of shares by ratio linearisation over clusters (for quantity 3)."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from scoring.counts import Counts, Reals, one_count
from scoring.errors import OutOfRange
from scoring.gates import MIN_SHOWN
from scoring.indices.clusters import ClusterMoments
from scoring.indices.stacked import Flags, Linearised, StackedMoments, linearise

MIN_CLUSTERS = 10
"""Clusters from which a unit's own variance is trusted; below it its siblings lend theirs."""

_ROUNDING = 1e-13
_FEW_SIBLINGS = 8


def criteria_used(moments: ClusterMoments) -> tuple[int, ...]:
    """S: positions of the criteria with at least 10 valid answers."""
    return tuple(int(c) for c in np.flatnonzero(moments.answered >= MIN_SHOWN))


def shares(moments: ClusterMoments) -> Reals:
    """P_c = X_c / N_c, (C,). Raises OutOfRange where a criterion has no answers."""
    ratio: Reals = moments.satisfied / _answered(moments)
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
    return float(moments.criteria**2 / (1 / _answered(moments)).sum())


def clusters_cap(moments: ClusterMoments) -> float:
    """1 / (u' B u), u_c = w / N_c: what the mean is worth if every cluster spoke with one voice.

    At most m; exactly m where all clusters have given the same answers' worth.
    """
    u = 1 / (_answered(moments) * moments.criteria)
    return float(1 / (u @ moments.nn @ u))


def _answered(moments: ClusterMoments) -> Counts:
    """N (C,), of one criterion or more, none without answers."""
    if not moments.criteria or (moments.answered == 0).any():
        raise OutOfRange("moments", moments.answered.tolist(), "answers to each of one criterion or more")
    return moments.answered


@dataclass(frozen=True, slots=True)
class DesignEffect:
    """By how much clustering widens the variance of an index, as units of one kind show it.

    ratio        D, 1 or more; df: its degrees of freedom
    size         answers of an officer-day of these units, 1 or more (mean, by cap / voices)
    correlation  by how much D grows with each answer more on an officer-day; 0 where that is not known

    >>> lent = DesignEffect(ratio=2.5, df=120, size=20, correlation=0.05)
    >>> float(lent.at(10)), float(lent.at(40))
    (2.5, 3.5)
    """

    ratio: float
    df: int
    size: float = 1.0
    correlation: float = 0.0

    def __post_init__(self) -> None:
        for argument in ("ratio", "size"):
            if not 1 <= getattr(self, argument) < float("inf"):
                raise OutOfRange(argument, getattr(self, argument), "1 or more")
        if one_count("df", self.df) < 1:
            raise OutOfRange("df", self.df, "1 or more")
        if not 0 <= self.correlation <= 1:
            raise OutOfRange("correlation", self.correlation, "between 0 and 1")

    def at(self, size: npt.ArrayLike) -> Reals:
        """The design effect lent to units whose officer-days hold so many answers: `ratio` and never less.

        ratio + correlation * max(0, size - self.size), by the usual 1 + (n - 1) rho (Kish 1965).
        """
        more = np.maximum(np.asarray(size, dtype=np.float64) - self.size, 0)
        effect: Reals = self.ratio + self.correlation * more
        return effect


def design_effect(siblings: Iterable[ClusterMoments]) -> DesignEffect | None:
    """max(1, sum of v / sum of v0) over the sibling units with 10 clusters or more; df = sum of (m - 1).

    Siblings are units of the same kind with the same criteria. None where none of them has 10 clusters
    and an answer that differs from another: then nothing is known of the design effect.
    """
    units = list(siblings)
    return design_effects(StackedMoments.of(units, "siblings"))[0] if units else None


def design_effects(
    siblings: StackedMoments, groups: Sequence[Sequence[int]] | None = None
) -> tuple[DesignEffect | None, ...]:
    """`design_effect` for each group of criteria (positions), by default one group of all."""
    parts, alike = linearise(siblings, groups), _Alike.of(siblings)
    lends = parts.clusters >= MIN_CLUSTERS
    sizes = parts.cap / np.where(parts.voices > 0, parts.voices, 1)
    return tuple(
        _lent(parts.column(column), lends[:, column], sizes[:, column], alike)
        for column in range(lends.shape[1])
    )


def _lent(parts: Linearised, lends: Flags, sizes: Reals, alike: "_Alike") -> DesignEffect | None:
    v, v0 = parts.v[lends], parts.v0[lends]
    if not v0.sum() > 0:
        return None
    ratio = max(1.0, float(v.sum() / v0.sum()))
    size = max(1.0, float((v0 * sizes[lends]).sum() / v0.sum()))
    most = min((ratio - 1) / (size - 1), 1.0) if size > 1 else 0.0
    return DesignEffect(
        ratio=ratio,
        df=int((parts.clusters[lends] - 1).sum()),
        size=size,
        correlation=min(alike.correlation(parts.inside[lends], lends), most) if most else 0.0,
    )


@dataclass(frozen=True, slots=True, eq=False)
class _Alike:
    """Do answers of different people on one officer-day resemble each other? By unit and criterion, (U, C).

    One criterion at a time, a form answers it at most once: pairs of its answers are pairs of people.
    With S = sum of (x - P n)^2 and B = sum of n^2 over officer-days, and pq = P (1 - P) N / (N - 1):

        more   S - pq (N - B/N)
        known  pq (B - N) (1 - B/N^2)        rho = sum of more / sum of known        pairs  B - N

    over criteria and units (analysis of variance; Donner 1986, Int. Stat. Review 54:67).
    """

    more: Reals
    known: Reals
    pairs: Counts

    @classmethod
    def of(cls, units: StackedMoments) -> "_Alike":
        n = np.maximum(units.answered, 2).astype(np.float64)
        p = units.satisfied / n
        xx, xn, squares = (np.diagonal(part, axis1=1, axis2=2) for part in (units.xx, units.xn, units.nn))
        pq, pairs = p * (1 - p) * n / (n - 1), squares - units.answered
        within = xx - 2 * p * xn + p * p * squares
        return cls(within - pq * (n - squares / n), pq * pairs * (1 - squares / n**2), pairs)

    def correlation(self, inside: Flags, lends: Flags) -> float:
        """rho of the units that lend (U,), over their criteria inside (lending, C), on the safe side; up to 1.

        Plus half its standard error: with less, limits of few large officer-days hold the truth too seldom,
        with more too often. The standard error is that of a ratio over units; with few units it may come out
        small by luck, so it is at least (8/units, at most 2) / sqrt(pairs). 1 where nothing is known.
        """
        more, known = ((part[lends] * inside).sum(axis=1) for part in (self.more, self.known))
        people = float((self.pairs[lends] * inside).max(axis=1, initial=0).sum()) / 2
        if people == 0 or not known.sum() > 0:
            return 1.0
        rho = float(more.sum() / known.sum())
        units = int((known > 0).sum())
        error = float(np.linalg.norm(more - rho * known) / known.sum() * np.sqrt(units / max(units - 1, 1)))
        least = min(_FEW_SIBLINGS / units, 2) / float(np.sqrt(people))
        return min(max(rho + max(error, least) / 2, 0.0), 1.0)


def mean_of(values: Sequence[float] | Reals) -> float:
    """The plain mean, exact at 0 and 1. Raises OutOfRange where there are no values."""
    if not len(values):
        raise OutOfRange("values", [], "one value or more")
    return float(sum(values)) / len(values)
