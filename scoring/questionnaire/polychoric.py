"""Quantity 14: polychoric correlations, those of the feelings behind the levels, from pair tables."""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from scipy import optimize, special

from scoring.counts import Counts, Reals, of_one_shape, real_numbers, whole_counts
from scoring.errors import OutOfRange, WrongShape
from scoring.questionnaire.pairs import PairTables, pair_places

MOST = 0.999
"""Beyond this a correlation is not looked for: a table with all forms on its diagonal ends here."""

_FAR = 9.0
_NODES, _WEIGHTS = np.polynomial.legendre.leggauss(48)
_TINY = 1e-300


@dataclass(frozen=True, slots=True)
class MostLikely:
    """Correlation and the thresholds of both items, all estimated at once."""

    correlation: float
    rows: tuple[float, ...]
    columns: tuple[float, ...]


def bivariate_normal(h: npt.ArrayLike, k: npt.ArrayLike, correlation: npt.ArrayLike) -> Reals:
    """P(X <= h, Y <= k) of two standard normals, of the shape of all three broadcast; |correlation| to .999.

    Plackett's integral over the angle by Gauss–Legendre. Drezner & Wesolowsky 1990, J. Stat. Comput.
    Simul. 35:101; Genz 2004, Statistics and Computing 14:251.

    >>> round(float(bivariate_normal(0.0, 0.0, 0.5)), 10)
    0.3333333333
    """
    related = real_numbers("correlation", correlation)
    if (np.abs(related) > MOST).any():
        raise OutOfRange("correlation", correlation, f"between -{MOST} and {MOST}")
    x, y, angle = of_one_shape(
        h=np.clip(real_numbers("h", h), -_FAR, _FAR),
        k=np.clip(real_numbers("k", k), -_FAR, _FAR),
        correlation=np.arcsin(related),
    )
    theta = angle[..., None] * (_NODES + 1) / 2
    a, b = x[..., None], y[..., None]
    inner = np.exp(-(a * a + b * b - 2 * a * b * np.sin(theta)) / (2 * np.cos(theta) ** 2))
    joint: Reals = special.ndtr(x) * special.ndtr(y) + angle * (inner @ _WEIGHTS) / (4 * np.pi)
    return joint


def polychoric(tables: npt.ArrayLike) -> Reals:
    """Two-step polychoric correlations, (...), of tables of counts (..., R, C); 0 where one level is all.

    Thresholds from the margins, then the most likely correlation by Fisher scoring within a shrinking
    bracket. Nothing is added to empty cells. Olsson 1979, Psychometrika 44:443.

    >>> round(float(polychoric([[58, 52, 1], [26, 58, 3], [8, 12, 9]])), 4)
    0.4199
    """
    counts = _tables(tables)
    flat = counts.reshape(-1, *counts.shape[-2:])
    rows, columns = _thresholds(flat.sum(axis=2)), _thresholds(flat.sum(axis=1))
    low, high = np.full(len(flat), -MOST), np.full(len(flat), MOST)
    found = np.zeros(len(flat))
    for _ in range(60):
        slope, information = _slope(flat, rows, columns, found)
        low, high = np.where(slope >= 0, found, low), np.where(slope <= 0, found, high)
        step = found + slope / np.maximum(information, _TINY)
        after = np.where((step > low) & (step < high), step, (low + high) / 2)
        moved, found = float(np.abs(after - found).max(initial=0.0)), after
        if moved < 1e-10:
            break
    return found.reshape(counts.shape[:-2])


def polychoric_correlations(tables: PairTables) -> Reals:
    """Two-step polychoric correlations of all items, (I, I)."""
    matrix = np.eye(tables.items)
    rows, columns = np.array(pair_places(tables.items)).T
    matrix[rows, columns] = matrix[columns, rows] = polychoric(tables.counts)
    return matrix


