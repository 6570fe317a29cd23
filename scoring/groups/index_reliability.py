"""How much of what sets indices of one kind apart is real: the reliability of each (quantity 5, rule of comparison).

index of a unit  ~  Normal(its true index, v)         true indices of the kind  ~  Normal(mean, τ²)
"""

import math
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from scoring.counts import Counts, Reals, whole_counts
from scoring.errors import WrongShape
from scoring.gates import MIN_COMPARED, MIN_SHOWN
from scoring.groups.normal_means import NormalMeans, normal_means
from scoring.groups.reliability import RELIABLE
from scoring.indices.effective import effective_answers
from scoring.indices.linearisation import DesignEffect
from scoring.indices.stacked import Linearised, StackedMoments, linearise
from scoring.result import NotEstimable, Reason

METHOD = "variance between units (restricted likelihood) over itself plus the variance of the unit's index"


@dataclass(frozen=True, slots=True, eq=False)
class IndexReliability:
    """For each unit of a kind, how much its index tells of it beside the others, arrays (U,).

    values        indices, fractions 0..1; variances of them, 0 where there is no index
    spread        τ, standard deviation between true indices, fraction points
    mean          of the true indices
    respondents   forms
    """

    values: Reals
    variances: Reals
    spread: float
    mean: float
    respondents: Counts
    method: str = METHOD

    @property
    def denominator(self) -> str:
        """What it is from, in English."""
        known = self.variances > 0
        return f"{int(known.sum())} units of one kind, {int(self.respondents[known].sum())} forms"

    def of(self, unit: int) -> float | NotEstimable:
        """τ²/(τ² + v), 0..1; not estimable without an index."""
        variance = float(self.variances[unit])
        if not variance:
            return NotEstimable(Reason.TOO_FEW_RESPONDENTS)
        return self.spread**2 / (self.spread**2 + variance)

    def may_be_compared(self, unit: int) -> bool:
        """From 30 forms and a reliability of .70."""
        own = self.of(unit)
        return isinstance(own, float) and own >= RELIABLE and self.respondents[unit] >= MIN_COMPARED

    def forms_needed(self, unit: int) -> int:
        """Forms from which the unit may be compared, its variance shrinking as 1/n; 0 without an index."""
        forms, variance = int(self.respondents[unit]), float(self.variances[unit])
        if not variance:
            return 0
        needed = forms * variance / self.spread**2 * RELIABLE / (1 - RELIABLE)
        return max(MIN_COMPARED, math.ceil(needed - 1e-9))


def index_reliability(
    units: StackedMoments, respondents: npt.ArrayLike, *, siblings: DesignEffect | None = None
) -> IndexReliability | NotEstimable:
    """The reliability of the index of each unit among units of its kind.

    respondents  forms (U,); siblings: what units of the kind lend those of few officer-days

    v = q(1 − q)/n_eff, with the answers that the kind's design effect leaves of the unit's, and q the index drawn to
    the mean of the kind, half an answer added on both sides: so that an index of 100 % by luck is no certainty. τ² by
    restricted likelihood (Viechtbauer 2005, J Educ Behav Stat 30:261), ratio as for a mean of n answers
    (Spearman–Brown). Units under 10 forms tell nothing and are told nothing. Not estimable: fewer than two units with
    an index; units that differ no more than chance.

    >>> from scoring.indices.clusters import ClusterMoments
    >>> def unit(k): return ClusterMoments.of([[k], [k + 1]] * 10, [[6], [6]] * 10)
    >>> kind = index_reliability(StackedMoments.of([unit(3), unit(4), unit(5)]), [120] * 3)
    >>> round(kind.spread, 3), round(kind.of(0), 3), kind.forms_needed(0)
    (0.163, 0.929, 30)
    """
    forms = whole_counts("respondents", respondents)
    if forms.shape != (units.units,):
        raise WrongShape("respondents", f"({units.units},)", forms.shape)
    parts = linearise(units).column(0)
    known = (parts.used > 0) & (forms >= MIN_SHOWN)
    found = _fit(parts.value[known], _worth(parts, siblings)[known])
    if isinstance(found, NotEstimable):
        return found
    if not found.tau_squared > 0:
        return NotEstimable(Reason.NO_SPREAD_BETWEEN_GROUPS)
    variances = np.zeros(len(forms))
    variances[known] = found.variances
    spread = math.sqrt(found.tau_squared)
    return IndexReliability(np.where(known, parts.value, 0.0), variances, spread, found.mean, forms)


def _fit(values: Reals, worth: Reals) -> NormalMeans | NotEstimable:
    """First with the variance that the share of all would have, then with that of each index drawn to it."""
    if not len(values):
        return NotEstimable(Reason.FEWER_THAN_TWO_GROUPS)
    first = normal_means(values, _variances(np.full(len(values), np.average(values, weights=worth)), worth))
    if isinstance(first, NotEstimable):
        return first
    return normal_means(values, _variances(np.clip(first.shrunken, 0.0, 1.0), worth))


def _variances(shares: Reals, worth: Reals) -> Reals:
    """Of shares with so many independent answers and half an answer more on both sides."""
    inner = (shares * worth + 0.5) / (worth + 1)
    variances: Reals = inner * (1 - inner) / worth
    return variances


def _worth(parts: Linearised, siblings: DesignEffect | None) -> Reals:
    """Independent answers that each index is worth: by the kind's design effect, or else by its own days."""
    if siblings is None:
        return effective_answers(parts).answers
    size = parts.cap / np.where(parts.voices > 0, parts.voices, 1.0)
    worth: Reals = parts.cap / siblings.at(size)
    return worth
