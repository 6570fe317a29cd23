import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats

from scoring.errors import NotANumber, WrongShape
from scoring.result import NotEstimable, Reason
from scoring.series.mann_kendall import mann_kendall
from tests.figures import case

NILE = case("mann_kendall_nile")
SERIES = st.lists(st.integers(-3, 3), min_size=2, max_size=25)


def test_the_nile_is_that_of_r():
    test = mann_kendall(NILE.input["y"])
    within = NILE.tolerance["abs"]
    assert test.s == NILE.expected["S"]
    assert test.variance == pytest.approx(NILE.expected["var_S"], abs=within, rel=0)
    assert test.z == pytest.approx(NILE.expected["z"], abs=within, rel=0)
    assert test.p == pytest.approx(NILE.expected["p"], rel=NILE.tolerance["p_rel"])
    assert test.tau_b == pytest.approx(NILE.expected["tau_b"], abs=within, rel=0)


@given(SERIES)
def test_tau_b_is_that_of_scipy(values):
    known = stats.kendalltau(range(len(values)), values).statistic
    tau = mann_kendall(values).tau_b
    if len(set(values)) == 1:
        assert tau == NotEstimable(Reason.ALL_ANSWERS_ALIKE)
    else:
        assert tau == pytest.approx(known, abs=1e-12)


@given(SERIES)
def test_the_variance_is_that_behind_the_probability_of_scipy(values):
    test = mann_kendall(values)
    if len(values) > 2 and len(set(values)) > 1:
        known = stats.kendalltau(range(len(values)), values, method="asymptotic").pvalue
        assert 2 * stats.norm.sf(abs(test.s) / math.sqrt(test.variance)) == pytest.approx(known, abs=1e-12)


@given(SERIES)
def test_a_series_read_backwards_falls_as_it_rose(values):
    there, back = mann_kendall(values), mann_kendall(values[::-1])
    assert (back.s, back.variance, back.p) == (-there.s, there.variance, there.p)


@given(st.lists(st.integers(-20, 20), min_size=2, max_size=25), st.floats(0.1, 10))
def test_only_the_order_of_values_matters(values, scale):
    assert mann_kendall(values) == mann_kendall([math.exp(scale * v / 10) for v in values])


@pytest.mark.parametrize("values", [[], [0.5], [0.5, 0.5, 0.5]])
def test_where_nothing_is_ordered_there_is_no_trend(values):
    test = mann_kendall(values)
    assert (test.s, test.z, test.p) == (0, 0, 1)
    assert test.tau_b == NotEstimable(Reason.ALL_ANSWERS_ALIKE)


@pytest.mark.parametrize("values", [[1, 3, 2, 5, 4, 6, 8, 7], [1, 2, 3, 4, 5, 6, 8, 7]])
def test_with_eight_periods_the_probability_errs_a_little_towards_saying_nothing(values):
    exact = stats.kendalltau(range(8), values, method="exact").pvalue
    assert exact < mann_kendall(values).p < exact + 0.006


def test_a_missing_value_is_refused_not_skipped():
    with pytest.raises(NotANumber, match="values"):
        mann_kendall([0.5, np.nan, 0.6])
    with pytest.raises(WrongShape, match="values"):
        mann_kendall([[0.5, 0.6]])
    with pytest.raises(NotANumber, match="values"):
        mann_kendall(["high", "low"])
