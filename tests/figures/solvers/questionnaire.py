"""Scale quality and drivers (quantities 14 and 15)."""

from typing import Any

import numpy as np

from scoring.questionnaire.alpha import alpha_if_dropped, cronbach_alpha, feldt_limits, standardised_alpha
from scoring.questionnaire.covariances import correlations, is_definite
from scoring.questionnaire.importance import explained, lmg, relative_weights
from scoring.questionnaire.one_factor import maximum_likelihood, minimum_residuals
from scoring.questionnaire.polychoric import polychoric, polychoric_most_likely
from tests.figures.solving import Given, confidence, solves


@solves("scale", "rows|data|items")
def scale_of_rows(given: Given) -> dict[str, Any]:
    rows = np.array(given["rows"], dtype=float)
    return scale({"n": len(rows), **given, "cov": np.cov(rows, rowvar=False)})


@solves("scale", "cov|cor|R|S|covariance|correlation")
def scale(given: Given) -> dict[str, Any]:
    """Alpha, and omega where a factor can be told from its items: three of them or more."""
    cov = np.array(given["cov"], dtype=float)
    items, alpha = len(cov), cronbach_alpha(cov)
    found: dict[str, Any] = {"raw_alpha": alpha, "alpha": alpha, "std_alpha": standardised_alpha(cov)}
    if "n" in given:
        level = confidence(given)
        limits = list(feldt_limits(alpha, items, given["n"], level))
        found |= dict.fromkeys((f"feldt_ci{level * 100:g}", "feldt_ci", "ci"), limits)
    if items > 2:
        found["alpha_if_dropped"] = alpha_if_dropped(cov)
    if items > 2 and is_definite(cov):
        likely, least = maximum_likelihood(cov), minimum_residuals(cov)
        found |= {
            "omega_ml": likely.omega,
            "omega": likely.omega,
            "omega_total": likely.omega,
            "loadings": likely.loadings,
            "uniquenesses": likely.uniquenesses,
            "omega_minres": least.omega,
            "loadings_minres": least.loadings,
        }
    return found


@solves("scale", "table|counts|tab")
def polychoric_of_a_table(given: Given) -> dict[str, Any]:
    likely = polychoric_most_likely(given["table"])
    steps = float(polychoric(given["table"]))
    return {
        **dict.fromkeys(("rho_two_step", "rho", "polychoric", "tetrachoric"), steps),
        "rho_ml": likely.correlation,
        "thresholds_row": likely.rows,
        "thresholds_col": likely.columns,
    }


@solves("drivers", "y", "X|x|predictors", expects=["lmg", "lmg_share", "R2", "johnson", "relative_weights"])
def drivers_of_rows(given: Given) -> dict[str, Any]:
    return drivers({"cov_y_first": np.cov(np.column_stack([given["y"], given["X"]]), rowvar=False)})


@solves("drivers", "cov_y_first|cor_y_first|cov|cor")
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
        **dict.fromkeys(("johnson", "genizi", "relative_weights_raw", "rw"), weights),
        **dict.fromkeys(("relative_weights_share", "johnson_share"), weights / total),
        "first": alone,
        "last": [total - rest for rest in without] if len(cov) > 2 else [total],
    }
