"""Quantities 9 to 11 and natural breaks, as reference cases ask for them."""

from collections.abc import Mapping
from typing import Any

import numpy as np
from scipy import special

from scoring.comparisons.association import Association, association
from scoring.comparisons.beta_binomial_tail import tails
from scoring.comparisons.crossed_clusters import independence_in_clusters
from scoring.comparisons.effect_sizes import superiority
from scoring.comparisons.expected_ranks import expected_ranks
from scoring.comparisons.funnel_limits import angle_limits, binomial_limits
from scoring.comparisons.level_tables import table_of_values
from scoring.comparisons.multinomial_ranks import multinomial_rank_sets
from scoring.comparisons.multiplicity import Correction, adjusted
from scoring.comparisons.natural_groups import natural_groups
from scoring.comparisons.overdispersion import Overdispersion, overdispersion
from scoring.comparisons.rank_sets import RankSets, marginal_rank_sets, simultaneous_rank_sets
from scoring.comparisons.rank_tests import (
    RankTest,
    brunner_munzel,
    kruskal_wallis,
    mann_whitney,
    mann_whitney_pairs,
)
from scoring.comparisons.rao_scott import RaoScott, level_moments, rao_scott
from tests.figures.solving import Given, confidence, listed, solves

CORRECTIONS: tuple[Correction, ...] = ("holm", "hochberg", "bh", "by", "bonferroni")

HOUSING = ("Tower", "Apartment", "Atrium", "Terrace")
"""The types of R's MASS::housing, in its order; cases on it do not name them."""


_KRUSKAL = ("H", "p", "df", "chi2", "epsilon2", "epsilon_squared")


def _kruskal(counts: Any) -> dict[str, Any]:
    found = kruskal_wallis(counts)
    assert isinstance(found, RankTest)
    everyone = int(np.sum(counts))
    named = {"H": found.statistic, "statistic": found.statistic, "chi2": found.statistic}
    effect = found.statistic / (everyone - 1)
    return {**named, "df": found.df, "p": found.p, "epsilon2": effect, "epsilon_squared": effect}


@solves("compare", "groups", expects=_KRUSKAL)
def kruskal_of_values(given: Given) -> Mapping[str, Any]:
    return _kruskal(table_of_values(listed(given["groups"]))[0])


@solves("compare", "counts", expects=_KRUSKAL)
def kruskal_of_counts(given: Given) -> Mapping[str, Any]:
    return _kruskal(listed(given["counts"]))


@solves("compare", "counts", expects=["p_holm", "p_bh", "p_BH", "p_bonferroni", "p_by", "p_BY", "p_none"])
def pairs_of_groups(given: Given) -> Mapping[str, Any]:
    counts = np.asarray(listed(given["counts"]))
    names = given.get("labels") or given.get("names") or given.get("groups")
    if isinstance(given["counts"], Mapping):
        names = list(given["counts"])
    if not isinstance(names, list):
        names = HOUSING if len(counts) == len(HOUSING) else [str(row + 1) for row in range(len(counts))]
    found = mann_whitney_pairs(counts).p
    pairs = [(one, other) for one in range(len(counts)) for other in range(one + 1, len(counts))]
    p = np.array([found[pair] for pair in pairs])
    keys = [f"{names[other]}-{names[one]}" for one, other in pairs]
    turned = [f"{names[one]}-{names[other]}" for one, other in pairs]

    def named(values: np.ndarray) -> dict[str, float]:
        return dict(zip([*turned, *keys], [*values.tolist()] * 2, strict=True))

    said: dict[str, Any] = {"p_none": named(p), "p_unadjusted": named(p)}
    for correction in CORRECTIONS:
        figures = named(adjusted(p, correction))
        said[f"p_{correction}"] = said[f"p_{correction.upper()}"] = figures
    return said


