"""Quantity 9 where a cluster has answers of several groups: channels or fields within the same officer-days.

`rao_scott` compares units, each with officer-days of its own. Here rows and columns of one table are tested
for independence while every cluster may have answers in all cells: the second-order test of Rao and Scott.
Rao & Scott 1984, Annals of Statistics 12:46; the same as R's survey::svychisq with statistic "F".
"""

import numpy as np
import numpy.typing as npt
from scipy import special

from scoring.comparisons.rao_scott import RaoScott
from scoring.counts import Reals, one_bound, real_counts
from scoring.errors import OutOfRange, WrongShape
from scoring.result import NotEstimable, Reason

_CLUSTERS, _TABLE = 3, 2


def independence_in_clusters(
    cells: npt.ArrayLike, population: float | None = None
) -> RaoScott | NotEstimable:
    """Do rows (groups) and columns (levels) go together, from counts (clusters, rows, columns)?

    population  clusters there are, for the finite population correction

    Pearson's chi-squared divided by the sum of its generalised design effects, judged by F. Rows and columns
    without answers drop out, as do clusters. Not estimable: fewer than two clusters, rows or columns left.
    Raises WrongShape, NotANumber, NegativeCounts, OutOfRange.

    >>> days = [[[1, 9], [4, 6]], [[2, 8], [2, 3]], [[0, 5], [3, 7]], [[4, 6], [5, 4]], [[1, 5], [2, 2]]]
    >>> found = independence_in_clusters(days)
    >>> round(found.plain, 3), round(found.statistic, 3), round(found.p, 3)
    (4.76, 18.144, 0.013)
    """
    counts = real_counts("cells", cells)
    if counts.ndim != _CLUSTERS:
        raise WrongShape("cells", "(clusters, rows, columns)", counts.shape)
    counts = counts[counts.sum(axis=(1, 2)) > 0]
    counts = counts[:, counts.sum(axis=(0, 2)) > 0][:, :, counts.sum(axis=(0, 1)) > 0]
    m = len(counts)
    if min(counts.shape) < _TABLE:
        return NotEstimable(Reason.FEWER_THAN_TWO_GROUPS)
    if population is not None and one_bound("population", population) < m:
        raise OutOfRange("population", population, f"{m} or more")
    left = 1.0 if population is None else 1 - m / population
    answers = float(counts.sum())
    table = counts.sum(axis=0) / answers
    off = counts - table * counts.sum(axis=(1, 2))[:, None, None]
    covariance = left * m / (m - 1) * np.einsum("kij,klm->ijlm", off, off) / answers
    return _second_order(table, answers, covariance.reshape(table.size, table.size), m - 1)


def _second_order(
    table: Reals, answers: float, covariance: Reals, clusters_df: int
) -> RaoScott | NotEstimable:
    """From shares of cells (rows, columns) and answers times their covariance."""
    expected = np.outer(table.sum(axis=1), table.sum(axis=0))
    plain = answers * float(((table - expected) ** 2 / expected).sum())
    contrasts = np.kron(_away_from_margins(table.shape[0]), _away_from_margins(table.shape[1]))
    share = table.ravel()
    weighed = np.divide(contrasts, share[:, None], out=np.zeros_like(contrasts), where=share[:, None] > 0)
    chance = weighed.T @ (np.diag(share) - np.outer(share, share)) @ weighed
    effects = np.linalg.pinv(chance, hermitian=True) @ weighed.T @ covariance @ weighed
    total, squares = float(np.trace(effects)), float(np.trace(effects @ effects))
    if total <= 1e-12:
        return NotEstimable(Reason.GROUPS_ALL_OR_NOTHING)
    plain_df, df = contrasts.shape[1], total**2 / squares
    return RaoScott(
        plain=plain,
        plain_df=plain_df,
        design_effect=total / plain_df,
        first=float(special.chdtrc(plain_df, plain * plain_df / total)),
        statistic=plain / total,
        df=df,
        denominator_df=clusters_df,
        p=float(special.fdtrc(df, df * clusters_df, plain / total)),
    )


def _away_from_margins(size: int) -> Reals:
    """Contrasts (size, size - 1) that sum to nothing."""
    contrasts: Reals = (np.eye(size) - 1 / size)[:, 1:]
    return contrasts
