import numpy as np
import pytest
from scipy import stats

from scoring.comparisons.comparison import (
    CLUSTERED_SHARES,
    as_family,
    compare_clustered,
    compare_groups,
    compare_shares,
    compare_two,
    screen_pairs,
)
from scoring.comparisons.rank_tests import kruskal_wallis, mann_whitney
from scoring.comparisons.rao_scott import level_moments, rao_scott
from scoring.errors import OutOfRange
from scoring.indices.clusters import ClusterMoments
from scoring.result import NotEstimable, Reason
from tests.scoring.comparisons.answers import days_of_levels
from tests.scoring.officer_days import simulated_days

HOUSING = [[99, 101, 200], [271, 192, 302], [64, 79, 96], [133, 74, 70]]
TOO_FEW = NotEstimable(Reason.TOO_FEW_TO_COMPARE)


def test_a_comparison_carries_its_effect_respondents_method_and_denominator():
    found = compare_groups(HOUSING)
    assert found.effect.value == pytest.approx(kruskal_wallis(HOUSING).statistic / 1680)
    assert found.effect.limits.holds(found.effect.value)
    assert (found.respondents, found.groups, found.df) == (1681, 4, 3)
    assert found.method
    assert found.denominator


def test_a_group_under_thirty_is_compared_with_nothing():
    assert compare_groups([[9, 20], [15, 15]]) == TOO_FEW
    assert compare_two([9, 20], [15, 15]) == TOO_FEW
    assert compare_clustered([level_moments([[9, 20], [5, 5]]), level_moments([[9, 20]])]) == TOO_FEW
    assert compare_clustered([]) == NotEstimable(Reason.FEWER_THAN_TWO_GROUPS)


def test_clustered_forms_are_worth_less():
    rng = np.random.default_rng(6)
    days = [days_of_levels(rng, 25, 8, 0.2) for _ in range(5)]
    clustered = compare_clustered([level_moments(day) for day in days])
    plain = compare_groups([day.sum(axis=0) for day in days])
    assert clustered.p > plain.p
    assert clustered.effect.limits.width > plain.effect.limits.width
    assert clustered.effect.value == pytest.approx(plain.effect.value, rel=0.01)
    assert clustered.respondents == plain.respondents


def test_shares_are_compared_over_officer_days_and_all_criteria():
    """Of one criterion it is the Rao–Scott test; forms of one day that are alike count for less."""
    rng = np.random.default_rng(8)
    groups = [simulated_days(rng, 30, 6) for _ in range(4)]
    moments = [ClusterMoments.of(x, n) for x, n, _, _ in groups]
    found = compare_shares(moments, [forms for _, _, forms, _ in groups])
    assert found.respondents == sum(forms for _, _, forms, _ in groups)
    assert (found.method, found.groups) == (CLUSTERED_SHARES, 4)
    assert found.effect.limits.holds(found.effect.value)
    one = [part.restrict([7]) for part in moments]
    assert compare_shares(one, [500] * 4).p == rao_scott(one).p
    table = np.array([[part.satisfied.sum(), (part.answered - part.satisfied).sum()] for part in moments])
    assert found.p > stats.chi2_contingency(table, correction=False).pvalue
    assert found.effect.value == pytest.approx(
        stats.chi2_contingency(table, correction=False).statistic / (table.sum() - 1)
    )


def _units(rng, units, spread):
    """K2 of units whose shares spread so much about .8, 25 days of about 6 forms, and the share between them."""
    chances = np.clip(0.8 + spread * rng.standard_normal(units), 0.02, 0.98)
    moments = []
    for chance in chances:
        forms = 1 + rng.poisson(5, 25)
        moments.append(
            ClusterMoments.of(
                rng.binomial(forms, rng.beta(9 * chance, 9 * (1 - chance), 25))[:, None], forms[:, None]
            )
        )
    weight = np.array([part.answered[0] for part in moments], dtype=float)
    weight /= weight.sum()
    mean = weight @ chances
    return moments, weight @ (chances - mean) ** 2 / (mean * (1 - mean))


