"""The door that every count goes through: right shape, not negative, no NaN."""

import math
from collections.abc import Iterable
from typing import Any, TypeAlias, TypeVar

import numpy as np
import numpy.typing as npt

from scoring.errors import (
    ConfidenceOutOfRange,
    MoreSatisfiedThanAnswers,
    NegativeCounts,
    NotANumber,
    NotWholeCounts,
    OutOfRange,
    UnknownPosition,
    WrongShape,
)

Counts: TypeAlias = npt.NDArray[np.int64]
Reals: TypeAlias = npt.NDArray[np.float64]
Each = TypeVar("Each")

_END = 2**63
"""Counts from here on have no int64."""

_LARGEST = 1e100
"""Squares and cubes of larger numbers are no longer finite."""


def real_numbers(argument: str, values: npt.ArrayLike) -> Reals:
    """Real numbers of any shape and sign, up to 1e100. Raises NotANumber, OutOfRange."""
    numbers = _numbers(argument, values)
    try:
        array = numbers.astype(np.float64, copy=False)
    except (TypeError, ValueError, OverflowError) as not_numbers:
        raise NotANumber(argument) from not_numbers
    if not np.isfinite(array).all():
        raise NotANumber(argument)
    if (np.abs(array) > _LARGEST).any():
        raise OutOfRange(argument, float(np.abs(array).max()), f"{_LARGEST:g} or less")
    return array


def real_counts(argument: str, values: npt.ArrayLike) -> Reals:
    """Counts of 0 or more, fractions allowed (counts divided by a design effect), of any shape.

    Raises NotANumber, NegativeCounts, OutOfRange.
    """
    array = real_numbers(argument, values)
    if (array < 0).any():
        raise NegativeCounts(argument)
    if (array >= _END).any():
        raise OutOfRange(argument, float(array.max()), f"below {_END}")
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
    if array.dtype.kind == "u" and (array >= _END).any():
        raise OutOfRange(argument, int(array.max()), f"below {_END}")
    return array.astype(np.int64)


def one_count(argument: str, value: npt.ArrayLike) -> int:
    """A single whole count. Raises WrongShape and what `whole_counts` raises."""
    count = whole_counts(argument, value)
    if count.ndim:
        raise WrongShape(argument, "()", count.shape)
    return int(count)


def one_number(argument: str, value: npt.ArrayLike) -> float:
    """A single real number. Raises WrongShape and what `real_numbers` raises."""
    number = real_numbers(argument, value)
    if number.ndim:
        raise WrongShape(argument, "()", number.shape)
    return float(number)


def one_bound(argument: str, value: float) -> float:
    """A single real number, or infinity for no bound. Raises what `one_number` raises."""
    return math.inf if np.array_equal(value, math.inf) else one_number(argument, value)


def one_by_one(argument: str, values: Iterable[Each]) -> list[Each]:
    """What is in a list, in its order. Raises WrongShape for what is no list."""
    try:
        return list(values)
    except TypeError as single:
        raise WrongShape(argument, "of a list", ()) from single


def positions(argument: str, values: npt.ArrayLike, size: int) -> list[int]:
    """Positions 0 to size - 1, each once, in the order given. Raises NotANumber, WrongShape, UnknownPosition."""
    found = real_numbers(argument, values)
    if found.ndim != 1:
        raise WrongShape(argument, "(positions,)", found.shape)
    chosen: list[int] = []
    for position in found.tolist():
        if position % 1 or not 0 <= position < size or position in chosen:
            raise UnknownPosition(argument, position if position % 1 else int(position))
        chosen.append(int(position))
    return chosen


def design_effects_of_shape(values: npt.ArrayLike, shape: tuple[int, ...]) -> Reals:
    """Design effects of 1 or more, one for all or of this shape. Raises NotANumber, WrongShape, OutOfRange."""
    effects = real_numbers("design_effects", values)
    if (effects < 1).any():
        raise OutOfRange("design_effects", values, "1 or more")
    if effects.shape not in ((), shape):
        raise WrongShape("design_effects", f"() or {shape}", effects.shape)
    return np.broadcast_to(effects, shape)


def one_design_effect(value: npt.ArrayLike) -> float:
    """A single design effect of 1 or more. Raises NotANumber, WrongShape, OutOfRange."""
    effect = one_number("design_effect", value)
    if effect < 1:
        raise OutOfRange("design_effect", effect, "1 or more")
    return effect


def of_one_shape(**arrays: Reals) -> tuple[Reals, ...]:
    """The arrays broadcast against each other, named by their arguments. Raises WrongShape."""
    try:
        return np.broadcast_arrays(*arrays.values())
    except ValueError as mismatch:
        (_, first), *_, (argument, last) = arrays.items()
        raise WrongShape(argument, str(first.shape), last.shape) from mismatch


def satisfied_of_answers(satisfied: npt.ArrayLike, answers: npt.ArrayLike) -> tuple[Reals, Reals]:
    """Both as reals of one shape, satisfied never above answers."""
    n, x = of_one_shape(
        answers=real_counts("answers", answers), satisfied=real_counts("satisfied", satisfied)
    )
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