def _two(given: Given) -> Any:
    """Counts (2, levels) of two groups: of their values, or level counts as they are."""
    if "counts" in given:
        return np.asarray(listed(given["counts"]))
    if "x_counts" in given:
        return np.array([given["x_counts"], given["y_counts"]])
    return table_of_values([given["x"], given["y"]])[0]


_AUC = ("auc", "superiority", "P_superiority", "cl_effect")
_BRUNNER_MUNZEL = ("statistic", "estimate", "superiority", "p_hat", "phat")


@solves(
    "compare", "x_counts|counts_x|x_freq", "y_counts|counts_y|y_freq", expects=["W", "U", *_BRUNNER_MUNZEL]
)
def two_groups_of_counts(given: Given) -> Mapping[str, Any]:
    brunner = "brunner" in f"{given.get('test', '')} {given.get('method', '')} {given['how']}".lower()
    return brunner_munzel_of_values(given) if brunner else mann_whitney_of_values(given)


@solves("compare", "counts", expects=["W", "U"])
def mann_whitney_of_rows(given: Given) -> Mapping[str, Any]:
    return mann_whitney_of_values(given)


@solves("compare", "x", "y", expects=["W", "U", "auc"])
@solves("compare", "x", "y", expects=["p"], by="^(?!.*brunner)")
def mann_whitney_of_values(given: Given) -> Mapping[str, Any]:
    table = _two(given)
    untied, few = not (table.sum(axis=0) > 1).any(), table.sum(axis=1).max() < 50
    found = mann_whitney(
        *table,
        alternative=given.get("alternative", "two-sided").replace(".", "-"),
        exact=bool(given.get("exact", untied and few and "exact=FALSE" not in given.get("how", ""))),
        continuity=bool(given.get("correct", given.get("continuity", True))),
    )
    assert isinstance(found, RankTest)
    share = found.statistic / float(np.prod(table.sum(axis=1)))
    return {"W": found.statistic, "U": found.statistic, "p": found.p, **dict.fromkeys(_AUC, share)}


@solves("compare", "x", "y", expects=_BRUNNER_MUNZEL)
@solves("compare", "x", "y", expects=["p", "df"], by="brunner")
def brunner_munzel_of_values(given: Given) -> Mapping[str, Any]:
    table = _two(given)
    found, share = brunner_munzel(*table), superiority(*table[::-1])
    assert isinstance(found, RankTest)
    assert isinstance(share, tuple)
    p, alternative = found.p, given.get("alternative", "two-sided").replace(".", "-")
    if given.get("distribution") == "normal":
        p = 2 * float(special.ndtr(-abs(found.statistic)))
    if alternative != "two-sided":
        p = p / 2 if (found.statistic > 0) == (alternative == "less") else 1 - p / 2
    of = dict.fromkeys(("estimate", "superiority", "p_hat", "phat"), share[0])
    return {"statistic": found.statistic, "df": found.df, "p": p, **of}


_ASSOCIATION = ("cmh_general_chi2", "cmh_chi2", "chi2", "M2", "statistic", "z", "cmh_p", "p")


@solves("compare", "strata|tables", expects=_ASSOCIATION)
@solves("compare", "table", expects=_ASSOCIATION)
@solves("compare", "row_scores", "col_scores")
def association_in_strata(given: Given) -> Mapping[str, Any]:
    several = next((given[name] for name in ("strata", "tables") if name in given), None)
    tables = (
        listed(several) if several is not None else [v for name, v in given.items() if _is_table(name, v)]
    )
    general, means = association(tables), association(tables, None, given.get("col_scores"))
    assert isinstance(general, Association)
    assert isinstance(means, Association)
    said = {
        "chi2": general.chi2, "statistic": general.chi2, "df": general.df, "p": general.p,
        "cmh_general_chi2": general.chi2, "cmh_chi2": general.chi2, "cmh_df": general.df, "cmh_p": general.p,
        "cmh_mean_chi2": means.chi2, "cmh_mean_df": means.df, "cmh_mean_p": means.p,
    }  # fmt: skip
    if {"row_scores", "col_scores"} <= given.keys():
        linear = association(tables, given["row_scores"], given["col_scores"])
        assert isinstance(linear, Association)
        said |= {"z": linear.z, "p": linear.p, "chi2": linear.chi2, "M2": linear.chi2, "df": linear.df}
    return said