@pytest.mark.parametrize("spread", [0.0, 0.035, 0.07])
def test_the_share_between_many_units_is_neither_chance_nor_officer_days(spread):
    rng = np.random.default_rng(31)
    seen, truths, held = [], [], 0
    for _ in range(40):
        moments, truth = _units(rng, 40, spread)
        found = compare_shares(moments, [int(part.answered[0]) for part in moments])
        seen.append(found)
        truths.append(truth)
        held += found.between.limits.holds(truth)
    assert np.mean([found.between.value for found in seen]) == pytest.approx(np.mean(truths), abs=0.0015)
    assert np.mean([found.effect.value for found in seen]) > np.mean(truths) + 0.007
    assert held >= 35


def test_of_independent_forms_the_share_between_groups_is_h_less_its_degrees_of_freedom():
    found = compare_groups(HOUSING)
    assert found.between.value == pytest.approx((found.statistic - 3) / 1680)
    assert found.between.limits.holds(found.between.value)
    assert compare_two(HOUSING[0], HOUSING[3]).between is None


def test_with_clustered_forms_chance_of_the_design_effect_is_taken_off():
    rng = np.random.default_rng(6)
    groups = [level_moments(days_of_levels(rng, 25, 8, 0.2)) for _ in range(5)]
    found, test = compare_clustered(groups), rao_scott(groups, "ranks")
    expected = max(test.plain - 4 * test.design_effect, 0) / (found.respondents - 1)
    assert found.between.value == pytest.approx(expected)
    assert found.between.value < found.effect.value


def test_shares_of_few_forms_or_few_officer_days_are_not_compared():
    days = ClusterMoments.of([[4], [5]] * 10, [[6], [6]] * 10)
    few = ClusterMoments.of([[40], [5]] * 4, [[60], [6]] * 4)
    assert compare_shares([days, days], [120, 29]) == TOO_FEW
    assert compare_shares([days, few], [120, 264]) == TOO_FEW
    assert compare_shares([], []) == NotEstimable(Reason.FEWER_THAN_TWO_GROUPS)
    assert compare_shares([days], [120]) == NotEstimable(Reason.FEWER_THAN_TWO_GROUPS)
    alike = ClusterMoments.of([[6]] * 12, [[6]] * 12)
    assert compare_shares([alike, alike], [72, 72]) == NotEstimable(Reason.ALL_ANSWERS_ALIKE)


def test_two_groups_are_compared_by_the_chance_that_one_answer_is_higher():
    found = compare_two(HOUSING[0], HOUSING[3])
    assert found.effect.name == "superiority"
    assert found.effect.value > 0.5
    assert found.exceeds_chance()
    widened = compare_two(HOUSING[0], HOUSING[3], design_effects=(3.0, 3.0))
    assert widened.p > found.p
    assert widened.method != found.method
    assert compare_two([0, 40], [0, 40]) == NotEstimable(Reason.ALL_ANSWERS_ALIKE)


def test_within_a_family_the_adjusted_p_counts():
    one = compare_two(HOUSING[0], HOUSING[2])
    assert 0.025 < one.p < 0.06
    found = as_family([one, one, one], "the ward against its neighbours")
    assert [c.adjusted_p for c in found] == pytest.approx([3 * one.p] * 3)
    assert not found[0].exceeds_chance()
    assert found[0].family == "the ward against its neighbours"


def test_a_screen_compares_all_pairs_of_groups_with_thirty_answers():
    found = screen_pairs([*HOUSING, [3, 4, 2]])
    assert not found.compared[4].any()
    assert (found.p[4] == 1).all()
    assert found.p[0, 3] == pytest.approx(mann_whitney(HOUSING[0], HOUSING[3]).p)
    assert found.adjusted_p == pytest.approx(found.adjusted_p.T)
    assert (found.adjusted_p >= found.p).all()
    assert found.higher()[0, 3]
    assert not found.higher()[3, 0]


def test_a_screen_of_units_that_are_all_alike_finds_next_to_nothing():
    rng = np.random.default_rng(7)
    runs = [
        screen_pairs(rng.multinomial(100, [0.02, 0.03, 0.1, 0.45, 0.4], 30)).higher().any()
        for _ in range(100)
    ]
    assert np.mean(runs) <= 0.1


def test_a_p_is_a_chance():
    with pytest.raises(OutOfRange, match="adjusted_p"):
        as_family([compare_groups(HOUSING)], "one")[0].__class__(
            1.0, 1, 0.5, compare_groups(HOUSING).effect, 2, 60, "", adjusted_p=1.5
        )