def polychoric_most_likely(table: npt.ArrayLike) -> MostLikely:
    """Correlation and thresholds of one table (R, C) by maximum likelihood; levels nobody used are left out.

    Olsson 1979; Drasgow 1988. Raises OutOfRange where only one level of an item was used.

    >>> round(polychoric_most_likely([[58, 52, 1], [26, 58, 3], [8, 12, 9]]).correlation, 3)
    0.419
    """
    counts = _tables(table)
    if counts.ndim != 2:
        raise WrongShape("table", "(levels, levels)", counts.shape)
    used = counts[np.ix_(counts.any(axis=1), counts.any(axis=0))]
    if min(used.shape, default=0) < 2:
        raise OutOfRange("table", used.shape, "of two levels used or more, each way")
    rows, columns = (_thresholds(used.sum(axis=axis))[1:-1] for axis in (1, 0))
    cut = len(rows)
    start = np.concatenate([[np.arctanh(float(polychoric(used)))], _steps(rows), _steps(columns)])

    def surprise(at: Reals) -> float:
        outer = [np.concatenate([[-_FAR], _cuts(part), [_FAR]]) for part in (at[1 : cut + 1], at[cut + 1 :])]
        cells = _cells(outer[0][None], outer[1][None], np.clip(np.tanh(at[:1]), -MOST, MOST))[0]
        return -float((used * np.log(np.maximum(cells, _TINY))).sum()) / float(used.sum())

    best = optimize.minimize(surprise, start, method="BFGS", options={"gtol": 1e-8}).x
    return MostLikely(
        float(np.clip(np.tanh(best[0]), -MOST, MOST)),
        tuple(_cuts(best[1 : cut + 1]).tolist()),
        tuple(_cuts(best[cut + 1 :]).tolist()),
    )


def _tables(tables: npt.ArrayLike) -> Counts:
    counts = whole_counts("tables", tables)
    if counts.ndim < 2 or min(counts.shape[-2:]) < 1:
        raise WrongShape("tables", "(..., levels, levels)", counts.shape)
    return counts


def _thresholds(margins: Counts) -> Reals:
    """Normal scores at which the levels part, (..., L + 1), from far below to far above."""
    below = np.cumsum(margins, axis=-1) / np.maximum(margins.sum(axis=-1, keepdims=True), 1)
    inner = special.ndtri(np.clip(below, 0.0, 1.0))
    bounds = np.concatenate([np.full((*below.shape[:-1], 1), -_FAR), inner], axis=-1)
    bounds[..., -1] = _FAR
    clipped: Reals = np.clip(bounds, -_FAR, _FAR)
    return clipped


def _cells(rows: Reals, columns: Reals, correlation: Reals) -> Reals:
    """The share of each cell, (P, R, C)."""
    joint = bivariate_normal(rows[:, :, None], columns[:, None, :], correlation[:, None, None])
    cells: Reals = np.diff(np.diff(joint, axis=1), axis=2)
    return cells


def _slope(counts: Counts, rows: Reals, columns: Reals, correlation: Reals) -> tuple[Reals, Reals]:
    """The derivative of the log-likelihood by the correlation, (P,), and its expected information."""
    a, b, r = rows[:, :, None], columns[:, None, :], correlation[:, None, None]
    rest = 1 - r * r
    density = np.exp(-(a * a + b * b - 2 * r * a * b) / (2 * rest)) / (2 * np.pi * np.sqrt(rest))
    grows = np.diff(np.diff(density, axis=1), axis=2)
    cells = np.maximum(_cells(rows, columns, correlation), 1e-12)
    slope: Reals = (counts * grows / cells).sum(axis=(1, 2))
    return slope, counts.sum(axis=(1, 2)) * (grows**2 / cells).sum(axis=(1, 2))


def _steps(thresholds: Reals) -> Reals:
    """Rising thresholds as a first one and the logarithms of the distances to the next."""
    return np.concatenate([thresholds[:1], np.log(np.maximum(np.diff(thresholds), 1e-9))])


def _cuts(steps: Reals) -> Reals:
    """Reads back `_steps`."""
    return np.concatenate([steps[:1], steps[:1] + np.cumsum(np.exp(steps[1:]))])
