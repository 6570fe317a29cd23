"""Quantity 15: how much of the differences in one answer goes with each of the others, from covariances."""

from itertools import combinations
from math import factorial
from typing import Any

import numpy as np
import numpy.typing as npt

from scoring.counts import Reals
from scoring.errors import CovarianceNotDefinite, OutOfRange
from scoring.questionnaire.covariances import correlations, square

MOST_DRIVERS = 12
"""LMG goes through all 2^p subsets; beyond this use `relative_weights`."""

_EXPLAINED_AND_ONE_DRIVER = 2
_SMALLEST_EIGENVALUE = 1e-10


def explained(covariance: npt.ArrayLike) -> Reals:
    """R², (...), of the first variable by linear regression on all others, covariances (..., p+1, p+1).

    >>> round(float(explained([[1.0, 0.5, 0.2], [0.5, 1.0, 0.0], [0.2, 0.0, 1.0]])), 4)
    0.29
    """
    matrix = _correlations(covariance)
    return _explained(matrix, tuple(range(1, matrix.shape[-1])))


def lmg(covariance: npt.ArrayLike) -> Reals:
    """Contributions, (..., p), of each of p variables to R² of the first, averaged over all orders of entry.

    Covariances (..., p+1, p+1), the explained variable first, p up to 12. They are not below 0 and add up
    to R². Lindeman, Merenda & Gold 1980; the Shapley value. Grömping 2006, J. Stat. Software 17(1).
    Raises OutOfRange, CovarianceNotDefinite.

    >>> lmg([[1.0, 0.5, 0.2], [0.5, 1.0, 0.0], [0.2, 0.0, 1.0]]).round(4).tolist()
    [0.25, 0.04]
    """
    matrix = _correlations(covariance)
    drivers = range(1, matrix.shape[-1])
    p = len(drivers)
    if p > MOST_DRIVERS:
        raise OutOfRange("covariance", p, f"of {MOST_DRIVERS} drivers at most")
    values: dict[tuple[int, ...], Reals] = {(): np.zeros(matrix.shape[:-2])}
    contributions = np.zeros((*matrix.shape[:-2], p))
    for size in range(1, p + 1):
        share = factorial(size - 1) * factorial(p - size) / factorial(p)
        for subset in combinations(drivers, size):
            values[subset] = _explained(matrix, subset)
            for place, driver in enumerate(subset):
                gain = values[subset] - values[subset[:place] + subset[place + 1 :]]
                contributions[..., driver - 1] += share * gain
    return contributions


def relative_weights(covariance: npt.ArrayLike) -> Reals:
    """Johnson's relative weights, (..., p): R² shared out through the nearest uncorrelated variables.

    Covariances (..., p+1, p+1), the explained variable first. Not below 0, add up to R²; for two drivers
    the same as LMG, for many close to it and much quicker. Johnson 2000, Multivariate Behavioral Research
    35:1. Raises CovarianceNotDefinite.

    >>> relative_weights([[1.0, 0.5, 0.2], [0.5, 1.0, 0.0], [0.2, 0.0, 1.0]]).round(4).tolist()
    [0.25, 0.04]
    """
    matrix = _related(covariance)
    values, vectors = np.linalg.eigh(matrix[..., 1:, 1:])
    _above_zero(values)
    turned = np.swapaxes(vectors, -1, -2)
    root = (vectors * np.sqrt(values)[..., None, :]) @ turned
    inverse = (vectors / np.sqrt(values)[..., None, :]) @ turned
    slopes = (inverse @ matrix[..., 1:, :1])[..., 0]
    weights: Reals = ((root**2) @ (slopes**2)[..., None])[..., 0]
    return weights


def _correlations(covariance: npt.ArrayLike) -> Reals:
    """Of the variable explained and of drivers, none of which the others determine."""
    related = _related(covariance)
    _above_zero(np.linalg.eigvalsh(related[..., 1:, 1:]))
    return related


def _related(covariance: npt.ArrayLike) -> Reals:
    matrix = square("covariance", covariance)
    if matrix.shape[-1] < _EXPLAINED_AND_ONE_DRIVER:
        raise OutOfRange("covariance", matrix.shape[-1], "of one driver or more")
    return correlations(matrix)


def _above_zero(eigenvalues: npt.NDArray[np.floating[Any]]) -> None:
    if eigenvalues.min() <= _SMALLEST_EIGENVALUE:
        raise CovarianceNotDefinite("covariance")


def _explained(matrix: Reals, drivers: tuple[int, ...]) -> Reals:
    among = matrix[..., drivers, :][..., :, drivers]
    towards = matrix[..., drivers, 0]
    solved = np.linalg.solve(among, towards[..., None])[..., 0]
    total: Reals = (towards * solved).sum(axis=-1)
    return total
