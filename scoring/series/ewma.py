"""Quantity 13: the exponentially weighted moving average of a series, and its limits."""

import math

import numpy as np
import numpy.typing as npt

from scoring.counts import Reals, one_count, one_number, real_numbers
from scoring.errors import OutOfRange, WrongShape


def ewma(values: npt.ArrayLike, weight: float, start: float) -> Reals:
    """z_t = weight · x_t + (1 - weight) · z_(t-1), z_0 = start; of values (..., steps), same shape.

    Roberts 1959, Technometrics 1:239.

    >>> [round(z, 2) for z in ewma([52, 47, 53], weight=0.3, start=50).tolist()]
    [50.6, 49.52, 50.56]
    """
    x = real_numbers("values", values)
    if x.ndim == 0:
        raise WrongShape("values", "(..., steps)", x.shape)
    _weight(weight)
    smooth = np.empty_like(x)
    last: Reals = np.full(x.shape[:-1], one_number("start", start))
    for step in range(x.shape[-1]):
        last = weight * x[..., step] + (1 - weight) * last
        smooth[..., step] = last
    return smooth


def ewma_limits(
    target: float, sigma: float, weight: float, width: float, step: int | None = None
) -> tuple[float, float]:
    """Low and high limit: target ± width · sigma · sqrt(weight / (2 - weight)).

    With `step` (1, 2, …) the exact limits after so many steps, narrower at the start: times
    sqrt(1 - (1 - weight)^(2 step)). Lucas & Saccucci 1990, Technometrics 32:1.

    >>> [round(limit, 4) for limit in ewma_limits(50, sigma=2.0539, weight=0.3, width=3)]
    [47.4116, 52.5884]
    """
    _weight(weight)
    for name, value in {"sigma": sigma, "width": width}.items():
        if not 0 < value < math.inf:
            raise OutOfRange(name, value, "above 0")
    if step is not None and one_count("step", step) < 1:
        raise OutOfRange("step", step, "1 or more")
    grown = 1.0 if step is None else 1 - (1 - weight) ** (2 * step)
    half = width * sigma * math.sqrt(weight / (2 - weight) * grown)
    middle = one_number("target", target)
    return middle - half, middle + half


def _weight(weight: float) -> None:
    if not 0 < weight <= 1:
        raise OutOfRange("weight", weight, "above 0 and at most 1")
