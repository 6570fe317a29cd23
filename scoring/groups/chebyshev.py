"""Smooth functions kept at Chebyshev points and read anywhere between (for quantity 6)."""

import numpy as np

from scoring.counts import Reals

_DIGITS = 6.0


def points(low: float, high: float, count: int) -> Reals:
    """Chebyshev points of the first kind on low..high, (count,), rising."""
    angles = np.pi * (2 * np.arange(count) + 1) / (2 * count)
    return (low + high) / 2 - (high - low) / 2 * np.cos(angles)


def points_needed(width: float, strip: float) -> int:
    """Points for about six digits of a function that is analytic within `strip` of a line of this width.

    The error falls as ρ^(-count), ρ the sum of the half-axes of the largest ellipse around the line that fits
    into the strip. Trefethen 2013, Approximation Theory and Approximation Practice, chapter 8.

    >>> points_needed(width=2.0, strip=np.pi)
    9
    """
    axis = 2 * strip / width
    return 1 + int(np.ceil(_DIGITS * np.log(10) / np.log(axis + np.sqrt(1 + axis * axis))))


def reading(low: float, high: float, count: int, at: Reals) -> Reals:
    """Matrix (len(at), count) from values at the points to values at `at`: barycentric interpolation.

    Berrut and Trefethen 2004, SIAM Review 46:501.

    >>> matrix = reading(0, 2, 5, at=np.array([0.3]))
    >>> round(float(matrix[0] @ points(0, 2, 5) ** 3), 6)
    0.027
    """
    angles = np.pi * (2 * np.arange(count) + 1) / (2 * count)
    weights = np.sin(angles) * (-1.0) ** np.arange(count)
    apart = at[:, None] - points(low, high, count)
    met = np.abs(apart) < 1e-14 * max(abs(low), abs(high), high - low)
    parts = weights / np.where(met, 1.0, apart)
    parts[met.any(axis=1)] = 0
    parts[met] = 1
    matrix: Reals = parts / parts.sum(axis=1, keepdims=True)
    return matrix
