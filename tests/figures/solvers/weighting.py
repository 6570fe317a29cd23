"""Samples that were drawn, weights and mix adjustment (quantity 8)."""

import re
from collections.abc import Mapping
from contextlib import suppress
from typing import Any

import numpy as np

from scoring.errors import MarginsDisagree
from scoring.indices.beta_limits import beta_limits_of, degrees_of_freedom_factor
from scoring.weighting.effective_size import effective_size, weights_effect
from scoring.weighting.mix_adjustment import mix_regression
from scoring.weighting.raking import jackknife_error, rake, raking_error
from scoring.weighting.sample_means import cluster_mean, simple_random_error, stratified_mean
from tests.figures.solving import Given, confidence, listed, solves

HOUSING_LEVELS = {
    "Cont": ("Low", "High"),
    "Type": ("Tower", "Apartment", "Atrium", "Terrace"),
    "Infl": ("Low", "Medium", "High"),
    "Sat": ("Low", "Medium", "High"),
}
# fmt: off
HOUSING = np.array([
    21, 21, 28, 34, 22, 36, 10, 11, 36, 61, 23, 17, 43, 35, 40, 26, 18, 54,
    13, 9, 10, 8, 8, 12, 6, 7, 9, 18, 6, 7, 15, 13, 13, 7, 5, 11,
    14, 19, 37, 17, 23, 40, 3, 5, 23, 78, 46, 43, 48, 45, 86, 15, 25, 62,
    20, 23, 20, 10, 22, 24, 7, 10, 21, 57, 23, 13, 31, 21, 13, 5, 6, 13,
]).reshape(2, 4, 3, 3)
# fmt: on
"""Satisfaction of 1,681 householders in Copenhagen: data frame `housing` of R's MASS (Madsen 1976; Venables & Ripley,
Modern Applied Statistics with S, section 7.3). A case that names these data does not repeat them."""


_ENDLESS = 1e15
"""A population so large that no finite population correction is left."""


def _moments(given: Given) -> tuple[float, float]:
    """The mean of a sample and its variance: as given, or of a share from its count or itself."""
    if "mean" in given:
        return given["mean"], given["var"] if "var" in given else given.get("sd", 0.0) ** 2
    share = given["x"] / given["n"] if "x" in given else given["p"]
    return share, share * (1 - share) * given["n"] / (given["n"] - 1)


@solves("design", "n", "mean")
@solves("design", "n", "x")
@solves("design", "n", "p", expects=["se", "se_fpc", "se_nofpc"])
def simple_random(given: Given) -> dict[str, Any]:
    mean, variance = _moments(given)
    endless = simple_random_error(variance, given["n"])
    fpc = simple_random_error(variance, given["n"], given.get("N"))
    error = fpc if given.get("fpc", True) else endless
    return {"mean": mean, "p": mean, "se": error, "se_fpc": fpc, "se_nofpc": endless}


@solves("design", "strata")
def stratified(given: Given) -> dict[str, Any]:
    strata = listed(given["strata"])
    n = [stratum["n"] for stratum in strata]
    weights = [stratum.get("N", stratum.get("W", stratum.get("weight"))) for stratum in strata]
    endless = (np.array(weights, dtype=float) * _ENDLESS).tolist()
    means, variances = zip(*map(_moments, strata), strict=True)
    mean, without = stratified_mean(n, endless, means, variances)
    known = all("N" in stratum for stratum in strata)
    fpc = stratified_mean(n, weights, means, variances)[1] if known else without
    error = fpc if given.get("fpc", True) else without
    return {"mean": mean, "p": mean, "se": error, "se_fpc": fpc, "se_nofpc": without}


@solves("design", "cluster_sum|cluster_x|cluster_y", "cluster_n")
def cluster_means(given: Given) -> dict[str, Any]:
    """With Korn and Graubard's limits and the design effect where the sums can be counts of a share."""
    sums, n = np.array(given["cluster_sum"]), np.array(given["cluster_n"])
    mean, error = cluster_mean(sums, n, given.get("n_clusters_pop"))
    endless = cluster_mean(sums, n)[1]
    said = {"mean": mean, "p": mean, "se": error, "se_fpc": error, "se_nofpc": endless}
    if not (sums <= n).all() or mean in (0, 1):
        return said
    answers, df, level = float(n.sum()), len(n) - 1, confidence(given)
    variance = mean * (1 - mean) * answers / (answers - 1)
    effective = mean * (1 - mean) / error**2
    limits = beta_limits_of(mean, effective * degrees_of_freedom_factor(answers, df, level), level)
    ends = [float(limit) for limit in limits]
    return {
        **said,
        **dict.fromkeys(("ci", "ci_beta", "beta", "korn_graubard"), ends),
        "df": df,
        "n_eff": effective,
        "deff": (error / simple_random_error(variance, answers, given.get("N"))) ** 2,
    }


@solves("weighting", "weights|w")
def kish(given: Given) -> dict[str, Any]:
    """Weights with how often each occurs, or one by one."""
    weights = given["weights"]
    often = list(weights.values()) if isinstance(weights, Mapping) else [1] * len(weights)
    counts = given.get("counts", given.get("n", often))
    values = [float(weight) for weight in weights]
    effect = weights_effect(values, counts)
    return {"n_eff": effective_size(values, counts), **dict.fromkeys(("deff_w", "deff", "kish_deff"), effect)}


