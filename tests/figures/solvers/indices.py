"""Index definitions, intervals of shares and of levels, differences, the index of rotating criteria."""

import math
from functools import partial
from typing import Any

import numpy as np

from scoring.indices.clusters import ClusterMoments
from scoring.indices.definitions import NET, SIPAS, Definition, sipas
from scoring.indices.difference import newcombe
from scoring.indices.index import mean_over_criteria, satisfaction_index
from scoring.indices.level_scores import criteria_shares, linear_0_100, mean_level, net_share, pooled_share
from scoring.indices.linearisation import (
    answers_cap,
    criteria_used,
    independent_variance,
    linearised_variance,
)
from scoring.indices.multinomial import goodman, sison_glaz
from scoring.indices.pooled import pooled_value, pooled_variance
from scoring.indices.score import formula
from scoring.indices.share import clopper_pearson, jeffreys, wilson, wilson_cc
from scoring.scale import Scale
from tests.figures.solving import Given, solves

SATISFIED_FROM = {2: 2, 3: 3, 4: 3, 5: 4, 7: 6}
"""The lowest satisfied level by the number of levels: the top two, on short scales the top one."""


def scale_of(levels: int) -> Scale:
    return Scale(levels, SATISFIED_FROM.get(levels, levels - 1))


@solves("index", "counts_by_criterion")
def equal_weights(given: Given) -> dict[str, Any]:
    counts = np.array(given["counts_by_criterion"])
    scale = scale_of(counts.shape[-1])
    definition: Definition = SIPAS if counts.shape[-1] == SIPAS.levels else sipas(scale)
    criteria = criteria_shares(counts, scale)
    index = formula(definition, counts)
    return {
        "index_pct": 100 * index,
        "index": index,
        "per_criterion_pct": [100 * criterion.share for criterion in criteria],
        "all_criteria_n": sum(criterion.answers for criterion in criteria),
        "pooled_pct": 100 * pooled_share(counts, scale),
    }


@solves("index", "counts")
def level_figures(given: Given) -> dict[str, Any]:
    counts = np.array(given["counts"])
    levels = counts.shape[-1]
    scale = scale_of(levels)
    share, net = pooled_share(counts, scale), net_share(counts, scale)
    if levels == NET.levels:
        assert net == formula(NET, counts)
    return {
        "n": int(counts.sum()),
        "mean": mean_level(counts),
        "linear_0_100": linear_0_100(counts),
        "level_scores": [linear_0_100(one) for one in np.eye(levels, dtype=int)],
        "top2": share,
        "top2_pct": 100 * share,
        "net": net,
        "net_pct": 100 * net,
    }


@solves("index", "policy_pct", "policy_criteria", "service_pct", "service_criteria")
def overall_of_groups(given: Given) -> dict[str, Any]:
    names = [name.removesuffix("_pct") for name in given if name.endswith("_pct")]
    overall = mean_over_criteria(
        [given[f"{name}_pct"] for name in names], [given[f"{name}_criteria"] for name in names]
    )
    return {"overall_pct": overall, "unrounded": overall}


@solves("index", "x_by_officer_day", "n_by_officer_day")
def rotating(given: Given) -> dict[str, Any]:
    moments = ClusterMoments.of(given["x_by_officer_day"], given["n_by_officer_day"])
    used = moments.restrict(criteria_used(moments))
    forms = int(given.get("respondents", moments.answered.sum()))
    index = satisfaction_index(moments, respondents=forms)
    variance = linearised_variance(used)
    limits = index.interval(given.get("conf", 0.95))
    return {
        "index": index.value,
        "per_criterion": [criterion.share for criterion in index.criteria],
        "se_linearised_R_survey": math.sqrt(linearised_variance(used, corrected=False)),
        "v": variance,
        "v_from_matrices": variance,
        "v0": independent_variance(used),
        "n_eff_cap": answers_cap(used),
        "pooled_share_not_the_index": pooled_value(moments),
        "pooled_se": math.sqrt(pooled_variance(moments)),
        "ci": [limits.low, limits.high],
    }


@solves("interval", "x", "n")
def one_share(given: Given) -> dict[str, Any]:
    limits = {
        "wilson": wilson,
        "wilson_cc": wilson_cc,
        "clopper_pearson": clopper_pearson,
        "jeffreys": partial(jeffreys, exact_ends=False),
    }
    confidence = given.get("conf", 0.95)
    return {
        name: [float(limit) for limit in method(given["x"], given["n"], confidence)]
        for name, method in limits.items()
    }


@solves("interval", "x1", "n1", "x2", "n2")
def two_shares(given: Given) -> dict[str, Any]:
    counts = [given[name] for name in ("x1", "n1", "x2", "n2")]
    limits = newcombe(*counts, given.get("conf", 0.95))
    return {
        "ci": [float(limit) for limit in limits],
        "difference": counts[0] / counts[1] - counts[2] / counts[3],
    }


@solves("interval", "counts", by="goodman")
def all_levels_goodman(given: Given) -> dict[str, Any]:
    low, high = goodman(given["counts"], given.get("conf", 0.95))
    return {"lower": low, "upper": high}


@solves("interval", "counts", by="sison|glaz|MultinomialCI")
def all_levels_sison_glaz(given: Given) -> dict[str, Any]:
    low, high = sison_glaz(given["counts"], given.get("conf", 0.95))
    return {"lower": low, "upper": high}
