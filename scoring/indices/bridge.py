"""From one version of a questionnaire to the next: what the change of questions did to the index."""

from dataclasses import dataclass

from scoring.counts import confidence_between_0_and_1, positions
from scoring.errors import OutOfRange, WrongShape
from scoring.gates import MIN_COMPARED
from scoring.indices.clusters import ClusterMoments
from scoring.indices.difference import Difference, difference, minus, of_both
from scoring.indices.index import Index, satisfaction_index
from scoring.result import Limits, NotEstimable, Reason

BRIDGE_METHOD = "index of the new version minus that of the old, forms split between them at random"


@dataclass(frozen=True, slots=True)
class Bridge:
    """The break in a series where the questionnaire changed.

    value   index of the new version minus that of the old, fraction points: all of it is due to the
            questions where forms were split at random
    new     the index by the new version; old: by the old one; each over its own criteria
    shared  the same difference over the shared criteria alone: what order and surroundings do to them
    """

    value: float | NotEstimable
    new: Index
    old: Index
    shared: Difference

    @property
    def respondents(self) -> int:
        """n, the forms of both versions."""
        return self.new.respondents + self.old.respondents

    @property
    def method(self) -> str:
        """How the value is computed, in English."""
        return BRIDGE_METHOD

    @property
    def denominator(self) -> str:
        """What the value is out of, in English."""
        return (
            f"{self.new.respondents} forms with {len(self.new.used)} criteria and "
            f"{self.old.respondents} forms with {len(self.old.used)}"
        )

    def interval(self, confidence: float = 0.95) -> Limits | NotEstimable:
        """MOVER with the limits of the two indices, fraction points."""
        confidence_between_0_and_1(confidence)
        if isinstance(self.value, NotEstimable):
            return self.value
        return minus(self.new, self.old, confidence)


def bridge(
    new: ClusterMoments,
    old: ClusterMoments,
    *,
    shared: tuple[tuple[int, ...], tuple[int, ...]],
    respondents: tuple[int, int],
) -> Bridge:
    """The difference that the versions make, from a quarter in which chance decided who got which.

    shared: positions of the shared criteria in the new and in the old version, in the same order.
    respondents: forms of the new and of the old version. Not estimable under 30 forms of either.

    Halves of one officer-day are alike, which the limits do not make use of: they are on the safe side.

    >>> new = ClusterMoments.of([[3, 2, 3]] * 20, [[4, 4, 4]] * 20)
    >>> old = ClusterMoments.of([[3, 3], [4, 2]] * 10, [[4, 4]] * 20)
    >>> found = bridge(new, old, shared=((0, 2), (0, 1)), respondents=(80, 80))
    >>> round(found.value, 4), round(found.shared.value, 4)
    (-0.0833, 0.0)
    """
    try:
        here, there = shared
    except (TypeError, ValueError) as no_pair:
        raise OutOfRange("shared", shared, "a list of positions for each version") from no_pair
    in_new = positions("shared", here, new.criteria)
    in_old = positions("shared", there, old.criteria)
    if len(in_new) != len(in_old):
        raise WrongShape("shared", f"({len(in_new)},)", (len(in_old),))
    one, other = (
        satisfaction_index(moments, respondents=forms)
        for moments, forms in zip((new, old), of_both(respondents), strict=True)
    )
    return Bridge(
        value=_value(one, other),
        new=one,
        old=other,
        shared=difference(after=new.restrict(in_new), before=old.restrict(in_old), respondents=respondents),
    )


def _value(new: Index, old: Index) -> float | NotEstimable:
    if min(new.respondents, old.respondents) < MIN_COMPARED:
        return NotEstimable(Reason.TOO_FEW_TO_COMPARE)
    if isinstance(new.value, NotEstimable):
        return new.value
    return old.value if isinstance(old.value, NotEstimable) else new.value - old.value
