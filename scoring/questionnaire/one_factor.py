"""Quantity 14: one common factor behind the items, and McDonald's omega total."""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from scipy import optimize

from scoring.counts import Reals
from scoring.errors import OutOfRange
from scoring.questionnaire.covariances import correlations, definite

LEAST_UNIQUENESS = 0.005
"""No item is explained further than this, as in R's factanal and psych::fa (a Heywood case stops here)."""

_LEAST_ITEMS = 3


@dataclass(frozen=True, slots=True, eq=False)
class OneFactor:
    """Loadings of standardised items on one factor, (k,), and the variance that each has for itself, (k,).

    The factor is turned so that the sum of the loadings is not below 0.
    """

    loadings: Reals
    uniquenesses: Reals
    method: str

    @property
    def omega(self) -> float:
        """McDonald's omega total: (sum of loadings)² / ((sum of loadings)² + sum of uniquenesses).

        The share of the variance of the sum of standardised items that the common factor explains.
        McDonald 1999, Test Theory, chapter 6.
        """
        common = float(self.loadings.sum()) ** 2
        return common / (common + float(self.uniquenesses.sum()))


def maximum_likelihood(covariance: npt.ArrayLike) -> OneFactor:
    """One factor by maximum likelihood on the correlations of 3 items or more, as R's factanal(factors = 1).

    Minimises the discrepancy over the uniquenesses. Jöreskog 1967, Psychometrika 32:443.
    Raises OutOfRange, CovarianceNotDefinite.

    >>> factor = maximum_likelihood([[1, 0.48, 0.42], [0.48, 1, 0.56], [0.42, 0.56, 1]])
    >>> factor.loadings.round(4).tolist(), round(factor.omega, 4)
    ([0.6, 0.8, 0.7], 0.7449)
    """
    matrix = _correlations(covariance)
    start = (1 - 0.5 / len(matrix)) / np.diagonal(np.linalg.inv(matrix))
    found = optimize.minimize(
        _discrepancy,
        np.clip(start, LEAST_UNIQUENESS, 1.0),
        args=(matrix,),
        jac=True,
        method="L-BFGS-B",
        bounds=[(LEAST_UNIQUENESS, 1.0)] * len(matrix),
        options={"ftol": 1e-15, "gtol": 1e-9, "maxiter": 1000},
    )
    uniquenesses = np.asarray(found.x, np.float64)
    return _turned(_loadings(uniquenesses, matrix), uniquenesses, "one factor, maximum likelihood")


def minimum_residuals(covariance: npt.ArrayLike) -> OneFactor:
    """One factor by least squares on the correlations off the diagonal, as R's psych::fa(fm = "minres").

    Harman & Jones 1966, Psychometrika 31:351. Raises OutOfRange, CovarianceNotDefinite.
    """
    matrix = _correlations(covariance)
    most = float(np.sqrt(1 - LEAST_UNIQUENESS))
    values, vectors = np.linalg.eigh(matrix)
    start = vectors[:, -1] * np.sqrt(values[-1])
    found = optimize.minimize(
        _residuals,
        np.clip(start, -most, most),
        args=(matrix,),
        jac=True,
        method="L-BFGS-B",
        bounds=[(-most, most)] * len(matrix),
        options={"ftol": 1e-15, "gtol": 1e-10, "maxiter": 1000},
    )
    loadings = np.asarray(found.x, np.float64)
    return _turned(loadings, 1 - loadings**2, "one factor, minimum residuals")


def _correlations(covariance: npt.ArrayLike) -> Reals:
    matrix = correlations(definite("covariance", covariance))
    if len(matrix) < _LEAST_ITEMS:
        raise OutOfRange("covariance", len(matrix), f"of {_LEAST_ITEMS} items or more")
    return matrix


def _loadings(uniquenesses: Reals, matrix: Reals) -> Reals:
    """The best loadings given the uniquenesses: first eigenvector of the scaled correlations."""
    scale = np.sqrt(uniquenesses)
    values, vectors = np.linalg.eigh(matrix / np.outer(scale, scale))
    loadings: Reals = scale * vectors[:, -1] * np.sqrt(max(values[-1] - 1, 0.0))
    return loadings


def _discrepancy(uniquenesses: Reals, matrix: Reals) -> tuple[float, Reals]:
    """Minus twice the log-likelihood per form, up to a constant, and its gradient."""
    scale = np.sqrt(uniquenesses)
    rest = np.linalg.eigvalsh(matrix / np.outer(scale, scale))[:-1]
    loadings = _loadings(uniquenesses, matrix)
    gradient = (loadings**2 + uniquenesses - np.diagonal(matrix)) / uniquenesses**2
    return float((rest - np.log(rest)).sum()) - len(rest), gradient


def _residuals(loadings: Reals, matrix: Reals) -> tuple[float, Reals]:
    """Half the sum of squared residuals off the diagonal, and its gradient."""
    left = np.outer(loadings, loadings) - matrix
    np.fill_diagonal(left, 0.0)
    return float((left**2).sum()) / 4, left @ loadings


def _turned(loadings: Reals, uniquenesses: Reals, method: str) -> OneFactor:
    return OneFactor(loadings if loadings.sum() >= 0 else -loadings, uniquenesses, method)
