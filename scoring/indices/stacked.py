"""Moments of many units side by side, so that all their indices are computed in one go (quantities 1, 3)."""

from collections.abc import Sequence
from dataclasses import dataclass, fields

import numpy as np
import numpy.typing as npt

from scoring.counts import Counts, Reals, one_by_one, positions, whole_counts
from scoring.errors import WrongShape
from scoring.gates import MIN_SHOWN
from scoring.indices.clusters import ClusterMoments, vector_length

Flags = npt.NDArray[np.bool_]


@dataclass(frozen=True, slots=True, eq=False)
class StackedMoments:
    """`ClusterMoments` of U units with the same C criteria, as arrays.

    clusters (U,); answering, satisfied, answered (U, C); xx, nn, xn (U, C, C)

    >>> days = ClusterMoments.of([[5, 1], [2, 2]], [[6, 2], [2, 2]])
    >>> StackedMoments.of([days, days + days]).clusters.tolist()
    [2, 4]
    """

    clusters: Counts
    answering: Counts
    satisfied: Counts
    answered: Counts
    xx: Counts
    nn: Counts
    xn: Counts

    def __post_init__(self) -> None:
        if self.answered.ndim != 2:
            raise WrongShape("answered", "(units, criteria)", self.answered.shape)
        units, size = self.answered.shape
        for name, shape in {
            "clusters": (units,),
            "answering": (units, size),
            "satisfied": (units, size),
            "xx": (units, size, size),
            "nn": (units, size, size),
            "xn": (units, size, size),
        }.items():
            found = np.shape(getattr(self, name))
            if found != shape:
                raise WrongShape(name, str(shape), found)

    @classmethod
    def of(cls, units: Sequence[ClusterMoments], argument: str = "units") -> "StackedMoments":
        """These units, in this order; at least one. Raises WrongShape, of the argument, where criteria differ."""
        if not units or len({unit.criteria for unit in units}) > 1:
            raise WrongShape(argument, "one unit or more, of the same criteria", (len(units),))
        return cls(
            clusters=np.array([unit.clusters for unit in units], dtype=np.int64),
            answering=np.stack([unit.answering for unit in units]),
            satisfied=np.stack([unit.satisfied for unit in units]),
            answered=np.stack([unit.answered for unit in units]),
            xx=np.stack([unit.xx for unit in units]),
            nn=np.stack([unit.nn for unit in units]),
            xn=np.stack([unit.xn for unit in units]),
        )

    @classmethod
    def from_vectors(cls, vectors: npt.ArrayLike, criteria: int) -> "StackedMoments":
        """Reads stored rows (U, `vector_length(criteria)`), each a `ClusterMoments.to_vector`."""
        rows = whole_counts("vectors", vectors)
        if rows.ndim != 2 or rows.shape[1] != vector_length(criteria):
            raise WrongShape("vectors", f"(units, {vector_length(criteria)})", rows.shape)
        half = criteria * (criteria + 1) // 2
        cuts = np.cumsum([1, criteria, criteria, criteria, half, half])
        m, answering, x, n, xx, nn, xn = np.split(rows, cuts, axis=1)
        places = np.zeros((criteria, criteria), dtype=np.intp)
        upper = np.triu_indices(criteria)
        places[upper] = places.T[upper] = np.arange(half)
        square = (len(rows), criteria, criteria)
        return cls(m[:, 0], answering, x, n, xx[:, places], nn[:, places], xn.reshape(square))

    def restrict(self, criteria: Sequence[int]) -> "StackedMoments":
        """Every unit's moments of these criteria (positions), in this order. Raises UnknownPosition.

        `clusters` as by `ClusterMoments.clusters_answering`: at least so many have an answer to one of them.
        """
        chosen = positions("criteria", criteria, self.criteria)
        inside = self.answering[:, chosen]
        outside = self.answering.sum(axis=1) - inside.sum(axis=1)
        block = np.ix_(range(self.units), chosen, chosen)
        return StackedMoments(
            clusters=np.maximum(inside.max(axis=1, initial=0), self.clusters - outside) * bool(chosen),
            answering=inside,
            satisfied=self.satisfied[:, chosen],
            answered=self.answered[:, chosen],
            xx=self.xx[block],
            nn=self.nn[block],
            xn=self.xn[block],
        )

    def of_units(self, chosen: npt.ArrayLike) -> "StackedMoments":
        """These units alone: positions, or a flag for each."""
        return StackedMoments(*(getattr(self, each.name)[np.asarray(chosen)] for each in fields(self)))

    def as_one_question(self) -> "StackedMoments":
        """All answers of a unit taken for answers to one question, as `pooled.as_one_question`; (U, 1)."""
        sums = (part.sum(axis=1, keepdims=True) for part in (self.satisfied, self.answered))
        crossed = (part.sum(axis=(1, 2), keepdims=True) for part in (self.xx, self.nn, self.xn))
        return StackedMoments(self.clusters, self.clusters[:, np.newaxis], *sums, *crossed)

    def unit(self, position: int) -> ClusterMoments:
        """One unit's moments."""
        return ClusterMoments(*(getattr(self, each.name)[position] for each in fields(self)))

    def rest(self) -> "StackedMoments":
        """For each unit the moments of all the others together."""
        parts = (self.clusters, self.answering, self.satisfied, self.answered, self.xx, self.nn, self.xn)
        return StackedMoments(*(part.sum(axis=0) - part for part in parts))

    @property
    def units(self) -> int:
        """U."""
        return len(self.clusters)

    @property
    def criteria(self) -> int:
        """C."""
        return int(self.answered.shape[1])


