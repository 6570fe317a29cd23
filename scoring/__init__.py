"""Numbers in, numbers out: every statistic of the product, from counts, with its interval or a reason.

Pure: numpy and scipy only; no database, no clock, no environment. Shares are fractions 0..1; rounding happens where
people read. Two layers: **formulas** are plain functions on arrays, without gates; **figures** are frozen values that
carry n (respondents, never answers), method, denominator and an interval, and that are not made below the thresholds
of `gates`. A figure that cannot be estimated is a `NotEstimable` with its reason, never NaN.

| quantity | question | folder: modules to start from |
|---|---|---|
| 1 | What is the index of a unit, an element, a group, by whose definition? | indices: index, score |
| 2 | How sure is one share of independent answers? | indices: share, multinomial |
| 3 | How sure is the index, forms of one day being alike? | indices: index, index_table |
| 4 | How far do two units, periods or questionnaires differ? | indices: difference, bridge |
| 5 | What is the share of a group with few answers? | groups: shrunken, integrated, index_reliability |
| 6 | How is an officer rated for conduct? | groups: conduct |
| 7 | The same from all levels of the answers? | groups: ordinal, proportional_odds |
| 8 | What would it be with the same mix, or the mix of the dossiers? | weighting: mix_adjustment, post_stratified |
| 9 | Do groups differ, by how much, and among how many? | comparisons: comparison, crossed_clusters |
| 10 | Which units stand out of their kind? | comparisons: funnel |
| 11 | Which ranks may a unit have? | comparisons: ranking |
| 12 | Where is a unit going? | series: trend, ordered_alternative |
| 13 | Who has become worse, without alarms every week? | series: alert_design, watch |
| 14 | Do the criteria of an element measure one thing? | questionnaire: scale_quality |
| 15 | What goes with overall satisfaction? | questionnaire: drivers |
| 16 | Were these answers given as they should be? | safeguards: signals, with_and_without |
| 17 | What could those who did not answer change? | safeguards: selection |
| 18 | What must stay hidden? | safeguards: suppression, disclosure |
| 19 | Did an initiative work, compared with similar units? | series: before_after |
| 20 | How many forms are enough? | safeguards: sample_size |

Counters: K1 is an array (..., levels) read by a `scale`; K2 is `ClusterMoments`; K2c is `ConductCounts`; K3 is
`PairTables`; `count_forms` makes K1 and K2 of many forms at once. What can be wrong with an input: `errors`.
`docs/methods/` has a page for each quantity.
"""

from scoring.comparisons.comparison import (
    Comparison,
    PairScreen,
    as_family,
    compare_clustered,
    compare_groups,
    compare_shares,
    compare_two,
    screen_pairs,
)
from scoring.comparisons.crossed_clusters import independence_in_clusters
from scoring.comparisons.funnel import Flag, Funnel, FunnelUnit, Place, funnel
from scoring.comparisons.natural_groups import natural_groups
from scoring.comparisons.ranking import Band, RankedUnit, RankRange, rank_units
from scoring.comparisons.rao_scott import level_moments
from scoring.comparisons.unit_shares import UnitShares, unit_indices, unit_shares
from scoring.errors import ScoringError
from scoring.gates import MIN_COMPARED, MIN_SHOWN, Gate, gate
from scoring.groups.conduct import ConductRatings, OfficerConduct, rate_conduct
from scoring.groups.conduct_counts import ConductCounts
from scoring.groups.index_reliability import IndexReliability, index_reliability
from scoring.groups.integrated import IntegratedBetaBinomial, IntegratedShare, integrate
from scoring.groups.normal_means import NormalMeans, normal_means
from scoring.groups.ordinal import OfficerEffect, OrdinalModel, OrdinalRatings, fit_ordinal, rate_ordinal
from scoring.groups.proportional_odds import ProportionalOdds, proportional_odds
from scoring.groups.reliability import RELIABLE, answers_needed, reliability
from scoring.groups.shrunken import BetaBinomial, ShrunkenShare, fit
from scoring.indices.bridge import Bridge, bridge
from scoring.indices.clusters import ClusterMoments, vector_length
from scoring.indices.definitions import DEFINITIONS, SIPAS, Definition, sipas
from scoring.indices.difference import Difference, against_group, against_rest, difference, newcombe
from scoring.indices.forms import UnitCounters, count_forms
from scoring.indices.index import Index, equal_weight_index, mean_over_criteria, satisfaction_index
from scoring.indices.index_table import IndexTable, index_table
from scoring.indices.level_scores import criteria_shares, linear_0_100, mean_level, net_share, pooled_share
from scoring.indices.linearisation import DesignEffect, design_effect, design_effects
from scoring.indices.multinomial import LevelShares, level_shares
from scoring.indices.officer_days import OfficerDays
from scoring.indices.pooled import PooledShare, pooled
from scoring.indices.score import Score, score
from scoring.indices.share import Satisfaction, jeffreys, wilson
from scoring.indices.stacked import StackedMoments
from scoring.questionnaire.drivers import Drivers, Ranks, drivers_of_criteria, drivers_of_elements
from scoring.questionnaire.pairs import PairTables, pair_vector_length
from scoring.questionnaire.scale_quality import ScaleQuality, scale_quality
from scoring.result import Figure, Interval, Limits, NotEstimable, Reason
from scoring.safeguards.disclosure import ShownCriteria, level_counts_shown, shown_criteria, shown_groups
from scoring.safeguards.sample_size import (
    FormsNeeded,
    forms_for_dossiers,
    forms_for_margin,
    forms_for_reliability,
)
from scoring.safeguards.selection import Sensitivity, correlation_to_flip, mean_sensitivity, share_sensitivity
from scoring.safeguards.signals import Signal, screened
from scoring.safeguards.suppression import Published, suppress, suppress_table
from scoring.safeguards.with_and_without import WithAndWithout, with_and_without
from scoring.scale import FIVE_LEVELS, Scale
from scoring.series.alert_design import AlertDesign, design_alert, design_alerts
from scoring.series.before_after import Effect, before_after
from scoring.series.ordered_alternative import OrderedTrend, ordered_trend
from scoring.series.panel import Panel, panel_of
from scoring.series.trend import Direction, Trend, ordinal_trend, trend
from scoring.series.watch import Alert, alerts, watch
from scoring.weighting.mix_adjustment import MixAdjusted, mix_adjusted_units
from scoring.weighting.post_strata import PostStrata, post_strata
from scoring.weighting.post_stratified import PostStratified, post_stratified_index
from scoring.weighting.raking import Raked, rake

