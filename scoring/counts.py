"""The door that every count goes through: right shape, not negative, no NaN."""

from typing import Any, TypeAlias

import numpy as np
import numpy.typing as npt

from scoring.errors import (
    ConfidenceOutOfRange,
    MoreSatisfiedThanAnswers,
    NegativeCounts,
    NotANumber,
    NotWholeCounts,
    OutOfRange,
    WrongShape,
)

Counts: TypeAlias = npt.NDArray[np.int64]
Reals: TypeAlias = npt.NDArray[np.float64]

_END = 2**63
"""Counts from here on have no int64."""


def real_numbers(argument: str, values: npt.ArrayLike) -> Reals:
    """Real numbers of any shape and sign. Raises NotANumber."""
    numbers = _numbers(argument, values)
    try:
        array = numbers.astype(np.float64, copy=False)
    except (TypeError, ValueError, OverflowError) as not_numbers:
        raise NotANumber(argument) from not_numbers
    if not np.isfinite(array).all():
        raise NotANumber(argument)
    return array


def real_counts(argument: str, values: npt.ArrayLike) -> Reals:
    """Counts of 0 or more, fractions allowed (counts divided by a design effect), of any shape.

    Raises NotANumber, NegativeCounts.
    """
    array = real_numbers(argument, values)
    if (array < 0).any():
        raise NegativeCounts(argument)
    return array


def whole_counts(argument: str, values: npt.ArrayLike) -> Counts:
    """Counts of 0 or more, whole, of any shape, as exact int64.

    Raises NotANumber, NotWholeCounts, NegativeCounts, OutOfRange.
    """
    array = _numbers(argument, values)
    if array.dtype.kind not in "iu":
        reals = real_counts(argument, array)
        if (reals != np.floor(reals)).any():
            raise NotWholeCounts(argument)
        array = reals
    if (array < 0).any():
        raise NegativeCounts(argument)
    if array.dtype.kind != "i" and (array >= _END).any():
        raise OutOfRange(argument, array.max(), f"below {_END}")
    return array.astype(np.int64)


def design_effects_of_shape(values: npt.ArrayLike, shape: tuple[int, ...]) -> Reals:
    """Design effects of 1 or more, one for all or of this shape. Raises NotANumber, WrongShape, OutOfRange."""
    effects = real_numbers("design_effects", values)
    if (effects < 1).any():
        raise OutOfRange("design_effects", values, "1 or more")
    if effects.shape not in ((), shape):
        raise WrongShape("design_effects", f"() or {shape}", effects.shape)
    return np.broadcast_to(effects, shape)


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
    try:
        between = 0 < confidence < 1
    except (TypeError, ValueError):
        between = False
    if not between:
        raise ConfidenceOutOfRange(confidence)
    return confidence


def _numbers(argument: str, values: npt.ArrayLike) -> npt.NDArray[Any]:
    """An array of numbers, or of objects that may be numbers: neither text nor dates, and not ragged."""
    try:
        array = np.asarray(values)
    except (TypeError, ValueError) as not_numbers:
        raise NotANumber(argument) from not_numbers
    if array.dtype.kind not in "biufO":
        raise NotANumber(argument)
    return array
