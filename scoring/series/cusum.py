"""Quantity 13: cumulative sums, of readings (tabular) and of whole scores."""

import math

import numpy as np
import numpy.typing as npt

from scoring.counts import Counts, Reals, one_number, real_numbers
from scoring.errors import OutOfRange, WrongShape


def tabular_cusum(
    values: npt.ArrayLike, target: float, allowance: float, head_start: float = 0.0
) -> tuple[Reals, Reals]:
    """The sums for a rise and for a fall, both of the shape of values (..., steps) and 0 or more.

        high_t = max(0, high_(t-1) + x_t - target - allowance)
        low_t  = max(0, low_(t-1) + target - allowance - x_t)

    Page 1954, Biometrika 41:100. `head_start`: where both sums begin (Lucas & Crosier 1982).

    >>> high, low = tabular_cusum([2.0, 1.5, -0.5], target=0, allowance=0.5)
    >>> high.tolist(), low.tolist()
    ([1.5, 2.5, 1.5], [0.0, 0.0, 0.0])
    """
    x = real_numbers("values", values)
    if x.ndim == 0:
        raise WrongShape("values", "(..., steps)", x.shape)
    for name, value in {"allowance": allowance, "head_start": head_start}.items():
        if not 0 <= value < math.inf:
            raise OutOfRange(name, value, "0 or more")
    above = x - one_number("target", target)
    return _sums(above - allowance, head_start), _sums(-above - allowance, head_start)


def first_signal(sums: npt.ArrayLike, limit: float) -> int | None:
    """The first step, counted from 0, at which a sum (steps,) is above the limit; None where none is."""
    over = np.flatnonzero(real_numbers("sums", sums) > limit)
    return int(over[0]) if over.size else None


def _sums(increments: Reals, start: float) -> Reals:
    """Running sums that never fall below 0."""
    sums = np.empty_like(increments)
    last: Reals = np.full(increments.shape[:-1], start, dtype=np.float64)
    for step in range(increments.shape[-1]):
        last = np.maximum(0.0, last + increments[..., step])
        sums[..., step] = last
    return sums


def score_cusum(
    increments: Counts, limits: Counts, forms: Counts, needed: int
) -> tuple[Counts, npt.NDArray[np.bool_], Counts, Counts]:
    """Sums of whole scores of many streams at once, begun anew after each signal.

    increments, forms (streams, steps); limits (streams,). A signal: the sum at its limit or above and
    `needed` forms or more since the sum was last begun anew. Returns, all (streams, steps): the sum after
    each step, the signals, the step in which the sum last left 0, and the forms since begun anew.
    """
    streams, steps = increments.shape
    sums, signals = np.zeros((streams, steps), np.int64), np.zeros((streams, steps), np.bool_)
    began, since = np.zeros((streams, steps), np.int64), np.zeros((streams, steps), np.int64)
    last, seen = np.zeros(streams, np.int64), np.zeros(streams, np.int64)
    left = np.zeros(streams, np.int64)
    for step in range(steps):
        left = np.where(last == 0, step, left)
        last = np.maximum(0, last + increments[:, step])
        seen = seen + forms[:, step]
        signal = (last >= limits) & (seen >= needed)
        sums[:, step], signals[:, step], began[:, step], since[:, step] = last, signal, left, seen
        last, seen = np.where(signal, 0, last), np.where(signal, 0, seen)
    return sums, signals, began, since
