import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import stats

from scoring.comparisons import rank_sets
from scoring.comparisons.rank_sets import marginal_rank_sets, simultaneous_rank_sets
from scoring.errors import ConfidenceOutOfRange, NotANumber, OutOfRange, WrongShape

ESTIMATES = st.lists(st.tuples(st.floats(0, 1), st.floats(0.005, 0.2)), min_size=1, max_size=9)
KINDS = (simultaneous_rank_sets, marginal_rank_sets)


@settings(max_examples=20)
@given(ESTIMATES, st.sampled_from(KINDS))
def test_a_set_holds_the_rank_of_the_estimate(pairs, sets):
    value, error = map(np.array, zip(*pairs, strict=True))
    found = sets(value, error)
    above, no_lower = (
        (value[None, :] > value[:, None]).sum(axis=1),
        (value[None, :] >= value[:, None]).sum(axis=1),
    )
    assert (found.best <= 1 + above).all()
    assert (found.worst >= no_lower).all()
    assert (found.best >= 1).all()
    assert (found.worst <= len(value)).all()


@settings(max_examples=20)
@given(ESTIMATES)
def test_what_holds_for_all_at_once_is_never_narrower_and_steps_never_widen(pairs):
    value, error = zip(*pairs, strict=True)
    own, all_at_once = marginal_rank_sets(value, error), simultaneous_rank_sets(value, error)
    assert (all_at_once.worst - all_at_once.best >= own.worst - own.best - 1).all()
    for sets in KINDS:
        steps, single = sets(value, error), sets(value, error, step_down=False)
        assert (steps.best >= single.best).all()
        assert (steps.worst <= single.worst).all()


@pytest.mark.parametrize("sets", KINDS)
def test_the_smallest_first_turns_the_ranks_round(sets):
    value, error = np.array([0.9, 0.8, 0.5, 0.55]), np.array([0.01, 0.02, 0.02, 0.03])
    largest, smallest = sets(value, error), sets(value, error, largest_first=False)
    assert (smallest.best == 5 - largest.worst).all()
    assert (smallest.worst == 5 - largest.best).all()


@pytest.mark.parametrize("sets", KINDS)
def test_two_units_are_told_apart_by_the_plain_test_of_two(sets):
    # one difference, either way: the two-sided critical value 1.96
    together = np.hypot(0.03, 0.04)
    assert sets([0.5 + 1.99 * together, 0.5], [0.03, 0.04]).worst.tolist() == [1, 2]
    assert sets([0.5 + 1.93 * together, 0.5], [0.03, 0.04]).worst.tolist() == [2, 2]
    assert sets([0.5, 0.5], [0.03, 0.04]).best.tolist() == [1, 1]


def test_equal_errors_give_the_studentised_range():
    # Tukey's honest difference for 30 means and known errors
    critical = stats.studentized_range.ppf(0.95, 30, np.inf) / np.sqrt(2)
    for off, told in ((0.03, True), (-0.03, False)):
        value = np.zeros(30)
        value[0] = (critical + off) * np.sqrt(2)
        low = value.copy()
        low[1:] = np.linspace(0, 0.001, 29)
        found = simultaneous_rank_sets(low, np.ones(30), step_down=False)
        assert (found.worst[0] < 30) == told


def test_many_units_far_apart_are_all_told_apart():
    value = np.arange(60.0)
    for sets in KINDS:
        found = sets(value, np.full(60, 0.01))
        assert (found.best == found.worst).all()


def test_errors_of_any_size_are_borne():
    for sets in KINDS:
        assert sets([0.0, 1.0, 1.0], [5e-324, 1e-3, 1e100]).best.tolist() == [2, 1, 1]


def test_the_same_input_gives_the_same_sets_and_another_seed_nearly():
    rng = np.random.default_rng(13)
    value, error = rng.normal(size=40), rng.uniform(0.05, 0.3, 40)
    first, second = simultaneous_rank_sets(value, error), simultaneous_rank_sets(value, error)
    other = simultaneous_rank_sets(value, error, seed=99)
    assert (first.best == second.best).all()
    assert np.abs(first.best - other.best).max() <= 1


@pytest.mark.parametrize("spread", [0.0, 0.1])
def test_the_truth_is_inside_as_often_as_is_said(spread, monkeypatch):
    monkeypatch.setattr(rank_sets, "_MOST_DRAWS", 10_000)  # quicker
    # 250 runs know 95 % to 1.4 points; units that are all alike are the hardest case
    rng = np.random.default_rng(14)
    error = rng.uniform(0.02, 0.08, 12)
    all_at_once = own = 0
    for _ in range(250):
        truth = rng.normal(0, spread, 12) if spread else np.zeros(12)
        value = truth + error * rng.standard_normal(12)
        best, worst = (
            (truth[None, :] > truth[:, None]).sum(axis=1) + 1,
            (truth[None, :] >= truth[:, None]).sum(axis=1),
        )
        sets = simultaneous_rank_sets(value, error)
        all_at_once += bool(((sets.best <= best) & (sets.worst >= worst)).all())
        sets = marginal_rank_sets(value, error)
        own += ((sets.best <= best) & (sets.worst >= worst)).mean()
    assert all_at_once / 250 >= 0.92
    assert own / 250 >= 0.935
    if not spread:
        assert own / 250 <= 0.97


def test_impossible_requests_are_refused():
    for sets in KINDS:
        with pytest.raises(WrongShape, match="errors"):
            sets([1.0, 2.0], [0.1])
        with pytest.raises(NotANumber, match="estimates"):
            sets([float("nan")], [0.1])
        with pytest.raises(OutOfRange, match="errors"):
            sets([1.0], [0.0])
        with pytest.raises(ConfidenceOutOfRange):
            sets([1.0], [0.1], 95)
        assert sets([], []).best.tolist() == []
        assert sets([1.0], [0.1]).worst.tolist() == [1]
