"""Cases of many groups or officers: shrunken shares, levels, effects, variance components, ordinal, reliability."""

import re
from collections.abc import Mapping, Sequence
from itertools import pairwise
from typing import Any

import numpy as np
from scipy import special

from scoring.groups.dirichlet_multinomial import fit_levels
from scoring.groups.integrated import integrate, posterior_mode
from scoring.groups.normal_means import Spread, normal_means
from scoring.groups.ordinal import OrdinalModel, fit_ordinal
from scoring.groups.ordinal_information import ordinal_information, relative_efficiency, top_two_information
from scoring.groups.ordinal_likelihood import ThresholdAnswers
from scoring.groups.proportional_odds import ProportionalOdds, proportional_odds, treatment_contrasts
from scoring.groups.reliability import RELIABLE, answers_needed, reliability
from scoring.groups.shrunken import BetaBinomial, fit, method_of_moments
from scoring.groups.variance_components import variance_components
from scoring.scale import Scale
from tests.figures.solvers.weighting import HOUSING, HOUSING_LEVELS
from tests.figures.solving import Given, Named, listed, solves

_LARGEST_EXPERIMENT = 100


def _answers(given: Given) -> list[int]:
    """Answers of every group, where they may be one number for all."""
    return given["n"] if isinstance(given["n"], list) else [given["n"]] * len(given["y"])


@solves(
    "shrinkage",
    "y|x|successes",
    "n|trials",
    expects=(
        "alpha",
        "beta",
        "mu",
        "rho",
        "binom_loglik",
        "loglik",
        "icc",
        "M",
        "reliability",
        "posterior_mean",
    ),
)
def beta_binomial(given: Given) -> Mapping[str, Any]:
    answers = _answers(given)
    kind = fit(given["y"], answers)
    own = [kind.shrunken(y, n) for y, n in zip(given["y"], answers, strict=True)]
    return {
        "alpha": kind.alpha,
        "beta": kind.beta,
        "mean": kind.mean,
        "mu": kind.mean,
        "M": kind.concentration,
        "icc": kind.icc,
        "rho": kind.icc,
        "binom_loglik": kind.log_likelihood,
        "loglik": kind.log_likelihood,
        "posterior_mean": [each.estimate for each in own],
        "reliability": [each.reliability for each in own],
    }


@solves("shrinkage", "y|x|successes", "n|trials", expects=("sd", "posterior_4_of_14_printed"))
@solves("shrinkage", "y|x|successes", "n|trials", by="moment")
def moments(given: Given) -> Mapping[str, Any]:
    answers = _answers(given)
    alpha, beta = method_of_moments(given["y"], answers)
    kind = BetaBinomial(alpha, beta, groups=len(answers), answers=float(sum(answers)), log_likelihood=0.0)
    said = {"alpha": alpha, "beta": beta, "mean": kind.mean}
    said["sd"] = float(np.sqrt(kind.mean * (1 - kind.mean) / (1 + kind.concentration)))
    for n in range(1, _LARGEST_EXPERIMENT + 1):
        for y in range(n + 1):
            now = kind.shrunken(y, n)
            said[f"posterior_{y}_of_{n}"] = [now.alpha, now.beta, now.estimate]
    return said


@solves("shrinkage", "y|x|successes", "n|trials", "hyperprior|prior")
def beta_binomial_integrated(given: Given) -> Mapping[str, Any]:
    answers = _answers(given)
    kind = integrate(given["y"], answers)
    over, size = posterior_mode(given["y"], answers)
    said = {
        "E_alpha": float(kind.weights @ kind.alphas),
        "E_beta": float(kind.weights @ kind.betas),
        "mode_log_a_over_b": over,
        "mode_log_a_plus_b": size,
    }
    for place, (y, n) in enumerate(zip(given["y"], answers, strict=True), start=1):
        said[f"E_theta{place}"] = said[f"E_theta_{y}of{n}"] = kind.shrunken(y, n).estimate
    return said


@solves("shrinkage", "counts", expects=("alpha", "mean", "rho", "loglik_no_multinomial_const", "vgam_phi"))
def levels(given: Given) -> Mapping[str, Any]:
    kind = fit_levels(given["counts"])
    return {
        "alpha": kind.alpha,
        "mean": kind.mean,
        "rho": kind.icc,
        "vgam_phi": kind.icc,
        "loglik_no_multinomial_const": kind.log_likelihood,
    }


