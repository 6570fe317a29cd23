"""Quantity 7 without officers: how fields, channels or units shift all levels of the scale, by fixed effects.

    logit P(level ≤ j) = ζ_j - x'β        a high x'β means better answers

For few groups of many answers, where nobody need be drawn to a mean; many officers of few answers are for
`ordinal`. The log-likelihood is concave, so Newton's steps find its one maximum.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from scipy import special

from scoring.counts import Counts, Reals, real_counts, real_numbers, whole_counts
from scoring.errors import OutOfRange, WrongShape
from scoring.result import NotEstimable, Reason

_STEPS = 60
_NEAR = 1e-13
_FAR = 30.0
_TABLE = 2


@dataclass(frozen=True, slots=True, eq=False)
class ProportionalOdds:
    """Estimates where the likelihood is highest, with standard errors from the observed information.

    levels          positions (levels,) of the levels used; those never used are merged with their neighbours
    thresholds      ζ (levels - 1,), rising; threshold_errors alike
    coefficients    β, log odds of a better level for one more of x, (coefficients,); errors alike
    log_likelihood  of the answers, one by one
    """

    levels: Counts
    thresholds: Reals
    threshold_errors: Reals
    coefficients: Reals
    errors: Reals
    log_likelihood: float

    @property
    def deviance(self) -> float:
        """-2 log-likelihood: what R's polr calls residual deviance."""
        return -2 * self.log_likelihood

    @property
    def aic(self) -> float:
        """Akaike's criterion: deviance and two for every parameter."""
        return self.deviance + 2 * (len(self.thresholds) + len(self.coefficients))


def treatment_contrasts(sizes: Sequence[int]) -> Reals:
    """x (cells, coefficients) of crossed factors with so many levels each, the last factor running fastest.

    Every level but the first of a factor against its first: R's contr.treatment, no interactions.

    >>> treatment_contrasts([2, 3]).astype(int).tolist()
    [[0, 0, 0], [0, 1, 0], [0, 0, 1], [1, 0, 0], [1, 1, 0], [1, 0, 1]]
    """
    levels = whole_counts("sizes", sizes)
    if levels.ndim != 1 or (levels < 1).any():
        raise OutOfRange("sizes", levels.tolist(), "1 or more for each factor")
    cells = np.indices(levels.tolist()).reshape(len(levels), int(levels.prod()))
    columns = [
        cell == level for cell, size in zip(cells, levels.tolist(), strict=True) for level in range(1, size)
    ]
    return np.array(columns, dtype=np.float64).reshape(len(columns), cells.shape[1]).T


def proportional_odds(counts: npt.ArrayLike, design: npt.ArrayLike) -> ProportionalOdds | NotEstimable:
    """Maximum likelihood from counts (rows, levels), worst first, fractions allowed, and x (rows, coefficients).

    Not estimable: no answers or one level used; an x that the answers cannot tell from others (a field that
    nobody answered of); a group at one end of the scale alone, which has no finite odds. Raises NotANumber,
    NegativeCounts, WrongShape. McCullagh 1980, JRSS B 42:109; the same as R's MASS::polr.

    >>> fit = proportional_odds([[10, 20, 40], [25, 30, 15]], [[0.0], [1.0]])
    >>> fit.coefficients.round(3).tolist(), fit.thresholds.round(3).tolist(), round(fit.deviance, 2)
    ([-1.443], [-1.968, -0.246], 283.09)
    """
    table, x = real_counts("counts", counts), real_numbers("design", design)
    if table.ndim != _TABLE:
        raise WrongShape("counts", "(rows, levels)", table.shape)
    if x.ndim != _TABLE or len(x) != len(table):
        raise WrongShape("design", f"({len(table)}, coefficients)", x.shape)
    levels = np.flatnonzero(table.sum(axis=0) > 0)
    if len(levels) < _TABLE:
        return NotEstimable(Reason.ONE_LEVEL_USED if len(levels) else Reason.NO_ANSWERS)
    used = table.sum(axis=1) > 0
    table, x = table[used][:, levels], x[used]
    if np.linalg.matrix_rank(np.column_stack([np.ones(len(x)), x])) <= x.shape[1]:
        return NotEstimable(Reason.NOTHING_TO_COMPARE_WITH)
    return _maximum(table, x, levels.astype(np.int64))


def _maximum(table: Reals, x: Reals, levels: Counts) -> ProportionalOdds | NotEstimable:
    width = len(levels) - 1
    below = np.cumsum(table.sum(axis=0))[:-1] / table.sum()
    point = np.concatenate([special.logit(below), np.zeros(x.shape[1])])
    value, slope, information = _likelihood(table, x, point)
    for _ in range(_STEPS):
        step = _step(table, x, point, value, np.asarray(np.linalg.solve(information, slope), np.float64))
        gained = float(slope @ step)
        point = point + step
        if max(np.ptp(x @ point[width:]), np.abs(point[:width]).max()) > _FAR:
            return NotEstimable(Reason.GROUPS_ALL_OR_NOTHING)
        value, slope, information = _likelihood(table, x, point)
        if gained < _NEAR * max(1.0, abs(value)):
            break
    errors = np.sqrt(np.diag(np.linalg.inv(information)))
    return ProportionalOdds(levels, point[:width], errors[:width], point[width:], errors[width:], value)


def _step(table: Reals, x: Reals, point: Reals, value: float, step: Reals) -> Reals:
    """Newton's step, halved until thresholds rise and the likelihood does not fall."""
    width = table.shape[1] - 1
    for _ in range(_STEPS):
        moved = point + step
        if (np.diff(moved[:width]) > 0).all():
            reached, _slope, _information = _likelihood(table, x, moved)
            if reached >= value - 1e-12 * abs(value):
                break
        step = step / 2
    return step


def _likelihood(table: Reals, x: Reals, point: Reals) -> tuple[float, Reals, Reals]:
    """Log-likelihood, its gradient and observed information by (ζ, β).

    P(j) = F(ζ_j - v) F(v - ζ_(j-1)) (1 - e^(ζ_(j-1) - ζ_j)), F logistic: yes-or-no answers to each threshold.
    """
    width = table.shape[1] - 1
    below, asked = table[:, :-1], table[:, :-1] + table[:, 1:]
    gaps, inner = np.diff(point[:width]), table.sum(axis=0)[1:-1]
    t = point[:width] - (x @ point[width:])[:, None]
    share = special.expit(t)
    value = (below * t - asked * np.logaddexp(0, t)).sum() + (inner * np.log(-np.expm1(-gaps))).sum()
    off, bend = below - asked * share, asked * share * (1 - share)
    slope = np.concatenate([off.sum(axis=0), -off.sum(axis=1) @ x])
    information = np.block([
        [np.diag(bend.sum(axis=0)), -bend.T @ x],
        [-x.T @ bend, x.T @ (bend.sum(axis=1)[:, None] * x)],
    ])  # fmt: skip
    pull = inner / np.expm1(gaps)
    apart = np.diff(np.eye(width), axis=0)
    slope[:width] += pull @ apart
    information[:width, :width] += apart.T @ ((pull * (1 + 1 / np.expm1(gaps)))[:, None] * apart)
    return float(value), slope, information
