"""Formulas of quantity 1 beside the index: pooled share, mean level, 0–100 score, net share.

Bare numbers; the figures with respondents, gate and denominator are `score(definition, ...)`.
"""

import numpy as np
import numpy.typing as npt

from scoring.counts import Counts, whole_counts
from scoring.errors import WrongShape
from scoring.indices.share import Satisfaction
from scoring.result import NotEstimable, Reason
from scoring.scale import Scale


def criteria_shares(counts: npt.ArrayLike, scale: Scale) -> tuple[Satisfaction, ...]:
    """Satisfied and valid answers of each criterion, from level counts (C, levels), worst level first."""
    rows = scale.level_counts(counts)
    matrix_dimensions = 2
    if rows.ndim != matrix_dimensions:
        raise WrongShape("counts", f"(criteria, {scale.levels})", rows.shape)
    return tuple(map(Satisfaction, scale.satisfied_count(rows).tolist(), rows.sum(axis=-1).tolist()))


def pooled_share(counts: npt.ArrayLike, scale: Scale) -> float | NotEstimable:
    """All satisfied out of all valid answers of counts (..., levels): criteria weigh by their answers.

    Not the index: where criteria rotate, it leans to those asked more often. A bare fraction, because
    answers of one form are no independent ones; the figure with its interval is `pooled`.

    >>> from scoring.scale import FIVE_LEVELS
    >>> pooled_share([[2, 3, 10, 45, 40], [0, 0, 0, 0, 20]], FIVE_LEVELS)
    0.875
    """
    rows = scale.level_counts(counts)
    answers = int(rows.sum())
    return int(scale.satisfied_count(rows).sum()) / answers if answers else NotEstimable(Reason.NO_ANSWERS)


def mean_level(counts: npt.ArrayLike) -> float | NotEstimable:
    """Mean level, 1 to L, of all answers in counts (..., L), worst level first.

    >>> mean_level([2, 3, 10, 45, 40])
    4.18
    """
    totals = _level_totals(counts)
    if not totals.sum():
        return NotEstimable(Reason.NO_ANSWERS)
    return float(totals @ np.arange(1, len(totals) + 1) / totals.sum())


def linear_0_100(counts: npt.ArrayLike) -> float | NotEstimable:
    """Mean score where the worst level is 0, the best 100 and the others lie evenly between.

    HCAHPS star ratings; UK Office of the Public Guardian until March 2026.

    >>> linear_0_100([2, 3, 10, 45, 40])
    79.5
    """
    totals = _level_totals(counts)
    if not totals.sum():
        return NotEstimable(Reason.NO_ANSWERS)
    steps = len(totals) - 1
    return float(100 * (totals @ np.arange(len(totals))) / (steps * totals.sum()))


def net_share(counts: npt.ArrayLike, scale: Scale) -> float | NotEstimable:
    """Satisfied minus unsatisfied answers (top two minus bottom two of five), a fraction -1..1.

    >>> from scoring.scale import FIVE_LEVELS
    >>> net_share([2, 3, 10, 45, 40], FIVE_LEVELS)
    0.8
    """
    rows = scale.level_counts(counts)
    if not rows.sum():
        return NotEstimable(Reason.NO_ANSWERS)
    difference = scale.satisfied_count(rows).sum() - scale.unsatisfied_count(rows).sum()
    return float(difference / rows.sum())


def _level_totals(counts: npt.ArrayLike) -> Counts:
    """Answers per level, (L,), summed over all else; a scale has two levels or more."""
    array = whole_counts("counts", counts)
    least_levels = 2
    if array.ndim == 0 or array.shape[-1] < least_levels:
        raise WrongShape("counts", "(..., levels)", array.shape)
    totals: Counts = array.reshape(-1, array.shape[-1]).sum(axis=0)
    return totals
