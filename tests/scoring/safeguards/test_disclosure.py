import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats

from scoring.errors import MoreAnswersThanRespondents, OutOfRange
from scoring.safeguards.disclosure import level_counts_shown, shown_criteria, shown_groups
from scoring.safeguards.geometric_noise import GeometricNoise
from tests.figures import case

counts = st.dictionaries(st.integers(0, 30), st.integers(0, 40), max_size=12)


@given(counts, st.integers(0, 20))
def test_what_is_left_beside_the_shown_is_nobody_or_ten_and_more(groups, others):
    total = sum(groups.values()) + others
    shown = shown_groups(groups, total)
    left = total - sum(groups[group] for group in shown)
    assert all(groups[group] >= 10 for group in shown)
    assert left == 0 or left >= 10 or not shown


def test_groups_are_not_more_than_their_total():
    with pytest.raises(MoreAnswersThanRespondents, match="total"):
        shown_groups({"a": 12}, total=10)


def test_levels_are_counted_out_from_thirty_respondents():
    assert [level_counts_shown(n) for n in (9, 10, 29, 30)] == [False, False, False, True]


answered = st.lists(st.integers(0, 40), min_size=1, max_size=8)


@given(answered, st.data())
def test_no_criterion_can_be_worked_out_from_the_others_and_their_mean(forms, data):
    places = st.sets(st.integers(0, len(forms) - 1))
    composite, hidden = data.draw(places), data.draw(places)
    found = shown_criteria(forms, composite=composite, hidden=hidden)
    assert all(forms[place] >= 10 for place in found.shown)
    assert not found.shown & hidden
    unseen = {place for place in composite if forms[place]} - found.shown
    assert not found.composite or len(unseen) != 1


@given(answered)
def test_the_index_of_criteria_with_ten_answers_tells_no_smaller_one(forms):
    found = shown_criteria(forms)
    assert found.shown == {place for place, count in enumerate(forms) if count >= 10}
    assert found.composite is bool(found.shown)


def test_a_second_criterion_or_the_composite_goes_with_a_hidden_one():
    second = shown_criteria([40, 35, 60], hidden=[2])
    assert (second.shown, second.composite) == ({0}, True)
    whole = shown_criteria([40, 35], hidden=[1])
    assert (whole.shown, whole.composite) == ({0}, False)


def test_geometric_noise_is_that_of_its_closed_form():
    known = case("dp_geometric")
    noise = GeometricNoise(known.input["epsilon"], known.input["sensitivity"])
    assert noise.variance == pytest.approx(known.expected["variance"], abs=1e-9)
    assert noise.untouched == pytest.approx(known.expected["p_zero"], abs=1e-9)
    assert noise.limit() == known.expected["p95_abs_noise"]


@given(st.floats(0.05, 4), st.floats(1, 5), st.floats(0.5, 0.999))
def test_the_limit_of_noise_is_the_least_that_is_enough(epsilon, sensitivity, confidence):
    limit = GeometricNoise(epsilon, sensitivity).limit(confidence)
    law = stats.dlaplace(epsilon / sensitivity)
    assert 2 * law.sf(limit) <= 1 - confidence + 1e-9
    assert limit == 0 or 2 * law.sf(limit - 1) > 1 - confidence - 1e-9
    assert np.isfinite(limit)


@pytest.mark.parametrize("epsilon", [0, -1, float("inf"), float("nan")])
def test_noise_without_a_measure_is_refused(epsilon):
    with pytest.raises(OutOfRange, match="epsilon"):
        GeometricNoise(epsilon)
