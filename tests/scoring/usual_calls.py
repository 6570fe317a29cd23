"""One usual call of every function of the room, and of everything that makes a counter: each gives a figure."""

from dataclasses import fields
from typing import Any

import numpy as np

import scoring
from scoring import ClusterMoments, ConductCounts, PairTables, Panel, Satisfaction, Signal, StackedMoments
from scoring.safeguards.signals import Kind


def usual(**arguments: Any) -> dict[str, Any]:
    """The arguments of one call, by name."""
    return arguments


def days(seed: int, criteria: int = 3) -> ClusterMoments:
    chance = np.random.default_rng(seed)
    n = chance.integers(1, 7, (20, criteria))
    return ClusterMoments.of(chance.binomial(n, 0.8), n)


def levels_of_days(seed: int) -> ClusterMoments:
    return scoring.level_moments(np.random.default_rng(seed).integers(0, 5, (15, 3)))


CHANCE = np.random.default_rng(1)
WHO, WHERE = CHANCE.integers(0, 4, 60), CHANCE.integers(0, 2, 60)
CONDUCT = ConductCounts.from_forms(WHO, CHANCE.binomial(3, 0.85, 60), [3] * 60, 4, stratum=WHERE, strata=2)
FEELING = CHANCE.integers(1, 5, 400)
ROWS = np.column_stack([FEELING + CHANCE.integers(0, 2, 400), FEELING, CHANCE.integers(1, 6, 400)])
PAIRS = PairTables.of_rows(ROWS, levels=5)
OVERALL = usual(tables=PAIRS, overall=1, respondents=400, draws=20, level_counts=[[400] * 5] * 3)
ONE, TWO, THREE = days(1), days(2), days(3)
STACK = StackedMoments.of([ONE, TWO, THREE])
BOTH, ALL = (120, 120), [120, 120, 120]
LENT = scoring.DesignEffect(ratio=1.5, df=40, size=3.0, correlation=0.1)
SHARES = [[0.80, 0.81, 0.88], [0.82, 0.83, 0.83], [0.78, 0.80, 0.81], [0.85, 0.84, 0.85]]
SMALL, FORMS = (np.array(SHARES) / 1000).tolist(), [[400] * 3] * 4
PANEL = Panel(np.array(SHARES), np.array(SMALL), np.array(FORMS), np.array(FORMS))
MANY = usual(streams=2, false_alarms_a_year=1.0, steps_a_year=52)
ALERT = scoring.design_alert(0.9, 5, streams=1, false_alarms_a_year=0.1, steps_a_year=52)
SENSITIVE = scoring.share_sensitivity(0.9, verdict=0.8, respondents=100, dossiers=1000)
INDEX = scoring.satisfaction_index(ONE, respondents=120)
KIND = scoring.unit_shares([88, 171, 262, 90, 169], [100, 200, 300, 100, 200])
COMPARED = [scoring.compare_groups([[10, 20, 40], [25, 30, 15]])] * 2
SIGNAL = Signal(Kind.BURST, "day", 3, 2, 0.3, 40, "", "")
LEVELS, GROUPS = [2, 3, 10, 45, 40], [[10, 20, 40], [25, 30, 15], [9, 20, 30]]
WEEKS = [[[1, 4]] * 4 + [[4, 4]] * 4]
MIX = [[[0, 10], [20, 20]], [[5, 35], [5, 5]]]
CELLS = [[[1, 9], [4, 6]], [[2, 8], [2, 3]], [[0, 5], [3, 7]]]
RISING = [0.81, 0.80, 0.83, 0.84, 0.84, 0.86, 0.85, 0.88]
MONTHS = [[2, 3, 10, 30 - k, 5 + k] for k in range(8)]
SIDES = ({"a": [0], "b": [1], "all": [0, 1]}, {"May": [0], "June": [1]})
FILED = usual(unit=[0, 0, 1], cluster=[7, 7, 7], answers=[[5, 0], [3, 4], [5, 5]])
STRATA = usual(satisfied=[[[36], [10]]], answered=[[[40], [20]]], forms=[[40, 20]], dossiers=[[300, 300]])

