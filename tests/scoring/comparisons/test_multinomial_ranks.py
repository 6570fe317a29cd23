import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats

from scoring.comparisons.multinomial_ranks import multinomial_rank_sets
from scoring.errors import NegativeCounts, OutOfRange, WrongShape

COUNTS = st.lists(st.integers(0, 80), min_size=1, max_size=7)


@given(COUNTS, st.booleans())
def test_a_set_holds_the_rank_of_the_count_and_holm_is_never_wider(counts, simultaneous):
    x = np.array(counts)
    holm, plain = (
        multinomial_rank_sets(x, correction=correction, simultaneous=simultaneous)
        for correction in ("holm", "bonferroni")
    )
    assert (holm.best <= 1 + (x[None, :] > x[:, None]).sum(axis=1)).all()
    assert (holm.worst >= (x[None, :] >= x[:, None]).sum(axis=1)).all()
    assert (holm.best >= plain.best).all()
    assert (holm.worst <= plain.worst).all()


def test_two_categories_are_told_apart_by_the_sign_test_at_half_the_level():
    for more in range(12, 25):
        p = stats.binomtest(more, more + 8, alternative="greater").pvalue
        assert (multinomial_rank_sets([more, 8]).worst[0] == 1) == (2 * p <= 0.05)


def test_the_smallest_first_turns_the_ranks_round():
    counts = [120, 95, 90, 60, 58, 30]
    largest, smallest = multinomial_rank_sets(counts), multinomial_rank_sets(counts, largest_first=False)
    assert (smallest.best == 7 - largest.worst).all()


def test_the_truth_is_inside_at_least_as_often_as_is_said():
    rng = np.random.default_rng(17)
    shares = np.array([0.22, 0.2, 0.2, 0.15, 0.13, 0.1])
    best, worst = np.array([1, 2, 2, 4, 5, 6]), np.array([1, 3, 3, 4, 5, 6])
    held = sum(
        bool(((sets.best <= best) & (sets.worst >= worst)).all())
        for sets in (multinomial_rank_sets(rng.multinomial(150, shares)) for _ in range(400))
    )
    assert held / 400 >= 0.93


def test_nobody_and_one_category_have_a_set():
    assert multinomial_rank_sets([0, 0, 0]).worst.tolist() == [3, 3, 3]
    assert multinomial_rank_sets([5]).worst.tolist() == [1]
    assert multinomial_rank_sets([5], simultaneous=False).worst.tolist() == [1]


def test_impossible_requests_are_refused():
    with pytest.raises(WrongShape, match="counts"):
        multinomial_rank_sets([[1, 2]])
    with pytest.raises(NegativeCounts, match="counts"):
        multinomial_rank_sets([1, -2])
    with pytest.raises(OutOfRange, match="correction"):
        multinomial_rank_sets([1, 2], correction="bh")
