"""A distribution on a grid, told by a few points that have its moments: Gauss's rule (for quantity 6)."""

import numpy as np

from scoring.counts import Reals

_NOTHING = 1e-300


def few_points(values: Reals, weights: Reals, count: int) -> tuple[Reals, Reals]:
    """Points and weights, both (..., count), with the first 2·count moments of distributions on a grid.

    values    (grid,)      where the distributions live
    weights   (..., grid)  not negative, sum 1

    Recurrence of the orthogonal polynomials by Stieltjes, points as eigenvalues of their Jacobi matrix:
    Golub and Welsch 1969, Mathematics of Computation 23:221.

    >>> points, weights = few_points(np.array([0.0, 1.0, 2.0]), np.array([0.25, 0.5, 0.25]), count=2)
    >>> bool(np.isclose(weights @ points, 1.0)), bool(np.isclose(weights @ points**2, 1.5))
    (True, True)
    """
    diagonal, beside = [], []
    before, now = np.zeros_like(weights), np.ones_like(weights)
    size, ratio = weights.sum(axis=-1), np.zeros(weights.shape[:-1])
    for _ in range(count):
        squared = weights * now * now
        centre = (squared @ values) / np.maximum(squared.sum(axis=-1), _NOTHING)
        diagonal.append(centre)
        before, now = now, (values - centre[..., None]) * now - ratio[..., None] * before
        grown = (weights * now * now).sum(axis=-1)
        ratio = grown / np.maximum(size, _NOTHING)
        size = grown
        beside.append(np.sqrt(ratio))
    matrix = np.zeros((*weights.shape[:-1], count, count))
    for place in range(count):
        matrix[..., place, place] = diagonal[place]
        if place + 1 < count:
            matrix[..., place, place + 1] = matrix[..., place + 1, place] = beside[place]
    found, vectors = np.linalg.eigh(matrix)
    return found, vectors[..., 0, :] ** 2
