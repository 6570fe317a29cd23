import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from scoring.errors import ConfidenceOutOfRange, OutOfRange, WrongShape
from scoring.series.theil_sen import theil_sen
from tests.figures import case

NILE = case("mann_kendall_nile")
SERIES = st.lists(st.floats(0, 1), min_size=2, max_size=20)


def test_the_slope_of_the_nile_is_that_of_r():
    assert theil_sen(NILE.input["y"]).slope == pytest.approx(NILE.expected["sen_slope"], abs=1e-8, rel=0)


def test_the_limits_are_those_of_sens_own_example():
    # Sen 1968, section 6: slope 4, 93 % limits 3.71 and 4.38.
    y = [9, 15, 19, 20, 45, 55, 78]
    line = theil_sen(y, [1, 2, 3, 4, 10, 12, 18], confidence=0.93)
    assert line.slope == pytest.approx(4)
    assert (line.limits.low, line.limits.high) == pytest.approx((3.71, 4.38), abs=0.005)


@given(SERIES)
def test_the_slope_is_the_median_of_all_slopes(values):
    i, j = np.triu_indices(len(values), 1)
    y = np.array(values)
    assert theil_sen(values).slope == pytest.approx(np.median((y[j] - y[i]) / (j - i)), abs=1e-12)


@given(SERIES)
def test_the_limits_hold_the_slope_and_narrow_with_less_confidence(values):
    wide, narrow = theil_sen(values, confidence=0.99), theil_sen(values, confidence=0.8)
    assert narrow.limits.holds(narrow.slope)
    assert wide.limits.low <= narrow.limits.low <= narrow.limits.high <= wide.limits.high


def test_a_gap_is_a_gap():
    close = theil_sen([0.1, 0.2, 0.3])
    apart = theil_sen([0.1, 0.2, 0.3], [0, 2, 4])
    assert apart.slope == pytest.approx(close.slope / 2)


def test_bad_input_is_named():
    with pytest.raises(OutOfRange, match="values"):
        theil_sen([0.1])
    with pytest.raises(OutOfRange, match="positions"):
        theil_sen([0.1, 0.2], [1, 1])
    with pytest.raises(WrongShape, match="positions"):
        theil_sen([0.1, 0.2], [1, 2, 3])
    with pytest.raises(ConfidenceOutOfRange):
        theil_sen([0.1, 0.2], confidence=1)