FUNCTIONS: dict[str, dict[str, Any]] = {
    "against_group": usual(unit=ONE, group=ONE + TWO, respondents=(120, 240), criteria=[0, 1]),
    "against_rest": usual(units=STACK, respondents=ALL, criteria=[0, 1], siblings=LENT),
    "alerts": usual(designs=ALERT, counts=WEEKS),
    "answers_needed": usual(icc=0.05),
    "as_family": usual(comparisons=COMPARED, family="all"),
    "before_after": usual(panel=PANEL, treated=[0], starts=2),
    "bridge": usual(new=ONE, old=TWO, shared=((0, 2), (0, 1)), respondents=BOTH),
    "compare_clustered": usual(groups=[levels_of_days(1), levels_of_days(2)]),
    "compare_groups": usual(counts=GROUPS),
    "compare_shares": usual(groups=[ONE, TWO], respondents=BOTH),
    "compare_two": usual(first=[10, 11, 14, 29], second=[13, 15, 14, 12], design_effects=(1.0, 1.5)),
    "correlation_to_flip": usual(before=SENSITIVE, after=SENSITIVE),
    "count_forms": usual(**FILED, units=2, scale=scoring.FIVE_LEVELS),
    "criteria_shares": usual(counts=[LEVELS], scale=scoring.FIVE_LEVELS),
    "design_alert": usual(baseline=0.9, forms_a_step=5.0, levels=LEVELS, worse=0.8, **MANY),
    "design_alerts": usual(baselines=[0.9, 0.8], forms_a_step=[5, 6], levels=LEVELS, **MANY),
    "design_effect": usual(siblings=[ONE, TWO]),
    "design_effects": usual(siblings=STACK, groups=[[0, 1], [1, 2]]),
    "difference": usual(after=ONE, before=TWO, respondents=BOTH, criteria=[0, 1], siblings=LENT),
    "drivers_of_criteria": usual(criteria=[0, 2], **OVERALL),
    "drivers_of_elements": usual(elements=[[0], [2]], **OVERALL),
    "equal_weight_index": usual(criteria=[Satisfaction(8, 10)]),
    "fit": usual(satisfied=[9, 14, 20, 3, 17], answers=[10, 20, 20, 10, 20]),
    "fit_ordinal": usual(counts=GROUPS),
    "forms_for_dossiers": usual(dossiers=600, respondents=100, per_month=10.0),
    "forms_for_margin": usual(index=INDEX, margin=0.05, per_month=10.0),
    "forms_for_reliability": usual(icc=0.05, respondents=20, per_month=10.0),
    "funnel": usual(units=KIND),
    "gate": usual(respondents=12),
    "independence_in_clusters": usual(cells=CELLS, population=100.0),
    "index_reliability": usual(units=STACK, respondents=ALL, siblings=LENT),
    "index_table": usual(moments=STACK, respondents=ALL, groups=[[0, 1], [1, 2]]),
    "integrate": usual(satisfied=[8, 16, 24], answers=[10, 20, 30]),
    "jeffreys": usual(satisfied=[8, 16], answers=[10, 20]),
    "level_counts_shown": usual(respondents=30),
    "level_moments": usual(clusters=[[1, 2, 3], [0, 1, 2]]),
    "level_shares": usual(counts=LEVELS),
    "linear_0_100": usual(counts=LEVELS),
    "mean_level": usual(counts=LEVELS),
    "mean_over_criteria": usual(values=[83.84, 84.09], criteria=[23, 16]),
    "mean_sensitivity": usual(counts=LEVELS, verdict=4.0, dossiers=1000),
    "mix_adjusted_units": usual(counts=MIX, scores=[0.0, 1.0]),
    "natural_groups": usual(values=[-1, 2, -1, 2, 4, 5], groups=3),
    "net_share": usual(counts=LEVELS, scale=scoring.FIVE_LEVELS),
    "newcombe": usual(x1=[56, 9], n1=[70, 9], x2=[48, 0], n2=[80, 9]),
    "normal_means": usual(effects=[0.1, 0.3, 0.35, 0.65], variances=[0.01, 0.02, 0.02, 0.01]),
    "ordered_trend": usual(counts=[[5, 9, 6], [3, 8, 9], [2, 6, 12]], respondents=[20, 20, 20]),
    "ordinal_trend": usual(counts=MONTHS, respondents=[50] * 8, positions=list(range(8))),
    "pair_vector_length": usual(items=17, levels=5),
    "panel_of": usual(moments=[[ONE, TWO]], respondents=[BOTH], criteria=[0, 1]),
    "pooled": usual(moments=ONE, respondents=120),
    "pooled_share": usual(counts=LEVELS, scale=scoring.FIVE_LEVELS),
    "post_strata": usual(forms=[[40, 8], [20, 12]], dossiers=[[400, 300], [100, 100]]),
    "post_stratified_index": STRATA,
    "proportional_odds": usual(counts=[[10, 20, 40], [25, 30, 15]], design=[[0.0], [1.0]]),
    "rake": usual(counts=[[30, 10], [20, 40]], margins=[[50, 50], [60, 40]]),
    "rank_units": usual(units=KIND),
    "rate_conduct": usual(counts=CONDUCT, units=[1, 1, 2, 2]),
    "rate_ordinal": usual(counts=GROUPS, forms=[60, 60, 50]),
    "reliability": usual(answers=30, icc=0.05),
    "satisfaction_index": usual(moments=ONE, respondents=120, planned=3, siblings=LENT),
    "scale_quality": usual(tables=PAIRS, respondents=400, level_counts=[[400] * 5] * 3),
    "score": usual(definition=scoring.SIPAS, counts=[LEVELS], respondents=120),
    "screen_pairs": usual(counts=GROUPS, design_effects=[1.0, 2.0, 1.0]),
    "screened": usual(watched=[SIGNAL]),
    "share_sensitivity": usual(share=0.9, verdict=0.8, respondents=100, dossiers=1000),
    "shown_criteria": usual(answered=[40, 35, 4], composite=[0, 1], hidden=[1]),
    "shown_groups": usual(respondents={"a": 40, "b": 4}, total=44),
    "sipas": usual(scale=scoring.FIVE_LEVELS),
    "suppress": usual(respondents={"a": 40, "b": 4}, sums={"all": ["a", "b"]}),
    "suppress_table": usual(respondents=[[20, 4], [30, 25]], sides=SIDES),
    "trend": usual(values=RISING, respondents=[40] * 8, positions=list(range(8))),
    "unit_indices": usual(units=STACK, respondents=ALL),
    "unit_shares": usual(satisfied=[80, 19], answers=[100, 20], design_effects=[2.0, 1.0]),
    "vector_length": usual(criteria=16),
    "watch": usual(designs=ALERT, counts=WEEKS),
    "wilson": usual(satisfied=[8, 16], answers=[10, 20]),
    "with_and_without": usual(moments=ONE + TWO, flagged=TWO, respondents=240, flagged_respondents=110),
}
MAKERS: dict[str, dict[str, Any]] = {
    "ClusterMoments.of": usual(x=[[5, 1], [2, 2]], n=[[6, 2], [2, 2]]),
    "ClusterMoments.from_vector": usual(vector=ONE.to_vector().tolist(), criteria=3),
    "StackedMoments.from_vectors": usual(vectors=[ONE.to_vector().tolist()], criteria=3),
    "PairTables.of_rows": usual(rows=ROWS[:9].tolist(), levels=5),
    "PairTables.from_vector": usual(vector=PAIRS.to_vector().tolist(), items=3, levels=5),
    "ConductCounts.from_forms": usual(
        officer=[0, 0, 1], satisfied=[3, 2, 0], answered=[3, 3, 1], officers=2, stratum=[0, 1, 0], strata=2
    ),
    "ConductCounts": {each.name: getattr(CONDUCT, each.name).tolist() for each in fields(CONDUCT)},
    "Panel": usual(values=SHARES, variances=SMALL, respondents=FORMS, clusters=FORMS),
    "Satisfaction": usual(satisfied=8, answers=10),
    "Scale": usual(levels=5, satisfied_from=4),
}
