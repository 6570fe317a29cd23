import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from scoring.comparisons.expected_ranks import expected_ranks
from scoring.errors import NotANumber, OutOfRange, WrongShape

POSTERIORS = st.lists(st.tuples(st.floats(-5, 5), st.floats(0, 2)), min_size=1, max_size=8)


@given(POSTERIORS)
def test_expected_ranks_sum_to_that_of_all_ranks_and_turn_round(pairs):
    mean, deviation = zip(*pairs, strict=True)
    found = expected_ranks(mean, deviation)
    assert found.sum() == pytest.approx(len(pairs) * (len(pairs) + 1) / 2)
    assert expected_ranks(mean, deviation, largest_first=False) == pytest.approx(len(pairs) + 1 - found)


def test_what_is_known_exactly_has_its_rank_and_equals_share_one():
    assert expected_ranks([3.0, 1.0, 2.0], [0, 0, 0]).tolist() == [1, 3, 2]
    assert expected_ranks([2.0, 2.0, 1.0], [0, 0, 0]).tolist() == [1.5, 1.5, 3]


def test_it_is_the_mean_of_simulated_ranks():
    rng = np.random.default_rng(18)
    mean, deviation = np.array([1.0, 0.8, 0.1]), np.array([0.5, 0.1, 0.9])
    drawn = mean + deviation * rng.standard_normal((40_000, 3))
    ranks = 1 + (drawn[:, None, :] > drawn[:, :, None]).sum(axis=2)
    assert expected_ranks(mean, deviation) == pytest.approx(ranks.mean(axis=0), abs=0.02)


def test_impossible_requests_are_refused():
    with pytest.raises(WrongShape, match="deviations"):
        expected_ranks([1.0], [1.0, 2.0])
    with pytest.raises(NotANumber):
        expected_ranks([float("nan")], [1.0])
    with pytest.raises(OutOfRange, match="deviations"):
        expected_ranks([1.0], [-1.0])
