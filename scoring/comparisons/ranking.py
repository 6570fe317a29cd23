"""Quantity 11 as figures: units of one kind with the ranks they may have, and a group only where it is sure."""

from dataclasses import dataclass
from enum import StrEnum

import numpy as np

from scoring.comparisons.expected_ranks import expected_ranks
from scoring.comparisons.overdispersion import additive_variance, angle
from scoring.comparisons.rank_sets import RankSets, marginal_rank_sets, simultaneous_rank_sets
from scoring.comparisons.unit_shares import UnitShares, not_compared
from scoring.counts import Reals, one_number
from scoring.errors import OutOfRange
from scoring.gates import MIN_COMPARED
from scoring.indices.share import wilson
from scoring.result import Interval, NotEstimable, Reason

METHOD = "sets of ranks on the angle scale, Mogstad–Romano–Shaikh–Wilhelm"
THIRD = 1 / 3
"""The share of units that top and bottom group hold each."""

_PAIR = 2
_SHIFT = 3 / 8


class Band(StrEnum):
    """Where a unit surely belongs."""

    TOP = "top"
    MIDDLE = "middle"
    BOTTOM = "bottom"


@dataclass(frozen=True, slots=True)
class RankRange:
    """From best to worst rank, 1 the best, of so many units."""

    best: int
    worst: int
    of: int

    def __post_init__(self) -> None:
        if not 1 <= self.best <= self.worst <= self.of:
            raise OutOfRange("best, worst, of", (self.best, self.worst, self.of), "in order from 1")


@dataclass(frozen=True, slots=True)
class RankedUnit:
    """One unit among its kind.

    own        ranks that the unit may truly have (marginal set): for its own page
    among_all  ranks from sets that hold for all units at once (simultaneous set): for a table of units
    expected   the rank to be expected after shrinking, a real number
    band       top, middle or bottom where `among_all` lies inside that group, else None: not known
    """

    share: float
    respondents: int
    effective: float
    own: RankRange
    among_all: RankRange
    expected: float
    band: Band | None
    confidence: float
    denominator: str
    method: str = METHOD

    def interval(self, confidence: float = 0.95) -> Interval:
        """Wilson's interval of the share at its effective answers."""
        low, high = wilson(self.share * self.effective, self.effective, confidence)
        return Interval(float(low), float(high), confidence, "Wilson score, effective answers")


def rank_units(
    units: UnitShares, confidence: float = 0.95, group: float = THIRD
) -> tuple[RankedUnit | NotEstimable, ...]:
    """The units of one kind, each ranked or with the reason why not.

    A unit takes part with 30 respondents, answers worth 30 independent ones, and a share that is neither 0
    nor 1. Ranks do not change when shares are turned into angles, whose errors hardly depend on the share:
    asin sqrt((x + 3/8)/(n + 3/4)), 1/(2 sqrt(n + 1/2)), of effective x and n; Anscombe 1948, Biometrika 35:246.

    >>> from scoring.comparisons.unit_shares import unit_shares
    >>> ranked = rank_units(unit_shares([380, 350, 300, 9], [400, 400, 400, 10]))
    >>> [unit.among_all.worst for unit in ranked[:3]], ranked[0].band.name, str(ranked[3])
    ([1, 2, 3], 'TOP', 'fewer than 30 respondents')
    """
    missing = [_reason(units, position) for position in range(len(units.reasons))]
    inside = np.array([reason is None for reason in missing], dtype=bool)
    if inside.sum() < _PAIR:
        alone = NotEstimable(Reason.NOTHING_TO_COMPARE_WITH)
        return tuple(reason or alone for reason in missing)
    n = units.effective[inside]
    value = angle((units.shares[inside] * n + _SHIFT) / (n + 2 * _SHIFT))
    errors = 1 / (2 * np.sqrt(n + 0.5))
    own = marginal_rank_sets(value, errors, confidence)
    among_all = simultaneous_rank_sets(value, errors, confidence)
    expected = expected_ranks(*_shrunken(value, errors))
    group_of = bands(among_all, group)
    at = np.cumsum(inside) - 1
    return tuple(
        reason
        or RankedUnit(
            share=float(units.shares[position]),
            respondents=int(units.respondents[position]),
            effective=float(units.effective[position]),
            own=_range(own, at[position]),
            among_all=_range(among_all, at[position]),
            expected=float(expected[at[position]]),
            band=group_of[at[position]],
            confidence=confidence,
            denominator=units.denominator,
        )
        for position, reason in enumerate(missing)
    )


def bands(sets: RankSets, group: float = THIRD) -> tuple[Band | None, ...]:
    """The group in which a unit's whole set of ranks lies, or None; the top and the bottom hold `group` each.

    Few earn one: of 92 communes with a median of 120 forms hardly any. That is the message, not a failure.

    >>> bands(simultaneous_rank_sets([0.95, 0.90, 0.80], [0.01, 0.01, 0.01]))
    (<Band.TOP: 'top'>, <Band.MIDDLE: 'middle'>, <Band.BOTTOM: 'bottom'>)
    """
    if not 0 < one_number("group", group) < 1 / 2:
        raise OutOfRange("group", group, "between 0 and 0.5")
    units = len(sets.best)
    last = int(units * group + 1e-9)
    found: list[Band | None] = []
    for best, worst in zip(sets.best.tolist(), sets.worst.tolist(), strict=True):
        if worst <= last:
            found.append(Band.TOP)
        elif best > units - last:
            found.append(Band.BOTTOM)
        else:
            found.append(Band.MIDDLE if best > last and worst <= units - last else None)
    return tuple(found)


def _reason(units: UnitShares, position: int) -> NotEstimable | None:
    missing = not_compared(units, position)
    if missing is not None:
        return missing
    if units.shares[position] in (0, 1):
        return NotEstimable(Reason.ALL_ANSWERS_ALIKE)
    few = units.effective[position] < MIN_COMPARED
    return NotEstimable(Reason.TOO_FEW_EFFECTIVE_ANSWERS) if few else None


def _shrunken(value: Reals, errors: Reals) -> tuple[Reals, Reals]:
    """Posterior means and deviations of angles, drawn to their mean by the spread beyond chance."""
    weight = 1 / errors**2
    middle = float(weight @ value / weight.sum())
    tau2 = additive_variance(float((weight * (value - middle) ** 2).mean()), weight)
    kept = tau2 / (tau2 + errors**2)
    return middle + kept * (value - middle), np.sqrt(kept) * errors


def _range(sets: RankSets, at: int) -> RankRange:
    return RankRange(int(sets.best[at]), int(sets.worst[at]), len(sets.best))
