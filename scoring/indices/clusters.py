"""Counter K2: the moments of officer-days, from which the interval of the index is computed."""

from collections.abc import Sequence
from dataclasses import dataclass, fields

import numpy as np
import numpy.typing as npt

from scoring.counts import Counts, one_count, positions, whole_counts
from scoring.errors import ClustersDisagree, MoreSatisfiedThanAnswers, WrongShape


def vector_length(criteria: int) -> int:
    """Integers that `ClusterMoments.to_vector` takes for so many criteria: 577 for 16."""
    size = one_count("criteria", criteria)
    return 1 + 3 * size + size * (size + 1) + size * size


@dataclass(frozen=True, slots=True, eq=False)
class ClusterMoments:
    """Sums over clusters (officer-days) of x, satisfied answers, and n, valid answers, per criterion.

    All are exact int64, do not depend on order, and can be added and taken away; cost does not depend
    on how many people answered. A cluster without any valid answer is not counted.

    clusters  m, clusters with an answer to any of the criteria
    answering M (C,), clusters with an answer to the criterion
    satisfied X (C,), answered N (C,)
    xx        A (C, C) = sum of x x',  nn B (C, C) = sum of n n',  xn E (C, C) = sum of x n'

    >>> day = ClusterMoments.of([[5, 1], [0, 0]], [[6, 2], [0, 0]])
    >>> day.clusters, day.satisfied.tolist(), day.xn.tolist()
    (1, [5, 1], [[30, 10], [6, 2]])
    >>> day - day == ClusterMoments.zero(2)
    True
    """

    clusters: int
    answering: Counts
    satisfied: Counts
    answered: Counts
    xx: Counts
    nn: Counts
    xn: Counts

    def __post_init__(self) -> None:
        shape = whole_counts("answered", self.answered).shape
        size = shape[0] if len(shape) == 1 else -1
        for name, shape in {
            "clusters": (),
            "answering": (size,),
            "satisfied": (size,),
            "answered": (size,),
            "xx": (size, size),
            "nn": (size, size),
            "xn": (size, size),
        }.items():
            counts = whole_counts(name, getattr(self, name))
            if counts.shape != shape:
                raise WrongShape(name, str(shape), counts.shape)
            counts.setflags(write=False)
            object.__setattr__(self, name, counts if shape else int(counts))
        if (self.satisfied > self.answered).any():
            raise MoreSatisfiedThanAnswers("satisfied")
        if (self.answering > np.minimum(self.answered, self.clusters)).any():
            raise ClustersDisagree("answering")

    @classmethod
    def of(cls, x: npt.ArrayLike, n: npt.ArrayLike) -> "ClusterMoments":
        """Moments of clusters from their satisfied answers x and valid answers n, both (m, C)."""
        x_rows, n_rows = whole_counts("x", x), whole_counts("n", n)
        matrix_dimensions = 2
        if n_rows.ndim != matrix_dimensions:
            raise WrongShape("n", "(clusters, criteria)", n_rows.shape)
        if x_rows.shape != n_rows.shape:
            raise WrongShape("x", str(n_rows.shape), x_rows.shape)
        if (x_rows > n_rows).any():
            raise MoreSatisfiedThanAnswers("x")
        return cls(
            clusters=int(n_rows.any(axis=1).sum()),
            answering=(n_rows > 0).sum(axis=0),
            satisfied=x_rows.sum(axis=0),
            answered=n_rows.sum(axis=0),
            xx=_crossed(x_rows, x_rows),
            nn=_crossed(n_rows, n_rows),
            xn=_crossed(x_rows, n_rows),
        )

    @classmethod
    def zero(cls, criteria: int) -> "ClusterMoments":
        """No cluster yet."""
        return cls.from_vector(np.zeros(vector_length(criteria), dtype=np.int64), criteria)

    @property
    def criteria(self) -> int:
        """C, the number of criteria."""
        return len(self.answered)

    def __add__(self, other: "ClusterMoments") -> "ClusterMoments":
        self._same_criteria(other)
        return ClusterMoments.from_vector(self.to_vector() + other.to_vector(), self.criteria)

    def __sub__(self, other: "ClusterMoments") -> "ClusterMoments":
        """Takes clusters away again. Raises NegativeCounts where they were never there."""
        self._same_criteria(other)
        return ClusterMoments(
            *(getattr(self, each.name) - getattr(other, each.name) for each in fields(self))
        )

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, ClusterMoments):
            return NotImplemented
        return self.criteria == other.criteria and np.array_equal(self.to_vector(), other.to_vector())

    __hash__ = None  # type: ignore[assignment]

    def replace_cluster(
        self, x_old: npt.ArrayLike, n_old: npt.ArrayLike, x_new: npt.ArrayLike, n_new: npt.ArrayLike
    ) -> "ClusterMoments":
        """The moments after one cluster, each vector (C,), has got a form more or a form less.

        A cluster that is not there yet, or any more, is all zeros.
        """
        old = ClusterMoments.of(np.expand_dims(x_old, 0), np.expand_dims(n_old, 0))
        return self - old + ClusterMoments.of(np.expand_dims(x_new, 0), np.expand_dims(n_new, 0))

    def clusters_answering(self, criteria: Sequence[int]) -> int:
        """At least so many clusters have an answer to one of these criteria.

        Sums over criteria do not tell the exact number, so this is the lower bound
        max(max M_c inside, m - sum of M_c outside): never more than there are, so degrees of freedom are
        never overstated and an interval is never too narrow for it. Exact where one of the criteria is
        answered in every cluster, where all others are unanswered, and for one cluster.
        """
        inside = list(criteria)
        if not inside:
            return 0
        outside = int(self.answering.sum() - self.answering[inside].sum())
        return max(int(self.answering[inside].max()), self.clusters - outside)

    def restrict(self, criteria: Sequence[int]) -> "ClusterMoments":
        """The moments of these criteria (positions), in this order; `clusters` by `clusters_answering`.

        Restricting each part before adding is at least as tight as adding first, and exact for parts of
        one cluster each. Take clusters away before restricting, not after. Raises UnknownPosition.
        """
        chosen = positions("criteria", criteria, self.criteria)
        block = np.ix_(chosen, chosen)
        return ClusterMoments(
            clusters=self.clusters_answering(chosen),
            answering=self.answering[chosen],
            satisfied=self.satisfied[chosen],
            answered=self.answered[chosen],
            xx=self.xx[block],
            nn=self.nn[block],
            xn=self.xn[block],
        )

    def only(self, criteria: Sequence[int]) -> "ClusterMoments":
        """The moments of these criteria (positions) in their places, nothing of the others.

        As if nobody had answered the others; `clusters` by `clusters_answering`. Take clusters away before, not
        after. Raises UnknownPosition.
        """
        chosen = positions("criteria", criteria, self.criteria)
        kept = np.zeros(self.criteria, dtype=np.int64)
        kept[chosen] = 1
        both = np.outer(kept, kept)
        return ClusterMoments(
            self.clusters_answering(chosen),
            *(part * kept for part in (self.answering, self.satisfied, self.answered)),
            *(part * both for part in (self.xx, self.nn, self.xn)),
        )

    def to_vector(self) -> Counts:
        """All counts as one flat int64 array of `vector_length(criteria)`, for storage.

        m, M, X, N, upper half of A, upper half of B, all of E. Vectors of disjoint clusters add up to the
        vector of all, so the difference of two vectors is what a stored row has to change by.
        """
        half = np.triu_indices(self.criteria)
        parts = (self.answering, self.satisfied, self.answered, self.xx[half], self.nn[half], self.xn.ravel())
        return np.concatenate(([self.clusters], *parts)).astype(np.int64)

    @classmethod
    def from_vector(cls, vector: npt.ArrayLike, criteria: int) -> "ClusterMoments":
        """Reads back `to_vector`. Raises WrongShape, NegativeCounts."""
        counts = whole_counts("vector", vector)
        if counts.shape != (vector_length(criteria),):
            raise WrongShape("vector", f"({vector_length(criteria)},)", counts.shape)
        half = criteria * (criteria + 1) // 2
        cuts = np.cumsum([1, criteria, criteria, criteria, half, half])
        m, answering, x, n, xx, nn, xn = np.split(counts, cuts)
        return cls(
            clusters=int(m[0]),
            answering=answering,
            satisfied=x,
            answered=n,
            xx=_symmetric(xx, criteria),
            nn=_symmetric(nn, criteria),
            xn=xn.reshape(criteria, criteria),
        )

    def _same_criteria(self, other: "ClusterMoments") -> None:
        if other.criteria != self.criteria:
            raise WrongShape("other", f"{self.criteria} criteria", other.answered.shape)


_EXACT_IN_FLOATS = 2**53


def _crossed(one: Counts, other: Counts) -> Counts:
    """Sum over rows of the products, (C, C), exact; by floats, which are far faster, where they are exact too."""
    if len(one) * int(one.max(initial=0)) * int(other.max(initial=0)) >= _EXACT_IN_FLOATS:
        return one.T @ other
    return (one.T.astype(np.float64) @ other.astype(np.float64)).astype(np.int64)


def _symmetric(upper: Counts, criteria: int) -> Counts:
    """The full matrix of an upper half, row by row with the diagonal."""
    full = np.zeros((criteria, criteria), dtype=np.int64)
    rows, columns = np.triu_indices(criteria)
    full[rows, columns] = full[columns, rows] = upper
    return full
