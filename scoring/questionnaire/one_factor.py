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
_LOWEST = float(np.log(LEAST_UNIQUENESS))
_STEPS, _HALVINGS, _NEAR, _FLAT = 30, 8, 1e-9, 1e-6


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

    Newton's steps over the logarithms of the uniquenesses. Jöreskog 1967, Psychometrika 32:443.
    Raises OutOfRange, CovarianceNotDefinite.

    >>> factor = maximum_likelihood([[1, 0.48, 0.42], [0.48, 1, 0.56], [0.42, 0.56, 1]])
    >>> factor.loadings.round(4).tolist(), round(factor.omega, 4)
    ([0.6, 0.8, 0.7], 0.7449)
    """
    matrix = _correlations(covariance)
    logs = np.log(np.clip((1 - 0.5 / len(matrix)) / np.diagonal(np.linalg.inv(matrix)), LEAST_UNIQUENESS, 1))
    uniquenesses = np.exp(_least(_newton(logs, matrix), matrix))
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


def _discrepancy(logs: Reals, matrix: Reals) -> tuple[float, Reals, Reals]:
    """Minus twice the log-likelihood per form up to a constant, its gradient and about its second derivative.

    By the logarithms of the uniquenesses; the eigenvectors beyond the first say what the factor leaves over.
    """
    scale = np.exp(-logs / 2)
    values, vectors = np.linalg.eigh(matrix * np.outer(scale, scale))
    rest, left = values[:-1], vectors[:, :-1]
    slope: Reals = (left**2) @ (1 - rest)
    return float((rest - np.log(rest) - 1).sum()), slope, (left @ left.T) ** 2


def _newton(logs: Reals, matrix: Reals) -> Reals:
    """Steps downhill as long as they lead down: to the least discrepancy, or to where the bounds are in the way."""
    misfit, slope, curve = _discrepancy(logs, matrix)
    for _ in range(_STEPS):
        step = _step(logs, slope, curve)
        tries = (logs + step / 2**halving for halving in range(_HALVINGS))
        found = next(((at, of) for at in tries if (of := _discrepancy(at, matrix))[0] < misfit), None)
        if found is None:
            break
        logs, (misfit, slope, curve) = found
        if np.abs(step).max() < _NEAR:
            break
    return logs


def _least(logs: Reals, matrix: Reals) -> Reals:
    """The same point where it is the least one; else what a general search finds from there."""
    slope = _discrepancy(logs, matrix)[1]
    if np.abs(slope[_free(logs, slope)]).max(initial=0.0) < _FLAT:
        return logs
    found = optimize.minimize(
        _height,
        logs,
        args=(matrix,),
        jac=True,
        method="L-BFGS-B",
        bounds=[(_LOWEST, 0.0)] * len(matrix),
        options={"ftol": 1e-15, "gtol": 1e-9, "maxiter": 1000},
    )
    return np.asarray(found.x, np.float64)


def _free(logs: Reals, slope: Reals) -> npt.NDArray[np.intp]:
    """Positions of those that are not held at a bound."""
    held = ((logs <= _LOWEST) & (slope > 0)) | ((logs >= 0) & (slope < 0))
    return np.flatnonzero(~held)


def _height(logs: Reals, matrix: Reals) -> tuple[float, Reals]:
    """Discrepancy and gradient alone."""
    misfit, slope, _ = _discrepancy(logs, matrix)
    return misfit, slope


def _step(logs: Reals, slope: Reals, curve: Reals) -> Reals:
    """Newton's step for those that are not held at a bound."""
    free = _free(logs, slope)
    step = np.zeros(len(logs))
    step[free] = -np.linalg.lstsq(curve[np.ix_(free, free)], slope[free], rcond=1e-10)[0]
    return np.clip(logs + step, _LOWEST, 0.0) - logs


def _residuals(loadings: Reals, matrix: Reals) -> tuple[float, Reals]:
    """Half the sum of squared residuals off the diagonal, and its gradient."""
    left = np.outer(loadings, loadings) - matrix
    np.fill_diagonal(left, 0.0)
    return float((left**2).sum()) / 4, left @ loadings


def _turned(loadings: Reals, uniquenesses: Reals, method: str) -> OneFactor:
    return OneFactor(loadings if loadings.sum() >= 0 else -loadings, uniquenesses, method)
