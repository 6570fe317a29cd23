"""Quantity 12: do answers get better from period to period? Jonckheere–Terpstra from level counts."""

import math
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from scipy import special

from scoring.counts import Counts, Reals, confidence_between_0_and_1, one_number, whole_counts
from scoring.errors import MoreAnswersThanRespondents, OutOfRange, WrongShape
from scoring.gates import MIN_COMPARED, MIN_SHOWN
from scoring.indices.beta_limits import beta_limits
from scoring.result import Interval, NotEstimable, Reason

METHOD = "Jonckheere–Terpstra test with ties, of all levels"
LIMITS = "Korn–Graubard Beta limits at the effective number of forms, by the spread of placements"
_MIN_PERIODS = 2
_MATRIX = 2


@dataclass(frozen=True, slots=True)
class JonckheereTerpstra:
    """The test of periods in order: J pairs in which the later answer is better, ties counted half.

    pairs     pairs of answers of different periods; expected J = pairs / 2 if time meant nothing
    variance  of J then, ties taken into account
    spread    variance of J as the answers are (for limits of J / pairs)
    """

    j: float
    pairs: int
    variance: float
    spread: float

    @property
    def expected(self) -> float:
        """J if time meant nothing."""
        return self.pairs / 2

    @property
    def superiority(self) -> float:
        """J / pairs: how likely an answer of a later period is better, ties counted half; 0..1."""
        return self.j / self.pairs

    def z(self, design_effect: float = 1.0) -> float:
        """(J - expected) / sd; 0 where all answers are tied. The variance is times the design effect."""
        if one_number("design_effect", design_effect) < 1:
            raise OutOfRange("design_effect", design_effect, "1 or more")
        if self.variance <= 0:
            return 0.0
        return (self.j - self.expected) / math.sqrt(self.variance * design_effect)

    def p(self, design_effect: float = 1.0) -> float:
        """Two-sided, normal approximation without continuity correction."""
        return float(2 * special.ndtr(-abs(self.z(design_effect))))


