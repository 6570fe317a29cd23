"""Index definitions, intervals of shares and of levels, differences, the index of rotating criteria."""

import math
import re
from dataclasses import replace
from functools import partial
from typing import Any

import numpy as np

from scoring.indices.beta_limits import beta_limits_of, degrees_of_freedom_factor
from scoring.indices.clusters import ClusterMoments
from scoring.indices.definitions import (
    CSAT,
    HAPPY_4,
    HAPPY_5,
    ND61,
    NET,
    NHS_FFT,
    QD766_SATISFACTION,
    SIPAS,
    SKM,
    Definition,
    sipas,
)
from scoring.indices.difference import newcombe
from scoring.indices.index import Index, mean_over_criteria, satisfaction_index
from scoring.indices.level_scores import criteria_shares, linear_0_100, mean_level, net_share, pooled_share
from scoring.indices.linearisation import (
    MIN_CLUSTERS,
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
from tests.figures.solving import Given, confidence, listed, solves

SATISFIED_FROM = {2: 2, 3: 3, 4: 3, 5: 4, 7: 6}
"""The lowest satisfied level by the number of levels: the top two, on short scales the top one."""


def scale_of(levels: int) -> Scale:
    return Scale(levels, SATISFIED_FROM.get(levels, levels - 1))


@solves("index", "counts_by_criterion|counts_by_element|counts_by_question")
def equal_weights(given: Given) -> dict[str, Any]:
    several = next(value for name, value in given.items() if name.startswith("counts_by_"))
    counts = np.array(listed(several))
    scale = scale_of(counts.shape[-1])
    definition: Definition = SIPAS if counts.shape[-1] == SIPAS.levels else sipas(scale)
    criteria = criteria_shares(counts, scale)
    index = formula(definition, counts)
    more: dict[str, Any] = {}
    if counts.shape[-1] == SKM.levels:
        ikm = formula(replace(SKM, criteria=len(counts)), counts)
        more = {"ikm": ikm, "skm": ikm, "grade": SKM.grade(float(ikm))}
    return {
        **more,
        "index_pct": 100 * index,
        "index": index,
        "per_criterion_pct": [100 * criterion.share for criterion in criteria],
        "all_criteria_n": sum(criterion.answers for criterion in criteria),
        "pooled_pct": 100 * pooled_share(counts, scale),
    }


@solves("index", "element_means|means")
def index_of_elements(given: Given) -> dict[str, Any]:
    """Indonesia's index from the mean level of each element."""
    ikm = 25 * mean_over_criteria(given["element_means"], [1] * len(given["element_means"]))
    return {"ikm": ikm, "skm": ikm, "grade": SKM.grade(ikm)}


@solves("index", "scores|points_by_criterion")
def dossier_points(given: Given) -> dict[str, Any]:
    """NĐ 61: the nine criteria of a dossier, or of several, each a row."""
    rows = np.atleast_2d(given["scores"])
    total = formula(ND61, [np.bincount(criterion, minlength=ND61.levels) for criterion in rows.T])
    return {"total": total, "mean": total, **_class_of_points(total)}


@solves("index", "totals|total|points")
def classes_of_points(given: Given) -> dict[str, Any]:
    return _class_of_points(given["totals"])


def _class_of_points(total: Any) -> dict[str, Any]:
    classes = [ND61.grade(each) for each in np.ravel(total).tolist()]
    return dict.fromkeys(("class", "classes", "grade"), classes if np.ndim(total) else classes[0])


@solves("index", "dossiers|n_dossiers|N", "late", "petitions|disliked|complaints")
def dossiers_in_time(given: Given) -> dict[str, Any]:
    """QĐ 766, item 5.4."""
    of, faults = given["dossiers"], (given["late"], given["petitions"])
    share = float(formula(QD766_SATISFACTION, [[fault, of - fault] for fault in faults]))
    full = QD766_SATISFACTION.grade(share) is not None
    return {
        "share": share, "satisfaction": share, "satisfaction_pct": 100 * share, "pct": 100 * share,
        "full_marks": full,
    }  # fmt: skip


@solves("index", "late_pct", "petition_pct|petitions_pct|disliked_pct")
def dossiers_in_time_of_shares(given: Given) -> dict[str, Any]:
    of = 10**7
    faults = {
        "late": round(of * given["late_pct"] / 100),
        "petitions": round(of * given["petition_pct"] / 100),
    }
    return dossiers_in_time({"dossiers": of, **faults})


@solves("index", "counts", "dont_know|don't_know|unknown")
def friends_and_family(given: Given) -> dict[str, Any]:
    good = 100 * float(formula(NHS_FFT, [*listed(given["counts"]), given["dont_know"]]))
    return dict.fromkeys(("fft_pct", "positive_pct", "fft", "pct"), good)


@solves("index", "counts")
def level_figures(given: Given) -> dict[str, Any]:
    counts = np.array(listed(given["counts"]))
    levels = counts.shape[-1]
    scale = scale_of(levels)
    share, net = pooled_share(counts, scale), net_share(counts, scale)
    more: dict[str, Any] = {}
    if levels == NET.levels:
        assert net == formula(NET, counts)
        more = {"csat": formula(CSAT, counts), "mean_1_5": mean_level(counts)}
    for happy in (HAPPY_4, HAPPY_5):
        if levels == happy.levels:
            more["happy_index"] = formula(happy, counts)
    return {
        **more,
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
    independent, cap = independent_variance(used), answers_cap(used)
    effective = min(index.value * (1 - index.value) / max(variance, independent), cap)
    return {
        "index": index.value,
        "per_criterion": [criterion.share for criterion in index.criteria],
        "se_linearised_R_survey": math.sqrt(linearised_variance(used, corrected=False)),
        "v": variance,
        "v_from_matrices": variance,
        "v0": independent,
        "n_eff": effective,
        "n_eff_cap": cap,
        "pooled_share_not_the_index": pooled_value(moments),
        "pooled_se": math.sqrt(pooled_variance(moments)),
        "ci": _limits_of_index(index, variance, effective, confidence(given)),
    }


def _limits_of_index(index: Index, variance: float, effective: float, level: float) -> list[float]:
    """By the rule as it is written, for officer-days of any size; with too few of them as the product does."""
    if index.clusters < MIN_CLUSTERS or variance == 0:
        limits = index.interval(level)
        return [limits.low, limits.high]
    factor = degrees_of_freedom_factor(index.respondents, index.clusters - 1, level)
    return [float(limit) for limit in beta_limits_of(index.value, effective * factor, level)]


@solves("interval", "x|successes|satisfied", "n|trials|answers")
def one_share(given: Given) -> dict[str, Any]:
    """By every method; without a name by the one that the case names, else Wilson's."""
    methods = {
        "wilson": wilson,
        "wilson_cc": wilson_cc,
        "clopper_pearson": clopper_pearson,
        "jeffreys": partial(jeffreys, exact_ends=False),
    }
    said: dict[str, Any] = {"p": _plain(np.divide(given["x"], given["n"]))}
    for name, method in methods.items():
        said[name] = [_plain(limit) for limit in method(given["x"], given["n"], confidence(given))]
    asked = f"{given.get('method', '')} {given['how']}".lower()
    words = {
        "clopper_pearson": "clopper|exact|binom.test",
        "jeffreys": "jeffreys",
        "wilson_cc": "correct|_cc",
    }
    own = next((name for name, word in words.items() if re.search(word, asked)), "wilson")
    return {**said, "ci": said[own], **_ends(said[own])}


def _plain(values: Any) -> Any:
    return np.asarray(values).tolist()


def _ends(limits: Any) -> dict[str, Any]:
    low, high = (_plain(limit) for limit in limits)
    return {"lower": low, "upper": high, "low": low, "high": high}


@solves("interval", "p|share", "se", "n", "df")
def share_of_a_survey(given: Given) -> dict[str, Any]:
    """Korn and Graubard's limits from a share, its standard error, its answers and degrees of freedom."""
    p, level = given["p"], confidence(given)
    factor = degrees_of_freedom_factor(given["n"], given["df"], level)
    effective = p * (1 - p) / given["se"] ** 2 * factor
    limits = [float(limit) for limit in beta_limits_of(p, effective, level)]
    return {"n_eff": float(effective), "ci": limits, "ci_beta": limits, "beta": limits, **_ends(limits)}


@solves("interval", "x1", "n1", "x2", "n2")
def two_shares(given: Given) -> dict[str, Any]:
    counts = [given[name] for name in ("x1", "n1", "x2", "n2")]
    limits = newcombe(*counts, confidence(given))
    return {
        "ci": [float(limit) for limit in limits],
        **_ends(limits),
        **dict.fromkeys(("difference", "diff", "d"), counts[0] / counts[1] - counts[2] / counts[3]),
    }


@solves("interval", "counts", expects=["goodman", "sison_glaz", "sison-glaz", "sisonglaz"])
def all_levels(given: Given) -> dict[str, Any]:
    named = {"goodman": goodman, "sison_glaz": sison_glaz, "sison-glaz": sison_glaz, "sisonglaz": sison_glaz}
    return {name: _ends(method(given["counts"], confidence(given))) for name, method in named.items()}


@solves("interval", "counts", by="goodman")
def all_levels_goodman(given: Given) -> dict[str, Any]:
    low, high = goodman(given["counts"], confidence(given))
    return {"lower": low, "upper": high}


@solves("interval", "counts", by="sison|glaz|Multinom(ial)?CI")
def all_levels_sison_glaz(given: Given) -> dict[str, Any]:
    low, high = sison_glaz(given["counts"], confidence(given))
    return {"lower": low, "upper": high}
