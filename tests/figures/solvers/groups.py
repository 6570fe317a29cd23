"""Cases of many groups or officers: shrunken shares, levels, effects, variance components, ordinal, reliability."""

from collections.abc import Mapping
from typing import Any

import numpy as np
from scipy import special

from scoring.groups.dirichlet_multinomial import fit_levels
from scoring.groups.integrated import integrate, posterior_mode
from scoring.groups.normal_means import Spread, normal_means
from scoring.groups.ordinal import fit_ordinal
from scoring.groups.ordinal_information import ordinal_information, relative_efficiency, top_two_information
from scoring.groups.ordinal_likelihood import ThresholdAnswers
from scoring.groups.reliability import RELIABLE, answers_needed, reliability
from scoring.groups.shrunken import BetaBinomial, fit, method_of_moments
from scoring.groups.variance_components import variance_components
from scoring.scale import Scale
from tests.figures.solving import Given, solves

_LARGEST_EXPERIMENT = 100


@solves("shrinkage", "y", "n", expects=("alpha", "binom_loglik", "loglik", "icc", "M", "reliability"))
def beta_binomial(given: Given) -> Mapping[str, Any]:
    kind = fit(given["y"], given["n"])
    own = [kind.shrunken(y, n) for y, n in zip(given["y"], given["n"], strict=True)]
    return {
        "alpha": kind.alpha,
        "beta": kind.beta,
        "mean": kind.mean,
        "M": kind.concentration,
        "icc": kind.icc,
        "rho": kind.icc,
        "binom_loglik": kind.log_likelihood,
        "loglik": kind.log_likelihood,
        "posterior_mean": [each.estimate for each in own],
        "reliability": [each.reliability for each in own],
    }


@solves("shrinkage", "y", "n", expects=("sd", "posterior_4_of_14_printed"))
def moments(given: Given) -> Mapping[str, Any]:
    alpha, beta = method_of_moments(given["y"], given["n"])
    kind = BetaBinomial(
        alpha, beta, groups=len(given["n"]), answers=float(sum(given["n"])), log_likelihood=0.0
    )
    said = {"alpha": alpha, "beta": beta, "mean": kind.mean}
    said["sd"] = float(np.sqrt(kind.mean * (1 - kind.mean) / (1 + kind.concentration)))
    for n in range(1, _LARGEST_EXPERIMENT + 1):
        for y in range(n + 1):
            now = kind.shrunken(y, n)
            said[f"posterior_{y}_of_{n}"] = [now.alpha, now.beta, now.estimate]
    return said


@solves("shrinkage", "y", "n", "hyperprior")
def beta_binomial_integrated(given: Given) -> Mapping[str, Any]:
    kind = integrate(given["y"], given["n"])
    over, size = posterior_mode(given["y"], given["n"])
    said = {
        "E_alpha": float(kind.weights @ kind.alphas),
        "E_beta": float(kind.weights @ kind.betas),
        "mode_log_a_over_b": over,
        "mode_log_a_plus_b": size,
    }
    for place, (y, n) in enumerate(zip(given["y"], given["n"], strict=True), start=1):
        said[f"E_theta{place}"] = said[f"E_theta_{y}of{n}"] = kind.shrunken(y, n).estimate
    return said


@solves("shrinkage", "counts", expects=("alpha", "rho", "loglik_no_multinomial_const", "vgam_phi"))
def levels(given: Given) -> Mapping[str, Any]:
    kind = fit_levels(given["counts"])
    return {
        "alpha": kind.alpha,
        "mean": kind.mean,
        "rho": kind.icc,
        "vgam_phi": kind.icc,
        "loglik_no_multinomial_const": kind.log_likelihood,
    }


@solves("shrinkage", "yi", "vi")
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
    return {**said, "I2": said["I2_DL"]}


@solves("shrinkage", "y", "groups")
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


@solves("shrinkage", "counts", expects=("laplace", *(f"agq{nodes}" for nodes in range(2, 100))))
def ordinal(given: Given) -> Mapping[str, Any]:
    said: dict[str, Any] = {}
    for nodes in (1, 3, 5, 7, 9, 10, 11, 15, 20, 21, 25, 31, 41, 51):
        found = fit_ordinal(given["counts"], nodes=nodes)
        said[f"agq{nodes}"] = {
            "zeta": found.thresholds,
            "sigma": found.sigma,
            "loglik": found.log_likelihood,
        }
    laplace = {**said["agq1"], "loglik": _laplace_as_r_reports_it(given["counts"], **said["agq1"])}
    return {**said, "laplace": laplace}


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
    said: dict[str, Any] = {"n_needed": [answers_needed(icc, target) for icc in each]}
    for n in {*range(1, 1001), *given.get("n", [])} if isinstance(given.get("n"), list) else range(1, 1001):
        said[f"reliability_at_n{n}"] = [reliability(n, icc) for icc in each]
    if not isinstance(given["icc"], list):
        return {name: value[0] for name, value in said.items()}
    return said
