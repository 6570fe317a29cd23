"""What a figure comes back as: a number with its interval, or the reason why there is none."""

import math
from dataclasses import dataclass
from enum import StrEnum
from typing import Protocol

from scoring.counts import confidence_between_0_and_1
from scoring.errors import IntervalImpossible


class Reason(StrEnum):
    """Why a figure cannot be estimated; a key that `words` can turn into a sentence."""

    NO_ANSWERS = "no answers"
    NO_CRITERION_ANSWERED_ENOUGH = "no criterion with enough answers"
    FEWER_THAN_TWO_GROUPS = "fewer than two groups with answers"
    ALL_ANSWERS_ALIKE = "all answers alike"
    GROUPS_ALL_OR_NOTHING = "every group all or nothing"
    NO_SPREAD_BETWEEN_GROUPS = "groups differ no more than chance"
    TOO_FEW_RESPONDENTS = "fewer than 10 respondents"
    TOO_FEW_TO_COMPARE = "fewer than 30 respondents"
    TOO_FEW_EFFECTIVE_ANSWERS = "answers worth fewer than 30 independent ones"
    TOO_UNRELIABLE = "reliability below .70"
    NOTHING_TO_COMPARE_WITH = "nothing to compare with"
    ONE_LEVEL_USED = "only one level was used"
    TOO_FEW_PERIODS = "too few periods"
    BASELINE_TOO_UNCERTAIN = "the usual value is not known well enough"
    NEVER_SEEN = "no change that would be seen"
    TOO_FEW_PAIRS = "a pair of criteria with too few forms"
    COVARIANCE_NOT_DEFINITE = "covariances do not fit together"
    TOO_FEW_ITEMS = "fewer than three criteria"
    NO_ASSOCIATION = "goes with none of them"
    NO_DOSSIERS = "dossiers not known"
    NO_OFFICER_DAYS = "officer-days not known"
    NOBODY_LEFT_OUT = "as many answers as dossiers, or more"
    TOO_MANY_FLAGGED = "more than a tenth of the forms carry a signal"


@dataclass(frozen=True, slots=True)
class NotEstimable:
    """No figure, and why. Stands where a float would; never NaN."""

    reason: str

    def __str__(self) -> str:
        return str(self.reason)


@dataclass(frozen=True, slots=True)
class Interval:
    """Limits of a share as fractions 0..1, with confidence and method.

    >>> Interval(0.80, 0.90, 0.95, "Wilson").holds(0.85)
    True
    """

    low: float
    high: float
    confidence: float
    method: str

    def __post_init__(self) -> None:
        confidence_between_0_and_1(self.confidence)
        if not 0 <= self.low <= self.high <= 1:
            raise IntervalImpossible(self.low, self.high)

    @property
    def width(self) -> float:
        """High minus low, a fraction."""
        return self.high - self.low

    def holds(self, share: float) -> bool:
        """Whether the share lies within the limits."""
        return self.low <= share <= self.high


@dataclass(frozen=True, slots=True)
class Limits:
    """Limits of a figure that is no share (a difference, a slope, a coefficient), with confidence and method.

    >>> Limits(-0.02, 0.05, 0.95, "MOVER").holds(0.0)
    True
    """

    low: float
    high: float
    confidence: float
    method: str

    def __post_init__(self) -> None:
        confidence_between_0_and_1(self.confidence)
        if not (math.isfinite(self.low) and math.isfinite(self.high) and self.low <= self.high):
            raise IntervalImpossible(self.low, self.high)

    @property
    def width(self) -> float:
        """High minus low."""
        return self.high - self.low

    def holds(self, value: float) -> bool:
        """Whether the value lies within the limits."""
        return self.low <= value <= self.high


class Figure(Protocol):
    """What every figure carries, so that none stands without its number of respondents and its method."""

    @property
    def respondents(self) -> int:
        """n: the forms behind it, never the answers."""
        ...

    @property
    def method(self) -> str:
        """How it was computed; a key that `words` can turn into a sentence."""
        ...

    @property
    def denominator(self) -> str:
        """What it is out of; a key that `words` can turn into a sentence."""
        ...
