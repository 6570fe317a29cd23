import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import special, stats

from scoring.errors import MoreSatisfiedThanAnswers, NegativeCounts, WrongShape
from scoring.groups.beta_mixture import BetaMixtures
from scoring.groups.nested import nested
from scoring.result import NotEstimable, Reason

SMALL = ([18, 12, 20, 9, 17, 30], [20, 20, 20, 10, 20, 30], [1, 1, 1, 2, 2, 2])
COUNTS = st.lists(
    st.integers(0, 40).flatmap(lambda n: st.tuples(st.integers(0, n), st.just(n), st.integers(0, 3))),
    min_size=2,
    max_size=12,
)


def brute_force(s, n, units):
    """The same posterior by one large sum: trapezoid rules over μ, τ, log M and each unit's x."""
    s, n, units = (np.array(each, dtype=float) for each in (s, n, units))
    x = np.linspace(-6, 10, 321)
    total, mean, square = 0.0, np.zeros(len(s)), np.zeros(len(s))
    for log_m in np.linspace(0, 8.5, 35):
        m = np.exp(log_m)
        a, b = m * special.expit(x), m * special.expit(-x)
        own = special.betaln(s[:, None] + a, (n - s)[:, None] + b) - special.betaln(a, b)
        icc = 1 / (1 + m)
        prior = np.sqrt(icc) * np.exp(-icc / (2 * 0.22**2)) * np.sqrt(icc) * m / (1 + m)
        for tau in np.linspace(0.04, 2.5, 25):
            mu = np.linspace(-3, 8, 111)
            kernel = np.exp(-(((x[:, None] - mu) / tau) ** 2) / 2)
            kernel /= kernel.sum(axis=0)
            weight = np.sqrt(special.expit(mu) * special.expit(-mu)) * np.exp(-(tau**2) / 0.5) * prior
            likelihoods = [np.exp(own[units == unit].sum(axis=0)) for unit in np.unique(units)]
            marginals = [likelihood @ kernel for likelihood in likelihoods]
            together = weight * np.prod(marginals, axis=0)
            total += together.sum()
            for unit, likelihood, marginal in zip(np.unique(units), likelihoods, marginals, strict=True):
                density = likelihood * (kernel @ (together / marginal))
                for officer in np.flatnonzero(units == unit):
                    shares = (s[officer] + a) / (n[officer] + m)
                    mean[officer] += density @ shares
                    square[officer] += density @ (shares * (s[officer] + a + 1) / (n[officer] + m + 1))
    mean, square = mean / total, square / total
    return mean, np.sqrt(square - mean**2)


def test_means_and_spreads_are_those_of_one_large_sum():
    mean, spread = brute_force(*SMALL)
    found = nested(*SMALL).officers
    assert found.mean() == pytest.approx(mean, abs=0.0015)
    assert np.sqrt(found.variance()) == pytest.approx(spread, rel=0.02)


def test_three_points_a_unit_and_three_of_concentration_tell_the_limits_of_the_mixture():
    rng = np.random.default_rng(1)
    parts = BetaMixtures(
        rng.uniform(0.5, 90, (50, 9)), rng.uniform(0.5, 9, (50, 9)), rng.dirichlet(np.ones(9), 50)
    )
    for probability in (0.001, 0.025, 0.5, 0.975):
        assert parts.below(parts.quantiles(probability)) == pytest.approx(probability, abs=2e-6)


def test_a_mixture_of_one_is_its_beta():
    parts = BetaMixtures(np.array([[3.0]]), np.array([[0.2]]), np.array([[1.0]]))
    known = stats.beta(3, 0.2)
    assert float(parts.quantiles(0.025)[0]) == pytest.approx(known.ppf(0.025), abs=1e-7)
    assert float(parts.mean()[0]) == pytest.approx(known.mean())
    assert float(parts.variance()[0]) == pytest.approx(known.var())


@settings(max_examples=40, deadline=None)
@given(COUNTS)
def test_whatever_the_counts_every_officer_has_a_share_and_limits_around_it(rows):
    s, n, units = zip(*rows, strict=True)
    kind = nested(s, n, units)
    if sum(each > 0 for each in n) < 2:
        assert kind == NotEstimable(Reason.FEWER_THAN_TWO_GROUPS)
        return
    mean, low, high = kind.officers.mean(), kind.officers.quantiles(0.025), kind.officers.quantiles(0.975)
    assert (low >= 0).all()
    assert (low < mean).all()
    assert (mean < high).all()
    assert (high <= 1).all()
    assert ((kind.reliability >= 0) & (kind.reliability < 1)).all()
    assert (kind.reliability[np.array(n) == 0] == 0).all()


@settings(max_examples=15, deadline=None)
@given(COUNTS, st.randoms(use_true_random=False))
def test_the_order_of_officers_and_the_names_of_units_do_not_matter(rows, random):
    mixed = list(rows)
    random.shuffle(mixed)
    if sum(n > 0 for _, n, _ in rows) < 2:
        return
    plain, other = (nested(*zip(*each, strict=True)) for each in (rows, [(s, n, 9 - u) for s, n, u in mixed]))
    by_counts = dict(zip(rows, plain.officers.mean(), strict=True))
    for row, share in zip(mixed, other.officers.mean(), strict=True):
        assert share == pytest.approx(by_counts[row], abs=1e-6)


@pytest.mark.parametrize("satisfied", [[40, 30, 20], [0, 0, 0]])
def test_where_all_answers_are_alike_the_shares_are_near_the_end_but_not_at_it(satisfied):
    kind = nested(satisfied, [40, 30, 20], [1, 1, 2])
    assert ((kind.officers.mean() > 0.001) & (kind.officers.mean() < 0.999)).all()
    assert np.abs(kind.officers.mean() - np.array(satisfied) / [40, 30, 20]).max() < 0.05


def test_many_answers_speak_for_themselves_and_few_lean_on_colleagues():
    kind = nested([9000, 1, 85, 93], [10000, 2, 100, 100], [1, 1, 1, 1])
    mean = kind.officers.mean()
    assert mean[0] == pytest.approx(0.9, abs=0.001)
    assert 0.75 < mean[1] < 0.95
    assert kind.reliability[0] > 0.98
    assert kind.reliability[1] < 0.3
    width = kind.officers.quantiles(0.975) - kind.officers.quantiles(0.025)
    assert width[0] < width[2] < width[1]


def test_officers_lean_on_their_own_unit():
    kind = nested(
        [2, 2, 95, 95, 95, 60, 60, 60], [3, 3, 100, 100, 100, 100, 100, 100], [1, 2, 1, 1, 1, 2, 2, 2]
    )
    assert kind.officers.mean()[0] > kind.officers.mean()[1] + 0.1


def test_a_large_unit_of_very_many_answers_is_read_as_sharply_as_it_is_known():
    rng = np.random.default_rng(5)
    answers = np.full(300, 20_000)
    kind = nested(rng.binomial(answers, rng.beta(27, 3, 300)), answers, np.zeros(300))
    assert kind.concentration == pytest.approx(30, rel=0.2)
    assert kind.mean == pytest.approx(0.9, abs=0.01)


@pytest.mark.parametrize(
    ("given_", "error"),
    [
        (([1, 2], [3, 1], [0, 0]), MoreSatisfiedThanAnswers),
        (([1, -2], [3, 1], [0, 0]), NegativeCounts),
        (([1, 1], [3, 1], [0]), WrongShape),
        (([[1, 1]], [[3, 1]], [0]), WrongShape),
    ],
)
def test_impossible_counts_are_refused(given_, error):
    with pytest.raises(error):
        nested(*given_)
