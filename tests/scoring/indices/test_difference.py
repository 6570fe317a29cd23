import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from scoring.errors import (
    ConfidenceOutOfRange,
    MoreAnswersThanRespondents,
    NegativeCounts,
    OutOfRange,
    UnknownPosition,
    WrongShape,
)
from scoring.indices.bridge import bridge
from scoring.indices.clusters import ClusterMoments
from scoring.indices.difference import MOVER, against_group, against_rest, difference, mover, newcombe
from scoring.indices.index import satisfaction_index
from scoring.indices.linearisation import design_effect
from scoring.indices.stacked import StackedMoments
from scoring.result import NotEstimable, Reason
from tests.figures import case
from tests.scoring.officer_days import simulated_days

SHARES = st.integers(1, 400).flatmap(lambda n: st.tuples(st.integers(0, n), st.just(n)))


def a_unit(seed, days=20, forms_a_day=4):
    x, n, forms, _ = simulated_days(np.random.default_rng(seed), days, forms_a_day)
    return ClusterMoments.of(x, n), forms


def test_the_difference_of_two_shares_is_that_of_newcombe():
    known = case("ci_diff_newcombe")
    given_ = known.input
    found = newcombe(given_["x1"], given_["n1"], given_["x2"], given_["n2"], given_["conf"])
    assert list(map(float, found)) == pytest.approx(known.expected["ci"], abs=known.tolerance["abs"], rel=0)


@pytest.mark.parametrize(
    ("counts", "low", "high"),
    [
        # Newcombe 1998, Statistics in Medicine 17:873, table II, method 10
        ((56, 70, 48, 80), 0.0524, 0.3339),
        ((9, 10, 3, 10), 0.1705, 0.8090),
        ((5, 56, 0, 29), -0.0381, 0.1926),
        ((0, 10, 0, 10), -0.2775, 0.2775),
        ((10, 10, 0, 10), 0.6075, 1.0000),
    ],
)
def test_limits_are_those_printed_by_newcombe(counts, low, high):
    found = newcombe(*counts)
    assert [round(float(limit), 4) for limit in found] == [low, high]


@given(SHARES, SHARES)
def test_a_difference_turned_round_is_the_same_with_the_other_sign(one, other):
    low, high = newcombe(*one, *other)
    back_low, back_high = newcombe(*other, *one)
    assert -1 <= low <= one[0] / one[1] - other[0] / other[1] <= high <= 1
    assert (float(low), float(high)) == pytest.approx((-float(back_high), -float(back_low)), abs=1e-12)


def test_many_differences_are_computed_at_once():
    low, high = newcombe([56, 9], [70, 10], [48, 3], [80, 10])
    assert low.round(4).tolist() == [0.0524, 0.1705]
    assert high.shape == (2,)


def test_the_limits_of_a_difference_come_from_those_of_both_indices():
    (after, forms_after), (before, forms_before) = a_unit(1), a_unit(2, 30)
    change = difference(after=after, before=before, respondents=(forms_after, forms_before))
    one = satisfaction_index(after, respondents=forms_after)
    other = satisfaction_index(before, respondents=forms_before)
    assert change.value == pytest.approx(one.value - other.value, abs=1e-15)
    a, b = one.interval(0.9), other.interval(0.9)
    low, high = mover((one.value, a.low, a.high), (other.value, b.low, b.high))
    limits = change.interval(0.9)
    assert (limits.low, limits.high) == (float(low), float(high))
    assert limits.method == MOVER
    assert limits.holds(change.value)
    assert change.respondents == forms_after + forms_before
    assert str(forms_after) in change.denominator
    assert change.exceeds_chance(0.9) is not limits.holds(0)


def test_both_sides_are_computed_over_the_same_criteria():
    (after, forms_after), (before, forms_before) = a_unit(1), a_unit(2)
    core = (7, 8, 9, 10)
    change = difference(after=after, before=before, respondents=(forms_after, forms_before), criteria=core)
    assert change.criteria == core
    assert change.after.planned == change.before.planned == 4
    first = ClusterMoments.of([[9, 20, 0]] * 2, [[10, 20, 20]] * 2)
    second = ClusterMoments.of([[4, 19, 9]] * 2, [[4, 20, 20]] * 2)
    common = difference(after=first, before=second, respondents=(40, 40))
    assert common.criteria == (1, 2)
    assert common.value == pytest.approx((1 + 0) / 2 - (38 / 40 + 18 / 40) / 2)
    fixed = difference(after=first, before=second, respondents=(40, 40), criteria=(0, 1))
    assert fixed.value == NotEstimable(Reason.NO_CRITERION_ANSWERED_ENOUGH)
    assert fixed.interval() == fixed.exceeds_chance() == fixed.value


