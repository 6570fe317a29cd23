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
from tests.figures.solving import Given, confidence, listed, solves


def _more(given: Given) -> dict[str, Any]:
    """What R's spc calls hs and sided."""
    more = {"head_start": given.get("head_start", given.get("hs", 0.0)), "sided": given.get("sided", "two")}
    return {**more, "sided": {"1": "one", "2": "two"}.get(str(more["sided"]), more["sided"])}


@solves("trend", "y|series|values")
def _trend(given: Given) -> Mapping[str, Any]:
    test = mann_kendall(given["y"])
    at = next((given[name] for name in ("x", "t", "time", "positions") if name in given), None)
    line = theil_sen(given["y"], at, confidence=confidence(given))
    limits = [line.limits.low, line.limits.high]
    return {
        "S": test.s,
        "var_S": test.variance,
        "z": test.z,
        "p": test.p,
        "tau_a": 2 * test.s / (len(given["y"]) * (len(given["y"]) - 1)),
        "n": len(given["y"]),
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
    values = [list(group) for group in listed(given["groups"])]
    levels = sorted({value for group in values for value in group})
    return _jonckheere([[group.count(level) for level in levels] for group in values])


@solves("trend", "counts")
def _ordered_counts(given: Given) -> Mapping[str, Any]:
    return _jonckheere(listed(given["counts"]))


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


@solves("spc", "x|y", "lambda|lam", "target|mu0")
def _ewma(given: Given) -> Mapping[str, Any]:
    smooth = ewma(given["x"], given["lambda"], given.get("start", given["target"]))
    sigma, width = given.get("s", given.get("sigma")), given.get("k", given.get("L", 3))
    asked = given["target"], sigma, given["lambda"], width
    if given.get("limits") in ("exact", "varying", "vary", "time-varying"):
        steps = [ewma_limits(*asked, step + 1) for step in range(len(smooth))]
        low, high = (np.array(limits) for limits in zip(*steps, strict=True))
    else:
        low, high = ewma_limits(*asked)
    over = np.flatnonzero((smooth < low) | (smooth > high))
    return {
        "ewma": smooth.tolist(),
        "lcl": np.asarray(low).tolist(),
        "ucl": np.asarray(high).tolist(),
        "first_signal_index_1based": int(over[0]) + 1 if over.size else None,
    }


@solves("spc", "x|y", "target|mu0", "k", "h")
def _cusum(given: Given) -> Mapping[str, Any]:
    """k and h in the units of x; in sigma where sigma is given."""
    sigma = given.get("sigma", given.get("s", 1.0))
    k, h, start = (sigma * given.get(name, 0.0) for name in ("k", "h", "head_start"))
    high, low = tabular_cusum(given["x"], given["target"], k, start)
    at = [step for step in (first_signal(sums, h) for sums in (high, low)) if step is not None]
    return {
        **dict.fromkeys(("S_hi", "C_plus", "upper"), high.tolist()),
        **dict.fromkeys(("S_lo", "C_minus", "lower"), low.tolist()),
        "first_signal_index_1based": min(at) + 1 if at else None,
    }


@solves("spc", "lambda|lam|l", "L|c|width", "shift_sigma|shift|mu")
def _ewma_run(given: Given) -> Mapping[str, Any]:
    more = _more(given)
    return {"arl": ewma_run_length(given["lambda"], given["L"], given["shift_sigma"], **more).tolist()}


@solves("spc", "k", "h", "shift_sigma|shift|mu")
def _cusum_run(given: Given) -> Mapping[str, Any]:
    more = _more(given)
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