@dataclass(frozen=True, slots=True, eq=False)
class Linearised:
    """What the index of each unit (row) over each group of criteria (column) is made of, arrays (U, G).

    value      I, the mean share of the criteria used; 0 where none is
    inside     (U, G, C), whether the criterion is of the group and has at least 10 valid answers
    used       |S|, how many are
    answers    valid answers to them
    clusters   m, officer-days with an answer to one of them (`ClusterMoments.clusters_answering`)
    v, v0      variance by ratio linearisation (0 where m < 2), and if all answers were independent
    cap        answers the index is worth at most; voices: if every officer-day spoke with one voice
    """

    value: Reals
    inside: Flags
    used: Counts
    answers: Counts
    clusters: Counts
    v: Reals
    v0: Reals
    cap: Reals
    voices: Reals

    def column(self, group: int) -> "Linearised":
        """The parts of one group, arrays (U,)."""
        return Linearised(*(getattr(self, each.name)[:, group] for each in fields(self)))


def linearise(moments: StackedMoments, groups: Sequence[Sequence[int]] | None = None) -> Linearised:
    """The parts of quantities 1 and 3 for all units and groups (positions of criteria) at once.

    By default one group, of all criteria. The formulas are those of `linearisation`. Raises
    UnknownPosition.
    """
    n = moments.answered
    asked = _membership(groups, moments.criteria)
    inside = asked & (n >= MIN_SHOWN)[:, np.newaxis, :]
    used = inside.sum(axis=-1)
    safe = np.maximum(n, 2).astype(np.float64)
    p = moments.satisfied / safe
    w = inside / np.maximum(used, 1)[..., np.newaxis]
    u = w / safe[:, np.newaxis, :]
    clusters = _clusters_answering(moments, inside)
    return Linearised(
        value=(inside * p[:, np.newaxis, :]).sum(axis=-1) / np.maximum(used, 1),
        inside=inside,
        used=used,
        answers=(inside * n[:, np.newaxis, :]).sum(axis=-1),
        clusters=clusters,
        v=_variance(moments, p, w / np.sqrt(safe * (safe - 1))[:, np.newaxis, :], clusters),
        v0=(w * u * (p * (1 - p))[:, np.newaxis, :]).sum(axis=-1),
        cap=_inverse((w * u).sum(axis=-1)),
        voices=_inverse(_form(u, moments.nn)),
    )


def spread_around(moments: StackedMoments, shares: Reals) -> Reals:
    """A - E D - D E' + D B D, (U, C, C), D = diag(P): sums over clusters of (x_c - P_c n_c)(x_d - P_d n_d)."""
    crossed = moments.xn * shares[:, np.newaxis, :]
    both = shares[:, :, np.newaxis] * shares[:, np.newaxis, :]
    spread: Reals = moments.xx - crossed - crossed.transpose(0, 2, 1) + moments.nn * both
    return spread


_ROUNDING = 1e-13


def _variance(moments: StackedMoments, p: Reals, b: Reals, clusters: Counts) -> Reals:
    """m/(m-1) * b' (A - E D - D E' + D B D) b, exactly 0 where nothing but rounding is left."""
    total, size = _form(b, spread_around(moments, p)), _form(b, moments.xx)
    factor = clusters / np.maximum(clusters - 1, 1)
    v: Reals = np.where((total <= _ROUNDING * size) | (clusters < 2), 0.0, factor * total)
    return v


def _clusters_answering(moments: StackedMoments, inside: Flags) -> Counts:
    """Lower bound of the officer-days with an answer inside: max(largest M_c inside, m - sum of M_c outside)."""
    answering = moments.answering[:, np.newaxis, :]
    largest = (answering * inside).max(axis=-1, initial=0)
    outside = (answering * ~inside).sum(axis=-1)
    found: Counts = np.maximum(largest, moments.clusters[:, np.newaxis] - outside)
    return np.where(inside.any(axis=-1), found, 0)


def _membership(groups: Sequence[Sequence[int]] | None, criteria: int) -> Flags:
    """Which criterion (column) belongs to which group (row)."""
    if groups is None:
        return np.ones((1, criteria), dtype=bool)
    chosen = [positions("groups", group, criteria) for group in one_by_one("groups", groups)]
    asked = np.zeros((len(chosen), criteria), dtype=bool)
    for row, group in enumerate(chosen):
        asked[row, group] = True
    return asked


def _form(vectors: Reals, matrices: npt.NDArray[np.float64] | Counts) -> Reals:
    """y' M y for vectors (U, G, C) and matrices (U, C, C), shape (U, G)."""
    product: Reals = ((vectors @ matrices) * vectors).sum(axis=-1)
    return product


def _inverse(values: Reals) -> Reals:
    """1 / values, 0 where a value is 0."""
    inverse: Reals = np.divide(1.0, values, out=np.zeros_like(values), where=values > 0)
    return inverse
