"""Quantity 16: forms filled in without looking, and whether a counter has more of them than its unit."""

from collections.abc import Sequence
from typing import Final

import numpy as np
import numpy.typing as npt

from scoring.counts import Counts, one_count, whole_counts
from scoring.errors import WrongShape
from scoring.gates import MIN_SHOWN
from scoring.result import NotEstimable, Reason
from scoring.safeguards.capacity import RARE
from scoring.safeguards.signals import Kind, Signal
from scoring.safeguards.tails import unusual_share

LEAST_ANSWERS = 4
"""Valid answers that a form needs before the same level throughout means anything."""

DAYS_DIFFER: Final = 10.0
"""Concentration with which days of one counter differ without fault: forms of an officer's day are alike. With latent
correlations of theirs up to .15 no simulated day of 12 to 60 forms came as far as 1 in 1,000."""


def longest_run(levels: Sequence[int] | npt.NDArray[np.int64]) -> int:
    """The most answers in a row at the same level, of one form in the order it was asked (long string).

    R careless::longstring; Curran 2016, Journal of Experimental Social Psychology 66:4.

    >>> longest_run([5, 5, 5, 4, 4, 5, 5, 5, 5, 3, 5])
    4
    """
    answers = _form(levels)
    if not len(answers):
        return 0
    changes = np.flatnonzero(np.diff(answers)) + 1
    return int(np.diff(np.concatenate(([0], changes, [len(answers)]))).max())


def spread_within(levels: Sequence[int] | npt.NDArray[np.int64]) -> float | NotEstimable:
    """The standard deviation (divisor n - 1) of one form's levels; not estimable from fewer than two.

    Intra-individual response variability, R careless::irv; Dunn et al. 2018, Journal of Business and
    Psychology 33:105.

    >>> round(spread_within([1, 2, 3, 4, 5]), 4)
    1.5811
    """
    answers = _form(levels)
    return float(answers.std(ddof=1)) if len(answers) > 1 else NotEstimable(Reason.NO_ANSWERS)


def is_straight_lined(levels: Sequence[int] | npt.NDArray[np.int64]) -> bool:
    """Whether a form has the same level throughout, with at least 4 valid answers."""
    answers = _form(levels)
    return len(answers) >= LEAST_ANSWERS and longest_run(answers) == len(answers)


def straight_lining(
    straight: int,
    forms: int,
    *,
    usual_straight: int,
    usual_forms: int,
    stream: str,
    concentration: float | None = None,
) -> Signal | NotEstimable:
    """Whether a counter has more straight-lined forms than the rest of its unit.

    `forms`: those with at least 4 valid answers; `usual_…`: the rest of the unit, this counter excluded;
    `concentration`: by how much counters of the kind differ without fault (M of `scoring.fit` over them).
    Honest people straight-line as well, most of all at the top level, so it is the unit's own share that
    counts, not a fixed one. Nothing is said of fewer than 10 forms on either side.
    """
    if min(one_count("forms", forms), one_count("usual_forms", usual_forms)) < MIN_SHOWN:
        return NotEstimable(Reason.TOO_FEW_RESPONDENTS)
    tail = unusual_share(straight, forms, usual_straight, usual_forms, concentration)
    return Signal(
        kind=Kind.STRAIGHT_LINES,
        stream=stream,
        seen=straight / forms,
        usual=usual_straight / usual_forms,
        p=tail,
        respondents=forms,
        method="beta-binomial tail against the rest of the unit",
        denominator="forms with at least 4 valid answers",
    )


def too_straight(
    straight: int, forms: int, *, usual_straight: int, usual_forms: int, rare: float = RARE
) -> bool:
    """Whether a counter's day has more straight-lined forms than chance gives on fewer days than `rare`.

    As in `straight_lining`, days differing by `DAYS_DIFFER`. Nothing is said of fewer than 10 such forms, or of fewer
    than 10 forms elsewhere.

    >>> [too_straight(lined, 21, usual_straight=60, usual_forms=300) for lined in (12, 20)]
    [False, True]
    """
    if min(one_count("straight", straight), one_count("usual_forms", usual_forms)) < MIN_SHOWN:
        return False
    return unusual_share(straight, forms, usual_straight, usual_forms, DAYS_DIFFER) <= rare


def _form(levels: Sequence[int] | npt.NDArray[np.int64]) -> Counts:
    answers = whole_counts("levels", levels)
    if answers.ndim != 1:
        raise WrongShape("levels", "(answers,)", answers.shape)
    return answers