@solves(
    "shrinkage",
    "y|x|successes",
    "n|trials",
    expects=("intercept", "beta0", "sd", "sigma", "sigma_u"),
    by="glm|agq|logi",
)
def logistic(given: Given) -> Mapping[str, Any]:
    """R's lme4::glmer(cbind(y, n - y) ~ 1 + (1 | group), family = binomial): ordinal with two levels."""
    own = [[n - y, y] for y, n in zip(given["y"], _answers(given), strict=True)]
    nodes = given.get("nAGQ", given.get("nodes", 1 if "laplace" in given["how"].lower() else 25))
    found = fit_ordinal(own, nodes=nodes)
    assert isinstance(found, OrdinalModel)
    return {
        **dict.fromkeys(("intercept", "beta0"), -float(found.thresholds[0])),
        **dict.fromkeys(("sd", "sigma", "sigma_u"), found.sigma),
        "loglik": found.log_likelihood,
        "blup": found.effects,
    }


@solves("shrinkage", "yi|y", "sei|se")
def effects_of_errors(given: Given) -> Mapping[str, Any]:
    return effects({**given, "vi": np.square(given["sei"]).tolist()})


@solves("shrinkage", "yi|y", "vi|v")
def effects(given: Given) -> Mapping[str, Any]:
    said: dict[str, Any] = {}
    names = {
        "DL": Spread.DERSIMONIAN_LAIRD,
        "REML": Spread.RESTRICTED_LIKELIHOOD,
        "PM": Spread.PAULE_MANDEL,
    }
    for name, spread in names.items():
        found = normal_means(given["yi"], given["vi"], spread)
        said |= {
            f"{name}_tau2": found.tau_squared,
            f"{name}_mu": found.mean,
            f"{name}_se": found.standard_error,
            f"blup_{name}": found.shrunken,
            f"I2_{name}": 100 * found.i_squared,
            "Q": found.q,
        }
    own = re.search("REML|PM|DL", given.get("method", ""))
    asked = own[0] if own else "REML"
    for name in ("tau2", "mu", "se"):
        said[name] = said[f"{asked}_{name}"]
    return {**said, "blup": said[f"blup_{asked}"], "I2": said["I2_DL"]}


@solves("shrinkage", "groups", expects=("sd_between", "sd_within"))
def components_of_lists(given: Given) -> Mapping[str, Any]:
    if "y" in given:
        return {}
    groups = listed(given["groups"])
    label = np.repeat(np.arange(len(groups)), [len(group) for group in groups])
    return components({"y": np.concatenate(groups), "groups": label})


