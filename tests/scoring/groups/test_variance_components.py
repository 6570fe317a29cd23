import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import optimize

from scoring.errors import NegativeCounts, OutOfRange, WrongShape
from scoring.groups.variance_components import variance_components
from scoring.result import NotEstimable, Reason
from tests.figures import case

DYE = case("lmm_dyestuff")
GROUPS = st.lists(st.lists(st.integers(-50, 50), min_size=1, max_size=6), min_size=2, max_size=7)


def of_values(groups):
    values = [np.array(group, dtype=float) for group in groups]
    return variance_components(
        [len(each) for each in values], [each.sum() for each in values], [(each**2).sum() for each in values]
    )


def restricted_log_likelihood(groups, between, within):
    """From the covariance matrix of all values, as the definition says."""
    y = np.concatenate(groups)
    label = np.repeat(np.arange(len(groups)), [len(each) for each in groups])
    covariance = within * np.eye(len(y)) + between * (label[:, None] == label)
    inverse, one = np.linalg.inv(covariance), np.ones(len(y))
    mean = one @ inverse @ y / (one @ inverse @ one)
    rest = y - mean
    return -(np.linalg.slogdet(covariance)[1] + np.log(one @ inverse @ one) + rest @ inverse @ rest) / 2


def test_equal_groups_are_those_of_r():
    found = of_values(np.array(DYE.input["y"]).reshape(6, 5))
    near = {"abs": DYE.tolerance["abs"], "rel": 0}
    assert found.mean == pytest.approx(DYE.expected["mean"], **near)
    assert found.between == pytest.approx(DYE.expected["sd_between"], **near)
    assert found.within == pytest.approx(DYE.expected["sd_within"], **near)
    assert found.icc == pytest.approx(DYE.expected["icc"], **near)
    assert found.effects == pytest.approx(DYE.expected["blup"], **near)


def test_unequal_groups_have_the_highest_restricted_likelihood():
    rng = np.random.default_rng(3)
    groups = [rng.normal(rng.normal(10, 3), 2, size) for size in (2, 3, 5, 9, 4, 2)]
    found = of_values(groups)
    best = optimize.minimize(
        lambda at: -restricted_log_likelihood(groups, np.exp(at[0]), np.exp(at[1])), [1.0, 1.0], tol=1e-10
    )
    assert (found.between**2, found.within**2) == pytest.approx(tuple(np.exp(best.x)), rel=1e-3)


@given(GROUPS)
def test_whatever_the_values_the_parts_are_finite_or_explained(groups):
    found = of_values(groups)
    if isinstance(found, NotEstimable):
        return
    assert found.between >= 0
    assert found.within > 0
    assert 0 <= found.icc < 1
    for effect, group in zip(found.effects, groups, strict=True):
        apart = np.mean(group) - found.mean
        assert min(0, apart) - 1e-9 <= effect <= max(0, apart) + 1e-9


def test_a_group_without_values_has_no_effect_of_its_own():
    values = np.array(DYE.input["y"], dtype=float).reshape(6, 5)
    padded = variance_components([5] * 6 + [0], [*values.sum(axis=1), 0], [*(values**2).sum(axis=1), 0])
    assert padded.effects[-1] == 0
    assert padded.between == pytest.approx(DYE.expected["sd_between"], abs=1e-3)


def test_what_cannot_be_told_is_said_and_the_impossible_refused():
    assert variance_components([3], [3], [5]) == NotEstimable(Reason.FEWER_THAN_TWO_GROUPS)
    assert variance_components([1, 1], [3, 4], [9, 16]) == NotEstimable(Reason.ALL_ANSWERS_ALIKE)
    assert variance_components([2, 2], [4, 6], [8, 18]) == NotEstimable(Reason.ALL_ANSWERS_ALIKE)
    with pytest.raises(OutOfRange):
        variance_components([2, 2], [4, 6], [7, 18])
    with pytest.raises(NegativeCounts):
        variance_components([-2, 2], [4, 6], [8, 18])
    with pytest.raises(WrongShape):
        variance_components([2, 2], [4], [8, 18])