@solves("weighting", "counts", "pop|population|pop_totals|margin|totals")
def post_stratification(given: Given) -> dict[str, Any]:
    """One known total: raking to it alone. With clusters (cluster, stratum, answers, sum) their standard error."""
    names = list(given["counts"]) if isinstance(given["counts"], Mapping) else range(len(given["counts"]))
    counts, totals = listed(given["counts"]), _totals(given["pop"], list(names))
    raked = rake(counts, [totals], start=float(totals.sum() / np.sum(counts)))
    weights = raked.weights.tolist()
    found: dict[str, Any] = {"weights": weights}
    if isinstance(given["counts"], Mapping):
        found["weights"] = dict(zip(names, weights, strict=True))
    means = next((given[name] for name in given if re.match("(cell_|stratum_)?means?", name)), None)
    if means is not None:
        mean = raked.mean(np.array(listed(means), float) * np.array(counts))
        found |= dict.fromkeys(("mean", "poststratified_mean", "p"), mean)
    if "cluster_cells" in given:
        clusters = sorted({cell[0] for cell in given["cluster_cells"]})
        sums, n = (np.zeros((len(clusters), len(counts))) for _ in range(2))
        for cluster, stratum, answers, total in given["cluster_cells"]:
            place = clusters.index(cluster), list(names).index(stratum)
            n[place] += answers
            sums[place] += total
        error = raking_error(raked, sums, n, given.get("n_clusters_pop"))
        found |= {"mean": raked.mean(sums.sum(axis=0)), "se": error}
    return found


@solves("weighting", "counts", "row_margin", "col_margin")
def raking(given: Given) -> dict[str, Any]:
    """Weights; the mean where cell means are given; standard errors where cells of clusters are."""
    rows, columns = (_labels(given, name) for name in ("row", "col"))
    margins = [_totals(given["row_margin"], rows), _totals(given["col_margin"], columns)]
    start = _start(given)
    raked = rake(given["counts"], margins, start=start, tolerance=1e-12)
    found: dict[str, Any] = dict.fromkeys(("cell_weight", "weights", "weight"), raked.weights)
    fitted = raked.weights * np.array(given["counts"])
    found |= dict.fromkeys(("fitted", "table", "cell_share", "cell_total", "cell_pop"), fitted)
    mean_keys = [key for key in given if key.startswith("cell_mean")]
    if mean_keys:
        found["raked_mean"] = raked.mean(np.array(given[mean_keys[0]], float) * np.array(given["counts"]))
    if "cluster_cells" in given:
        sums, n = _cluster_cells(given["cluster_cells"], rows, columns)
        population = given.get("n_clusters_pop")
        # R's rake stops its replicates by default once no cell of the population moves by 1
        one = 1 / margins[0].sum()
        found |= {
            "raked_mean": raked.mean(sums.sum(axis=0)),
            "se_linearised_clustered": raking_error(raked, sums, n, population),
        }
        with suppress(MarginsDisagree):  # a total that one cluster alone stands for
            found["se_jackknife_clustered"] = jackknife_error(
                margins, sums, n, start=start, tolerance=one, population=population
            )
    return found


def _labels(given: Given, name: str) -> list[Any]:
    margin = given[f"{name}_margin"]
    return list(given.get(f"{name}_labels", margin if isinstance(margin, Mapping) else range(len(margin))))


def _totals(margin: Any, labels: list[Any]) -> np.ndarray:
    return np.array([margin[label] for label in labels], dtype=float)


def _start(given: Given) -> Any:
    """Weights before raking: those given, or the population over the sample for every answer."""
    start = given.get("start_weight", "equal")
    if start != "equal":
        return np.array(start, dtype=float)
    margin = given["row_margin"]
    totals = margin.values() if isinstance(margin, Mapping) else margin
    return float(sum(totals)) / float(np.sum(given["counts"]))


def _cluster_cells(cells: list[Any], rows: list[Any], columns: list[Any]) -> tuple[np.ndarray, np.ndarray]:
    names = sorted({cell[0] for cell in cells})
    sums, n = (np.zeros((len(names), len(rows), len(columns))) for _ in range(2))
    for cluster, row, column, answers, total in cells:
        place = names.index(cluster), rows.index(row), columns.index(column)
        n[place] += answers
        sums[place] += total
    return sums, n


@solves("case_mix", "counts", "scores")
def mix_of_counts(given: Given) -> dict[str, Any]:
    """Counts (units, mix, ..., levels)."""
    fit = mix_regression(given["counts"], listed(given["scores"]))
    return {"raw": fit.raw, "adjusted": fit.adjusted, "beta": fit.slopes, "overall": fit.overall}


@solves("case_mix", "data", "scores", "unit", "mix")
def mix_of_housing(given: Given) -> dict[str, Any]:
    mix = [given["mix"]] if isinstance(given["mix"], str) else list(given["mix"])
    kept = [list(HOUSING_LEVELS).index(name) for name in (given["unit"], *mix, "Sat")]
    counts = np.einsum(HOUSING, range(4), kept)
    by_level = isinstance(given["scores"], Mapping)
    scores = [given["scores"][level] for level in HOUSING_LEVELS["Sat"]] if by_level else given["scores"]
    fit = mix_regression(counts, scores)
    return {"raw": fit.raw, "adjusted": fit.adjusted, "beta": fit.slopes, "overall": fit.overall}
