import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats

from scoring.comparisons.funnel_limits import angle_limits, binomial_limits
from scoring.errors import NegativeCounts, OutOfRange

LINES = [0.001, 0.025, 0.975, 0.999]


@given(st.floats(0.02, 0.98), st.integers(1, 400))
def test_exact_limits_interpolate_the_binomial(target, n):
    found = binomial_limits(target, n, LINES)
    chance = stats.binom(n, target)
    for p, limit in zip(LINES, found, strict=True):
        r = int(chance.ppf(p))
        if abs(chance.cdf(r) - p) > 1e-9 and abs(chance.cdf(r - 1) - p) > 1e-9:
            a = (chance.cdf(r) - p) / (chance.cdf(r) - chance.cdf(r - 1))
            assert limit == pytest.approx(max((r - a) / n, 0), abs=1e-9)


@given(st.floats(0.01, 0.99), st.floats(1, 2000), st.floats(0, 0.05))
def test_lines_hold_their_target_in_order_and_never_leave_0_to_1(target, n, tau2):
    for limits in (angle_limits(target, n, tau2, LINES), binomial_limits(target, n, LINES)):
        assert (np.diff(limits) >= 0).all()
        assert (limits >= 0).all()
        assert (limits <= 1).all()
    assert angle_limits(target, n, tau2, [0.5])[0] == pytest.approx(target)


def test_lines_of_a_low_target_never_fold_back_from_zero():
    # without clipping, sin^2 of a negative angle rises again: 0.05 and 4 answers would give 0.7
    low = angle_limits(0.05, [1, 2, 4, 8, 16, 400], 0.0, [0.001])[:, 0]
    assert (np.diff(low) >= 0).all()
    assert low[0] == 0
    high = angle_limits(0.95, [1, 2, 4, 8, 16, 400], 0.0, [0.999])[:, 0]
    assert high[0] == 1
    assert (np.diff(high) <= 0).all()


def test_lines_close_in_with_answers_and_open_with_spread():
    few, many = (np.ptp(angle_limits(0.8, n, 0.001, LINES)) for n in (50, 500))
    assert few > many
    assert np.ptp(angle_limits(0.8, 50, 0.01, LINES)) > few


def test_impossible_requests_are_refused():
    with pytest.raises(OutOfRange):
        binomial_limits(1.0, 10, LINES)
    with pytest.raises(OutOfRange):
        angle_limits(0.5, 0, 0.0, LINES)
    with pytest.raises(OutOfRange):
        angle_limits(0.5, 10, -1.0, LINES)
    with pytest.raises(NegativeCounts, match="answers"):
        angle_limits(0.5, -1, 0.0, LINES)
