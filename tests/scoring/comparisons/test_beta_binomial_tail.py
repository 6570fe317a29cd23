import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats

from scoring.comparisons.beta_binomial_tail import chances, tails
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


@pytest.mark.parametrize(
    ("mean", "concentration"),
    [
        (0.9, 50),
        (0.85, 300),
        (0.6, 5000),
        (0.97, 70),
        (0.97, 50),
        (0.5, 1),
        (0.999, 20),
        (0.9, 5),
        (0.2, 1.5),
    ],
)
def test_tails_of_very_many_answers_are_those_of_the_sum(mean, concentration):
    alpha, beta = mean * concentration, (1 - mean) * concentration
    for n in (1001, 5000, 20_000):
        there = stats.betabinom(n, alpha, beta)
        chance = there.pmf(np.arange(n + 1))
        x = np.array([0, 1, 29, 63, 64, 65, 400, n - 64, n - 63, n - 1, n, *there.ppf([0.001, 0.3, 0.999])])
        at = x.astype(int)
        fewer, just, more = chances(x, np.full(len(x), n), mean, concentration)
        assert fewer == pytest.approx(np.cumsum(chance)[at] - chance[at], abs=2e-5)
        assert just == pytest.approx(chance[at], abs=2e-5)
        assert more == pytest.approx(np.cumsum(chance[::-1])[n - at] - chance[at], abs=2e-5)


def test_the_cost_does_not_grow_with_the_answers():
    n = np.full(150, 10**8)
    fewer, more = tails(np.linspace(0, 10**8, 150), n, 0.97, 50)
    beta = stats.beta(0.97 * 50, 0.03 * 50).cdf(np.linspace(0, 1, 150))
    assert fewer == pytest.approx(beta, abs=1e-5)
    assert more == pytest.approx(1 - beta, abs=1e-5)


@given(st.floats(0.001, 0.999), st.floats(0.1, 1e6), st.floats(0, 1), st.floats(1, 1e8))
def test_the_three_chances_are_all_there_is(mean, concentration, share, n):
    fewer, just, more = chances([share * n], [n], mean, concentration)
    assert min(fewer[0], just[0], more[0]) >= 0
    assert fewer[0] + just[0] + more[0] == pytest.approx(1)
