import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats

from scoring.errors import (
    ConfidenceOutOfRange,
    MoreSatisfiedThanAnswers,
    NegativeCounts,
    NotANumber,
    NotWholeCounts,
    OutOfRange,
    WrongShape,
)
from scoring.indices.share import Satisfaction, clopper_pearson, jeffreys, wilson, wilson_cc
from scoring.result import NotEstimable, Reason
from tests.figures import case

COUNTS = st.integers(0, 5000).flatmap(lambda n: st.tuples(st.integers(0, n), st.just(n)))
CONFIDENCES = st.sampled_from([0.8, 0.9, 0.95, 0.99, 0.998])


@pytest.mark.parametrize("name", ["ci_prop_81_263", "ci_prop_1_29"])
@pytest.mark.parametrize("method", ["wilson", "jeffreys"])
def test_limits_are_those_of_r(name, method):
    known = case(name)
    seen = Satisfaction(known.input["x"], known.input["n"])
    interval = getattr(seen, method)(known.input["conf"])
    assert [interval.low, interval.high] == pytest.approx(
        known.expected[method], abs=known.tolerance["abs"], rel=0
    )


@pytest.mark.parametrize(
    ("x", "n", "low", "high"),
    [(81, 263, 0.2553, 0.3662), (15, 148, 0.0624, 0.1605), (0, 20, 0, 0.1611), (1, 29, 0.0061, 0.1718)],
)
def test_wilson_limits_are_those_printed_by_newcombe(x, n, low, high):
    # Newcombe 1998, Statistics in Medicine 17:857, table I, method 3
    interval = Satisfaction(x, n).wilson()
    assert (round(interval.low, 4), round(interval.high, 4)) == (low, high)


def test_a_share_of_nothing_is_not_zero():
    nobody = Satisfaction(0, 0)
    assert nobody.share == NotEstimable(Reason.NO_ANSWERS)
    assert (nobody.wilson().low, nobody.wilson().high) == (0, 1)
    assert (nobody.jeffreys().low, nobody.jeffreys().high) == (0, 1)


@given(COUNTS, CONFIDENCES)
def test_limits_hold_the_share_and_stay_between_0_and_1(counts, confidence):
    for limits in (wilson, jeffreys):
        low, high = limits(*counts, confidence)
        share = counts[0] / counts[1] if counts[1] else 0.5
        assert 0 <= low <= share <= high <= 1


@given(COUNTS, st.integers(2, 9))
def test_more_answers_with_the_same_share_make_it_surer(counts, times):
    x, n = counts
    if n:
        assert Satisfaction(times * x, times * n).wilson().width < Satisfaction(x, n).wilson().width
        assert Satisfaction(times * x, times * n).jeffreys().width < Satisfaction(x, n).jeffreys().width


@given(COUNTS)
def test_more_confidence_makes_it_wider(counts):
    assert Satisfaction(*counts).wilson(0.99).width >= Satisfaction(*counts).wilson(0.95).width
    assert Satisfaction(*counts).jeffreys(0.99).width >= Satisfaction(*counts).jeffreys(0.95).width


@given(COUNTS)
def test_satisfied_and_unsatisfied_are_mirror_images(counts):
    x, n = counts
    seen, mirrored = Satisfaction(x, n).wilson(), Satisfaction(n - x, n).wilson()
    assert (seen.low, seen.high) == pytest.approx((1 - mirrored.high, 1 - mirrored.low), abs=1e-12)


def test_nobody_satisfied_starts_at_0_and_all_satisfied_end_at_1():
    for limits in (wilson, jeffreys):
        low, high = limits([0, 20], [20, 20])
        assert (low[0], high[1]) == (0, 1)
        assert high[0] < 0.25 < 0.75 < low[1]


def test_many_shares_at_once_are_the_same_as_one_by_one():
    x, n = np.array([[0, 3], [7, 10]]), np.array([[5, 5], [10, 10]])
    for limits, method in ((wilson, "wilson"), (jeffreys, "jeffreys")):
        low, high = limits(x, n)
        assert low.shape == high.shape == (2, 2)
        one = getattr(Satisfaction(7, 10), method)()
        assert (low[1, 0], high[1, 0]) == (one.low, one.high)


def test_an_effective_number_of_answers_may_be_a_fraction():
    low, high = wilson(40.5, 50.25)
    assert low < 40.5 / 50.25 < high


