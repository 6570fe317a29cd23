"""Quantity 5 where groups are few: the beta-binomial with its own uncertainty integrated out.

Maximum likelihood (`shrunken.fit`) takes the spread between groups for known. With fewer than about forty
groups that makes intervals too narrow, and where groups differ no more than chance it has no answer. Here
every spread that the data allow has its weight, by quadrature.
"""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from scipy import optimize, special

from scoring.counts import Reals, confidence_between_0_and_1, satisfied_of_answers
from scoring.errors import WrongShape
from scoring.groups.shrunken import answered_groups, not_estimable_at_any_spread
from scoring.result import Interval, NotEstimable

_LOG_CONCENTRATION = (-7.0, 18.0)
_COARSE_NODES, _FINE_NODES, _MEAN_NODES = 101, 61, 41
_DEEPEST = 18.0
_REACH = 8.0
_LIGHTEST = 1e-7


@dataclass(frozen=True, slots=True)
class IntegratedShare:
    """One group's share: a mixture of posterior Betas over the spreads that the data allow.

    alphas, betas, weights (J,), the weights sum to 1; reliability is the mean of n/(n+M).
    """

    alphas: Reals
    betas: Reals
    weights: Reals
    answers: float
    reliability: float

    @property
    def estimate(self) -> float:
        """The posterior mean, a fraction."""
        return float(self.weights @ (self.alphas / (self.alphas + self.betas)))

    def interval(self, confidence: float = 0.95) -> Interval:
        """Equal-tailed posterior interval of the mixture."""
        tail = (1 - confidence_between_0_and_1(confidence)) / 2
        low, high = min(self._quantile(tail), self.estimate), max(self._quantile(1 - tail), self.estimate)
        return Interval(low, high, confidence, "beta-binomial posterior, spread integrated out")

    def _quantile(self, probability: float) -> float:
        def excess(share: float) -> float:
            return float(self.weights @ special.betainc(self.alphas, self.betas, share)) - probability

        return float(optimize.brentq(excess, 0.0, 1.0, xtol=1e-9))


@dataclass(frozen=True, slots=True)
class IntegratedBetaBinomial:
    """How true shares may spread: Beta(alpha_j, beta_j) with weight w_j, from so many groups."""

    alphas: Reals
    betas: Reals
    weights: Reals
    groups: int
    answers: float

    @property
    def mean(self) -> float:
        """The mean of the groups' true shares, a fraction."""
        return float(self.weights @ (self.alphas / (self.alphas + self.betas)))

    def shrunken(self, satisfied: float, answers: float) -> IntegratedShare:
        """The share of one of the groups with these counts."""
        x, n = satisfied_of_answers(satisfied, answers)
        if x.ndim:
            raise WrongShape("satisfied", "()", x.shape)
        own, of = float(x), float(n)
        return IntegratedShare(
            alphas=self.alphas + own,
            betas=self.betas + of - own,
            weights=self.weights,
            answers=of,
            reliability=float(self.weights @ (of / (of + self.alphas + self.betas))),
        )


def integrate(satisfied: npt.ArrayLike, answers: npt.ArrayLike) -> IntegratedBetaBinomial | NotEstimable:
    """Posterior of (alpha, beta) for groups with these counts, both (k,), fractions allowed.

    Prior proportional to (alpha + beta)^(-5/2), Gelman et al., Bayesian Data Analysis, 3rd edition,
    section 5.3; trapezoid rule over log(alpha + beta) and, within it, the logit of the mean. Not
    estimable as `fit`, except that groups which differ no more than chance have an answer here.

    >>> kind = integrate([8, 16, 24], [10, 20, 30])
    >>> round(kind.mean, 2), round(kind.shrunken(8, 10).reliability, 1)
    (0.76, 0.3)
    """
    x, n = answered_groups(satisfied, answers)
    reason = not_estimable_at_any_spread(x, n)
    if reason is not None:
        return NotEstimable(reason)
    coarse = np.linspace(*_LOG_CONCENTRATION, _COARSE_NODES)
    centre, width = _logit_of_mean(x, n, coarse)
    height = _log_posterior(x, n, centre, coarse) + np.log(width)
    likely = np.flatnonzero(height > height.max() - _DEEPEST)
    first, last = max(likely[0] - 1, 0), min(likely[-1] + 1, _COARSE_NODES - 1)
    log_m = np.linspace(coarse[first], coarse[last], _FINE_NODES)
    centre, width = _logit_of_mean(x, n, log_m)
    reach = np.linspace(-_REACH, _REACH, _MEAN_NODES)
    logit = (centre[:, None] + width[:, None] * reach).ravel()
    nodes = np.repeat(log_m, _MEAN_NODES)
    log_weight = _log_posterior(x, n, logit, nodes) + np.log(np.repeat(width, _MEAN_NODES))
    weight = np.exp(log_weight - log_weight.max())
    kept = weight > _LIGHTEST * weight.max()
    weight = weight[kept] / weight[kept].sum()
    m = np.exp(nodes[kept])
    alphas, betas = m * special.expit(logit[kept]), m * special.expit(-logit[kept])
    return IntegratedBetaBinomial(alphas, betas, weight, len(n), float(n.sum()))


def posterior_mode(satisfied: npt.ArrayLike, answers: npt.ArrayLike) -> tuple[float, float] | NotEstimable:
    """Where the posterior of (log(alpha/beta), log(alpha + beta)) is highest; not estimable as `integrate`.

    Gelman et al., Bayesian Data Analysis, 3rd edition, figure 5.3.

    >>> mode = posterior_mode([8, 16, 24], [10, 20, 30])
    >>> round(mode[0], 2)
    1.25
    """
    x, n = answered_groups(satisfied, answers)
    reason = not_estimable_at_any_spread(x, n)
    if reason is not None:
        return NotEstimable(reason)
    coarse = np.linspace(*_LOG_CONCENTRATION, _COARSE_NODES)
    centre, _ = _logit_of_mean(x, n, coarse)
    best = int(np.argmax(_log_posterior(x, n, centre, coarse)))

    def falling(point: Reals) -> float:
        return -float(_log_posterior(x, n, point[:1], point[1:])[0])

    found = optimize.minimize(
        falling, [centre[best], coarse[best]], method="Nelder-Mead", options={"xatol": 1e-7, "fatol": 1e-10}
    )
    return float(found.x[0]), float(found.x[1])


def _logit_of_mean(x: Reals, n: Reals, log_m: Reals) -> tuple[Reals, Reals]:
    """About where the logit of the mean lies, and how widely, for each concentration; both (J,)."""
    icc = 1 / (1 + np.exp(log_m))[:, None]
    weights = n / (1 + np.maximum(n - 1, 0) * icc)
    total = weights.sum(axis=1)
    mean = ((weights * (x / n)).sum(axis=1) + 0.5) / (total + 1)
    return special.logit(mean), 1 / np.sqrt((total + 1) * mean * (1 - mean))


def _log_posterior(x: Reals, n: Reals, logit: Reals, log_m: Reals) -> Reals:
    """Log density at (logit of the mean, log concentration), but for a constant; (J,)."""
    m = np.exp(log_m)
    alpha, beta = m * special.expit(logit), m * special.expit(-logit)
    density: Reals = np.log(alpha) + np.log(beta) - 2.5 * log_m
    for own, of in zip(x, n, strict=True):
        density = density + special.betaln(own + alpha, of - own + beta) - special.betaln(alpha, beta)
    return density
