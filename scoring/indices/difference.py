"""Quantity 4: how far two units or two periods differ, and whether by more than chance."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from scoring.counts import (
    Counts,
    Reals,
    confidence_between_0_and_1,
    of_one_shape,
    positions,
    real_counts,
    real_numbers,
    whole_counts,
)
from scoring.errors import MoreSatisfiedThanAnswers, OutOfRange, WrongShape
from scoring.gates import MIN_COMPARED
from scoring.indices.clusters import ClusterMoments
from scoring.indices.index import Index, satisfaction_index
from scoring.indices.index_table import index_table
from scoring.indices.linearisation import DesignEffect, criteria_used
from scoring.indices.share import wilson
from scoring.indices.stacked import Flags, StackedMoments
from scoring.result import Limits, NotEstimable, Reason

DIFFERENCE_METHOD = "difference of two indices over the same criteria"
MOVER = "MOVER (Newcombe) from the limits of both indices"


def mover(
    one: tuple[npt.ArrayLike, npt.ArrayLike, npt.ArrayLike],
    other: tuple[npt.ArrayLike, npt.ArrayLike, npt.ArrayLike],
) -> tuple[Reals, Reals]:
    """Limits of one value minus another from (value, low, high) of each, independent of each other.

        d - sqrt((p1 - l1)^2 + (u2 - p2)^2)   to   d + sqrt((u1 - p1)^2 + (p2 - l2)^2),   d = p1 - p2

    Any shape. Zou & Donner 2008, Statistics in Medicine 27:1693; for shares Newcombe 1998, 17:873.

    >>> low, high = mover((0.8, 0.7, 0.9), (0.6, 0.5, 0.7))
    >>> round(float(low), 4), round(float(high), 4)
    (0.0586, 0.3414)
    """
    p1, l1, u1 = _in_order("one", one)
    p2, l2, u2 = _in_order("other", other)
    p1, p2 = of_one_shape(one=p1, other=p2)
    value = p1 - p2
    low: Reals = value - np.hypot(p1 - l1, u2 - p2)
    high: Reals = value + np.hypot(u1 - p1, p2 - l2)
    return low, high


def newcombe(
    x1: npt.ArrayLike, n1: npt.ArrayLike, x2: npt.ArrayLike, n2: npt.ArrayLike, confidence: float = 0.95
) -> tuple[Reals, Reals]:
    """Limits of x1/n1 - x2/n2, independent answers: MOVER with Wilson's limits, Newcombe's method 10.

    Every group needs an answer. Newcombe 1998, Statistics in Medicine 17:873.

    >>> low, high = newcombe(56, 70, 48, 80)
    >>> round(float(low), 4), round(float(high), 4)
    (0.0524, 0.3339)
    """
    given = {"x1": x1, "n1": n1, "x2": x2, "n2": n2}
    x1, n1, x2, n2 = of_one_shape(**{name: real_counts(name, counts) for name, counts in given.items()})
    for group, x, n in ((1, x1, n1), (2, x2, n2)):
        if (x > n).any():
            raise MoreSatisfiedThanAnswers(f"x{group}")
        if not (n > 0).all():
            raise OutOfRange(f"n{group}", n.tolist(), "above 0")
    return mover((x1 / n1, *wilson(x1, n1, confidence)), (x2 / n2, *wilson(x2, n2, confidence)))


@dataclass(frozen=True, slots=True)
class Difference:
    """The index of one group of forms minus that of another, over the same criteria.

    value     after minus before, fraction points -1..1 (0.03: three points)
    after     the index of the later period, of the unit; before: of the earlier, of whom it is held against
    criteria  positions of the criteria both are computed over
    """

    value: float | NotEstimable
    after: Index
    before: Index
    criteria: tuple[int, ...]

    @property
    def respondents(self) -> int:
        """n, the forms of both."""
        return self.after.respondents + self.before.respondents

    @property
    def method(self) -> str:
        """How the value is computed, in English."""
        return DIFFERENCE_METHOD

    @property
    def denominator(self) -> str:
        """What the value is out of, in English."""
        return (
            f"{self.after.answers} and {self.before.answers} valid answers to {len(self.criteria)} criteria, "
            f"{self.after.respondents} and {self.before.respondents} forms"
        )

    def interval(self, confidence: float = 0.95) -> Limits | NotEstimable:
        """MOVER with the limits of the two indices, fraction points."""
        confidence_between_0_and_1(confidence)
        if isinstance(self.value, NotEstimable):
            return self.value
        return minus(self.after, self.before, confidence)

    def exceeds_chance(self, confidence: float = 0.95) -> bool | NotEstimable:
        """Whether the limits leave out 0."""
        limits = self.interval(confidence)
        return limits if isinstance(limits, NotEstimable) else not limits.holds(0.0)


def difference(
    after: ClusterMoments,
    before: ClusterMoments,
    *,
    respondents: tuple[int, int],
    criteria: Sequence[int] | None = None,
    siblings: DesignEffect | None = None,
) -> Difference:
    """The index of `after` minus that of `before`, of different officer-days: two units, or two periods.

    respondents  forms of after and of before
    criteria     positions fixed beforehand; by default those with 10 valid answers on both sides
    siblings     design effect of units of the same kind over these criteria

    Not estimable under 30 respondents on either side, where no criterion is common, or where a fixed one
    has fewer than 10 valid answers on a side. Raises WrongShape, MoreAnswersThanRespondents.

    >>> june = ClusterMoments.of([[3, 2], [2, 2]] * 10, [[3, 3], [3, 3]] * 10)
    >>> may = ClusterMoments.of([[2, 2], [1, 2]] * 10, [[3, 3], [3, 3]] * 10)
    >>> change = difference(after=june, before=may, respondents=(60, 60))
    >>> limits = change.interval()
    >>> round(change.value, 4), round(limits.low, 4), round(limits.high, 4), change.exceeds_chance()
    (0.1667, 0.0358, 0.2918, True)
    """
    if after.criteria != before.criteria:
        raise WrongShape("before", f"{after.criteria} criteria", before.answered.shape)
    used = set(criteria_used(after)) & set(criteria_used(before))
    chosen = tuple(sorted(used) if criteria is None else positions("criteria", criteria, after.criteria))
    one, other = (
        satisfaction_index(moments.restrict(chosen), respondents=forms, siblings=siblings)
        for moments, forms in zip((after, before), of_both(respondents), strict=True)
    )
    return Difference(_value(one, other, set(chosen) <= used), one, other, chosen)


def against_group(
    unit: ClusterMoments,
    group: ClusterMoments,
    *,
    respondents: tuple[int, int],
    criteria: Sequence[int] | None = None,
    siblings: DesignEffect | None = None,
) -> Difference:
    """The index of a unit minus that of the other units of its group: the unit itself is taken out first.

    respondents: forms of the unit, and of the whole group with it. Raises NegativeCounts where the unit
    is not part of the group. The other units are taken as they are, not as a sample of units.
    """
    forms, all_forms = of_both(respondents)
    if all_forms < forms:
        raise OutOfRange("respondents", respondents, "a unit within its group")
    if group.criteria != unit.criteria:
        raise WrongShape("group", f"{unit.criteria} criteria", group.answered.shape)
    rest = group - unit
    return difference(
        after=unit,
        before=rest,
        respondents=(forms, all_forms - forms),
        criteria=criteria,
        siblings=siblings,
    )


@dataclass(frozen=True, slots=True, eq=False)
class DifferenceTable:
    """Each of U units against the others of its group, arrays (U,); 0 where not compared.

    compared  30 forms on both sides and 10 valid answers to every criterion
    value     unit minus the others, fraction points; low, high: limits at `confidence`
    exceeds   whether the limits leave out 0
    """

    compared: Flags
    value: Reals
    low: Reals
    high: Reals
    exceeds: Flags
    respondents: Counts
    confidence: float
    method: str = DIFFERENCE_METHOD


def against_rest(
    units: StackedMoments,
    respondents: npt.ArrayLike,
    *,
    criteria: Sequence[int],
    siblings: DesignEffect | None = None,
    confidence: float = 0.95,
) -> DifferenceTable:
    """`against_group` for every unit of a group at once, over criteria fixed beforehand.

    respondents: forms (U,). A family of comparisons: by chance alone 1 in 20 exceeds at 95 %.
    """
    forms = whole_counts("respondents", respondents)
    rest_forms = forms.sum() - forms
    chosen = positions("criteria", criteria, units.criteria)
    own = index_table(units, forms, [chosen], siblings=siblings, confidence=confidence)
    rest = index_table(units.rest(), rest_forms, [chosen], siblings=siblings, confidence=confidence)
    complete = (own.used[:, 0] == len(chosen)) & (rest.used[:, 0] == len(chosen))
    compared = complete & (forms >= MIN_COMPARED) & (rest_forms >= MIN_COMPARED)
    sides = [(side.value[:, 0], side.low[:, 0], side.high[:, 0]) for side in (own, rest)]
    low, high = mover(sides[0], sides[1])
    return DifferenceTable(
        compared=compared,
        value=np.where(compared, sides[0][0] - sides[1][0], 0.0),
        low=np.where(compared, low, 0.0),
        high=np.where(compared, high, 0.0),
        exceeds=compared & ((low > 0) | (high < 0)),
        respondents=forms,
        confidence=confidence,
    )


def of_both(respondents: tuple[int, int]) -> tuple[int, int]:
    """Forms of either side, checked. Raises WrongShape and what `whole_counts` raises."""
    forms = whole_counts("respondents", respondents)
    if forms.shape != (2,):
        raise WrongShape("respondents", "(2,)", forms.shape)
    return int(forms[0]), int(forms[1])


def minus(one: Index, other: Index, confidence: float = 0.95) -> Limits | NotEstimable:
    """MOVER limits of the value of one index minus that of another."""
    sides = []
    for index in (one, other):
        limits = index.interval(confidence)
        if isinstance(index.value, NotEstimable):
            return index.value
        if isinstance(limits, NotEstimable):
            return limits
        sides.append((index.value, limits.low, limits.high))
    low, high = mover(sides[0], sides[1])
    return Limits(float(low), float(high), confidence, MOVER)


def _value(one: Index, other: Index, complete: bool) -> float | NotEstimable:
    if min(one.respondents, other.respondents) < MIN_COMPARED:
        return NotEstimable(Reason.TOO_FEW_TO_COMPARE)
    if not complete:
        return NotEstimable(Reason.NO_CRITERION_ANSWERED_ENOUGH)
    if isinstance(one.value, NotEstimable):
        return one.value
    return other.value if isinstance(other.value, NotEstimable) else one.value - other.value


def _in_order(
    argument: str, figure: tuple[npt.ArrayLike, npt.ArrayLike, npt.ArrayLike]
) -> tuple[Reals, Reals, Reals]:
    value, low, high = (real_numbers(argument, part) for part in figure)
    if not ((low <= value) & (value <= high)).all():
        raise OutOfRange(argument, figure, "value, low and high with the value between its limits")
    return value, low, high