def test_under_30_forms_nothing_is_compared():
    unit, forms = a_unit(3)
    few = ClusterMoments.of(np.full((29, 16), 1), np.full((29, 16), 1))
    for pair in ((unit, few, (forms, 29)), (few, unit, (29, forms))):
        change = difference(after=pair[0], before=pair[1], respondents=pair[2])
        assert change.value == NotEstimable(Reason.TOO_FEW_TO_COMPARE)
        assert change.exceeds_chance() == change.value
    assert isinstance(difference(after=unit, before=few + few, respondents=(forms, 58)).value, float)


def test_without_a_common_criterion_there_is_no_difference():
    one = ClusterMoments.of([[20, 0]] * 2, [[20, 0]] * 2)
    other = ClusterMoments.of([[0, 20]] * 2, [[0, 20]] * 2)
    change = difference(after=one, before=other, respondents=(40, 40))
    assert change.value == NotEstimable(Reason.NO_CRITERION_ANSWERED_ENOUGH)
    assert change.criteria == ()


def test_a_unit_is_held_against_the_others_of_its_group():
    units = [a_unit(seed) for seed in range(4)]
    group = units[0][0] + units[1][0] + units[2][0] + units[3][0]
    forms = sum(each[1] for each in units)
    lent = design_effect([each[0] for each in units])
    found = against_group(units[1][0], group, respondents=(units[1][1], forms), siblings=lent)
    others = units[0][0] + units[2][0] + units[3][0]
    alone = difference(
        after=units[1][0], before=others, respondents=(units[1][1], forms - units[1][1]), siblings=lent
    )
    assert (found.value, found.interval()) == (alone.value, alone.interval())
    table = against_rest(
        StackedMoments.of([each[0] for each in units]),
        [each[1] for each in units],
        criteria=range(16),
        siblings=lent,
    )
    assert table.compared.all()
    limits = found.interval()
    seen = [table.value[1], table.low[1], table.high[1]]
    assert seen == pytest.approx([found.value, limits.low, limits.high], abs=1e-9)
    assert bool(table.exceeds[1]) is found.exceeds_chance()


def test_who_is_too_small_is_left_out_of_a_table_of_differences():
    big, forms = a_unit(5)
    small = ClusterMoments.of(np.full((20, 16), 1), np.full((20, 16), 1))
    table = against_rest(StackedMoments.of([big, small, big]), [forms, 20, forms], criteria=range(16))
    assert table.compared.tolist() == [True, False, True]
    assert table.value[1] == table.low[1] == table.high[1] == 0
    assert not table.exceeds[1]


def test_a_new_version_is_bridged_by_the_split():
    (new, forms_new), (old, forms_old) = a_unit(6, 60), a_unit(7, 60)
    shared = ((7, 8, 9, 10), (7, 8, 9, 10))
    found = bridge(new.restrict(range(1, 16)), old, shared=((6, 7, 8, 9), shared[1]), respondents=(
        forms_new, forms_old))  # fmt: skip
    same = difference(after=new, before=old, respondents=(forms_new, forms_old), criteria=shared[0])
    assert found.shared.value == same.value
    assert found.new.planned == 15 and found.old.planned == 16
    assert found.value == found.new.value - found.old.value
    assert found.interval().holds(found.value)
    assert found.respondents == forms_new + forms_old
    assert str(forms_new) in found.denominator
    few = bridge(new, old, shared=shared, respondents=(forms_new, forms_old)).new
    assert few.value == satisfaction_index(new, respondents=forms_new).value
    none = bridge(ClusterMoments.of([[20]], [[29]]), old, shared=((0,), (0,)), respondents=(29, forms_old))
    assert none.value == none.interval() == NotEstimable(Reason.TOO_FEW_TO_COMPARE)


def test_impossible_differences_are_refused_by_name():
    unit, forms = a_unit(8)
    with pytest.raises(WrongShape, match="before"):
        difference(after=unit, before=ClusterMoments.zero(3), respondents=(forms, 0))
    with pytest.raises(MoreAnswersThanRespondents):
        difference(after=unit, before=unit, respondents=(forms, 3))
    with pytest.raises(UnknownPosition):
        difference(after=unit, before=unit, respondents=(forms, forms), criteria=(16,))
    with pytest.raises(NegativeCounts):
        against_group(unit, ClusterMoments.zero(16), respondents=(forms, forms))
    with pytest.raises(OutOfRange, match="respondents"):
        against_group(unit, unit, respondents=(forms, forms - 1))
    with pytest.raises(ConfidenceOutOfRange):
        difference(after=unit, before=unit, respondents=(forms, forms)).interval(1.0)
    with pytest.raises(OutOfRange, match="n2"):
        newcombe(1, 2, 0, 0)
    with pytest.raises(OutOfRange, match="one"):
        mover((0.5, 0.6, 0.7), (0.5, 0.4, 0.6))
    with pytest.raises(WrongShape, match="shared"):
        bridge(unit, unit, shared=((0,), (0, 1)), respondents=(forms, forms))
