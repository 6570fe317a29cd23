"""Quantities 9 to 11 and natural breaks, as reference cases ask for them."""

from collections.abc import Mapping
from typing import Any

import numpy as np

from scoring.comparisons.association import Association, association
from scoring.comparisons.beta_binomial_tail import tails
from scoring.comparisons.effect_sizes import superiority
from scoring.comparisons.expected_ranks import expected_ranks
from scoring.comparisons.funnel_limits import angle_limits, binomial_limits
from scoring.comparisons.level_tables import table_of_values
from scoring.comparisons.multinomial_ranks import multinomial_rank_sets
from scoring.comparisons.multiplicity import adjusted
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
from tests.figures.solving import Given, solves

HOUSING = ("Tower", "Apartment", "Atrium", "Terrace")
"""The types of R's MASS::housing, in its order; cases on it do not name them."""


def _kruskal(counts: Any) -> dict[str, Any]:
    found = kruskal_wallis(counts)
    assert isinstance(found, RankTest)
    everyone = int(np.sum(counts))
    named = {"H": found.statistic, "statistic": found.statistic, "chi2": found.statistic}
    effect = found.statistic / (everyone - 1)
    return {**named, "df": found.df, "p": found.p, "epsilon2": effect, "epsilon_squared": effect}


@solves("compare", "groups")
def kruskal_of_values(given: Given) -> Mapping[str, Any]:
    groups = given["groups"]
    rows = list(groups.values()) if isinstance(groups, Mapping) else groups
    return _kruskal(table_of_values(rows)[0])


@solves("compare", "counts", expects=["H", "df", "chi2", "statistic", "epsilon2", "epsilon_squared"])
def kruskal_of_counts(given: Given) -> Mapping[str, Any]:
    return _kruskal(given["counts"])


@solves("compare", "counts", expects=["p_holm", "p_bh", "p_BH", "p_bonferroni", "p_by", "p_BY", "p_none"])
def pairs_of_groups(given: Given) -> Mapping[str, Any]:
    counts = np.asarray(given["counts"])
    names = given.get("labels") or given.get("names") or given.get("groups")
    if names is None:
        names = HOUSING if len(counts) == len(HOUSING) else [str(row + 1) for row in range(len(counts))]
    found = mann_whitney_pairs(counts).p
    pairs = [(one, other) for one in range(len(counts)) for other in range(one + 1, len(counts))]
    p = np.array([found[pair] for pair in pairs])
    keys = [f"{names[other]}-{names[one]}" for one, other in pairs]
    said: dict[str, Any] = {"p_none": dict(zip(keys, p.tolist(), strict=True))}
    for correction in ("holm", "bh", "by", "bonferroni"):
        figures = dict(zip(keys, adjusted(p, correction).tolist(), strict=True))  # type: ignore[arg-type]
        said[f"p_{correction}"] = said[f"p_{correction.upper()}"] = figures
    return said


def _two(given: Given) -> Any:
    """Counts (2, levels) of x and y: raw values, or level counts where `counts` says so."""
    return table_of_values([given["x"], given["y"]])[0]


@solves("compare", "x", "y", expects=["W", "U"])
def mann_whitney_of_values(given: Given) -> Mapping[str, Any]:
    table = _two(given)
    untied, few = not (table.sum(axis=0) > 1).any(), table.sum(axis=1).max() < 50
    found = mann_whitney(
        *table,
        alternative=given.get("alternative", "two-sided").replace(".", "-"),
        exact=bool(given.get("exact", untied and few)),
        continuity=bool(given.get("correct", given.get("continuity", True))),
    )
    assert isinstance(found, RankTest)
    return {"W": found.statistic, "U": found.statistic, "p": found.p}


@solves("compare", "x", "y", expects=["statistic", "df", "estimate", "superiority"])
def brunner_munzel_of_values(given: Given) -> Mapping[str, Any]:
    table = _two(given)
    found, share = brunner_munzel(*table), superiority(*table[::-1])
    assert isinstance(found, RankTest)
    assert isinstance(share, tuple)
    p, alternative = found.p, given.get("alternative", "two-sided")
    if alternative != "two-sided":
        p = p / 2 if (found.statistic > 0) == (alternative == "less") else 1 - p / 2
    of = {"estimate": share[0], "superiority": share[0]}
    return {"statistic": found.statistic, "df": found.df, "p": p, **of}


@solves("compare", "row_scores", "col_scores")
def association_in_strata(given: Given) -> Mapping[str, Any]:
    if "strata" in given:
        tables = list(given["strata"].values()) if isinstance(given["strata"], Mapping) else given["strata"]
    else:
        tables = [value for name, value in given.items() if _is_table(name, value)]
    tables = np.asarray(tables)
    linear = association(tables, given["row_scores"], given["col_scores"])
    general, means = association(tables), association(tables, None, given["col_scores"])
    assert isinstance(linear, Association)
    assert isinstance(general, Association)
    assert isinstance(means, Association)
    return {
        "z": linear.z, "p": linear.p, "chi2": linear.chi2, "df": linear.df,
        "cmh_general_chi2": general.chi2, "cmh_df": general.df, "cmh_p": general.p,
        "cmh_mean_chi2": means.chi2, "cmh_mean_df": means.df, "cmh_mean_p": means.p,
    }  # fmt: skip


