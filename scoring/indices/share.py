"""Quantity 2: one share of independent answers, and its interval."""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from scipy import special

from scoring.counts import (
    Reals,
    confidence_between_0_and_1,
    one_design_effect,
    satisfied_of_answers,
    whole_counts,
)
from scoring.errors import MoreSatisfiedThanAnswers, WrongShape
from scoring.result import Interval, NotEstimable, Reason

CLUSTERED = "Wilson score, forms of an officer-day as alike as their satisfied answers"


@dataclass(frozen=True, slots=True)
class Satisfaction:
    """Satisfied answers (the top levels of the scale) out of all valid answers.

    >>> seen = Satisfaction(satisfied=81, answers=263)
    >>> round(seen.share, 4)
    0.308
    >>> interval = seen.wilson()
    >>> round(interval.low, 4), round(interval.high, 4)
    (0.2553, 0.3662)
    >>> Satisfaction(0, 0).share
    NotEstimable(reason=<Reason.NO_ANSWERS: 'no answers'>)
    """

    satisfied: int
    answers: int

    def __post_init__(self) -> None:
        for argument in ("satisfied", "answers"):
            count = whole_counts(argument, getattr(self, argument))
            if count.ndim:
                raise WrongShape(argument, "()", count.shape)
            object.__setattr__(self, argument, int(count))
        if self.satisfied > self.answers:
            raise MoreSatisfiedThanAnswers("satisfied")

    @property
    def share(self) -> float | NotEstimable:
        """The share as a fraction 0..1; not estimable without answers."""
        return self.satisfied / self.answers if self.answers else NotEstimable(Reason.NO_ANSWERS)

    def wilson(self, confidence: float = 0.95) -> Interval:
        """Wilson's score interval for independent answers; 0 to 1 without answers."""
        low, high = wilson(self.satisfied, self.answers, confidence)
        return Interval(float(low), float(high), confidence, "Wilson score, independent answers")

    def clustered_wilson(self, design_effect: float, confidence: float = 0.95) -> Interval:
        """Wilson's interval of so many answers divided by the design effect: `OfficerDays.effect` of the answers.

        >>> interval = Satisfaction(81, 263).clustered_wilson(1.5)
        >>> round(interval.low, 4), round(interval.high, 4)
        (0.2444, 0.3798)
        """
        effect = one_design_effect(design_effect)
        low, high = wilson(self.satisfied / effect, self.answers / effect, confidence)
        return Interval(float(low), float(high), confidence, CLUSTERED)

    def jeffreys(self, confidence: float = 0.95) -> Interval:
        """Jeffreys' Bayesian interval for independent answers; 0 to 1 without answers."""
        low, high = jeffreys(self.satisfied, self.answers, confidence)
        return Interval(float(low), float(high), confidence, "Jeffreys, independent answers")

    def __add__(self, other: "Satisfaction") -> "Satisfaction":
        return Satisfaction(self.satisfied + other.satisfied, self.answers + other.answers)


def wilson(satisfied: npt.ArrayLike, answers: npt.ArrayLike, confidence: float = 0.95) -> tuple[Reals, Reals]:
    """Low and high limits of Wilson's score interval, fractions, of the shape of the counts.

    Counts may be fractions (an effective number of answers). No answers: 0 to 1. At 0 and at all
    satisfied the outer limit is exactly 0 or 1. No continuity correction.
    Wilson 1927, JASA 22:209; Newcombe 1998, Statistics in Medicine 17:857, method 3.
    """
    x, n = satisfied_of_answers(satisfied, answers)
    z = float(special.ndtri((1 + confidence_between_0_and_1(confidence)) / 2))
    centre = (x + z * z / 2) / (n + z * z)
    spread = x * (n - x) / np.where(n > 0, n, 1)
    half = z * np.sqrt(spread + z * z / 4) / (n + z * z)
    return _holding(x, n, centre - half, centre + half)


def jeffreys(
    satisfied: npt.ArrayLike,
    answers: npt.ArrayLike,
    confidence: float = 0.95,
    *,
    exact_ends: bool = True,
) -> tuple[Reals, Reals]:
    """Low and high limits of the equal-tailed Beta(x + 1/2, n - x + 1/2) interval, fractions.

    The low limit is 0 where nobody is satisfied, the high limit 1 where all are, so that the interval holds
    the share; without `exact_ends` the plain quantiles, as R's qbeta gives them.
    Brown, Cai & DasGupta 2001, Statistical Science 16:101.
    """
    x, n = satisfied_of_answers(satisfied, answers)
    tail = (1 - confidence_between_0_and_1(confidence)) / 2
    a, b = x + 0.5, n - x + 0.5
    low, high = (np.asarray(special.betaincinv(a, b, q), np.float64) for q in (tail, 1 - tail))
    return _holding(x, n, low, high) if exact_ends else (low, high)


def wilson_cc(
    satisfied: npt.ArrayLike, answers: npt.ArrayLike, confidence: float = 0.95
) -> tuple[Reals, Reals]:
    """Wilson's limits with continuity correction, as R's prop.test(correct = TRUE); 0 to 1 without answers.

    Wilson's limits of counts half an answer further out, but no further than half satisfied, as in R: at
    exactly half satisfied nothing is corrected, where Newcombe's paper (1998, method 4) still does. Wider than
    need be: for comparison with tables that use it.
    """
    x, n = satisfied_of_answers(satisfied, answers)
    step = np.minimum(0.5, np.abs(x - n / 2))
    low, _ = wilson(np.maximum(x - step, 0), n, confidence)
    _, high = wilson(np.minimum(x + step, n), n, confidence)
    return _holding(x, n, low, high)


def clopper_pearson(
    satisfied: npt.ArrayLike, answers: npt.ArrayLike, confidence: float = 0.95
) -> tuple[Reals, Reals]:
    """Exact binomial limits, as R's binom.test; 0 to 1 without answers.

    Clopper & Pearson 1934, Biometrika 26:404.
    """
    x, n = satisfied_of_answers(satisfied, answers)
    tail = (1 - confidence_between_0_and_1(confidence)) / 2
    low = np.asarray(special.betaincinv(np.where(x > 0, x, 1), n - x + 1, tail), np.float64)
    high = np.asarray(special.betaincinv(x + 1, np.where(x < n, n - x, 1), 1 - tail), np.float64)
    return _holding(x, n, low, high)


def _holding(x: Reals, n: Reals, low: Reals, high: Reals) -> tuple[Reals, Reals]:
    """The limits with exact ends at 0 and 1 and, against rounding, never past the share itself."""
    share = x / np.where(n > 0, n, 1)
    lowest = np.where(n > 0, np.minimum(low, share), low)
    highest = np.where(n > 0, np.maximum(high, share), high)
    return np.where(x == 0, 0.0, lowest), np.where(x == n, 1.0, highest)
