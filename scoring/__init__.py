"""Numbers in, numbers out: every statistic of the product, from counts, with its interval or a reason.

Pure: numpy and scipy only; no database, no clock, no environment. A figure that cannot be estimated is
a `NotEstimable` with its reason, never NaN. Shares are fractions 0..1; rounding happens where people read.

| quantity | question | module |
|---|---|---|
| 1 | What is the satisfaction index of a unit, an element, a group? | `index`; others: `level_scores` |
| 2 | How sure is one share of independent answers? | `share` |
| 3 | How sure is the index, forms of one day being alike? | `index`; `linearisation`, `beta_limits` |
| 5 | What is the share of a group with few answers? | `shrunken`; `beta_binomial`, `reliability` |
| 5 | The same, where groups are few too? | `integrated` |

Counters: K1 is an array (..., levels) read by a `scale`; K2 is `clusters.ClusterMoments`.
Who may be shown: `gates`. What can be wrong with an input: `errors`. `docs/methods/` has a page for each.
"""

from scoring.errors import ScoringError
from scoring.gates import MIN_COMPARED, MIN_SHOWN, Gate, gate
from scoring.groups.integrated import IntegratedBetaBinomial, IntegratedShare, integrate
from scoring.groups.reliability import RELIABLE, answers_needed, reliability
from scoring.groups.shrunken import BetaBinomial, ShrunkenShare, fit
from scoring.indices.clusters import ClusterMoments, vector_length
from scoring.indices.index import Index, equal_weight_index, mean_over_criteria, satisfaction_index
from scoring.indices.level_scores import criteria_shares, linear_0_100, mean_level, net_share, pooled_share
from scoring.indices.linearisation import DesignEffect, design_effect
from scoring.indices.share import Satisfaction, jeffreys, wilson
from scoring.result import Interval, NotEstimable, Reason
from scoring.scale import FIVE_LEVELS, Scale

__all__ = [
    "FIVE_LEVELS",
    "MIN_COMPARED",
    "MIN_SHOWN",
    "RELIABLE",
    "BetaBinomial",
    "ClusterMoments",
    "DesignEffect",
    "Gate",
    "Index",
    "IntegratedBetaBinomial",
    "IntegratedShare",
    "Interval",
    "NotEstimable",
    "Reason",
    "Satisfaction",
    "Scale",
    "ScoringError",
    "ShrunkenShare",
    "answers_needed",
    "criteria_shares",
    "design_effect",
    "equal_weight_index",
    "fit",
    "gate",
    "integrate",
    "jeffreys",
    "linear_0_100",
    "mean_level",
    "mean_over_criteria",
    "net_share",
    "pooled_share",
    "reliability",
    "satisfaction_index",
    "vector_length",
    "wilson",
]
