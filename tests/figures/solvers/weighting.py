"""Samples that were drawn, weights and mix adjustment (quantity 8)."""

from collections.abc import Mapping
from contextlib import suppress
from typing import Any

import numpy as np

from scoring.errors import MarginsDisagree
from scoring.weighting.effective_size import effective_size, weights_effect
from scoring.weighting.mix_adjustment import mix_regression
from scoring.weighting.raking import jackknife_error, rake, raking_error
from scoring.weighting.sample_means import cluster_mean, simple_random_error, stratified_mean
from tests.figures.solving import Given, solves

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


@solves("design", "n", "N", "mean")
def simple_random(given: Given) -> dict[str, Any]:
    n, population = given["n"], given["N"]
    variance = given["var"] if "var" in given else given["sd"] ** 2
    fpc = simple_random_error(variance, n, population)
    return {
        "mean": given["mean"],
        "se": fpc,
        "se_fpc": fpc,
        "se_nofpc": simple_random_error(variance, n),
    }


@solves("design", "strata")
def stratified(given: Given) -> dict[str, Any]:
    strata = list(given["strata"].values()) if isinstance(given["strata"], Mapping) else given["strata"]
    n, population = ([stratum[key] for stratum in strata] for key in ("n", "N"))
    means = [stratum["mean"] for stratum in strata]
    variances = [stratum["var"] if "var" in stratum else stratum["sd"] ** 2 for stratum in strata]
    mean, error = stratified_mean(n, population, means, variances)
    return {"mean": mean, "p": mean, "se": error, "se_fpc": error}


@solves("design", "cluster_sum", "cluster_n")
def cluster_means(given: Given) -> dict[str, Any]:
    return _clusters(given["cluster_sum"], given)


@solves("design", "cluster_x", "cluster_n")
def cluster_shares(given: Given) -> dict[str, Any]:
    return _clusters(given["cluster_x"], given)


def _clusters(sums: list[float], given: Given) -> dict[str, Any]:
    population = given.get("n_clusters_pop")
    mean, error = cluster_mean(sums, given["cluster_n"], population)
    endless = cluster_mean(sums, given["cluster_n"])[1]
    return {"mean": mean, "p": mean, "se": error, "se_fpc": error, "se_nofpc": endless}


@solves("weighting", "weights")
def kish(given: Given) -> dict[str, Any]:
    """Weights with how often each occurs, or one by one."""
    weights = given["weights"]
    counts = list(weights.values()) if isinstance(weights, Mapping) else [1] * len(weights)
    values = [float(weight) for weight in weights]
    return {"n_eff": effective_size(values, counts), "deff_w": weights_effect(values, counts)}


@solves("weighting", "counts", "row_margin", "col_margin")
def raking(given: Given) -> dict[str, Any]:
    """Weights; the mean where cell means are given; standard errors where cells of clusters are."""
    rows, columns = (_labels(given, name) for name in ("row", "col"))
    margins = [_totals(given["row_margin"], rows), _totals(given["col_margin"], columns)]
    start = _start(given)
    raked = rake(given["counts"], margins, start=start, tolerance=1e-12)
    found: dict[str, Any] = {"cell_weight": raked.weights, "weights": raked.weights}
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


@solves("case_mix", "data", "scores", "unit", "mix")
def mix_of_housing(given: Given) -> dict[str, Any]:
    assert "housing" in given["data"], given["data"]
    mix = [given["mix"]] if isinstance(given["mix"], str) else list(given["mix"])
    kept = [list(HOUSING_LEVELS).index(name) for name in (given["unit"], *mix, "Sat")]
    counts = np.einsum(HOUSING, range(4), kept)
    scores = [given["scores"][level] for level in HOUSING_LEVELS["Sat"]]
    fit = mix_regression(counts, scores)
    return {"raw": fit.raw, "adjusted": fit.adjusted, "beta": fit.slopes, "overall": fit.overall}
