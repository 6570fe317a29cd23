"""The doors of a series: its values, and the positions of its periods, so that a gap stays a gap."""

import numpy as np
import numpy.typing as npt

from scoring.counts import Reals, real_numbers
from scoring.errors import OutOfRange, WrongShape


def series(argument: str, values: npt.ArrayLike) -> Reals:
    """Real numbers, one a period, shape (periods,). Raises NotANumber, WrongShape."""
    array = real_numbers(argument, values)
    if array.ndim != 1:
        raise WrongShape(argument, "(periods,)", array.shape)
    return array


def shares(argument: str, values: npt.ArrayLike) -> Reals:
    """Fractions 0..1 of any shape. Raises NotANumber, OutOfRange."""
    array = real_numbers(argument, values)
    if ((array < 0) | (array > 1)).any():
        raise OutOfRange(argument, array.tolist(), "between 0 and 1")
    return array


def positions_of(periods: int, positions: npt.ArrayLike | None) -> Reals:
    """When each period was: 0, 1, 2 …, or the positions given, rising. Raises WrongShape, OutOfRange.

    A period without a figure is left out of values and positions alike: 0, 1, 3 says that 2 is missing.
    """
    if positions is None:
        return np.arange(periods, dtype=np.float64)
    array = series("positions", positions)
    if len(array) != periods:
        raise WrongShape("positions", f"({periods},)", array.shape)
    if (np.diff(array) <= 0).any():
        raise OutOfRange("positions", array.tolist(), "rising from period to period")
    return array
