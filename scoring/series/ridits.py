"""Mean ridits: each group of answers read against all of them, on every level of the scale."""

import numpy.typing as npt

from scoring.counts import Reals, whole_counts
from scoring.errors import OutOfRange, WrongShape

_MATRIX = 2


def ridits(counts: npt.ArrayLike) -> Reals:
    """Mean ridit of each group, shape (..., groups), of level counts (..., groups, levels), worst first.

    The probability that an answer of the group is better than one drawn from all groups together, a tie
    counted half; the mean over all answers is 1/2. Every group must have answers (OutOfRange).
    Bross 1958, Biometrics 14:18.

    >>> ridits([[10, 0], [0, 10]]).tolist()
    [0.25, 0.75]
    """
    levels = whole_counts("counts", counts)
    if levels.ndim < _MATRIX:
        raise WrongShape("counts", "(..., groups, levels)", levels.shape)
    answers = levels.sum(axis=-1)
    if not answers.shape[-1] or (answers == 0).any():
        raise OutOfRange("counts", answers.tolist(), "answers in every group")
    together = levels.sum(axis=-2, keepdims=True)
    below = together.cumsum(axis=-1) - together
    ridit = (below + together / 2) / together.sum(axis=-1, keepdims=True)
    mean: Reals = (levels * ridit).sum(axis=-1) / answers
    return mean
