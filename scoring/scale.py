"""An answer scale that knows which of its levels count as satisfied."""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from scoring.counts import Counts, one_count, whole_counts
from scoring.errors import LevelOffScale, ScaleImpossible, WrongShape


@dataclass(frozen=True, slots=True)
class Scale:
    """Levels 1 to `levels`, worst to best; from `satisfied_from` up an answer counts as satisfied.

    >>> FIVE_LEVELS.is_satisfied(4), FIVE_LEVELS.is_satisfied(3)
    (True, False)
    >>> int(FIVE_LEVELS.satisfied_count([2, 3, 10, 45, 40]))
    85
    """

    levels: int
    satisfied_from: int

    def __post_init__(self) -> None:
        for argument in ("levels", "satisfied_from"):
            object.__setattr__(self, argument, one_count(argument, getattr(self, argument)))
        if not 1 < self.satisfied_from <= self.levels:
            raise ScaleImpossible(self.levels, self.satisfied_from)

    def is_satisfied(self, level: int) -> bool:
        """Whether an answer at this level counts as satisfied. Raises LevelOffScale."""
        if isinstance(level, bool) or not isinstance(level, int | np.integer):
            raise LevelOffScale(level, self.levels)
        if not 1 <= level <= self.levels:
            raise LevelOffScale(level, self.levels)
        return bool(level >= self.satisfied_from)

    def satisfied_count(self, counts: npt.ArrayLike) -> Counts:
        """Satisfied answers, shape (...), of level counts, shape (..., levels), worst level first."""
        satisfied: Counts = self.level_counts(counts)[..., self.satisfied_from - 1 :].sum(axis=-1)
        return satisfied

    def unsatisfied_count(self, counts: npt.ArrayLike) -> Counts:
        """Answers at the mirror of the satisfied levels (the bottom two of five), shape (...).

        As many levels from the bottom as count as satisfied at the top, but never a satisfied one.
        """
        bottom = min(self.levels - self.satisfied_from + 1, self.satisfied_from - 1)
        unsatisfied: Counts = self.level_counts(counts)[..., :bottom].sum(axis=-1)
        return unsatisfied

    def level_counts(self, counts: npt.ArrayLike) -> Counts:
        """The counts, checked, shape (..., levels). Raises WrongShape, NegativeCounts, NotANumber."""
        array = whole_counts("counts", counts)
        if array.ndim == 0 or array.shape[-1] != self.levels:
            raise WrongShape("counts", f"(..., {self.levels})", array.shape)
        return array


FIVE_LEVELS = Scale(levels=5, satisfied_from=4)
"""Rất không hài lòng … Rất hài lòng (Decision 1001/QĐ-BNV of 2023): the top two levels count."""
