"""How `scoring.safeguards` answers reference cases: odd answers, selection, noise, sample sizes."""

from collections.abc import Mapping
from typing import Any

import numpy as np
import numpy.typing as npt
from scipy import special

from scoring.result import NotEstimable
from scoring.safeguards.geometric_noise import GeometricNoise
from scoring.safeguards.sample_size import cochran, slovin
from scoring.safeguards.scan import fullest_window, scan_tail
from scoring.safeguards.selection import correlation_for, effective_size, selection_bias, worst_case
from scoring.safeguards.straight_lining import is_straight_lined, longest_run, spread_within
from tests.figures.solving import Given, confidence, solves


def _plain(values: npt.ArrayLike) -> Any:
    """A number or a list of them, as cases hold them."""
    return np.asarray(values).tolist()


def _confidence(given: Given) -> float:
    """From z, a confidence or a level of error; 95 % where none is given."""
    if "z" in given:
        return float(2 * special.ndtr(given["z"]) - 1)
    return confidence(given)


@solves("fraud", "rows")
def straight_lining(given: Given) -> Mapping[str, Any]:
    rows = [[level for level in row if level is not None] for row in given["rows"]]
    spreads = [spread_within(row) for row in rows]
    straight = [is_straight_lined(row) for row in rows]
    irv = [None if isinstance(each, NotEstimable) else each for each in spreads]
    return {
        "longstring": [longest_run(row) for row in rows],
        **dict.fromkeys(("irv_sd_ddof1", "irv", "irv_sd", "sd"), irv),
        **dict.fromkeys(("straightlined", "straight_lined", "straightline"), straight),
    }


@solves("fraud", "row|levels|answers")
def straight_lining_of_one(given: Given) -> Mapping[str, Any]:
    return {name: each[0] for name, each in straight_lining({"rows": [given["row"]]}).items()}


@solves("fraud", "k", "n", "w")
def scan(given: Given) -> Mapping[str, Any]:
    tail = _plain(scan_tail(given["k"], given["n"], given["w"]))
    return dict.fromkeys(("p", "p_value", "tail"), tail)


@solves("fraud", "counts", "window")
def window(given: Given) -> Mapping[str, Any]:
    crowd = fullest_window(given["counts"], given["window"])
    return {"max": crowd.answers, "scan": crowd.answers, "start": crowd.begins}


@solves("selection", "f", "ddc|rho|r")
def effective(given: Given) -> Mapping[str, Any]:
    size = _plain(effective_size(given["ddc"], given["f"]))
    said: dict[str, Any] = {"n_eff": size, "published_approx": size}
    sigma = given.get("sigma", given.get("sd"))
    if sigma is not None:
        said["bias"] = _plain(selection_bias(given["ddc"], given["f"], sigma))
    return said


@solves("selection", "N", "n", "ddc|rho|r")
def effective_of_counts(given: Given) -> Mapping[str, Any]:
    return effective({**given, "f": _plain(np.divide(given["n"], given["N"]))})


@solves("selection", "f", "bias")
def correlation(given: Given) -> Mapping[str, Any]:
    sigma = given.get("sigma", given.get("sd"))
    if sigma is None:
        return {}
    needed = _plain(correlation_for(given["bias"], given["f"], sigma))
    return dict.fromkeys(("ddc", "rho"), needed)


@solves("selection", "f", "p")
def bounds(given: Given) -> Mapping[str, Any]:
    low, high = worst_case(given["p"], given["f"])
    return dict.fromkeys(("low", "lower"), _plain(low)) | dict.fromkeys(("high", "upper"), _plain(high))


@solves("privacy", "epsilon|eps")
def noise(given: Given) -> Mapping[str, Any]:
    law = GeometricNoise(given["epsilon"], given.get("sensitivity", 1))
    limits = {f"p{level}_abs_noise": law.limit(level / 100) for level in (50, 80, 90, 95, 99)}
    decay = (1 - law.untouched) / (1 + law.untouched)
    at = np.asarray(given.get("k", 0))
    return {
        "variance": law.variance, "sd": law.variance**0.5, "p_zero": law.untouched, **limits,
        **dict.fromkeys(("alpha", "a"), decay),
        **dict.fromkeys(("pmf", "p"), _plain(law.untouched * decay ** np.abs(at))),
    }  # fmt: skip


@solves("design", "N", "e|margin|error")
def sample_size(given: Given) -> Mapping[str, Any]:
    shared = {"share": given.get("p", 0.5), "confidence": _confidence(given)}
    without = _plain(cochran(given["e"], **shared))
    shared["design_effect"] = given.get("deff", given.get("design_effect", 1.0))
    return {
        "slovin": _plain(slovin(given["N"], given["e"])),
        **dict.fromkeys(("n0", "cochran_n0", "cochran_infinite"), without),
        "cochran": _plain(cochran(given["e"], **shared)),
        "cochran_fpc": _plain(cochran(given["e"], population=given["N"], **shared)),
    }


@solves("design", "e|margin|error", "z|conf|confidence")
def sample_size_without_end(given: Given) -> Mapping[str, Any]:
    effect = given.get("deff", given.get("design_effect", 1.0))
    size = cochran(given["e"], share=given.get("p", 0.5), confidence=_confidence(given), design_effect=effect)
    return dict.fromkeys(("n0", "cochran", "cochran_n0", "n"), _plain(size))