@solves("shrinkage", "y", "groups|group|g|officer|unit")
def components(given: Given) -> Mapping[str, Any]:
    values = np.array(given["y"], dtype=float)
    label = given["groups"]
    if isinstance(label, int):
        label = np.repeat(np.arange(label), given.get("per_group", len(values) // label))
    _, place = np.unique(label, return_inverse=True)
    sums = [np.bincount(place, weights) for weights in (values, values**2)]
    found = variance_components(np.bincount(place), *sums)
    return {
        "mean": found.mean,
        "sd_between": found.between,
        "sd_within": found.within,
        "icc": found.icc,
        "blup": found.effects,
    }


_NODES = (1, 3, 5, 7, 9, 10, 11, 15, 20, 21, 25, 31, 41, 51)


@solves("shrinkage", "counts", expects=("sigma", "laplace", *(f"agq{nodes}" for nodes in range(2, 100))))
def ordinal(given: Given) -> Mapping[str, Any]:
    said: dict[str, Any] = {}
    asked = given.get("nodes", given.get("nAGQ", 21))
    for nodes in {*_NODES, asked}:
        found = fit_ordinal(given["counts"], nodes=nodes)
        said[f"agq{nodes}"] = {
            "zeta": found.thresholds,
            "sigma": found.sigma,
            "loglik": found.log_likelihood,
        }
    laplace = {**said["agq1"], "loglik": _laplace_as_r_reports_it(given["counts"], **said["agq1"])}
    return {**(laplace if asked == 1 else said[f"agq{asked}"]), **said, "laplace": laplace}


def _laplace_as_r_reports_it(counts: Any, zeta: Any, sigma: float, loglik: float) -> float:
    """Laplace's log-likelihood with the curvature that R's ordinal takes: that of the last Newton step but one.

    It is off by some ten-thousandths for it; `loglik`, ours, has the curvature at the mode itself. R stops where
    every slope, on the scale u/σ, is below 1e-4.
    """
    table = np.asarray(counts, dtype=float)
    answers = ThresholdAnswers.of_counts(table[:, None, table.sum(axis=0) > 0])
    below, u = answers.below.sum(axis=1), np.zeros(len(table))
    curvature = np.ones(len(table))
    while True:
        share = special.expit(zeta - u[:, None])
        slope = (answers.asked * share).sum(axis=1) - below - u / sigma**2
        current = (answers.asked * share * (1 - share)).sum(axis=1) + 1 / sigma**2
        if np.abs(slope * sigma).max() < 1e-4:
            return loglik + float(np.log(current / curvature).sum()) / 2
        curvature = current
        u = u + slope / curvature


@solves("power", "p", expects=("info_per_answer_ordinal", "info_per_answer_top2", "relative_efficiency"))
def information(given: Given) -> Mapping[str, Any]:
    levels = len(given["p"])
    scale = Scale(levels=levels, satisfied_from=levels - 1)
    return {
        "info_per_answer_ordinal": ordinal_information(given["p"]),
        "info_per_answer_top2": top_two_information(given["p"], scale),
        "relative_efficiency": relative_efficiency(given["p"], scale),
    }


@solves("reliability", "icc")
def spearman_brown(given: Given) -> Mapping[str, Any]:
    each = given["icc"] if isinstance(given["icc"], list) else [given["icc"]]
    target = given.get("target", RELIABLE)
    asked = given.get("n", given.get("k", []))
    sizes = asked if isinstance(asked, list) else [asked]
    said: dict[str, Any] = {"n_needed": [answers_needed(icc, target) for icc in each]}
    for n in {*range(1, 1001), *sizes}:
        said[f"reliability_at_n{n}"] = [reliability(n, icc) for icc in each]
    if not isinstance(given["icc"], list):
        said = {name: value[0] for name, value in said.items()}
    at = [said[f"reliability_at_n{n}"] for n in sizes]
    return {**said, "reliability": at if isinstance(asked, list) else at[0]}


@solves("reliability", "r|reliability", "k|n|factor")
def spearman_brown_of_a_test(given: Given) -> Mapping[str, Any]:
    """A measure so many times as long."""
    found = reliability(given["k"], given["r"])
    return dict.fromkeys(("spearman_brown", "r_new", "predicted"), found)


_POLR = ("coef", "coefficients", "zeta", "deviance", "residual_deviance", "AIC", "aic", "se")


def _polr(found: Any, names: list[str], levels: list[str]) -> Mapping[str, Any]:
    """Named as R's polr names them, and in its order where a case wants a list."""
    assert isinstance(found, ProportionalOdds)
    between = [f"{one}|{other}" for one, other in pairwise(levels)]
    said: dict[str, Any] = {
        **dict(zip(names, found.coefficients.tolist(), strict=True)),
        **dict(zip(between, found.thresholds.tolist(), strict=True)),
        "loglik": found.log_likelihood,
        **dict.fromkeys(("deviance", "residual_deviance"), found.deviance),
        **dict.fromkeys(("AIC", "aic"), found.aic),
    }
    parts = {
        "coef": (names, found.coefficients), "coefficients": (names, found.coefficients),
        "beta": (names, found.coefficients), "se": (names, found.errors), "se_coef": (names, found.errors),
        "zeta": (between, found.thresholds), "thresholds": (between, found.thresholds),
        "intercepts": (between, found.thresholds), "se_zeta": (between, found.threshold_errors),
    }  # fmt: skip
    return {**said, **{name: Named(labels, values) for name, (labels, values) in parts.items()}}


def _polr_of_table(table: Any, factors: Mapping[str, list[str]], levels: list[str]) -> Mapping[str, Any]:
    """Counts (factors..., levels), each factor's first level what the others are compared with."""
    counts = np.asarray(table)
    design = treatment_contrasts(counts.shape[:-1])
    names = [f"{factor}{each}" for factor, values in factors.items() for each in values[1:]]
    return _polr(proportional_odds(counts.reshape(len(design), -1), design), names, levels)


_FACTORS = ("Infl", "Type", "Cont")


def _polr_of_housing(given: Given, counts: Any = HOUSING, dims: Sequence[str] = tuple(HOUSING_LEVELS)) -> Any:
    asked = [name for name in re.findall(r"\w+", given.get("formula", "")) if name in _FACTORS] or _FACTORS
    kept = [list(dims).index(name) for name in (*asked, "Sat")]
    table = np.einsum(np.asarray(counts), range(len(dims)), kept)
    return _polr_of_table(table, {name: HOUSING_LEVELS[name] for name in asked}, HOUSING_LEVELS["Sat"])


@solves("ordinal", expects=_POLR, by="polr|proportional|ordinal|ordered")
def polr_of_housing(given: Given) -> Mapping[str, Any]:
    """R's MASS::housing, by name or as its 72 frequencies, in whatever form a case holds them."""
    named = "housing" in repr([value for value in given.values() if isinstance(value, str)]).lower()
    held = any(_total(value) == HOUSING.sum() for value in given.values())
    return _polr_of_housing(given) if named or held else {}


def _total(value: Any) -> float:
    """The sum of all numbers in lists, of lists or of mappings."""
    if isinstance(value, Mapping):
        return _total(list(value.values()))
    if isinstance(value, list):
        return sum(map(_total, value))
    return value if isinstance(value, int | float) else 0.0


@solves("ordinal", "counts", "dims", expects=_POLR)
def polr_of_a_table(given: Given) -> Mapping[str, Any]:
    """Counts with an axis for each of `dims`, the levels of the answers among them; `levels` names them."""
    dims = list(given["dims"])
    counts = np.asarray(given["counts"])
    levels = {
        name: [str(at + 1) for at in range(size)] for name, size in zip(dims, counts.shape, strict=True)
    }
    levels |= {name: HOUSING_LEVELS[name] for name in dims if name in HOUSING_LEVELS} | given.get(
        "levels", {}
    )
    last = given.get("response", "Sat" if "Sat" in dims else dims[-1])
    factors = [name for name in _asked(given, dims) if name != last]
    table = np.einsum(counts, range(len(dims)), [dims.index(name) for name in (*factors, last)])
    return _polr_of_table(table, {name: levels[name] for name in factors}, levels[last])


@solves("ordinal", "rows", "cols|columns", expects=_POLR)
def polr_of_rows(given: Given) -> Mapping[str, Any]:
    """Rows of a data frame: factors, the answer and how often; levels as named, else in order of appearance."""
    frame = {
        name: list(column)
        for name, column in zip(given["cols"], zip(*given["rows"], strict=True), strict=True)
    }
    often = next((name for name in frame if name.lower() in ("freq", "n", "count", "weight")), None)
    freq = frame.pop(often) if often else [1] * len(given["rows"])
    found = {name: list(dict.fromkeys(column)) for name, column in frame.items()}
    levels = {**found, **given.get("levels", {})}
    table = np.zeros([len(levels[name]) for name in frame])
    places = [[list(levels[name]).index(each) for each in column] for name, column in frame.items()]
    np.add.at(table, tuple(places), np.asarray(freq))
    lhs = re.match(r"\s*(\w+)\s*~", given.get("formula", ""))
    response = given.get("response", lhs[1] if lhs else next(iter(frame)))
    return polr_of_a_table(
        {**given, "counts": table, "dims": list(frame), "levels": levels, "response": response}
    )


def _asked(given: Given, dims: list[str]) -> list[str]:
    """Factors in the order of the formula, where there is one."""
    names = [name for name in re.findall(r"\w+", given.get("formula", "")) if name in dims]
    return names or ([*_FACTORS] if set(_FACTORS) <= set(dims) else dims)


@solves("ordinal", "counts", expects=_POLR)
def polr_of_groups(given: Given) -> Mapping[str, Any]:
    """Counts (groups, levels): every group against the first."""
    if "dims" in given or np.ndim(given["counts"]) != 2 or _total(given["counts"]) == HOUSING.sum():
        return {}
    table = np.asarray(given["counts"])
    if "design" in given or "X" in given:
        design = np.asarray(given.get("design", given.get("X")), dtype=float)
        names = [f"x{column + 1}" for column in range(design.shape[1])]
        found = proportional_odds(table, design.reshape(len(table), -1))
        return _polr(found, names, [str(level + 1) for level in range(table.shape[1])])
    names = [str(group) for group in given.get("labels", range(1, len(table) + 1))]
    return _polr_of_table(table, {"": names}, [str(level + 1) for level in range(table.shape[1])])