def _is_table(name: str, value: Any) -> bool:
    return not name.endswith("_scores") and isinstance(value, list) and np.ndim(value) > 1


@solves("multiplicity", "p")
def adjusted_p(given: Given) -> Mapping[str, Any]:
    figures = {name: adjusted(given["p"], name) for name in ("holm", "bh", "by", "bonferroni")}  # type: ignore[arg-type]
    said: dict[str, Any] = {name: values.tolist() for name, values in figures.items()}
    for level in {0.05, float(given.get("alpha", 0.05))}:
        rejected = {name: int((values <= level).sum()) for name, values in figures.items()}
        said[f"n_reject_{level:g}".replace("_0.", "_.")] = rejected
        said[f"n_reject_{level:g}"] = rejected
    said["n_reject"] = said["n_reject_.05"] if "alpha" not in given else said[f"n_reject_{given['alpha']:g}"]
    return said


@solves("funnel", "y", "n")
def funnel_spread(given: Given) -> Mapping[str, Any]:
    found = overdispersion(given["y"], given["n"], given.get("winsorise", 0.1))
    assert isinstance(found, Overdispersion)
    tails_of = given.get("p_tail", [0.001, 0.025, 0.975, 0.999])
    return {
        "target": found.target,
        "z": found.z.tolist(),
        "phi_winsorised": found.phi,
        "phi_raw": found.phi_raw,
        "tau2": found.tau2,
        "limits": angle_limits(found.target, given["n"], found.tau2, tails_of).tolist(),
    }


@solves("funnel", "target", "n", "p_tail")
def funnel_lines(given: Given) -> Mapping[str, Any]:
    if "tau2" in given:
        return {"limits": angle_limits(given["target"], given["n"], given["tau2"], given["p_tail"]).tolist()}
    return {"limits": binomial_limits(given["target"], given["n"], given["p_tail"]).tolist()}


@solves("funnel", "x", "n", "alpha", "beta")
def funnel_tail(given: Given) -> Mapping[str, Any]:
    together = given["alpha"] + given["beta"]
    fewer, more = tails(given["x"], given["n"], given["alpha"] / together, together)
    return {"lower": fewer.tolist(), "upper": more.tolist()}


def _largest_first(given: Given) -> bool:
    return given.get("rank1", "largest") == "largest"


def _ends(sets: RankSets) -> dict[str, Any]:
    return {"L": sets.best.tolist(), "U": sets.worst.tolist()}


@solves("ranks", "est", "se")
def rank_sets_of_estimates(given: Given) -> Mapping[str, Any]:
    asked = (given["est"], given["se"], given.get("coverage", 0.95))
    said: dict[str, Any] = {}
    for name, sets in (("simultaneous", simultaneous_rank_sets), ("marginal", marginal_rank_sets)):
        for steps, step_down in (("stepdown", True), ("single_step", False)):
            found = sets(*asked, largest_first=_largest_first(given), step_down=step_down)
            said[f"{name}_{steps}"] = _ends(found)
    return {**said, **said["simultaneous_stepdown"]}


@solves("ranks", "counts")
def rank_sets_of_counts(given: Given) -> Mapping[str, Any]:
    counts = np.asarray(given["counts"])
    sign = 1 if _largest_first(given) else -1
    found = multinomial_rank_sets(
        counts,
        given.get("coverage", 0.95),
        given.get("multcorr", "Holm").lower(),
        largest_first=_largest_first(given),
        simultaneous=bool(given.get("simul", given.get("simultaneous", True))),
    )
    rank = 1 + (sign * counts[None, :] > sign * counts[:, None]).sum(axis=1)
    return {**_ends(found), "rank": rank.tolist()}


@solves("ranks", "post_mean", "post_sd")
def ranks_to_expect(given: Given) -> Mapping[str, Any]:
    found = expected_ranks(given["post_mean"], given["post_sd"], largest_first=_largest_first(given))
    return {"expected_rank": found.tolist()}


@solves("stars", "x", "k")
def breaks(given: Given) -> Mapping[str, Any]:
    found = natural_groups(given["x"], given["k"])
    order = np.repeat(np.arange(1, len(found.sizes) + 1), found.sizes)
    cluster = np.empty_like(order)
    cluster[np.argsort(given["x"], kind="stable")] = order
    return {
        "centers": list(found.centres), "sizes": list(found.sizes), "withinss": list(found.within),
        "tot_withinss": sum(found.within), "cluster": cluster.tolist(),
    }  # fmt: skip
