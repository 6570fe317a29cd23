"""Covariances of items from their pair tables, and of elements from those of their criteria (for 14 and 15)."""

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

from scoring.counts import Counts, Reals, positions, real_numbers, whole_counts
from scoring.errors import CovarianceNotDefinite, OutOfRange, PairsDisagree, WrongShape
from scoring.questionnaire.pairs import PairTables, pair_places

_LEAST = 2
_SMALLEST_EIGENVALUE = 1e-8
_ROUNDING, _RELATIVE_ROUNDING = 1e-12, 1e-9


def covariances(tables: PairTables, level_counts: npt.ArrayLike | None = None) -> Reals:
    """Covariances (I, I) of the levels 1..L, each over the forms that answered both items, divisor n - 1.

    level_counts  (I, L), counter K1 of the same forms: variances over all answers to an item, as R's
                  `cov(use = "pairwise.complete.obs")`. Without it: the variance pooled over the item's pairs,
                  sum of (n_ij - 1) s² / sum of (n_ij - 1); the same where every form answers every item.

    Raises OutOfRange where a pair has fewer than 2 forms, WrongShape, PairsDisagree.

    >>> rows = [[5, 4], [4, 4], [2, 1], [5, 5]]
    >>> covariances(PairTables.of_rows(rows, levels=5)).round(4).tolist()
    [[2.0, 2.3333], [2.3333, 3.0]]
    """
    n = tables.answered_both
    if n.min() < _LEAST:
        raise OutOfRange("tables", int(n.min()), "2 forms or more for every pair")
    scores = np.arange(1, tables.levels + 1)
    first, second = tables.counts.sum(axis=2), tables.counts.sum(axis=1)
    crossed = np.einsum("pab,a,b->p", tables.counts, scores, scores)
    between = (n * crossed - (first @ scores) * (second @ scores)) / (n * (n - 1.0))
    covariance = np.zeros((tables.items, tables.items))
    rows, columns = np.array(pair_places(tables.items)).T
    covariance[rows, columns] = covariance[columns, rows] = between
    if level_counts is None:
        variances = _pooled_variances(first, second, rows, columns, tables.items)
    else:
        variances = _variances(_levels_of_items(level_counts, first, second, rows, columns, tables.items))
    np.fill_diagonal(covariance, variances)
    return covariance


def pair_counts(tables: PairTables) -> Counts:
    """n_ij, (I, I): the forms that answered both; 0 on the diagonal, where pairs say nothing."""
    counts = np.zeros((tables.items, tables.items), dtype=np.int64)
    rows, columns = np.array(pair_places(tables.items)).T
    counts[rows, columns] = counts[columns, rows] = tables.answered_both
    return counts


def correlations(covariance: npt.ArrayLike) -> Reals:
    """The correlations of a covariance matrix (..., k, k). Raises CovarianceNotDefinite at a variance of 0."""
    matrix = square("covariance", covariance)
    variances = np.diagonal(matrix, axis1=-2, axis2=-1)
    if (variances <= 0).any():
        raise CovarianceNotDefinite("covariance")
    deviations = np.sqrt(variances)
    ratios: Reals = matrix / (deviations[..., :, None] * deviations[..., None, :])
    return ratios


def is_definite(covariance: npt.ArrayLike) -> bool:
    """Whether all eigenvalues of the correlations are above 0 (1e-8): pairwise ones need not be."""
    matrix = square("covariance", covariance)
    if (np.diagonal(matrix) <= 0).any():
        return False
    return bool(np.linalg.eigvalsh(correlations(matrix)).min() > _SMALLEST_EIGENVALUE)


def definite(argument: str, covariance: npt.ArrayLike) -> Reals:
    """The matrix itself, (k, k). Raises CovarianceNotDefinite, NotANumber."""
    matrix = square(argument, covariance)
    if matrix.ndim != _LEAST or not is_definite(matrix):
        raise CovarianceNotDefinite(argument)
    return matrix


def square(argument: str, covariance: npt.ArrayLike) -> Reals:
    """A symmetric matrix of numbers, (..., k, k). Raises CovarianceNotDefinite, NotANumber."""
    matrix = real_numbers(argument, covariance)
    if matrix.ndim < _LEAST or matrix.shape[-1] != matrix.shape[-2] or not matrix.shape[-1]:
        raise CovarianceNotDefinite(argument)
    apart = np.abs(matrix - np.swapaxes(matrix, -1, -2))
    if (apart > _ROUNDING + _RELATIVE_ROUNDING * np.abs(matrix)).any():
        raise CovarianceNotDefinite(argument)
    return matrix


def means_of_groups(covariance: npt.ArrayLike, groups: Sequence[Sequence[int]]) -> Reals:
    """Covariances (G, G) of the means of groups of items (positions), such as the elements of a questionnaire.

    >>> means_of_groups([[2.0, 1.0, 0.0], [1.0, 4.0, 1.0], [0.0, 1.0, 3.0]], [[0, 1], [2]]).tolist()
    [[2.0, 0.5], [0.5, 3.0]]
    """
    matrix = square("covariance", covariance)
    weights = np.zeros((len(groups), matrix.shape[-1]))
    for place, group in enumerate(groups):
        chosen = positions("groups", group, matrix.shape[-1])
        if not chosen:
            raise OutOfRange("groups", chosen, "one item or more")
        weights[place, chosen] = 1 / len(chosen)
    combined: Reals = weights @ matrix @ weights.T
    return combined


def _variances(counts: Counts) -> Reals:
    """Of level counts (..., L), divisor n - 1; 0 where there are fewer than 2."""
    scores = np.arange(1, counts.shape[-1] + 1)
    n, total, squares = counts.sum(axis=-1), counts @ scores, counts @ scores**2
    variances: Reals = (n * squares - total**2) / np.maximum(n * (n - 1.0), 1.0)
    return variances


def _pooled_variances(first: Counts, second: Counts, rows: Counts, columns: Counts, items: int) -> Reals:
    variances = np.concatenate([_variances(first), _variances(second)])
    weights = np.concatenate([first.sum(axis=1), second.sum(axis=1)]) - 1.0
    places = np.concatenate([rows, columns])
    pooled: Reals = np.bincount(places, weights * variances, items) / np.bincount(places, weights, items)
    return pooled


def _levels_of_items(
    level_counts: npt.ArrayLike, first: Counts, second: Counts, rows: Counts, columns: Counts, items: int
) -> Counts:
    counts = whole_counts("level_counts", level_counts)
    if counts.shape != (items, first.shape[1]):
        raise WrongShape("level_counts", f"({items}, {first.shape[1]})", counts.shape)
    if (first > counts[rows]).any() or (second > counts[columns]).any():
        raise PairsDisagree("level_counts")
    return counts
