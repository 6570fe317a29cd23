import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from scoring.errors import NotANumber, OutOfRange, WrongShape
from scoring.series.cusum import first_signal, score_cusum, tabular_cusum
from tests.figures import case

NIST = case("cusum_nist_tabular")


def test_the_sums_are_those_of_the_handbook():
    known = NIST.input
    high, low = tabular_cusum(known["x"], known["target"], known["k"])
    assert high == pytest.approx(NIST.expected["S_hi"], abs=NIST.tolerance["abs"])
    assert low == pytest.approx(NIST.expected["S_lo"], abs=NIST.tolerance["abs"])
    assert first_signal(high, known["h"]) == NIST.expected["first_signal_index_1based"] - 1
    assert first_signal(low, known["h"]) is None


@given(st.lists(st.integers(-9, 9), min_size=1, max_size=30))
def test_a_sum_is_the_highest_rise_of_the_random_walk(values):
    walk = np.concatenate([[0], np.cumsum(values)])
    high, low = tabular_cusum(values, target=0, allowance=0)
    assert high.tolist() == [walk[i + 1] - walk[: i + 2].min() for i in range(len(values))]
    assert low.tolist() == tabular_cusum(np.negative(values), target=0, allowance=0)[0].tolist()


def test_a_head_start_is_where_both_begin():
    high, low = tabular_cusum([0.0, 0.0], target=0, allowance=0.5, head_start=2)
    assert high.tolist() == low.tolist() == [1.5, 1.0]


def test_after_a_signal_a_sum_begins_anew():
    ones = np.ones((1, 7), np.int64)
    sums, signals, began, forms = score_cusum(ones, np.array([3]), 10 * ones, 30)
    assert sums.tolist() == [[1, 2, 3, 1, 2, 3, 1]]
    assert np.flatnonzero(signals).tolist() == [2, 5]
    assert began.tolist() == [[0, 0, 0, 3, 3, 3, 6]]
    assert forms.tolist() == [[10, 20, 30, 10, 20, 30, 10]]


def test_no_signal_before_so_many_forms():
    increments = np.array([[5, -1, -1, 0]])
    _, signals, began, _ = score_cusum(increments, np.array([3]), np.array([[9, 9, 9, 9]]), 27)
    assert signals.tolist() == [[False, False, True, False]]
    assert began.tolist() == [[0, 0, 0, 3]]


def test_what_is_off_is_named():
    with pytest.raises(OutOfRange, match="allowance"):
        tabular_cusum([1.0], 0, -1)
    with pytest.raises(OutOfRange, match="head_start"):
        tabular_cusum([1.0], 0, 1, head_start=-1)
    with pytest.raises(NotANumber, match="target"):
        tabular_cusum([1.0], np.nan, 1)
    with pytest.raises(WrongShape, match="values"):
        tabular_cusum(1.0, 0, 1)
