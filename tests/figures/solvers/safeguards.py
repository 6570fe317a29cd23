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
from scoring.safeguards.straight_lining import longest_run, spread_within
from tests.figures.solving import Given, solves


def _plain(values: npt.ArrayLike) -> Any:
    """A number or a list of them, as cases hold them."""
    return np.asarray(values).tolist()


def _confidence(given: Given) -> float:
    """From z, a confidence or a level of error; 95 % where none is given."""
    if "z" in given:
        return float(2 * special.ndtr(given["z"]) - 1)
    if "alpha" in given:
        return 1 - float(given["alpha"])
    level = float(given.get("confidence", given.get("conf", given.get("level", 0.95))))
    return level / 100 if level > 1 else level


@solves("fraud", "rows")
def straight_lining(given: Given) -> Mapping[str, Any]:
    spreads = [spread_within(row) for row in given["rows"]]
    return {
        "longstring": [longest_run(row) for row in given["rows"]],
        "irv_sd_ddof1": [None if isinstance(each, NotEstimable) else each for each in spreads],
    }


@solves("fraud", "k", "n", "w")
def scan(given: Given) -> Mapping[str, Any]:
    tail = _plain(scan_tail(given["k"], given["n"], given["w"]))
    return dict.fromkeys(("p", "p_value", "tail"), tail)


@solves("fraud", "counts", "window")
def window(given: Given) -> Mapping[str, Any]:
    crowd = fullest_window(given["counts"], given["window"])
    return {"max": crowd.answers, "scan": crowd.answers, "start": crowd.begins}


@solves("selection", "f", "ddc")
def effective(given: Given) -> Mapping[str, Any]:
    size = _plain(effective_size(given["ddc"], given["f"]))
    said: dict[str, Any] = {"n_eff": size, "published_approx": size}
    sigma = given.get("sigma", given.get("sd"))
    if sigma is not None:
        said["bias"] = _plain(selection_bias(given["ddc"], given["f"], sigma))
    return said


@solves("selection", "N", "n", "ddc")
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


@solves("privacy", "epsilon")
def noise(given: Given) -> Mapping[str, Any]:
    law = GeometricNoise(given["epsilon"], given.get("sensitivity", 1))
    limits = {f"p{level}_abs_noise": law.limit(level / 100) for level in (50, 80, 90, 95, 99)}
    return {"variance": law.variance, "sd": law.variance**0.5, "p_zero": law.untouched, **limits}


@solves("design", "N", "e")
def sample_size(given: Given) -> Mapping[str, Any]:
    shared = {"share": given.get("p", 0.5), "confidence": _confidence(given)}
    shared["design_effect"] = given.get("deff", given.get("design_effect", 1.0))
    return {
        "slovin": _plain(slovin(given["N"], given["e"])),
        "cochran": _plain(cochran(given["e"], **shared)),
        "cochran_fpc": _plain(cochran(given["e"], population=given["N"], **shared)),
    }
