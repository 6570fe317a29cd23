"""Quantity 14: Cronbach's alpha, how much items that should measure one thing agree, from covariances."""

import numpy as np
import numpy.typing as npt
from scipy import special

from scoring.counts import Reals, confidence_between_0_and_1, one_count, one_number
from scoring.errors import OutOfRange
from scoring.questionnaire.covariances import correlations, square

_LEAST = 2
_MOST = 1e12


def cronbach_alpha(covariance: npt.ArrayLike) -> float:
    """Raw alpha, k/(k-1) (1 - trace / sum), of covariances (k, k), k of 2 or more. At most 1, may be below 0.

    Cronbach 1951, Psychometrika 16:297. Raises OutOfRange, CovarianceNotDefinite.

    >>> round(cronbach_alpha([[1.0, 0.5], [0.5, 1.0]]), 4)
    0.6667
    """
    matrix = _items(covariance)
    k, total = len(matrix), float(matrix.sum())
    if total <= 0:
        raise OutOfRange("covariance", total, "of a sum above 0")
    return k / (k - 1) * (1 - float(np.trace(matrix)) / total)


def standardised_alpha(covariance: npt.ArrayLike) -> float:
    """Alpha of the correlations: what it would be if all items had the same spread."""
    return cronbach_alpha(correlations(covariance))


def alpha_if_dropped(covariance: npt.ArrayLike) -> Reals:
    """Raw alpha without each item in turn, (k,), k of 3 or more."""
    matrix = _items(covariance, least=_LEAST + 1)
    kept = [np.delete(np.arange(len(matrix)), item) for item in range(len(matrix))]
    return np.array([cronbach_alpha(matrix[np.ix_(rest, rest)]) for rest in kept])


def feldt_limits(
    alpha: float, items: int, respondents: float, confidence: float = 0.95
) -> tuple[float, float]:
    """Low and high limit of alpha: 1 - (1 - alpha) F, F with n - 1 and (n - 1)(k - 1) degrees of freedom.

    `respondents` may be an effective number. Feldt 1965, Psychometrika 30:357; Feldt, Woodruff & Salih 1987,
    Applied Psychological Measurement 11:93. Exact for normal scores of parallel items.

    >>> low, high = feldt_limits(0.8431, items=7, respondents=30)
    >>> round(low, 4), round(high, 4)
    (0.7393, 0.9158)
    """
    tail = (1 - confidence_between_0_and_1(confidence)) / 2
    if one_number("alpha", alpha) > 1:
        raise OutOfRange("alpha", alpha, "1 or less")
    if one_count("items", items) < _LEAST:
        raise OutOfRange("items", items, "2 or more")
    if not 1 < respondents <= _MOST:
        raise OutOfRange("respondents", respondents, f"above 1 and at most {_MOST:g}")
    df = respondents - 1
    quantiles = special.fdtri(df, df * (items - 1), [1 - tail, tail])
    return 1 - (1 - alpha) * float(quantiles[0]), 1 - (1 - alpha) * float(quantiles[1])


def _items(covariance: npt.ArrayLike, least: int = _LEAST) -> Reals:
    matrix = square("covariance", covariance)
    if matrix.ndim != _LEAST or len(matrix) < least:
        raise OutOfRange("covariance", matrix.shape, f"of {least} items or more")
    return matrix
