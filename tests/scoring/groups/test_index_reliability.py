"""How much of the differences between units of one kind is real, held against simulated truth."""

import numpy as np
import pytest

from scoring import ClusterMoments, NotEstimable, Reason
from scoring.errors import WrongShape
from scoring.groups.index_reliability import IndexReliability, index_reliability
from scoring.groups.normal_means import normal_means
from scoring.indices.stacked import StackedMoments


def simulated(shares: np.ndarray, days: int, forms: int, rng: np.random.Generator) -> StackedMoments:
    """Units with these true shares: so many officer-days of so many forms with four criteria, independent answers."""
    n = np.full((days, 4), forms)
    return StackedMoments.of([ClusterMoments.of(rng.binomial(n, share), n) for share in shares])


def found(units: StackedMoments, forms: int) -> IndexReliability:
    kind = index_reliability(units, [forms] * units.units)
    assert isinstance(kind, IndexReliability)
    return kind


def test_reliability_is_the_part_of_the_variance_between_indices_that_is_real():
    """In 400 units the squared correlation of measured and true index is what the reliability says."""
    rng = np.random.default_rng(20260301)
    truth = np.clip(rng.normal(0.85, 0.04, 400), 0, 1)
    kind = found(simulated(truth, days=30, forms=4, rng=rng), 120)
    measured = np.corrcoef(truth, kind.values)[0, 1] ** 2
    stated = np.mean([kind.of(unit) for unit in range(400)])
    assert stated == pytest.approx(measured, abs=0.03)
    assert kind.spread == pytest.approx(0.04, abs=0.005)


def test_spread_and_mean_are_those_of_normal_means():
    rng = np.random.default_rng(7)
    kind = found(simulated(np.linspace(0.7, 0.95, 12), 12, 5, rng), 60)
    by_hand = normal_means(kind.values, kind.variances)
    assert not isinstance(by_hand, NotEstimable)
    assert (kind.spread**2, kind.mean) == (pytest.approx(by_hand.tau_squared), by_hand.mean)
    assert [kind.of(unit) for unit in range(12)] == pytest.approx(by_hand.reliability.tolist())


def test_with_the_forms_needed_the_reliability_is_seven_tenths():
    rng = np.random.default_rng(11)
    kind = found(simulated(rng.normal(0.8, 0.02, 60), 12, 4, rng), 48)
    unit = next(u for u in range(60) if not kind.may_be_compared(u))
    own, needed = kind.of(unit), kind.forms_needed(unit)
    assert isinstance(own, float)
    assert own < 0.7
    more = kind.variances[unit] * 48 / needed  # the variance shrinks as one over the forms
    assert kind.spread**2 / (kind.spread**2 + more) == pytest.approx(0.7, abs=0.01)


def test_units_that_differ_no_more_than_chance_are_not_compared():
    n = np.full((12, 3), 4)
    alike = ClusterMoments.of(np.tile([[3, 3, 3], [4, 3, 4]], (6, 1)), n)
    kind = index_reliability(StackedMoments.of([alike] * 5), [48] * 5)
    assert kind == NotEstimable(Reason.NO_SPREAD_BETWEEN_GROUPS)


def test_a_unit_of_all_satisfied_answers_is_no_certainty():
    rng = np.random.default_rng(3)
    units = StackedMoments.of(
        [
            ClusterMoments.of(np.full((12, 2), 3), np.full((12, 2), 3)),
            *(ClusterMoments.of(rng.binomial(3, p, (12, 2)), np.full((12, 2), 3)) for p in (0.6, 0.7, 0.9)),
        ]
    )
    kind = found(units, 36)
    assert kind.variances[0] > 0
    own = kind.of(0)
    assert isinstance(own, float)
    assert own < 1


def test_a_unit_under_ten_forms_tells_nothing_and_is_told_nothing():
    rng = np.random.default_rng(5)
    large = [
        ClusterMoments.of(rng.binomial(4, p, (12, 2)), np.full((12, 2), 4)) for p in (0.5, 0.7, 0.9, 0.95)
    ]
    small = ClusterMoments.of([[0, 0]] * 3, [[3, 3]] * 3)
    without = index_reliability(StackedMoments.of(large), [48] * 4)
    beside = index_reliability(StackedMoments.of([*large, small]), [48] * 4 + [9])
    assert isinstance(without, IndexReliability)
    assert isinstance(beside, IndexReliability)
    assert (beside.spread, beside.mean) == (without.spread, without.mean)
    assert isinstance(beside.of(4), NotEstimable)
    assert (beside.may_be_compared(4), beside.forms_needed(4)) == (False, 0)
    assert beside.denominator == "4 units of one kind, 192 forms"


def test_one_unit_has_nobody_to_be_compared_with():
    alone = StackedMoments.of([ClusterMoments.of([[3], [4]] * 6, [[4], [4]] * 6)])
    assert index_reliability(alone, [48]) == NotEstimable(Reason.FEWER_THAN_TWO_GROUPS)


def test_forms_of_another_number_of_units_are_refused():
    alone = StackedMoments.of([ClusterMoments.of([[3], [4]] * 6, [[4], [4]] * 6)])
    with pytest.raises(WrongShape):
        index_reliability(alone, [48, 48])
