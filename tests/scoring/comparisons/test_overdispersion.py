import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import integrate, stats

from scoring.comparisons.overdispersion import overdispersion, winsorised_normal
from scoring.errors import MoreSatisfiedThanAnswers, OutOfRange, WrongShape
from scoring.result import NotEstimable, Reason

UNITS = st.lists(
    st.integers(1, 200).flatmap(lambda n: st.tuples(st.integers(0, n), st.just(n))), min_size=2, max_size=20
)


@given(UNITS)
def test_it_is_finite_whatever_the_counts_and_their_order(units):
    found = overdispersion(*zip(*units, strict=True))
    turned = overdispersion(*zip(*reversed(units), strict=True))
    assert np.isfinite([found.phi, found.phi_raw, found.tau2, *found.z]).all()
    assert turned.tau2 == pytest.approx(found.tau2)


def test_one_outlier_widens_the_raw_spread_and_hardly_the_winsorised():
    n = np.full(20, 100)
    calm = np.tile([80, 84, 88, 82, 86], 4)
    wild = np.where(np.arange(20) == 3, 10, calm)
    before, after = overdispersion(calm, n), overdispersion(wild, n)
    assert after.phi_raw > 10 * before.phi_raw
    assert after.phi < 3


@pytest.mark.parametrize("winsorised", [0.05, 0.1, 0.25])
def test_what_winsorising_takes_from_a_normal_is_its_integral(winsorised):
    edge = stats.norm.ppf(winsorised)
    whole, _ = integrate.quad(lambda z: np.clip(z, edge, -edge) ** 2 * stats.norm.pdf(z), -12, 12, limit=200)
    assert winsorised_normal(winsorised) == pytest.approx(whole, abs=1e-7)
    assert winsorised_normal(0) == 1


def test_units_that_are_all_alike_do_not_spread():
    assert overdispersion([80, 160], [100, 200]).tau2 == 0
    assert overdispersion([100, 200], [100, 200]).tau2 == 0


def test_without_the_transform_z_are_those_of_shares():
    x, n = np.array([9, 5, 12, 4, 6]), np.array([40, 61, 74, 35, 71])
    share = x.sum() / n.sum()
    z = (x / n - share) / np.sqrt(share * (1 - share) / n)
    found = overdispersion(x, n, 0, scale="share")
    assert found.z == pytest.approx(z)
    assert found.phi == pytest.approx((z**2).mean())
    # Cochran's Q, and the variance of DerSimonian and Laird from it
    weight = n / (share * (1 - share))
    spread = ((z**2).sum() - 4) / (weight.sum() - (weight**2).sum() / weight.sum())
    assert found.tau2 == pytest.approx(max(0, spread))
    assert overdispersion([10, 20], [10, 20], scale="share").z.tolist() == [0, 0]
    assert overdispersion([0, 0], [10, 20], scale="share").tau2 == 0


def test_what_cannot_be_had_is_said_or_refused():
    assert overdispersion([8], [10]) == NotEstimable(Reason.NOTHING_TO_COMPARE_WITH)
    with pytest.raises(OutOfRange, match="answers"):
        overdispersion([0, 1], [0, 2])
    with pytest.raises(OutOfRange, match="winsorised"):
        overdispersion([1, 1], [2, 2], 0.5)
    with pytest.raises(WrongShape, match="satisfied"):
        overdispersion([[1]], [[2]])
    with pytest.raises(MoreSatisfiedThanAnswers):
        overdispersion([3, 1], [2, 2])
