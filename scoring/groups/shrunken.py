"""Quantity 5: shares of many groups, each drawn to what groups of its kind usually have (beta-binomial)."""

from dataclasses import dataclass

import numpy.typing as npt
from scipy import special

from scoring.counts import Reals, confidence_between_0_and_1, satisfied_of_answers
from scoring.errors import OutOfRange, WrongShape
from scoring.groups import beta_binomial
from scoring.result import Interval, NotEstimable, Reason

_MIN_GROUPS = 2
_USUAL_CONCENTRATION = 10.0
_ONE_SHARE = beta_binomial.LARGEST_CONCENTRATION / 2


@dataclass(frozen=True, slots=True)
class ShrunkenShare:
    """One group's share after shrinking: posterior Beta(alpha, beta) of its true share.

    estimate     posterior mean, fraction; reliability n/(n+M), the weight of the group's own answers
    """

    alpha: float
    beta: float
    answers: float
    reliability: float

    @property
    def estimate(self) -> float:
        """The posterior mean, a fraction."""
        return self.alpha / (self.alpha + self.beta)

    def interval(self, confidence: float = 0.95) -> Interval:
        """Equal-tailed posterior interval."""
        tail = (1 - confidence_between_0_and_1(confidence)) / 2
        low = min(float(special.betaincinv(self.alpha, self.beta, tail)), self.estimate)
        high = max(float(special.betaincinv(self.alpha, self.beta, 1 - tail)), self.estimate)
        return Interval(low, high, confidence, "beta-binomial posterior")


@dataclass(frozen=True, slots=True)
class BetaBinomial:
    """How the true shares of groups spread: Beta(alpha, beta), fitted to `groups` groups."""

    alpha: float
    beta: float
    groups: int
    answers: float
    log_likelihood: float

    def __post_init__(self) -> None:
        for argument in ("alpha", "beta"):
            if not 0 < getattr(self, argument) < float("inf"):
                raise OutOfRange(argument, getattr(self, argument), "above 0")

    @property
    def mean(self) -> float:
        """The mean of the groups' true shares, a fraction."""
        return self.alpha / (self.alpha + self.beta)

    @property
    def concentration(self) -> float:
        """M = alpha + beta: so many answers weigh as much as what is known of the kind of group."""
        return self.alpha + self.beta

    @property
    def icc(self) -> float:
        """Intra-class correlation 1 / (1 + M) of answers about the same group."""
        return 1 / (1 + self.concentration)

    def shrunken(self, satisfied: float, answers: float) -> ShrunkenShare:
        """The share of one group with these counts; without answers it is that of its kind."""
        x, n = satisfied_of_answers(satisfied, answers)
        if x.ndim:
            raise WrongShape("satisfied", "()", x.shape)
        own, of = float(x), float(n)
        return ShrunkenShare(
            alpha=self.alpha + own,
            beta=self.beta + of - own,
            answers=of,
            reliability=of / (of + self.concentration),
        )


def fit(satisfied: npt.ArrayLike, answers: npt.ArrayLike) -> BetaBinomial | NotEstimable:
    """Beta-binomial of groups with these counts, both (k,), by maximum likelihood with exact gradient.

    Counts may be fractions (divided by a design effect). Groups without answers add nothing. Not
    estimable: fewer than two groups with answers; all answers alike; every group all or nothing; groups
    that differ no more than chance, so that the pooled share is the best figure for every one of them.

    The log-likelihood holds the binomial coefficients. Skellam 1948, JRSS B 10:257; no spread by the
    sign of Tarone's score (1979, Biometrika 66:585).

    >>> kind = fit([9, 14, 20, 3, 17], [10, 20, 20, 10, 20])
    >>> round(kind.mean, 3), round(kind.shrunken(3, 10).estimate, 3)
    (0.758, 0.408)
    """
    x, n = answered_groups(satisfied, answers)
    reason = not_estimable_at_any_spread(x, n)
    if reason is not None:
        return NotEstimable(reason)
    pooled = float(x.sum() / n.sum())
    if beta_binomial.spread_score(x, n, pooled) <= 0:
        return NotEstimable(Reason.NO_SPREAD_BETWEEN_GROUPS)
    start = method_of_moments(x, n)
    concentration = _USUAL_CONCENTRATION if isinstance(start, NotEstimable) else sum(start)
    alpha, beta = beta_binomial.maximum(x, n, pooled, concentration)
    likelihood = beta_binomial.log_likelihood(x, n, alpha, beta)
    if alpha + beta >= _ONE_SHARE or likelihood <= beta_binomial.binomial_log_likelihood(x, n, pooled):
        return NotEstimable(Reason.NO_SPREAD_BETWEEN_GROUPS)
    likelihood += beta_binomial.log_coefficients(x, n)
    return BetaBinomial(alpha, beta, len(n), float(n.sum()), likelihood)


def method_of_moments(satisfied: npt.ArrayLike, answers: npt.ArrayLike) -> tuple[float, float] | NotEstimable:
    """Beta(alpha, beta) with the mean and the variance (divisor k - 1) of the groups' raw shares.

    A starting point, not an estimate to publish: it takes chance for spread. Gelman et al., Bayesian Data
    Analysis, 3rd edition, section 5.1.
    """
    x, n = answered_groups(satisfied, answers)
    if len(n) < _MIN_GROUPS:
        return NotEstimable(Reason.FEWER_THAN_TWO_GROUPS)
    mean, variance = float((x / n).mean()), float((x / n).var(ddof=1))
    if variance == 0:
        return NotEstimable(Reason.NO_SPREAD_BETWEEN_GROUPS)
    concentration = mean * (1 - mean) / variance - 1
    if concentration <= 0:
        return NotEstimable(Reason.GROUPS_ALL_OR_NOTHING)
    return mean * concentration, (1 - mean) * concentration


def answered_groups(satisfied: npt.ArrayLike, answers: npt.ArrayLike) -> tuple[Reals, Reals]:
    """Counts (k,) of the groups that have answers."""
    x, n = satisfied_of_answers(satisfied, answers)
    if x.ndim != 1:
        raise WrongShape("satisfied", "(groups,)", x.shape)
    return x[n > 0], n[n > 0]


def not_estimable_at_any_spread(x: Reals, n: Reals) -> Reason | None:
    """Why counts of groups with answers tell nothing of the spread between groups, if so."""
    if len(n) < _MIN_GROUPS:
        return Reason.FEWER_THAN_TWO_GROUPS
    if (x == 0).all() or (x == n).all():
        return Reason.ALL_ANSWERS_ALIKE
    if (n <= 1).all():
        return Reason.NO_SPREAD_BETWEEN_GROUPS
    return Reason.GROUPS_ALL_OR_NOTHING if ((x == 0) | (x == n)).all() else None