__all__ = [
    "DEFINITIONS",
    "FIVE_LEVELS",
    "MIN_COMPARED",
    "MIN_SHOWN",
    "RELIABLE",
    "SIPAS",
    "Alert",
    "AlertDesign",
    "Band",
    "BetaBinomial",
    "Bridge",
    "ClusterMoments",
    "Comparison",
    "ConductCounts",
    "ConductRatings",
    "Definition",
    "DesignEffect",
    "Difference",
    "Direction",
    "Drivers",
    "Effect",
    "Figure",
    "Flag",
    "FormsNeeded",
    "Funnel",
    "FunnelUnit",
    "Gate",
    "Index",
    "IndexReliability",
    "IndexTable",
    "IntegratedBetaBinomial",
    "IntegratedShare",
    "Interval",
    "LevelShares",
    "Limits",
    "MixAdjusted",
    "NormalMeans",
    "NotEstimable",
    "OfficerConduct",
    "OfficerDays",
    "OfficerEffect",
    "OrderedTrend",
    "OrdinalModel",
    "OrdinalRatings",
    "PairScreen",
    "PairTables",
    "Panel",
    "Place",
    "PooledShare",
    "PostStrata",
    "PostStratified",
    "ProportionalOdds",
    "Published",
    "Raked",
    "RankRange",
    "RankedUnit",
    "Ranks",
    "Reason",
    "Satisfaction",
    "Scale",
    "ScaleQuality",
    "Score",
    "ScoringError",
    "Sensitivity",
    "ShownCriteria",
    "ShrunkenShare",
    "Signal",
    "StackedMoments",
    "Trend",
    "UnitCounters",
    "UnitShares",
    "WithAndWithout",
    "against_group",
    "against_rest",
    "alerts",
    "answers_needed",
    "as_family",
    "before_after",
    "bridge",
    "compare_clustered",
    "compare_groups",
    "compare_shares",
    "compare_two",
    "correlation_to_flip",
    "count_forms",
    "criteria_shares",
    "design_alert",
    "design_alerts",
    "design_effect",
    "design_effects",
    "difference",
    "drivers_of_criteria",
    "drivers_of_elements",
    "equal_weight_index",
    "fit",
    "fit_ordinal",
    "forms_for_dossiers",
    "forms_for_margin",
    "forms_for_reliability",
    "funnel",
    "gate",
    "independence_in_clusters",
    "index_reliability",
    "index_table",
    "integrate",
    "jeffreys",
    "level_counts_shown",
    "level_moments",
    "level_shares",
    "linear_0_100",
    "mean_level",
    "mean_over_criteria",
    "mean_sensitivity",
    "mix_adjusted_units",
    "natural_groups",
    "net_share",
    "newcombe",
    "normal_means",
    "ordered_trend",
    "ordinal_trend",
    "pair_vector_length",
    "panel_of",
    "pooled",
    "pooled_share",
    "post_strata",
    "post_stratified_index",
    "proportional_odds",
    "rake",
    "rank_units",
    "rate_conduct",
    "rate_ordinal",
    "reliability",
    "satisfaction_index",
    "scale_quality",
    "score",
    "screen_pairs",
    "screened",
    "share_sensitivity",
    "shown_criteria",
    "shown_groups",
    "sipas",
    "suppress",
    "suppress_table",
    "trend",
    "unit_indices",
    "unit_shares",
    "vector_length",
    "watch",
    "wilson",
    "with_and_without",
]