def test_shares_add_by_their_counts():
    assert Satisfaction(8, 10) + Satisfaction(1, 5) == Satisfaction(9, 15)


@pytest.mark.parametrize(
    ("x", "n", "error", "argument"),
    [
        (3, 2, MoreSatisfiedThanAnswers, "satisfied"),
        (-1, 2, NegativeCounts, "satisfied"),
        (0, -2, NegativeCounts, "answers"),
        (float("nan"), 2, NotANumber, "satisfied"),
        (1, float("inf"), NotANumber, "answers"),
        (0.5, 2, NotWholeCounts, "satisfied"),
        ([1], 2, WrongShape, "satisfied"),
        (None, 2, NotANumber, "satisfied"),
    ],
)
def test_impossible_counts_are_refused_by_name(x, n, error, argument):
    with pytest.raises(error, match=argument):
        Satisfaction(x, n)


def test_impossible_arrays_are_refused_by_name():
    with pytest.raises(NotANumber, match="satisfied"):
        wilson([1, float("nan")], [2, 2])
    with pytest.raises(MoreSatisfiedThanAnswers):
        jeffreys([1, 3], [2, 2])
    with pytest.raises(WrongShape):
        wilson([1, 2], [3, 3, 3])
    with pytest.raises(ConfidenceOutOfRange):
        wilson(1, 2, confidence=95)


@pytest.mark.parametrize("name", ["ci_prop_81_263", "ci_prop_1_29"])
@pytest.mark.parametrize("method", [wilson_cc, clopper_pearson])
def test_other_limits_are_those_of_r_too(name, method):
    known = case(name)
    found = method(known.input["x"], known.input["n"], known.input["conf"])
    assert [float(limit) for limit in found] == pytest.approx(
        known.expected[method.__name__], abs=known.tolerance["abs"], rel=0
    )


@pytest.mark.parametrize(
    ("x", "n", "low", "high"),
    [(81, 263, 0.2535, 0.3682), (15, 148, 0.0598, 0.1644), (0, 20, 0, 0.2005), (1, 29, 0.0018, 0.1963)],
)
def test_corrected_limits_are_those_printed_by_newcombe(x, n, low, high):
    # Newcombe 1998, Statistics in Medicine 17:857, table I, method 4
    found = wilson_cc(x, n)
    assert (round(float(found[0]), 4), round(float(found[1]), 4)) == (low, high)


def test_at_exactly_half_satisfied_nothing_is_corrected_as_in_r():
    # R: prop.test(50, 100)$conf.int, which prints 0.4038315 0.5961685
    assert [float(limit) for limit in wilson_cc(50, 100)] == pytest.approx([0.4038315, 0.5961685], abs=5e-8)


@given(COUNTS, CONFIDENCES)
def test_exact_and_corrected_limits_hold_those_of_wilson(counts, confidence):
    low, high = wilson(*counts, confidence)
    for limits in (wilson_cc, clopper_pearson):
        lower, upper = limits(*counts, confidence)
        share = counts[0] / counts[1] if counts[1] else 0.5
        assert 0 <= lower <= share <= upper <= 1
    lower, upper = wilson_cc(*counts, confidence)
    assert lower <= low + 1e-12 and upper >= high - 1e-12


def test_exact_limits_of_many_shares_are_computed_at_once():
    low, high = clopper_pearson([0, 5, 2], [5, 5, 4])
    assert (low[0], high[1]) == (0, 1)
    assert high[0] == pytest.approx(1 - 0.025**0.2, rel=1e-12)


def test_without_exact_ends_jeffreys_limits_are_plain_quantiles():
    low, high = jeffreys(0, 20, exact_ends=False)
    assert (float(low), float(high)) == pytest.approx(
        tuple(stats.beta(0.5, 20.5).ppf([0.025, 0.975])), rel=1e-12
    )
    assert 0 < low < 1e-4


def test_forms_of_a_day_that_are_alike_are_worth_fewer():
    seen = Satisfaction(60, 80)
    clustered, half = seen.clustered_wilson(2.0), Satisfaction(30, 40).wilson()
    assert (clustered.low, clustered.high) == pytest.approx((half.low, half.high))
    assert clustered.width > seen.wilson().width
    assert clustered.holds(0.75)
    assert seen.clustered_wilson(1.0).low == seen.wilson().low
    with pytest.raises(OutOfRange, match="design_effect"):
        seen.clustered_wilson(0.9)