_RAO_SCOTT = ("X2", "F", "deff", "ndf", "ddf", "p_first", "p")


@solves("compare", "clusters|cluster_counts", expects=_RAO_SCOTT)
def clustered_levels(given: Given) -> Mapping[str, Any]:
    """Level counts (clusters, levels) of every group; clusters lie in one group each."""
    return _rao_scott(rao_scott([level_moments(group) for group in listed(given["clusters"])]))


@solves("compare", "cells|cluster_tables", expects=_RAO_SCOTT)
def clustered_tables(given: Given) -> Mapping[str, Any]:
    """Counts (clusters, rows, columns): a cluster may lie in all cells."""
    return _rao_scott(independence_in_clusters(given["cells"], given.get("n_clusters_pop")))


@solves("compare", "cluster_cells", expects=_RAO_SCOTT)
def clustered_cells(given: Given) -> Mapping[str, Any]:
    """The same, one (cluster, row, column, answers, ...) after the other."""
    names = [sorted({row[at] for row in given["cluster_cells"]}) for at in range(3)]
    cells = np.zeros([len(each) for each in names], dtype=np.int64)
    for row in given["cluster_cells"]:
        cells[tuple(each.index(row[at]) for at, each in enumerate(names))] += row[3]
    return clustered_tables({**given, "cells": cells})


def _rao_scott(found: Any) -> Mapping[str, Any]:
    assert isinstance(found, RaoScott)
    return {
        "X2": found.plain, "chi2": found.plain, "df": found.plain_df, "deff": found.design_effect,
        "p_first": found.first, "F": found.statistic, "ndf": found.df,
        "ddf": found.df * found.denominator_df, "p": found.p,
    }  # fmt: skip


def _is_table(name: str, value: Any) -> bool:
    return not name.endswith("_scores") and isinstance(value, list) and np.ndim(value) > 1


@solves("multiplicity", "p|pvals|p_values")
def adjusted_p(given: Given) -> Mapping[str, Any]:
    figures = {name: adjusted(given["p"], name) for name in CORRECTIONS}
    said: dict[str, Any] = {name: values.tolist() for name, values in figures.items()}
    said |= {name.upper(): said[name] for name in ("bh", "by")}
    said["fdr"] = said["bh"]
    own = float(given.get("alpha", 0.05))
    for level in {0.001, 0.01, 0.05, 0.1, 0.2, own}:
        rejected = {name: int((values <= level).sum()) for name, values in figures.items()}
        said[f"n_reject_{level:g}".replace("_0.", "_.")] = said[f"n_reject_{level:g}"] = rejected
    said["n_reject"] = said[f"n_reject_{own:g}"]
    if "method" in given:
        asked = {**figures, "fdr": figures["bh"]}[given["method"].lower()].tolist()
        said |= dict.fromkeys(("adjusted", "p_adjusted", "p_adj"), asked)
    return said


@solves("funnel", "y|x|successes", "n", expects=["z", "phi_winsorised", "phi_raw", "phi", "tau2", "target"])
def funnel_spread(given: Given) -> Mapping[str, Any]:
    plain = (given.get("transform") or "none") in ("none", "identity") and "transform" in given
    winsorised = given.get("winsorise", 0.1) or 0
    found = overdispersion(given["y"], given["n"], winsorised, "share" if plain else "angle")
    assert isinstance(found, Overdispersion)
    tails_of = given.get("p_tail", [0.001, 0.025, 0.975, 0.999])
    return {
        "target": found.target,
        "z": found.z.tolist(),
        "phi_winsorised": found.phi,
        "phi": found.phi,
        "phi_raw": found.phi_raw,
        "tau2": found.tau2,
        "limits": angle_limits(found.target, given["n"], found.tau2, tails_of).tolist(),
    }


