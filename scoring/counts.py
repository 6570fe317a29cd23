"""The door that every count goes through: right shape, not negative, no NaN."""

from typing import TypeAlias

import numpy as np
import numpy.typing as npt

from scoring.errors import (
    ConfidenceOutOfRange,
    MoreSatisfiedThanAnswers,
    NegativeCounts,
    NotANumber,
    NotWholeCounts,
    WrongShape,
)

Counts: TypeAlias = npt.NDArray[np.int64]
Reals: TypeAlias = npt.NDArray[np.float64]


def real_counts(argument: str, values: npt.ArrayLike) -> Reals:
    """Counts of 0 or more, fractions allowed (counts divided by a design effect), of any shape.

    Raises NotANumber, NegativeCounts.
    """
    try:
        array = np.asarray(values, dtype=np.float64)
    except (TypeError, ValueError) as not_numbers:
        raise NotANumber(argument) from not_numbers
    if not np.isfinite(array).all():
        raise NotANumber(argument)
    if (array < 0).any():
        raise NegativeCounts(argument)
    return array


def whole_counts(argument: str, values: npt.ArrayLike) -> Counts:
    """Counts of 0 or more, whole, of any shape, as exact int64.

    Raises NotANumber, NotWholeCounts, NegativeCounts.
    """
    array = np.asarray(values)
    if array.dtype.kind not in "iu":
        reals = real_counts(argument, values)
        if (reals != np.floor(reals)).any():
            raise NotWholeCounts(argument)
        array = reals
    if (array < 0).any():
        raise NegativeCounts(argument)
    return array.astype(np.int64)


def satisfied_of_answers(satisfied: npt.ArrayLike, answers: npt.ArrayLike) -> tuple[Reals, Reals]:
    """Both as reals of one shape, satisfied never above answers."""
    x, n = real_counts("satisfied", satisfied), real_counts("answers", answers)
    try:
        x, n = np.broadcast_arrays(x, n)
    except ValueError as mismatch:
        raise WrongShape("satisfied", str(n.shape), x.shape) from mismatch
    if (x > n).any():
        raise MoreSatisfiedThanAnswers("satisfied")
    return x, n


def confidence_between_0_and_1(confidence: float) -> float:
    """The confidence itself. Raises ConfidenceOutOfRange."""
    if not 0 < confidence < 1:
        raise ConfidenceOutOfRange(confidence)
    return confidence
