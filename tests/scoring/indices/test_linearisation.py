import math

import numpy as np
import pytest
from hypothesis import assume, given

from scoring.errors import OutOfRange
from scoring.indices.clusters import ClusterMoments
from scoring.indices.linearisation import (
    DesignEffect,
    answers_cap,
    clusters_cap,
    criteria_used,
    design_effect,
    design_effects,
    independent_variance,
    linearised_variance,
)
from scoring.indices.stacked import StackedMoments
from tests.figures import case
from tests.scoring.officer_days import officer_days, simulated_days


def raw_row_variance(x, n):
    """v straight from its definition, officer-day by officer-day."""
    m, criteria = n.shape
    total = 0.0
    for k in range(m):
        u = 0.0
        for c in range(criteria):
            big_n = int(n[:, c].sum())
            share = int(x[:, c].sum()) / big_n
            u += (x[k, c] - share * n[k, c]) / (criteria * math.sqrt(big_n * (big_n - 1)))
        total += u * u
    return m / (m - 1) * total


def test_the_uncorrected_variance_is_that_of_r_survey():
    known = case("idx_equal_weight_rotating")
    moments = ClusterMoments.of(known.input["x_by_officer_day"], known.input["n_by_officer_day"])
    near = {"abs": known.tolerance["abs"], "rel": 0}
    se = math.sqrt(linearised_variance(moments, corrected=False))
    assert se == pytest.approx(known.expected["se_linearised_R_survey"], **near)
    assert linearised_variance(moments) == pytest.approx(known.expected["v"], **near)
    assert independent_variance(moments) == pytest.approx(known.expected["v0"], **near)
    assert answers_cap(moments) == pytest.approx(known.expected["n_eff_cap"], **near)


@given(officer_days(least=2))
def test_variance_from_moments_is_the_one_from_raw_rows(days):
    x, n = days
    assume((n.sum(axis=0) >= 2).all() and n.any(axis=1).all())
    v = linearised_variance(ClusterMoments.of(x, n))
    assert v == pytest.approx(raw_row_variance(x, n), rel=1e-9, abs=1e-12)
    assert v >= 0


def test_officer_days_that_all_have_the_same_share_have_no_variance():
    x, n = np.array([[2, 1], [4, 2], [6, 3]] * 4), np.array([[3, 3], [6, 6], [9, 9]] * 4)
    assert linearised_variance(ClusterMoments.of(x, n)) == 0


def test_one_dissatisfied_answer_among_very_many_still_has_a_variance():
    n = np.full((100_000, 1), 100)
    x = n.copy()
    x[0, 0] -= 1
    # binomial: p (1 - p) / (N - 1) with N = 10 million, to the order of 1/m
    big_n = n.sum()
    expected = (1 / big_n) * (1 - 1 / big_n) / (big_n - 1)
    assert linearised_variance(ClusterMoments.of(x, n)) == pytest.approx(expected, rel=1e-3)


def test_one_answer_a_day_is_binomial():
    # closed form: with one answer per officer-day v = p (1 - p) / (m - 1) * m / (m - 1)
    x = np.array([[1]] * 30 + [[0]] * 10)
    moments = ClusterMoments.of(x, np.ones_like(x))
    assert linearised_variance(moments) == pytest.approx(0.75 * 0.25 / 39 * 40 / 39, rel=1e-12)
    assert independent_variance(moments) == pytest.approx(0.75 * 0.25 / 40, rel=1e-12)
    assert answers_cap(moments) == pytest.approx(40)
    assert clusters_cap(moments) == pytest.approx(40)


def test_days_of_equal_size_are_worth_as_many_voices_as_there_are_days():
    n = np.full((7, 3), 5)
    assert clusters_cap(ClusterMoments.of(n, n)) == pytest.approx(7)


@given(officer_days(least=2))
def test_voices_are_never_more_than_officer_days(days):
    x, n = days
    assume((n.sum(axis=0) >= 1).all())
    moments = ClusterMoments.of(x, n)
    assert 1 - 1e-12 <= clusters_cap(moments) <= moments.clusters + 1e-9


def test_criteria_with_fewer_than_ten_answers_are_not_used():
    assert criteria_used(ClusterMoments.of([[9, 10, 0]], [[9, 10, 0]])) == (1,)


@pytest.mark.parametrize("n", [[[5, 5]], [[5, 1], [5, 0]]])
def test_a_variance_needs_two_officer_days_and_two_answers(n):
    with pytest.raises(OutOfRange, match="moments"):
        linearised_variance(ClusterMoments.of(np.zeros_like(n), n))


