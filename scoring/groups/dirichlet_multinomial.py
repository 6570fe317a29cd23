"""Quantity 5 for all levels: how groups divide their answers over the levels, drawn to what is usual."""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from scipy import optimize, special

from scoring.counts import Reals, real_counts
from scoring.errors import WrongShape
from scoring.groups.beta_binomial import LARGEST_CONCENTRATION, DidNotConverge
from scoring.result import NotEstimable, Reason

_MIN_GROUPS = 2
_USUAL_CONCENTRATION = 20.0
_SMALLEST = 1e-8
_GRADIENT_TOLERANCE = 1e-5


@dataclass(frozen=True, slots=True, eq=False)
class DirichletMultinomial:
    """True shares of levels of groups spread as Dirichlet(alpha), alpha (levels,); 0 for levels never used.

    log_likelihood is without multinomial coefficients.
    """

    alpha: Reals
    groups: int
    answers: float
    log_likelihood: float

    @property
    def mean(self) -> Reals:
        """Mean share of each level (levels,), sums to 1."""
        shares: Reals = self.alpha / self.alpha.sum()
        return shares

    @property
    def concentration(self) -> float:
        """So many answers weigh as much as what is known of the kind of group."""
        return float(self.alpha.sum())

    @property
    def icc(self) -> float:
        """Intra-class correlation 1/(1 + concentration) of answers about the same group."""
        return 1 / (1 + self.concentration)

    def shrunken(self, counts: npt.ArrayLike) -> Reals:
        """Posterior mean shares (..., levels) of groups with these counts."""
        own = _levels("counts", counts)
        if own.shape[-1] != len(self.alpha):
            raise WrongShape("counts", f"(..., {len(self.alpha)})", own.shape)
        posterior = own + self.alpha
        shares: Reals = posterior / posterior.sum(axis=-1, keepdims=True)
        return shares


def fit_levels(counts: npt.ArrayLike) -> DirichletMultinomial | NotEstimable:
    """Dirichlet–multinomial of groups with these counts (groups, levels), maximum likelihood, exact gradient.

    Not estimable: fewer than two groups with answers; one level used; every group on one level of its own;
    groups that differ no more than chance. Mosimann 1962, Biometrika 49:65.

    >>> kind = fit_levels([[1, 9, 30], [4, 11, 10], [0, 5, 20], [6, 10, 14]])
    >>> kind.mean.round(3).tolist(), round(kind.concentration, 1)
    ([0.089, 0.307, 0.604], 18.1)
    """
    table = _levels("counts", counts)
    if table.ndim != 2:
        raise WrongShape("counts", "(groups, levels)", table.shape)
    table = table[table.sum(axis=1) > 0]
    used = table.sum(axis=0) > 0
    reason = _not_estimable(table, used)
    if reason is not None:
        return NotEstimable(reason)
    own = table[:, used]
    pooled = own.sum(axis=0) / own.sum()
    if _spread_score(own, pooled) <= 0:
        return NotEstimable(Reason.NO_SPREAD_BETWEEN_GROUPS)
    found = _maximum(own, pooled)
    if found.sum() >= LARGEST_CONCENTRATION / 2:
        return NotEstimable(Reason.NO_SPREAD_BETWEEN_GROUPS)
    alpha = np.zeros(table.shape[1])
    alpha[used] = found
    return DirichletMultinomial(alpha, len(table), float(table.sum()), _log_likelihood(own, found))


def _levels(argument: str, counts: npt.ArrayLike) -> Reals:
    table = real_counts(argument, counts)
    if not table.ndim:
        raise WrongShape(argument, "(..., levels)", table.shape)
    return table


def _not_estimable(table: Reals, used: npt.NDArray[np.bool_]) -> Reason | None:
    if len(table) < _MIN_GROUPS:
        return Reason.FEWER_THAN_TWO_GROUPS
    if used.sum() < 2:
        return Reason.ONE_LEVEL_USED
    if (table.sum(axis=1) <= 1).all():
        return Reason.NO_SPREAD_BETWEEN_GROUPS
    return Reason.GROUPS_ALL_OR_NOTHING if ((table > 0).sum(axis=1) == 1).all() else None


def _spread_score(counts: Reals, pooled: Reals) -> float:
    """Derivative of the log-likelihood by 1/concentration at no spread.

    Paul, Liang and Self 1989, Biometrics 45:231.
    """
    total = counts.sum(axis=1)
    return float((counts * (counts - 1) / pooled).sum() - (total * (total - 1)).sum()) / 2


def _log_likelihood(counts: Reals, alpha: Reals) -> float:
    whole, total = alpha.sum(), counts.sum(axis=1)
    levels = special.gammaln(counts + alpha) - special.gammaln(alpha)
    return float(levels.sum() + (special.gammaln(whole) - special.gammaln(total + whole)).sum())


def _gradient(counts: Reals, alpha: Reals) -> Reals:
    """By alpha, (levels,)."""
    whole, total = alpha.sum(), counts.sum(axis=1)
    levels = special.digamma(counts + alpha) - special.digamma(alpha)
    every = (special.digamma(whole) - special.digamma(total + whole)).sum()
    slopes: Reals = levels.sum(axis=0) + every
    return slopes


def _maximum(counts: Reals, pooled: Reals) -> Reals:
    size = float(counts.sum())

    def falling(point: Reals) -> tuple[float, Reals]:
        alpha = np.exp(point)
        return -_log_likelihood(counts, alpha) / size, -_gradient(counts, alpha) * alpha / size

    found = optimize.minimize(
        falling,
        np.log(pooled * _USUAL_CONCENTRATION),
        jac=True,
        method="L-BFGS-B",
        bounds=[(np.log(_SMALLEST), np.log(LARGEST_CONCENTRATION))] * len(pooled),
        options={"ftol": 1e-16, "gtol": 1e-11, "maxiter": 2000, "maxfun": 20000},
    )
    alpha: Reals = np.exp(found.x)
    inside = alpha.sum() < LARGEST_CONCENTRATION / 2
    if inside and np.abs(falling(found.x)[1]).max() > _GRADIENT_TOLERANCE:
        raise DidNotConverge(f"counts: {found.message}")
    return alpha
