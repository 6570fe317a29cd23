"""Quantity 17: what those who did not answer could change. No interval from answers knows of them."""

import math
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from scoring.counts import Reals, one_count, one_number, real_numbers, whole_counts
from scoring.errors import OutOfRange, WrongShape
from scoring.gates import MIN_SHOWN
from scoring.result import NotEstimable, Reason


def selection_bias(correlation: npt.ArrayLike, answered: npt.ArrayLike, spread: npt.ArrayLike) -> Reals:
    """Mean of those who answered minus mean of all: rho · sqrt((1 - f) / f) · sigma.

    correlation  rho, between answering (0 or 1) and what would be answered, over all dossiers
    answered     f, share of dossiers with an answer, above 0 and at most 1
    spread       sigma, standard deviation over all dossiers (divisor N)
    Meng 2018, Annals of Applied Statistics 12:685, equation 2.3; an identity, not a model.

    >>> round(float(selection_bias(0.05, 0.09, 0.4)), 4)
    0.0636
    """
    rho, sigma = real_numbers("correlation", correlation), real_numbers("spread", spread)
    if (np.abs(rho) > 1).any():
        raise OutOfRange("correlation", correlation, "between -1 and 1")
    return rho * _odds(answered) * sigma


def effective_size(correlation: npt.ArrayLike, answered: npt.ArrayLike) -> Reals:
    """The simple random sample that is as good: f / (1 - f) / rho^2, for f below 1 and rho not 0.

    Meng 2018, equation 3.5.

    >>> round(float(effective_size(-0.005, 0.01)), 2)
    404.04
    """
    rho = real_numbers("correlation", correlation)
    if ((rho == 0) | (np.abs(rho) > 1)).any():
        raise OutOfRange("correlation", correlation, "between -1 and 1, and not 0")
    odds = _odds(answered)
    if (odds == 0).any():
        raise OutOfRange("answered", answered, "below 1")
    return 1 / (odds * rho) ** 2


def correlation_for(bias: npt.ArrayLike, answered: npt.ArrayLike, spread: npt.ArrayLike) -> Reals:
    """The rho that would make this bias: bias / (sqrt((1 - f) / f) · sigma). Beyond ±1: no selection could.

    >>> round(float(correlation_for(0.074, 0.09, 0.4)), 4)
    0.0582
    """
    odds, sigma = _odds(answered), real_numbers("spread", spread)
    if (odds * sigma <= 0).any():
        raise OutOfRange("spread", spread, "above 0, with f below 1")
    return real_numbers("bias", bias) / (odds * sigma)


def worst_case(share: npt.ArrayLike, answered: npt.ArrayLike) -> tuple[Reals, Reals]:
    """Bounds of the share over all dossiers: nobody, or everybody, who did not answer was satisfied.

    f·p to f·p + 1 - f. Manski 1989, Journal of Human Resources 24:343.

    >>> low, high = worst_case(0.9, 0.25)
    >>> round(float(low), 3), round(float(high), 3)
    (0.225, 0.975)
    """
    p, f = real_numbers("share", share), real_numbers("answered", answered)
    _odds(f)
    if ((p < 0) | (p > 1)).any():
        raise OutOfRange("share", share, "between 0 and 1")
    return p * f, p * f + 1 - f


@dataclass(frozen=True, slots=True)
class Sensitivity:
    """How strong self-selection would have to be before a verdict changes.

    value        what those who answered say, between the ends of `scale` (a share: 0 to 1)
    spread       sigma at which the verdict is judged
    verdict      the value that the truth would have to have for another verdict, such as a target
    respondents  n, forms; dossiers N, handled in the same months
    """

    value: float
    spread: float
    verdict: float
    respondents: int
    dossiers: int
    scale: tuple[float, float] = (0.0, 1.0)

    def __post_init__(self) -> None:
        low, high = self.scale
        for argument in ("value", "verdict"):
            if not low <= one_number(argument, getattr(self, argument)) <= high:
                raise OutOfRange(argument, getattr(self, argument), f"between {low} and {high}")
        if not 0 < self.spread <= (high - low) / 2 + 1e-12:
            raise OutOfRange("spread", self.spread, "above 0 and at most half of the scale")
        if not 0 < self.respondents < self.dossiers:
            raise OutOfRange("respondents", self.respondents, "above 0 and fewer than the dossiers")

    @property
    def answered(self) -> float:
        """f, the response rate: a ratio of two counts, so it has no interval."""
        return self.respondents / self.dossiers

    @property
    def correlation_needed(self) -> float:
        """The rho that puts the truth at the verdict; positive where the satisfied answer more readily."""
        return float(correlation_for(self.value - self.verdict, self.answered, self.spread))

    @property
    def no_selection_could(self) -> bool:
        """Whether the verdict stands whatever those who did not answer think."""
        low, high = self.bounds
        return not low <= self.verdict <= high

    @property
    def bounds(self) -> tuple[float, float]:
        """Worst cases: all who did not answer at one end of the scale, or all at the other."""
        low, high = self.scale
        rest = 1 - self.answered
        kept = self.answered * self.value
        return kept + rest * low, kept + rest * high

    def bias(self, correlation: float) -> float:
        """What such a correlation adds to the value."""
        return float(selection_bias(correlation, self.answered, self.spread))

    def effective(self, correlation: float) -> float:
        """The random sample that these answers are worth under such a correlation."""
        return float(effective_size(correlation, self.answered))

    @property
    def sentence(self) -> str:
        """A key that `words` can turn into the sentence beside the figure."""
        if self.no_selection_could:
            return "whatever those who did not answer think, the verdict stands"
        needed = abs(self.correlation_needed)
        return _WEAK if needed < WEAK else _MODERATE if needed < STRONG else _STRONG

    @property
    def method(self) -> str:
        """How it is computed, in English."""
        return "Meng's identity of selection bias; worst-case bounds"

    @property
    def denominator(self) -> str:
        """What it is out of, in English."""
        return f"{self.respondents} forms of {self.dossiers} dossiers"


