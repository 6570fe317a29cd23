"""Scale quality and drivers (quantities 14 and 15)."""

from typing import Any

import numpy as np

from scoring.questionnaire.alpha import alpha_if_dropped, cronbach_alpha, feldt_limits, standardised_alpha
from scoring.questionnaire.covariances import correlations, is_definite
from scoring.questionnaire.importance import explained, lmg, relative_weights
from scoring.questionnaire.one_factor import maximum_likelihood, minimum_residuals
from scoring.questionnaire.polychoric import polychoric, polychoric_most_likely
from tests.figures.solving import Given, solves


@solves("scale", "cov")
def scale(given: Given) -> dict[str, Any]:
    """Alpha, and omega where a factor can be told from its items: three of them or more."""
    cov = np.array(given["cov"], dtype=float)
    items, alpha = len(cov), cronbach_alpha(cov)
    found: dict[str, Any] = {"raw_alpha": alpha, "alpha": alpha, "std_alpha": standardised_alpha(cov)}
    if "n" in given:
        confidence = given.get("confidence", 0.95)
        limits = list(feldt_limits(alpha, items, given["n"], confidence))
        found |= {f"feldt_ci{confidence * 100:g}": limits, "feldt_ci": limits}
    if items > 2:
        found["alpha_if_dropped"] = alpha_if_dropped(cov)
    if items > 2 and is_definite(cov):
        likely, least = maximum_likelihood(cov), minimum_residuals(cov)
        found |= {
            "omega_ml": likely.omega,
            "loadings": likely.loadings,
            "uniquenesses": likely.uniquenesses,
            "omega_minres": least.omega,
            "loadings_minres": least.loadings,
        }
    return found


@solves("scale", "table")
def polychoric_of_a_table(given: Given) -> dict[str, Any]:
    likely = polychoric_most_likely(given["table"])
    return {
        "rho_two_step": float(polychoric(given["table"])),
        "rho_ml": likely.correlation,
        "thresholds_row": likely.rows,
        "thresholds_col": likely.columns,
    }


@solves("drivers", "cov_y_first")
def drivers(given: Given) -> dict[str, Any]:
    cov = np.array(given["cov_y_first"], dtype=float)
    contributions, weights, total = lmg(cov), relative_weights(cov), float(explained(cov))
    alone = correlations(cov)[0, 1:] ** 2
    without = [float(explained(np.delete(np.delete(cov, k, 0), k, 1))) for k in range(1, len(cov))]
    return {
        "lmg": contributions,
        "lmg_share": contributions / total,
        "R2": total,
        "relative_weights": weights,
        "johnson": weights,
        "first": alone,
        "last": [total - rest for rest in without] if len(cov) > 2 else [total],
    }
