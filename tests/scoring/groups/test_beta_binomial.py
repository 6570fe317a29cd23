import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import optimize, stats

from scoring.groups import beta_binomial
from tests.figures import case

RATS = case("bb_rats_mle")
X, N = np.array(RATS.input["y"], dtype=float), np.array(RATS.input["n"], dtype=float)


@given(st.floats(0.05, 50), st.floats(0.05, 50))
def test_the_likelihood_is_that_of_scipy(alpha, beta):
    ours = beta_binomial.log_likelihood(X, N, alpha, beta) + beta_binomial.log_coefficients(X, N)
    assert ours == pytest.approx(stats.betabinom.logpmf(X, N, alpha, beta).sum(), rel=1e-9)


@given(st.floats(0.5, 50), st.floats(0.5, 50))
def test_the_gradient_is_the_slope_of_the_likelihood(alpha, beta):
    slope = optimize.approx_fprime([alpha, beta], lambda at: beta_binomial.log_likelihood(X, N, *at), 1e-6)
    assert beta_binomial.gradient(X, N, alpha, beta) == pytest.approx(slope, rel=1e-3, abs=1e-2)


def test_the_score_is_the_slope_at_no_spread():
    share, tiny = X.sum() / N.sum(), 1e-6
    near = beta_binomial.log_likelihood(X, N, share / tiny, (1 - share) / tiny)
    slope = (near - beta_binomial.binomial_log_likelihood(X, N, share)) / tiny
    assert beta_binomial.spread_score(X, N, share) == pytest.approx(slope, rel=0.01)


def test_the_maximum_has_no_slope_left_from_any_start():
    for concentration in (0.01, 1.0, 1e4):
        alpha, beta = beta_binomial.maximum(X, N, 0.15, concentration)
        assert alpha == pytest.approx(RATS.expected["alpha"], rel=1e-5)
        assert beta == pytest.approx(RATS.expected["beta"], rel=1e-5)
        assert beta_binomial.gradient(X, N, alpha, beta) == pytest.approx((0, 0), abs=1e-3)