WEAK = 0.02
"""Below it a verdict is called sensitive: a convention; Meng 2018 found .005 in self-reported votes."""

TENDENCY = 0.05
"""Tried out where there is no verdict to change: noticeable, in the middle between the two. A convention."""

STRONG = 0.10
"""From it a verdict is called robust: a convention, twenty times what Meng found."""

_WEAK = "a slight tendency of the satisfied, or the dissatisfied, to answer would change the verdict"
_MODERATE = "a noticeable tendency of the satisfied, or the dissatisfied, to answer would change the verdict"
_STRONG = "only a strong choice of who answers would change the verdict"


def share_sensitivity(
    share: float | NotEstimable, *, verdict: float, respondents: int, dossiers: int | None
) -> Sensitivity | NotEstimable:
    """The sensitivity of a share (an index, its fraction) to who answered.

    If the true share were the verdict t, the spread over all dossiers would be sqrt(t (1 - t)), so that is the
    sigma used: exact for one criterion. For an index, whose forms spread less than a single criterion, it
    makes the bias too large and the verdict look weaker, never stronger. Not estimable: fewer than 10 forms,
    dossiers not known, as many forms as dossiers or more.
    """
    if not 0 < one_number("verdict", verdict) < 1:
        raise OutOfRange("verdict", verdict, "between 0 and 1")
    if not isinstance(share, NotEstimable) and not 0 <= one_number("share", share) <= 1:
        raise OutOfRange("share", share, "between 0 and 1")
    spread = math.sqrt(verdict * (1 - verdict))
    return _gated(share, spread, verdict, respondents, dossiers, (0.0, 1.0))


def mean_sensitivity(
    counts: npt.ArrayLike, *, verdict: float, dossiers: int | None
) -> Sensitivity | NotEstimable:
    """The same for the mean level 1 to L of one question, from its level counts, (levels,), worst first.

    The spread over all dossiers is taken from those who answered. Not estimable as above, and where only one
    level was used.
    """
    levels = whole_counts("counts", counts)
    if levels.ndim != 1:
        raise WrongShape("counts", "(levels,)", levels.shape)
    places = np.arange(1, len(levels) + 1)
    n = int(levels.sum())
    if not n:
        return NotEstimable(Reason.NO_ANSWERS)
    mean = float(levels @ places / n)
    spread = math.sqrt(float(levels @ (places - mean) ** 2 / n))
    if not spread:
        return NotEstimable(Reason.ONE_LEVEL_USED)
    return _gated(mean, spread, verdict, n, dossiers, (1.0, float(len(levels))))


def correlation_to_flip(before: Sensitivity, after: Sensitivity) -> float:
    """The size of rho, of opposite sign in the two periods or units, at which their difference is nothing.

    |difference| / (sqrt((1-f)/f)·sigma of one + of the other): the weakest selection that explains it away.
    """
    reach = before.bias(1.0) + after.bias(1.0)
    return abs(after.value - before.value) / reach


def _gated(
    value: float | NotEstimable,
    spread: float,
    verdict: float,
    respondents: int,
    dossiers: int | None,
    scale: tuple[float, float],
) -> Sensitivity | NotEstimable:
    forms = one_count("respondents", respondents)
    if forms < MIN_SHOWN:
        return NotEstimable(Reason.TOO_FEW_RESPONDENTS)
    if isinstance(value, NotEstimable):
        return value
    handled = 0 if dossiers is None else one_count("dossiers", dossiers)
    if not handled:
        return NotEstimable(Reason.NO_DOSSIERS)
    if forms >= handled:
        return NotEstimable(Reason.NOBODY_LEFT_OUT)
    return Sensitivity(value, spread, verdict, forms, handled, scale)


def _odds(answered: npt.ArrayLike) -> Reals:
    """sqrt((1 - f) / f)."""
    f = real_numbers("answered", answered)
    if ((f <= 0) | (f > 1)).any():
        raise OutOfRange("answered", answered, "above 0 and at most 1")
    root: Reals = np.sqrt((1 - f) / f)
    return root
