"""How far differences between groups are real: reliability of a mean of n answers (Spearman–Brown)."""

from scoring.counts import one_number
from scoring.errors import NegativeCounts, OutOfRange

RELIABLE = 0.7
"""Reliability from which groups may be compared (CAHPS convention)."""


def reliability(answers: float, icc: float) -> float:
    """n / (n + M), M = (1 - icc) / icc: share of the variance between groups that is real, 0..1.

    >>> round(reliability(30, icc=0.05), 3)
    0.612
    """
    n = one_number("answers", answers)
    if n < 0:
        raise NegativeCounts("answers")
    return n / (n + _within_over_between(icc))


def answers_needed(icc: float, target: float = RELIABLE) -> float:
    """Answers per group for this reliability (a real number; round up).

    >>> round(answers_needed(icc=0.05), 1)
    44.3
    """
    if not 0 < one_number("target", target) < 1:
        raise OutOfRange("target", target, "between 0 and 1")
    return target / (1 - target) * _within_over_between(icc)


def _within_over_between(icc: float) -> float:
    """M of an intra-class correlation strictly between 0 and 1."""
    if not 0 < one_number("icc", icc) < 1:
        raise OutOfRange("icc", icc, "between 0 and 1")
    return (1 - icc) / icc
