import numpy as np
import pytest

from scoring.comparisons.rank_tests import kruskal_wallis
from scoring.comparisons.rao_scott import level_moments, rao_scott, share_covariances
from scoring.errors import OutOfRange, WrongShape
from scoring.indices.clusters import ClusterMoments
from scoring.indices.stacked import StackedMoments
from scoring.result import NotEstimable, Reason
from tests.figures import case
from tests.scoring.comparisons.answers import days_of_levels

SCHOOLS = case("svy_cluster_prop_fpc").input
"""R survey, dclus1: its standard error without the finite population is this figure by sqrt(1 - 15/757)."""


def one_by_one(levels):
    return level_moments(np.repeat(np.eye(len(levels), dtype=np.int64), levels, axis=0))


def test_the_variance_of_one_share_is_that_of_r_survey():
    moments = ClusterMoments.of(*(np.array(SCHOOLS[key])[:, None] for key in ("cluster_x", "cluster_n")))
    without = case("svy_cluster_prop_fpc").expected["se"] / np.sqrt(1 - 15 / SCHOOLS["n_clusters_pop"])
    assert np.sqrt(share_covariances(StackedMoments.of([moments]))[0, 0, 0]) == pytest.approx(
        without, rel=1e-9
    )


def test_the_statistic_without_its_correction_is_the_textbooks():
    table = [[99, 101, 200], [271, 192, 302], [64, 79, 96], [133, 74, 70]]
    alone = [one_by_one(row) for row in table]
    assert rao_scott(alone).plain == pytest.approx(60.2859542654643)  # R: chisq.test
    n = np.sum(table)
    assert rao_scott(alone, "ranks").plain * (n - 1) / n == pytest.approx(kruskal_wallis(table).statistic)


def test_a_form_that_is_its_own_cluster_has_a_design_effect_of_about_one():
    rng = np.random.default_rng(2)
    found = rao_scott([one_by_one(rng.multinomial(500, [0.1, 0.2, 0.7])) for _ in range(6)])
    assert found.design_effect == pytest.approx(1, abs=0.03)
    assert found.df == pytest.approx(found.plain_df, rel=0.03)
    assert found.p == pytest.approx(found.first, abs=0.02)


def test_answers_that_are_doubled_within_their_clusters_tell_no_more():
    rng = np.random.default_rng(3)
    days = [days_of_levels(rng, 30, 6, 0.1) for _ in range(4)]
    once, twice = rao_scott([level_moments(d) for d in days]), rao_scott([level_moments(2 * d) for d in days])
    assert twice.design_effect == pytest.approx(2 * once.design_effect)
    assert twice.p == pytest.approx(once.p)


def test_two_groups_and_one_share_are_the_square_of_their_difference():
    rng = np.random.default_rng(4)
    x, n = rng.integers(3, 8, (2, 25, 1)), np.full((2, 25, 1), 8)
    groups = [ClusterMoments.of(x[at], n[at]) for at in (0, 1)]
    share = [float(g.satisfied[0] / g.answered[0]) for g in groups]
    variance = float(share_covariances(StackedMoments.of(groups))[:, 0, 0].sum())
    found = rao_scott(groups)
    assert found.statistic == pytest.approx((share[0] - share[1]) ** 2 / variance)
    assert (found.df, found.denominator_df) == (pytest.approx(1), 48)


def test_alike_groups_are_found_different_about_as_often_as_the_level_says():
    # 500 runs know 5 % to one point; independent answers would claim a difference in about every third
    rng = np.random.default_rng(5)
    found = naive = 0
    for _ in range(500):
        days = [days_of_levels(rng, rng.integers(12, 40), 7, 0.12) for _ in range(6)]
        groups = [level_moments(day) for day in days]
        found += (rao_scott(groups, "ranks").p < 0.05) + (rao_scott(groups).p < 0.05)
        naive += kruskal_wallis([day.sum(axis=0) for day in days]).p < 0.05
    assert 0.03 <= found / 1000 <= 0.075
    assert naive / 500 > 0.15


def test_what_cannot_be_tested_says_why():
    day = one_by_one([3, 4])
    assert rao_scott([day]) == NotEstimable(Reason.FEWER_THAN_TWO_GROUPS)
    assert rao_scott([day, ClusterMoments.zero(2)]) == NotEstimable(Reason.FEWER_THAN_TWO_GROUPS)
    alike = level_moments([[0, 4], [0, 5]])
    assert rao_scott([alike, alike]) == NotEstimable(Reason.ALL_ANSWERS_ALIKE)
    nothing = rao_scott([alike, level_moments([[4, 0], [5, 0]])])
    assert nothing == NotEstimable(Reason.GROUPS_ALL_OR_NOTHING)


def test_impossible_requests_are_refused():
    with pytest.raises(WrongShape, match="clusters"):
        level_moments([1, 2])
    with pytest.raises(OutOfRange, match="groups"):
        share_covariances(StackedMoments.of([level_moments([[1, 2]])]))
