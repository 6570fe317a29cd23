"""Units of one kind beside each other: whose index may be compared, who stands out, and which group is sure.

Only units that are shown take part, so nothing here holds an answer of a unit that is hidden. Kinds of units are
never compared with each other.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Final

import numpy as np

from scoring import (
    MIN_COMPARED,
    MIN_SHOWN,
    RELIABLE,
    Band,
    ClusterMoments,
    Comparison,
    DesignEffect,
    Flag,
    Funnel,
    FunnelUnit,
    NotEstimable,
    RankedUnit,
    Reason,
    StackedMoments,
    as_family,
    funnel,
    rank_units,
    unit_indices,
)
from scoring.comparisons.comparison import compare_shares
from scoring.counts import Counts
from scoring.groups.index_reliability import IndexReliability, index_reliability
from scoring.indices.linearisation import MIN_CLUSTERS, design_effects
from survey.offices import UnitKind

MIN_UNITS: Final = 10
"""Units of a kind from which there is a funnel, and thirds of which none is a single place."""

NEARLY_ALL: Final = 0.9
"""The part of the units that must have enough answers to a criterion before all are compared on it."""

FAMILY: Final = "one test for each kind of unit"

_FLAGGED: Final = NotEstimable(Reason.TOO_MANY_FLAGGED)
_ALONE: Final = NotEstimable(Reason.NOTHING_TO_COMPARE_WITH)


@dataclass(frozen=True, slots=True)
class Member:
    """A unit that is shown, as it takes part: its forms, its officer-days, and what its kind lends.

    With too many flags it takes part in nothing.
    """

    unit_id: int
    respondents: int
    moments: ClusterMoments
    siblings: DesignEffect | None = None
    too_many_flagged: bool = False


@dataclass(frozen=True, slots=True)
class Standing:
    """One unit among those of its kind that are shown.

    reliability   of its index, 0..1, and the forms from which it would be .70; None where that cannot be told
    in_funnel, rank  over the criteria on which all of the kind are compared
    """

    respondents: int
    reliability: float | NotEstimable
    forms_needed: int | None
    in_funnel: FunnelUnit | NotEstimable
    rank: RankedUnit | NotEstimable

    @property
    def too_many_flagged(self) -> bool:
        """Whether so many forms carry a flag that the unit takes part in nothing."""
        return self.reliability == _FLAGGED

    @property
    def comparable(self) -> bool:
        """From 30 forms and a reliability of .70."""
        reliable = isinstance(self.reliability, float) and self.reliability >= RELIABLE
        return reliable and self.respondents >= MIN_COMPARED

    @property
    def flag(self) -> Flag | None:
        """Whether it stands out of its kind, judged with a known rate of false alarms."""
        return None if isinstance(self.in_funnel, NotEstimable) else self.in_funnel.flag

    @property
    def band(self) -> Band | None:
        """The third to which it surely belongs; None where that is not known, or it may not be compared."""
        if isinstance(self.rank, NotEstimable) or not self.comparable:
            return None
        return self.rank.band

    @property
    def places(self) -> tuple[int, int, int] | None:
        """Best and worst place it may have, of how many; told with a group only."""
        if self.band is None or isinstance(self.rank, NotEstimable):
            return None
        return (self.rank.among_all.best, self.rank.among_all.worst, self.rank.among_all.of)


@dataclass(frozen=True, slots=True)
class KindStanding:
    """The units of one kind that are shown, beside each other.

    criteria   positions of the criteria on which all are compared
    real       the part of the differences between indices that is no chance, 0..1
    differ     whether they differ beyond chance at all, within the family of all kinds of the report
    lent       what officer-days cost a share of all answers taken together
    """

    kind: UnitKind
    criteria: tuple[int, ...]
    real: float | NotEstimable
    differ: Comparison | NotEstimable
    funnel: Funnel | NotEstimable
    lent: DesignEffect | None
    by_unit: Mapping[int, Standing]

    @property
    def comparable(self) -> int:
        """How many units may be compared."""
        return sum(each.comparable for each in self.by_unit.values())

    @property
    def in_funnel(self) -> dict[int, FunnelUnit]:
        """The units in the funnel, by unit."""
        found = {unit_id: each.in_funnel for unit_id, each in self.by_unit.items()}
        return {unit_id: each for unit_id, each in found.items() if isinstance(each, FunnelUnit)}

    @property
    def ranked(self) -> int:
        """How many units take part in the ranks."""
        return sum(isinstance(each.rank, RankedUnit) for each in self.by_unit.values())

    @property
    def banded(self) -> int:
        """How many units earned a group."""
        return sum(each.band is not None for each in self.by_unit.values())


def standings(kinds: Mapping[UnitKind, Sequence[Member]]) -> dict[UnitKind, KindStanding]:
    """The units of each kind among themselves; p of the tests adjusted for the family of all kinds (Holm)."""
    found = {kind: _standing(kind, members) for kind, members in kinds.items() if members}
    tested = {kind: each.differ for kind, each in found.items() if isinstance(each.differ, Comparison)}
    family = dict(zip(tested, as_family(list(tested.values()), FAMILY), strict=True))
    return {
        kind: replace(each, differ=family[kind]) if kind in family else each for kind, each in found.items()
    }


def compared_criteria(members: Sequence[Member]) -> tuple[int, ...]:
    """Positions of the criteria with 10 answers at nine tenths of the units of 30 forms and more.

    Numbers of answers alone decide, never how they were answered: so the set favours nobody.
    """
    large = [each.moments.answered for each in members if each.respondents >= MIN_COMPARED]
    if not large:
        return ()
    enough = (np.array(large) >= MIN_SHOWN).mean(axis=0) >= NEARLY_ALL
    return tuple(np.flatnonzero(enough).tolist())


def _standing(kind: UnitKind, members: Sequence[Member]) -> KindStanding:
    """Of all members; those with too many flags have the reason, and no part in what is said of the others."""
    found = _compared(kind, [each for each in members if not each.too_many_flagged])
    left_out = {
        each.unit_id: Standing(each.respondents, _FLAGGED, None, _FLAGGED, _FLAGGED)
        for each in members
        if each.too_many_flagged
    }
    whole = {**found.by_unit, **left_out}
    return replace(found, by_unit={each.unit_id: whole[each.unit_id] for each in members})


def _compared(kind: UnitKind, members: Sequence[Member]) -> KindStanding:
    if not members:
        differ = NotEstimable(Reason.FEWER_THAN_TWO_GROUPS)
        return KindStanding(kind, (), _ALONE, differ, _ALONE, None, {})
    criteria = compared_criteria(members)
    stack = StackedMoments.of([each.moments for each in members])
    forms = np.array([each.respondents for each in members], dtype=np.int64)
    reliable = index_reliability(stack, forms, siblings=members[0].siblings)
    compared = stack.restrict(criteria)
    beside = _beside(compared, forms)
    return KindStanding(
        kind=kind,
        criteria=criteria,
        real=_real(reliable),
        differ=_differ(compared, forms),
        funnel=beside.funnel,
        lent=design_effects(stack.as_one_question())[0],
        by_unit={
            each.unit_id: Standing(
                each.respondents, *_own(reliable, place), beside.in_funnel[place], beside.ranks[place]
            )
            for place, each in enumerate(members)
        },
    )


@dataclass(frozen=True, slots=True)
class _Beside:
    """The funnel, and where each unit lies in it and in the ranks, in the order of the units."""

    funnel: Funnel | NotEstimable
    in_funnel: Sequence[FunnelUnit | NotEstimable]
    ranks: Sequence[RankedUnit | NotEstimable]


def _beside(compared: StackedMoments, forms: Counts) -> _Beside:
    if compared.units >= MIN_UNITS and compared.criteria:
        shares = unit_indices(compared, forms)
        if shares.compared.sum() >= MIN_UNITS:
            shape = funnel(shares)
            inside = [shape] * compared.units if isinstance(shape, NotEstimable) else shape.units
            return _Beside(shape, inside, rank_units(shares))
    return _Beside(_ALONE, [_ALONE] * compared.units, [_ALONE] * compared.units)


def _differ(compared: StackedMoments, forms: Counts) -> Comparison | NotEstimable:
    """Units with 30 forms and 10 officer-days; levels are not told by officer-day, satisfied answers are."""
    large = (forms >= MIN_COMPARED) & (compared.clusters >= MIN_CLUSTERS)
    return compare_shares(compared.of_units(large), forms[large].tolist())


def _own(reliable: IndexReliability | NotEstimable, place: int) -> tuple[float | NotEstimable, int | None]:
    """Reliability of a unit's index, and the forms it would take."""
    if isinstance(reliable, NotEstimable):
        return reliable, None
    return reliable.of(place), reliable.forms_needed(place) or None


def _real(reliable: IndexReliability | NotEstimable) -> float | NotEstimable:
    """Variance between true indices over that between the indices seen, of units of 30 forms and more."""
    if isinstance(reliable, NotEstimable):
        return reliable
    large = (reliable.respondents >= MIN_COMPARED) & (reliable.variances > 0)
    if large.sum() <= 1:
        return _ALONE
    return float(reliable.spread**2 / (reliable.spread**2 + reliable.variances[large].mean()))