@solves("funnel", "target", "n")
def funnel_lines(given: Given) -> Mapping[str, Any]:
    """Exact, or on the angle scale where tau2 says how far units differ; two lines where no tails are named."""
    out = (1 - confidence(given)) / 2
    asked = given["target"], given["n"]
    at = given.get("p_tail", [out, 1 - out])
    limits = angle_limits(*asked, given["tau2"], at) if "tau2" in given else binomial_limits(*asked, at)
    low, high = limits[..., 0].tolist(), limits[..., -1].tolist()
    return {"limits": limits.tolist(), "lower": low, "upper": high, "lcl": low, "ucl": high}


@solves("funnel", "x", "n", "alpha", "beta")
def funnel_tail(given: Given) -> Mapping[str, Any]:
    together = given["alpha"] + given["beta"]
    fewer, more = tails(given["x"], given["n"], given["alpha"] / together, together)
    return {"lower": fewer.tolist(), "upper": more.tolist()}


def _largest_first(given: Given) -> bool:
    return str(given.get("rank1", "largest")).lower() in ("largest", "highest", "best", "max", "descending")


def _ends(sets: RankSets) -> dict[str, Any]:
    return {"L": sets.best.tolist(), "U": sets.worst.tolist()}


@solves("ranks", "est|estimate|x", "se|sd")
def rank_sets_of_estimates(given: Given) -> Mapping[str, Any]:
    asked = (given["est"], given["se"], confidence(given))
    said: dict[str, Any] = {}
    for name, sets in (("simultaneous", simultaneous_rank_sets), ("marginal", marginal_rank_sets)):
        for steps, step_down in (("stepdown", True), ("single_step", False)):
            found = sets(*asked, largest_first=_largest_first(given), step_down=step_down)
            said[f"{name}_{steps}"] = _ends(found)
    estimates = np.asarray(given["est"])
    kind = "simultaneous" if given.get("simul", given.get("simultaneous", True)) else "marginal"
    steps = "stepdown" if given.get("stepdown", True) else "single_step"
    return {**said, **said[f"{kind}_{steps}"], "rank": _ranks(estimates, given)}


def _ranks(values: np.ndarray, given: Given) -> list[int]:
    sign = 1 if _largest_first(given) else -1
    ranks: list[int] = (1 + (sign * values[None, :] > sign * values[:, None]).sum(axis=1)).tolist()
    return ranks


@solves("ranks", "counts")
def rank_sets_of_counts(given: Given) -> Mapping[str, Any]:
    counts = np.asarray(given["counts"])
    found = multinomial_rank_sets(
        counts,
        confidence(given),
        given.get("multcorr", "Holm").lower(),
        largest_first=_largest_first(given),
        simultaneous=bool(given.get("simul", given.get("simultaneous", True))),
    )
    return {**_ends(found), "rank": _ranks(counts, given)}


@solves("ranks", "post_mean|mean|means", "post_sd|sd|sds")
def ranks_to_expect(given: Given) -> Mapping[str, Any]:
    found = expected_ranks(given["post_mean"], given["post_sd"], largest_first=_largest_first(given))
    return {"expected_rank": found.tolist()}


@solves("stars", "x", "k")
def breaks(given: Given) -> Mapping[str, Any]:
    found = natural_groups(given["x"], given["k"])
    order = np.repeat(np.arange(1, len(found.sizes) + 1), found.sizes)
    cluster = np.empty_like(order)
    cluster[np.argsort(given["x"], kind="stable")] = order
    ordered = np.sort(np.asarray(given["x"], dtype=float))
    ends = np.cumsum(found.sizes)[:-1]
    return {
        "breaks": ((ordered[ends - 1] + ordered[ends]) / 2).tolist(),
        "centers": list(found.centres), "sizes": list(found.sizes), "withinss": list(found.within),
        "tot_withinss": sum(found.within), "cluster": cluster.tolist(),
    }  # fmt: skip
