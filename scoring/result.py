"""What a figure comes back as: a number with its interval, or the reason why there is none."""

from dataclasses import dataclass
from enum import StrEnum

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