def jonckheere_terpstra(counts: npt.ArrayLike) -> JonckheereTerpstra:
    """J, its variance with ties and its spread, of level counts (periods, levels), worst level first.

    Periods without answers add nothing. Needs answers in two periods (OutOfRange).
    Terpstra 1952, Indag. Math. 14:327; Jonckheere 1954, Biometrika 41:133; ties: Hollander & Wolfe,
    Nonparametric Statistical Methods, 2nd edition, equation 6.19. The spread is that of the placements
    (Hájek projection; DeLong et al. 1988, Biometrics 44:837).

    >>> test = jonckheere_terpstra([[5, 9, 6], [3, 8, 9], [2, 6, 12]])
    >>> test.j, test.expected, round(test.z(), 3), round(test.p(), 4)
    (733.5, 600.0, 1.968, 0.049)
    """
    levels = whole_counts("counts", counts)
    if levels.ndim != _MATRIX:
        raise WrongShape("counts", "(periods, levels)", levels.shape)
    levels = levels[levels.any(axis=1)]
    if len(levels) < _MIN_PERIODS:
        raise OutOfRange("counts", levels.tolist(), "answers in two periods or more")
    sizes = levels.sum(axis=1)
    placed = _placements(levels)
    total = int(sizes.sum())
    # Every pair is counted from both of its answers.
    return JonckheereTerpstra(
        j=float((levels * placed).sum() / 2),
        pairs=int((total**2 - (sizes**2).sum()) // 2),
        variance=_variance(sizes, levels.sum(axis=0)),
        spread=_spread(levels, sizes, placed),
    )


def _placements(levels: Counts) -> Reals:
    """For an answer of each period and level: the pairs it wins for a rise, ties half, (periods, levels)."""
    below = levels.cumsum(axis=1) - levels + levels / 2
    above = levels.sum(axis=1, keepdims=True) - below
    earlier = below.cumsum(axis=0) - below
    later = above.sum(axis=0) - above.cumsum(axis=0)
    return np.asarray(earlier + later, dtype=np.float64)


def _variance(sizes: Counts, ties: Counts) -> float:
    """Variance of J under no trend, with ties."""
    n, t, total = sizes.astype(np.float64), ties.astype(np.float64), float(sizes.sum())

    def cubic(k: Reals | float) -> float:
        return float(np.sum(k * (k - 1) * (2 * np.asarray(k) + 5)))

    def threes(k: Reals) -> float:
        return float(np.sum(k * (k - 1) * (k - 2)))

    def twos(k: Reals) -> float:
        return float(np.sum(k * (k - 1)))

    first = (cubic(total) - cubic(n) - cubic(t)) / 72
    third = twos(n) * twos(t) / (8 * total * (total - 1))
    if total <= _MATRIX:
        return first + third
    return first + threes(n) * threes(t) / (36 * total * (total - 1) * (total - 2)) + third


def _spread(levels: Counts, sizes: Counts, placed: Reals) -> float:
    """Variance of J by the spread of the placements within each period."""
    mean = (levels * placed).sum(axis=1, keepdims=True) / sizes[:, None]
    squares = (levels * (placed - mean) ** 2).sum(axis=1)
    return float((squares * sizes / np.maximum(sizes - 1, 1)).sum())


@dataclass(frozen=True, slots=True)
class OrderedTrend:
    """Whether answers to one criterion get better from period to period, on all levels.

    value   how likely the answer of a later period is better than one of an earlier, ties half; fraction
    p       two-sided, after the design effect
    """

    value: float
    p: float
    periods: int
    respondents: int
    design_effect: float
    _effective: float

    @property
    def method(self) -> str:
        """How it is computed, in English."""
        return METHOD

    @property
    def denominator(self) -> str:
        """What it is out of, in English."""
        return f"pairs of answers of different periods; {self.periods} periods, {self.respondents} forms"

    def interval(self, confidence: float = 0.95) -> Interval:
        """Limits of the value, a fraction; 0.5 is no trend."""
        return beta_limits(self.value, self._effective, confidence_between_0_and_1(confidence), LIMITS)


def ordered_trend(
    counts: npt.ArrayLike, respondents: npt.ArrayLike, *, design_effect: float = 1.0
) -> OrderedTrend | NotEstimable:
    """Jonckheere–Terpstra for one criterion: counts (periods, levels), respondents (periods,) forms.

    design_effect: by how much forms of one officer-day, being alike, widen the variance (1 or more).
    Not estimable: a period under 10 respondents, under 30 together, fewer than two periods with answers,
    one level used. Raises MoreAnswersThanRespondents where a period has more answers than forms.

    >>> rise = ordered_trend([[5, 9, 6], [3, 8, 9], [2, 6, 12]], [20, 20, 20])
    >>> round(rise.value, 3), round(rise.p, 3)
    (0.611, 0.049)
    """
    levels, forms = whole_counts("counts", counts), whole_counts("respondents", respondents)
    if levels.ndim != _MATRIX or forms.shape != levels.shape[:1]:
        raise WrongShape("counts", f"({len(np.atleast_1d(forms))}, levels)", levels.shape)
    for asked, answered in zip(forms.tolist(), levels.sum(axis=1).tolist(), strict=True):
        if answered > asked:
            raise MoreAnswersThanRespondents("respondents", asked, answered)
    if (forms < MIN_SHOWN).any():
        return NotEstimable(Reason.TOO_FEW_RESPONDENTS)
    if forms.sum() < MIN_COMPARED:
        return NotEstimable(Reason.TOO_FEW_TO_COMPARE)
    answering = int(levels.any(axis=1).sum())
    if answering < _MIN_PERIODS:
        return NotEstimable(Reason.TOO_FEW_PERIODS)
    if (levels.any(axis=0)).sum() == 1:
        return NotEstimable(Reason.ONE_LEVEL_USED)
    test = jonckheere_terpstra(levels)
    return OrderedTrend(
        value=test.superiority,
        p=test.p(design_effect),
        periods=answering,
        respondents=int(forms.sum()),
        design_effect=design_effect,
        _effective=_effective_forms(test, levels) / design_effect,
    )


def _effective_forms(test: JonckheereTerpstra, levels: Counts) -> float:
    """Independent yes-or-no answers whose share would be as uncertain as J / pairs.

    Where the spread is nothing (every later answer is better), as many as the smallest period has: no
    probability of superiority is less certain than that (Birnbaum & Klose 1957).
    """
    sizes = levels.sum(axis=1)
    least = float(sizes[sizes > 0].min())
    share = test.superiority
    if test.spread <= 0 or share in (0.0, 1.0):
        return least
    return max(share * (1 - share) * test.pairs**2 / test.spread, least)
