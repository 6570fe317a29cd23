import numpy as np
import pytest
from hypothesis import assume, given, settings
from scipy import stats

from scoring.comparisons.rank_tests import (
    brunner_munzel,
    kruskal_wallis,
    mann_whitney,
    mann_whitney_pairs,
    superiority_variance,
)
from scoring.errors import NegativeCounts, OutOfRange, WrongShape
from scoring.result import NotEstimable, Reason
from tests.scoring.comparisons.answers import raw, tables

HOUSING = [[99, 101, 200], [271, 192, 302], [64, 79, 96], [133, 74, 70]]


@given(tables())
def test_kruskal_wallis_of_counts_is_that_of_the_answers(table):
    assume(table.any(axis=1).all())
    assume((table.sum(axis=0) > 0).sum() > 1)
    expected = stats.kruskal(*map(raw, table))
    found = kruskal_wallis(table)
    assert found.statistic == pytest.approx(expected.statistic, abs=1e-9)
    # scipy's statistic is rounded around 0, where p is steep in it
    assert found.p == pytest.approx(stats.chi2.sf(max(expected.statistic, 0), len(table) - 1), abs=1e-6)


@pytest.mark.parametrize("alternative", ["two-sided", "greater", "less"])
@pytest.mark.parametrize("continuity", [True, False])
@settings(max_examples=30)
@given(table=tables(most=2))
def test_mann_whitney_of_counts_is_that_of_the_answers(alternative, continuity, table):
    assume(table.any(axis=1).all())
    assume((table.sum(axis=0) > 0).sum() > 1)
    expected = stats.mannwhitneyu(
        *map(raw, table), alternative=alternative, use_continuity=continuity, method="asymptotic"
    )
    found = mann_whitney(*table, alternative=alternative, continuity=continuity)
    assert found.statistic == expected.statistic
    if 2 * found.statistic != np.prod(
        table.sum(axis=1)
    ):  # at no difference R corrects nothing, scipy one half
        assert found.p == pytest.approx(expected.pvalue, abs=1e-9)


@given(tables())
def test_all_pairs_at_once_are_the_pairs_one_by_one(table):
    found = mann_whitney_pairs(table)
    for one in range(len(table)):
        for other in range(len(table)):
            single = mann_whitney(table[one], table[other])
            if one == other or isinstance(single, NotEstimable):
                assert found.p[one, other] == 1
            else:
                assert found.p[one, other] == pytest.approx(single.p, abs=1e-12)
    assert found.superiority + found.superiority.T == pytest.approx(np.ones((len(table), len(table))))


@given(tables(most=2))
def test_brunner_munzel_of_counts_is_that_of_the_answers(table):
    found = brunner_munzel(*table)
    if not isinstance(found, NotEstimable):
        expected = stats.brunnermunzel(*map(raw, table))
        assert found.statistic == pytest.approx(expected.statistic, abs=1e-9)
        assert found.p == pytest.approx(expected.pvalue, abs=1e-9)


def test_the_exact_test_needs_values_that_differ():
    assert mann_whitney([1, 0, 1], [0, 1, 0], exact=True).p == 1
    with pytest.raises(OutOfRange, match="exact"):
        mann_whitney([2, 1], [1, 1], exact=True)


def test_a_design_effect_widens_a_pair_to_first_order():
    plain, widened = mann_whitney_pairs(HOUSING), mann_whitney_pairs(HOUSING, [1.5, 1, 1, 2.0])
    n, m = sum(HOUSING[0]), sum(HOUSING[3])
    both = (m * 1.5 + n * 2.0) / (n + m)
    assert widened.z[0, 3] == pytest.approx(plain.z[0, 3] / np.sqrt(both))
    assert widened.p[1, 2] == plain.p[1, 2]
    assert superiority_variance(*HOUSING[:2], (2.0, 2.0))[1] == pytest.approx(
        2 * superiority_variance(*HOUSING[:2])[1]
    )


def test_answers_all_alike_differ_by_nothing():
    assert (kruskal_wallis([[5, 0], [7, 0]]).statistic, kruskal_wallis([[5, 0], [7, 0]]).p) == (0, 1)
    assert mann_whitney([5, 0], [7, 0]).p == 1
    assert brunner_munzel([5, 0], [7, 0]) == NotEstimable(Reason.ALL_ANSWERS_ALIKE)


def test_what_cannot_be_tested_says_why():
    assert kruskal_wallis([[5, 2], [0, 0]]) == NotEstimable(Reason.FEWER_THAN_TWO_GROUPS)
    assert mann_whitney([5, 2], [0, 0]) == NotEstimable(Reason.NO_ANSWERS)
    assert brunner_munzel([5, 2], [1, 0]) == NotEstimable(Reason.NO_ANSWERS)
    assert brunner_munzel([5, 0], [0, 7]) == NotEstimable(Reason.GROUPS_ALL_OR_NOTHING)


def test_impossible_counts_are_refused():
    with pytest.raises(WrongShape, match="second"):
        mann_whitney([1, 2], [1, 2, 3])
    with pytest.raises(NegativeCounts):
        kruskal_wallis([[1, -1], [2, 3]])
    with pytest.raises(OutOfRange, match="design_effects"):
        mann_whitney_pairs(HOUSING, 0.5)
    with pytest.raises(OutOfRange, match="design_effects"):
        brunner_munzel(*HOUSING[:2], (0.5, 1))
