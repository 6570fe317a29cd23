"""Simulated units over periods, whose true changes are known."""

import numpy as np

from scoring.series.panel import Panel


def simulated_panel(rng, similar, *, periods=2, starts=1, treated=1, effect=0.0, between=0.02, forms=200):
    """Shares of `treated` + `similar` units; true shares wander by `between` from period to period."""
    shape = (treated + similar, periods)
    usual = rng.normal(0.85, 0.03, (shape[0], 1)) + rng.normal(0, 0.02, (1, periods))
    truth = usual + rng.normal(0, between, shape)
    truth[:treated, starts:] += effect
    satisfied = rng.binomial(forms, np.clip(truth, 0.02, 0.98))
    values = satisfied / forms
    variances = np.maximum(values * (1 - values), 0.5 / forms) / forms
    return Panel(values, variances, np.full(shape, forms), np.full(shape, forms // 5))
