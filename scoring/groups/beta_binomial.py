"""The beta-binomial likelihood of groups of counts, real-valued, and its maximum (for quantity 5)."""

import numpy as np
from scipy import optimize, special

from scoring.counts import Reals
from scoring.errors import ScoringError

LARGEST_CONCENTRATION = 1e9
"""Above it the groups are taken to have one share."""

_SMALLEST_CONCENTRATION = 1e-6
_LARGEST_LOGIT = 30.0
_GRADIENT_TOLERANCE = 1e-5


class DidNotConverge(ScoringError):
    """The maximum of the likelihood was not found."""


def log_likelihood(x: Reals, n: Reals, alpha: float, beta: float) -> float:
    """Sum over groups of log B(x + alpha, n - x + beta) - log B(alpha, beta); no coefficients."""
    return float((special.betaln(x + alpha, n - x + beta) - special.betaln(alpha, beta)).sum())


def gradient(x: Reals, n: Reals, alpha: float, beta: float) -> tuple[float, float]:
    """Its derivatives by alpha and beta, exact, by digamma."""
    psi = special.digamma
    both = psi(n + alpha + beta) - psi(alpha + beta)
    by_alpha = psi(x + alpha) - psi(alpha) - both
    by_beta = psi(n - x + beta) - psi(beta) - both
    return float(by_alpha.sum()), float(by_beta.sum())


def log_coefficients(x: Reals, n: Reals) -> float:
    """Sum over groups of the log of n over x, by the gamma function."""
    ways = special.gammaln(n + 1) - special.gammaln(x + 1) - special.gammaln(n - x + 1)
    return float(ways.sum())


def binomial_log_likelihood(x: Reals, n: Reals, share: float) -> float:
    """The likelihood's limit for groups that all have the same share; no coefficients."""
    return float((special.xlogy(x, share) + special.xlog1py(n - x, -share)).sum())


def spread_score(x: Reals, n: Reals, share: float) -> float:
    """Derivative of the log-likelihood by 1/(alpha + beta) at no spread; up to 0 speaks for none.

    Tarone 1979, Biometrika 66:585.
    """
    rest = n - x
    score = x * (x - 1) / share + rest * (rest - 1) / (1 - share) - n * (n - 1)
    return float(score.sum()) / 2


def maximum(x: Reals, n: Reals, share: float, concentration: float) -> tuple[float, float]:
    """alpha and beta where the likelihood is highest, from a start; searched on logit and log scales.

    Raises DidNotConverge.
    """
    total = float(n.sum())

    def falling(point: Reals) -> tuple[float, Reals]:
        mean, m = float(special.expit(point[0])), float(np.exp(point[1]))
        alpha, beta = mean * m, float(special.expit(-point[0])) * m
        by_alpha, by_beta = gradient(x, n, alpha, beta)
        slope = np.array([(by_alpha - by_beta) * alpha * beta / m, by_alpha * alpha + by_beta * beta])
        return -log_likelihood(x, n, alpha, beta) / total, -slope / total

    start = np.array([special.logit(share), np.log(concentration)])
    found = optimize.minimize(
        falling,
        start,
        jac=True,
        method="L-BFGS-B",
        bounds=[
            (-_LARGEST_LOGIT, _LARGEST_LOGIT),
            (np.log(_SMALLEST_CONCENTRATION), np.log(LARGEST_CONCENTRATION)),
        ],
        options={"ftol": 1e-16, "gtol": 1e-11, "maxiter": 1000},
    )
    mean, m = float(special.expit(found.x[0])), float(np.exp(found.x[1]))
    inside = m < LARGEST_CONCENTRATION / 2
    if inside and np.abs(falling(found.x)[1]).max() > _GRADIENT_TOLERANCE:
        raise DidNotConverge(f"answers: {found.message}")
    return mean * m, (1 - mean) * m
