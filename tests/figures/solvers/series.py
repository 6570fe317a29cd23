"""Cases of trend and of charts over time, answered by `scoring.series`."""

from collections.abc import Mapping
from typing import Any

import numpy as np

from scoring.result import NotEstimable
from scoring.series.cusum import first_signal, tabular_cusum
from scoring.series.ewma import ewma, ewma_limits
from scoring.series.mann_kendall import mann_kendall
from scoring.series.ordered_alternative import jonckheere_terpstra
from scoring.series.run_length import cusum_run_length, ewma_run_length
from scoring.series.theil_sen import theil_sen
from tests.figures.solving import Given, solves

_MORE = {"head_start", "sided"}


@solves("trend", "y")
def _trend(given: Given) -> Mapping[str, Any]:
    test = mann_kendall(given["y"])
    at = next((given[name] for name in ("x", "t", "time", "positions") if name in given), None)
    line = theil_sen(given["y"], at, confidence=given.get("conf", 0.95))
    limits = [line.limits.low, line.limits.high]
    return {
        "S": test.s,
        "var_S": test.variance,
        "z": test.z,
        "p": test.p,
        "tau_b": None if isinstance(test.tau_b, NotEstimable) else test.tau_b,
        "sen_slope": line.slope,
        "slope": line.slope,
        "intercept": line.intercept,
        "sen_intercept": line.intercept,
        "ci": limits,
        "sen_ci": limits,
        "slope_ci": limits,
    }


@solves("trend", "groups")
def _ordered_groups(given: Given) -> Mapping[str, Any]:
    groups = given["groups"]
    values = [list(group) for group in (groups.values() if isinstance(groups, Mapping) else groups)]
    levels = sorted({value for group in values for value in group})
    return _jonckheere([[group.count(level) for level in levels] for group in values])


@solves("trend", "counts")
def _ordered_counts(given: Given) -> Mapping[str, Any]:
    return _jonckheere(given["counts"])


def _jonckheere(counts: list[list[int]]) -> Mapping[str, Any]:
    test = jonckheere_terpstra(counts)
    return {
        "J": test.j,
        "JT": test.j,
        "E_J": test.expected,
        "var_J": test.variance,
        "z": test.z(),
        "p": test.p(),
    }


@solves("spc", "x", "lambda", "target")
def _ewma(given: Given) -> Mapping[str, Any]:
    smooth = ewma(given["x"], given["lambda"], given.get("start", given["target"]))
    sigma, width = given.get("s", given.get("sigma")), given.get("k", given.get("L", 3))
    low, high = ewma_limits(given["target"], sigma, given["lambda"], width)
    over = np.flatnonzero((smooth < low) | (smooth > high))
    return {
        "ewma": smooth.tolist(),
        "lcl": low,
        "ucl": high,
        "first_signal_index_1based": int(over[0]) + 1 if over.size else None,
    }


@solves("spc", "x", "target", "k", "h")
def _cusum(given: Given) -> Mapping[str, Any]:
    high, low = tabular_cusum(given["x"], given["target"], given["k"], given.get("head_start", 0.0))
    at = [step for step in (first_signal(sums, given["h"]) for sums in (high, low)) if step is not None]
    return {
        "S_hi": high.tolist(),
        "S_lo": low.tolist(),
        "first_signal_index_1based": min(at) + 1 if at else None,
    }


@solves("spc", "lambda", "L", "shift_sigma")
def _ewma_run(given: Given) -> Mapping[str, Any]:
    more = {name: given[name] for name in _MORE & given.keys()}
    return {"arl": ewma_run_length(given["lambda"], given["L"], given["shift_sigma"], **more).tolist()}


@solves("spc", "k", "h", "shift_sigma")
def _cusum_run(given: Given) -> Mapping[str, Any]:
    more = {name: given[name] for name in _MORE & given.keys()}
    shifts = np.asarray(given["shift_sigma"], dtype=np.float64)
    limits = given["h"] if isinstance(given["h"], list) else [given["h"]]
    answer: dict[str, Any] = {}
    for h in limits:
        run = cusum_run_length(given["k"], h, shifts, **more).tolist()
        answer |= {f"h{h:g}": run, "arl": run}
        one = cusum_run_length(given["k"], h, shifts, **{**more, "sided": "one"}).tolist()
        answer[f"h{h:g}_one_sided"] = one
        for shift, steps in zip(shifts.ravel().tolist(), np.ravel(one).tolist(), strict=True):
            answer[f"h{h:g}_one_sided_{shift:g}"] = steps
    return answer
