"""Quantity 8: what unequal weights cost, in answers."""

import numpy.typing as npt

from scoring.counts import real_counts
from scoring.errors import OutOfRange, WrongShape


def effective_size(weights: npt.ArrayLike, counts: npt.ArrayLike = 1) -> float:
    """Kish's n_eff = (sum of w)² / sum of w², each weight as often as its count.

    Kish 1965, Survey Sampling, section 11.7. Raises OutOfRange where all weights are 0.

    >>> round(effective_size([1, 2, 5], [50, 30, 20]), 4)
    65.8209
    """
    w, n = real_counts("weights", weights), real_counts("counts", counts)
    if n.ndim and n.shape != w.shape:
        raise WrongShape("counts", str(w.shape), n.shape)
    squares = float((n * w**2).sum())
    if not squares > 0:
        raise OutOfRange("weights", "all 0", "above 0 for some answer")
    return float((n * w).sum()) ** 2 / squares


def weights_effect(weights: npt.ArrayLike, counts: npt.ArrayLike = 1) -> float:
    """Kish's design effect of the weights alone, n / n_eff, 1 or more, n being the answers with a weight.

    >>> round(weights_effect([1, 2, 5], [50, 30, 20]), 4)
    1.5193
    """
    w, n = real_counts("weights", weights), real_counts("counts", counts)
    effective = effective_size(w, n)
    return max(float((n * (w > 0)).sum()) / effective, 1.0)
