import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats

from scoring.comparisons.beta_binomial_tail import tails
from scoring.errors import OutOfRange

COUNTS = st.integers(0, 60).flatmap(lambda n: st.tuples(st.integers(0, n), st.just(n)))


@given(COUNTS, st.floats(0.05, 0.95), st.floats(2, 1000))
def test_tails_are_those_of_the_beta_binomial_with_half_of_the_count_itself(counts, mean, concentration):
    x, n = counts
    fewer, more = tails([x], [n], mean, concentration)
    there = stats.betabinom(n, mean * concentration, (1 - mean) * concentration)
    assert fewer[0] == pytest.approx(there.cdf(x) - there.pmf(x) / 2, abs=1e-8)
    assert fewer[0] + more[0] == pytest.approx(1)


def test_without_any_spread_it_is_the_binomial():
    fewer, _ = tails([14], [20], 0.9, np.inf)
    assert fewer[0] == pytest.approx(
        stats.binom.cdf(13, 20, 0.9) + stats.binom.pmf(14, 20, 0.9) / 2, rel=1e-6
    )


@given(st.floats(0, 1), st.floats(1, 80))
def test_effective_counts_between_whole_ones_lie_between_their_tails(share, n):
    x = np.linspace(0, n, 7)
    fewer, more = tails(x, np.full(7, n), 0.8, 40)
    assert ((fewer >= 0) & (more >= 0) & (fewer + more < 1 + 1e-9)).all()
    fewer, _ = tails([np.floor(share * n), share * n, np.ceil(share * n)], [n, n, np.ceil(n)], 0.8, 40)
    assert np.isfinite(fewer).all()


def test_impossible_requests_are_refused():
    with pytest.raises(OutOfRange, match="mean"):
        tails([1], [2], 1.0, 10)
    with pytest.raises(OutOfRange, match="concentration"):
        tails([1], [2], 0.5, 0)


@pytest.mark.parametrize(("mean", "concentration"), [(0.9, 50), (0.85, 300), (0.6, 5000), (0.97, 70)])
def test_tails_of_very_many_answers_are_an_integral_as_good_as_the_sum(mean, concentration):
    alpha, beta = mean * concentration, (1 - mean) * concentration
    n = np.array([1001, 5000, 20_000])
    x = np.array([stats.betabinom(of, alpha, beta).ppf([0.001, 0.3, 0.999]) for of in n]).ravel()
    of = np.repeat(n, 3)
    fewer, more = tails(x, of, mean, concentration)
    there = stats.betabinom(of, alpha, beta)
    assert fewer == pytest.approx(there.cdf(x) - there.pmf(x) / 2, abs=3e-4)
    assert more == pytest.approx(there.sf(x) + there.pmf(x) / 2, abs=3e-4)
