"""The form that the tests of quantity 9 read: how many answers of each group at each level."""

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

from scoring.counts import Counts, Reals, real_numbers, whole_counts
from scoring.errors import WrongShape

_TABLE = 2


def level_table(argument: str, counts: npt.ArrayLike) -> Counts:
    """Counts (groups, levels), checked; levels in order. Raises WrongShape and what `whole_counts` raises."""
    table = whole_counts(argument, counts)
    if table.ndim != _TABLE or not table.shape[1]:
        raise WrongShape(argument, "(groups, levels)", table.shape)
    return table


def table_of_values(groups: Sequence[npt.ArrayLike]) -> tuple[Counts, Reals]:
    """Counts (groups, distinct values) of raw real values, and the values in order. Raises NotANumber.

    >>> counts, values = table_of_values([[2.5, 1.0], [2.5, 2.5, 4.0]])
    >>> counts.tolist(), values.tolist()
    ([[1, 1, 0], [0, 2, 1]], [1.0, 2.5, 4.0])
    """
    rows = [real_numbers("groups", group).ravel() for group in groups]
    together = np.concatenate(rows) if rows else np.zeros(0)
    values, position = np.unique(together, return_inverse=True)
    counts = np.zeros((len(rows), len(values)), dtype=np.int64)
    np.add.at(counts, (np.repeat(np.arange(len(rows)), [len(row) for row in rows]), position.ravel()), 1)
    return counts, values


def placements(counts: Counts | Reals) -> Reals:
    """Answers of a group below each level, plus half of those at it, (..., levels): mid-ranks less one half."""
    table = np.asarray(counts, dtype=np.float64)
    middle: Reals = np.cumsum(table, axis=-1) - table / 2
    return middle


def ridits(counts: Counts | Reals) -> Reals:
    """Placements as fractions 0..1 of all answers, (levels,): Bross 1958, Biometrics 14:18. Half each if none."""
    totals = np.asarray(counts, dtype=np.float64)
    everyone = totals.sum()
    scores: Reals = placements(totals) / everyone if everyone else np.full(totals.shape, 0.5)
    return scores
