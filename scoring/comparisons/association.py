"""Quantity 9: do rows and columns of tables go together, stratum by stratum (field, channel, unit)?

The generalised Cochran–Mantel–Haenszel statistics: given the margins of every stratum, all tables equally
likely. With scores for rows and columns it is the linear-by-linear test, which asks for a trend.
"""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from scipy import special

from scoring.counts import Counts, Reals, real_numbers, whole_counts
from scoring.errors import WrongShape
from scoring.result import NotEstimable, Reason

_STRATA, _TABLE = 3, 2


@dataclass(frozen=True, slots=True)
class Association:
    """chi2 with df and p; z, signed, where both rows and columns have scores (above 0: they rise together).

    effect: with both scores the correlation within strata, z / sqrt(answers - strata); otherwise, as Cramér's
    V, sqrt(chi2 / (answers - strata) / the lesser number of row or column contrasts), 0..1
    """

    chi2: float
    df: int
    p: float
    z: float | None
    effect: float
    answers: int


def association(
    tables: npt.ArrayLike,
    row_scores: npt.ArrayLike | None = None,
    column_scores: npt.ArrayLike | None = None,
) -> Association | NotEstimable:
    """Association of rows and columns in counts (strata, rows, columns), or (rows, columns) for one.

    No scores: any association. Column scores alone: do the rows' mean scores differ? Both: linear by linear.
    Strata of fewer than two answers add nothing. Landis, Heyman & Koch 1978, Int. Statistical Review 46:237;
    Agresti 2002, Categorical Data Analysis, section 7.5.

    >>> found = association([[2, 3, 9], [6, 4, 1]], [0, 1], [1, 2, 3])
    >>> round(found.z, 3), round(found.p, 4)
    (-2.748, 0.006)
    """
    strata = whole_counts("tables", tables)
    strata = strata[None] if strata.ndim == _TABLE else strata
    if strata.ndim != _STRATA:
        raise WrongShape("tables", "(strata, rows, columns)", strata.shape)
    strata = strata[strata.sum(axis=(1, 2)) > 1]
    rows = _contrasts("row_scores", row_scores, strata.shape[1])
    columns = _contrasts("column_scores", column_scores, strata.shape[2])
    off, covariance = _off_and_covariance(strata, rows, columns)
    df = int(np.linalg.matrix_rank(covariance, hermitian=True)) if covariance.size else 0
    if not df:
        return NotEstimable(Reason.ALL_ANSWERS_ALIKE)
    chi2 = float(off @ np.linalg.pinv(covariance, hermitian=True) @ off)
    scored = row_scores is not None and column_scores is not None
    z = float(off[0] / np.sqrt(covariance[0, 0])) if scored else None
    answers = int(strata.sum())
    largest = (answers - len(strata)) * min(len(rows), len(columns))
    effect = min(float(np.sqrt(chi2 / largest)), 1.0)
    return Association(
        chi2, df, float(special.chdtrc(df, chi2)), z, float(np.copysign(effect, z or 1.0)), answers
    )


def _contrasts(argument: str, scores: npt.ArrayLike | None, size: int) -> Reals:
    """What of a row or column is looked at, (contrasts, size): its score, or every category but the last."""
    if scores is None:
        return np.eye(size)[: max(size - 1, 0)]
    array = real_numbers(argument, scores)
    if array.shape != (size,):
        raise WrongShape(argument, f"({size},)", array.shape)
    # from the first score on, so that equal scores give exactly nothing
    return (array - array[:1])[None]


def _off_and_covariance(strata: Counts, rows: Reals, columns: Reals) -> tuple[Reals, Reals]:
    """Sum over strata of observed less expected, and its covariance under fixed margins."""
    length = len(rows) * len(columns)
    off, covariance = np.zeros(length), np.zeros((length, length))
    for table in strata.astype(np.float64):
        everyone = table.sum()
        by_row, by_column = table.sum(axis=1), table.sum(axis=0)
        expected = np.outer(by_row, by_column) / everyone
        off += (rows @ (table - expected) @ columns.T).ravel()
        spread = [
            contrast @ (np.diag(margin) - np.outer(margin, margin) / everyone) @ contrast.T
            for contrast, margin in ((rows, by_row), (columns, by_column))
        ]
        covariance += np.kron(*spread) / (everyone - 1)
    return off, covariance