def test_the_design_effect_pools_sibling_units():
    rng = np.random.default_rng(20260701)
    units = [ClusterMoments.of(*simulated_days(rng, 20, 4)[:2]) for _ in range(5)]
    v = v0 = 0.0
    for unit in units:
        used = unit.restrict(criteria_used(unit))
        v, v0 = v + linearised_variance(used), v0 + independent_variance(used)
    effect = design_effect(units)
    assert effect.df == 5 * 19
    assert effect.ratio == pytest.approx(v / v0, rel=1e-12)
    assert effect.ratio > 1.5  # answers of a form correlate by .55 in the simulation


def test_siblings_with_few_officer_days_or_one_opinion_lend_nothing():
    few = ClusterMoments.of(np.full((9, 1), 1), np.full((9, 1), 2))
    alike = ClusterMoments.of(np.full((12, 1), 2), np.full((12, 1), 2))
    assert design_effect([]) is None
    assert design_effect([few, alike, ClusterMoments.zero(1)]) is None


def test_a_design_effect_never_makes_an_interval_narrower():
    spread_evenly = ClusterMoments.of([[1]] * 11 + [[2]], [[2]] * 12)
    assert linearised_variance(spread_evenly) < independent_variance(spread_evenly)
    assert design_effect([spread_evenly]) == DesignEffect(ratio=1.0, df=11, size=2.0)


@pytest.mark.parametrize(("ratio", "df"), [(0.9, 10), (float("nan"), 10), (float("inf"), 10), (2.0, 0)])
def test_an_impossible_design_effect_is_refused(ratio, df):
    with pytest.raises(OutOfRange):
        DesignEffect(ratio=ratio, df=df)


def test_larger_officer_days_get_a_larger_design_effect_and_smaller_ones_none_smaller():
    lent = DesignEffect(ratio=2.5, df=120, size=20, correlation=0.05)
    assert lent.at([1, 20, 40, 120]).tolist() == pytest.approx([2.5, 2.5, 3.5, 7.5])
    assert DesignEffect(ratio=2.5, df=120).at(1000) == 2.5


@pytest.mark.parametrize("more", [{"size": 0.5}, {"correlation": -0.1}, {"correlation": 1.1}])
def test_impossible_sizes_and_correlations_are_refused(more):
    with pytest.raises(OutOfRange, match=next(iter(more))):
        DesignEffect(ratio=2.0, df=10, **more)


def test_the_correlation_lent_is_that_of_people_on_one_day_not_of_answers_on_one_form():
    rng = np.random.default_rng(31)
    alike, apart = (
        design_effect(ClusterMoments.of(*simulated_days(rng, 30, 8, icc_day=icc)[:2]) for _ in range(20))
        for icc in (0.2, 0.0)
    )
    # answers of a form correlate by .55 in both; two people of one day hardly (.0) or by some .1 (.2 latent)
    assert apart.ratio > 1.5
    assert apart.correlation < 0.04
    assert 0.06 < alike.correlation < 0.17
    assert alike.size == pytest.approx(apart.size, rel=0.1)
    assert alike.size > 40


def test_a_correlation_that_nobody_can_know_is_as_large_as_the_design_effect_allows():
    # one form a day: no two people on any officer-day, but eight answers of each
    rng = np.random.default_rng(32)
    n = np.ones((40, 8), dtype=np.int64)
    x = np.repeat(rng.random((40, 1)) < 0.7, 8, axis=1).astype(np.int64)
    lent = design_effect([ClusterMoments.of(x, n)])
    assert lent.size == pytest.approx(8)
    assert lent.correlation == min((lent.ratio - 1) / 7, 1)
    assert lent.correlation > 0.5


def test_single_answers_lend_no_correlation():
    x = np.array([[1]] * 30 + [[0]] * 10)
    lent = design_effect([ClusterMoments.of(x, np.ones_like(x))])
    assert (lent.size, lent.correlation) == (1, 0)


def test_design_effects_of_many_groups_are_those_of_each():
    rng = np.random.default_rng(33)
    units = [ClusterMoments.of(*simulated_days(rng, 20, 4)[:2]) for _ in range(5)]
    groups = [range(16), (7, 8, 9), (3,)]
    for group, lent in zip(groups, design_effects(StackedMoments.of(units), groups), strict=True):
        alone = design_effect(unit.restrict(group) for unit in units)
        assert (lent.ratio, lent.df) == (pytest.approx(alone.ratio, rel=1e-12), alone.df)
        assert lent.correlation == pytest.approx(alone.correlation, rel=1e-9)
