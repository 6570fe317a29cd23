"""Counter K3: which level was given to one item by those who gave such a level to another.

An item is a criterion, or the overall question. Rotating questionnaires ask each form a part of the items, so
covariances come from the forms that answered both items of a pair.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from scoring.counts import Counts, one_count, positions, whole_counts
from scoring.errors import LevelOffScale, OutOfRange, UnknownPosition, WrongShape

_BLOCK = 1 << 16
"""Forms counted at once; floats hold whole numbers exactly far beyond it."""


def pair_places(items: int) -> list[tuple[int, int]]:
    """The pairs (i, j), i < j, in the order in which their tables stand in the flat vector: rising.

    >>> pair_places(3)
    [(0, 1), (0, 2), (1, 2)]
    """
    size = one_count("items", items)
    return [(i, j) for i in range(size) for j in range(i + 1, size)]


def pair_vector_length(items: int, levels: int) -> int:
    """Integers that `PairTables.to_vector` takes: 3,400 for 17 items of 5 levels."""
    size = one_count("items", items)
    return size * (size - 1) // 2 * one_count("levels", levels) ** 2


@dataclass(frozen=True, slots=True, eq=False)
class PairTables:
    """For every pair of items, the forms by the level of one and the level of the other, both valid.

    items   I, criteria and overall question, 2 or more
    counts  (P, L, L) int64, a table for each pair of `pair_places(items)`; rows: the level of the first item,
            worst first; columns: that of the second

    Exact, order-free, and can be added and taken away. A table of an item with itself is not kept: how often
    an item got each level is counter K1, to be handed in beside it.

    >>> forms = PairTables.of_rows([[5, 4, 0], [5, 5, 3], [4, 0, 2]], levels=5)
    >>> forms.answered_both.tolist()
    [2, 2, 1]
    >>> int(forms.table(0, 1)[4, 3]), forms.table(1, 0).shape
    (1, (5, 5))
    >>> forms - forms == PairTables.zero(3, 5)
    True
    """

    items: int
    counts: Counts

    def __post_init__(self) -> None:
        items = one_count("items", self.items)
        counts = whole_counts("counts", self.counts)
        least = 2
        if items < least:
            raise OutOfRange("items", items, "2 or more")
        pairs = items * (items - 1) // 2
        if counts.ndim != least + 1 or counts.shape[0] != pairs or counts.shape[1] != counts.shape[2]:
            raise WrongShape("counts", f"({pairs}, levels, levels)", counts.shape)
        if counts.shape[1] < least:
            raise OutOfRange("levels", counts.shape[1], "2 or more")
        counts.setflags(write=False)
        object.__setattr__(self, "items", items)
        object.__setattr__(self, "counts", counts)

    @classmethod
    def of_rows(cls, rows: npt.ArrayLike, levels: int) -> "PairTables":
        """From forms (m, I), each item's level from 1 up, 0 where there is no valid answer.

        Raises WrongShape, LevelOffScale.
        """
        answers = whole_counts("rows", rows)
        matrix_dimensions = 2
        if answers.ndim != matrix_dimensions:
            raise WrongShape("rows", "(forms, items)", answers.shape)
        levels = one_count("levels", levels)
        if answers.size and answers.max() > levels:
            raise LevelOffScale(int(answers.max()), levels, "rows")
        items = answers.shape[1]
        together = np.zeros((items * levels, items * levels), dtype=np.int64)
        for start in range(0, len(answers), _BLOCK):
            block = answers[start : start + _BLOCK, :, None] == np.arange(1, levels + 1)
            given = block.reshape(-1, items * levels).astype(np.float32)
            together += (given.T @ given).astype(np.int64)
        tables = together.reshape(items, levels, items, levels).transpose(0, 2, 1, 3)
        return cls(items, tables[np.triu_indices(items, 1)])

    @classmethod
    def zero(cls, items: int, levels: int) -> "PairTables":
        """No form yet."""
        return cls.from_vector(np.zeros(pair_vector_length(items, levels), dtype=np.int64), items, levels)

    @classmethod
    def from_vector(cls, vector: npt.ArrayLike, items: int, levels: int) -> "PairTables":
        """Reads back `to_vector`. Raises WrongShape, NegativeCounts."""
        counts = whole_counts("vector", vector)
        if counts.shape != (pair_vector_length(items, levels),):
            raise WrongShape("vector", f"({pair_vector_length(items, levels)},)", counts.shape)
        return cls(items, counts.reshape(-1, levels, levels))

    def to_vector(self) -> Counts:
        """All tables, flat: pairs as in `pair_places`, each table row by row, the level of i slow."""
        return self.counts.ravel().copy()

    @property
    def levels(self) -> int:
        """L, the levels of the scale."""
        return int(self.counts.shape[1])

    @property
    def answered_both(self) -> Counts:
        """n_ij, the forms with a valid answer to both items of a pair, (P,)."""
        both: Counts = self.counts.sum(axis=(1, 2))
        return both

    def table(self, i: int, j: int) -> Counts:
        """The (L, L) table of two items: rows the level of i, columns that of j. Raises UnknownPosition."""
        for item in (i, j):
            if not 0 <= item < self.items or i == j:
                raise UnknownPosition("item", item)
        first, second = min(i, j), max(i, j)
        place = first * self.items - first * (first + 1) // 2 + second - first - 1
        found: Counts = self.counts[place]
        return found if i < j else found.T

    def restrict(self, items: Sequence[int]) -> "PairTables":
        """The tables of these items (positions, 2 or more), in this order. Raises UnknownPosition."""
        chosen = positions("items", items, self.items)
        tables = [self.table(chosen[i], chosen[j]) for i, j in pair_places(len(chosen))]
        return PairTables(len(chosen), np.array(tables).reshape(-1, self.levels, self.levels))

    def __add__(self, other: "PairTables") -> "PairTables":
        self._same_questions(other)
        return PairTables(self.items, self.counts + other.counts)

    def __sub__(self, other: "PairTables") -> "PairTables":
        """Takes forms away again. Raises NegativeCounts where they were never there."""
        self._same_questions(other)
        return PairTables(self.items, self.counts - other.counts)

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, PairTables):
            return NotImplemented
        return self.items == other.items and np.array_equal(self.counts, other.counts)

    __hash__ = None  # type: ignore[assignment]

    def _same_questions(self, other: "PairTables") -> None:
        if (other.items, other.levels) != (self.items, self.levels):
            raise WrongShape("other", f"{self.items} items of {self.levels} levels", other.counts.shape)
