import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from scoring.errors import (
    LevelOffScale,
    NegativeCounts,
    NotANumber,
    NotWholeCounts,
    ScaleImpossible,
    WrongShape,
)
from scoring.scale import FIVE_LEVELS, Scale


def test_the_top_two_of_five_levels_are_satisfied():
    # Decision 1001/QĐ-BNV of 2023: "Hài lòng" (4) and "Rất hài lòng" (5)
    assert [FIVE_LEVELS.is_satisfied(level) for level in range(1, 6)] == [False, False, False, True, True]


def test_counts_run_from_the_worst_level_to_the_best():
    # UK Office of the Public Guardian, Use an LPA, April 2026: 5772 satisfied, 11647 very satisfied
    assert FIVE_LEVELS.satisfied_count([422, 406, 1322, 5772, 11647]) == 5772 + 11647
    assert FIVE_LEVELS.unsatisfied_count([422, 406, 1322, 5772, 11647]) == 422 + 406


def test_counts_keep_their_other_dimensions():
    counts = np.arange(2 * 3 * 5).reshape(2, 3, 5)
    assert FIVE_LEVELS.satisfied_count(counts).tolist() == [[7, 17, 27], [37, 47, 57]]


def test_a_scale_of_three_levels_has_its_own_threshold():
    three = Scale(levels=3, satisfied_from=2)
    assert three.satisfied_count([10, 20, 30]) == 50
    assert three.unsatisfied_count([10, 20, 30]) == 10


@pytest.mark.parametrize("level", [0, 6, -1, 4.0, True, None, "4"])
def test_a_level_off_the_scale_is_refused(level):
    with pytest.raises(LevelOffScale, match="level"):
        FIVE_LEVELS.is_satisfied(level)


@pytest.mark.parametrize(("levels", "satisfied_from"), [(5, 1), (5, 6), (1, 1), (0, 0)])
def test_a_scale_must_have_satisfied_levels_and_others(levels, satisfied_from):
    with pytest.raises(ScaleImpossible):
        Scale(levels=levels, satisfied_from=satisfied_from)


@pytest.mark.parametrize(
    ("counts", "error"),
    [
        ([1, 2, 3], WrongShape),
        (7, WrongShape),
        ([1, 2, 3, 4, -1], NegativeCounts),
        ([1, 2, 3, 4, float("nan")], NotANumber),
        ([1, 2, 3, 4, float("inf")], NotANumber),
        ([1, 2, 3, 4, 0.5], NotWholeCounts),
        (["a", "b", "c", "d", "e"], NotANumber),
    ],
)
def test_counts_that_cannot_be_are_refused_by_name(counts, error):
    with pytest.raises(error, match="counts"):
        FIVE_LEVELS.satisfied_count(counts)


@given(st.lists(st.integers(1, 5), max_size=60))
def test_counting_levels_first_gives_the_same_as_asking_each_answer(levels):
    counts = np.bincount(levels, minlength=6)[1:]
    assert FIVE_LEVELS.satisfied_count(counts) == sum(FIVE_LEVELS.is_satisfied(level) for level in levels)
