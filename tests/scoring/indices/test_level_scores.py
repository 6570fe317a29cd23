import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scoring.errors import NegativeCounts, WrongShape
from scoring.indices.index import equal_weight_index
from scoring.indices.level_scores import criteria_shares, linear_0_100, mean_level, net_share, pooled_share
from scoring.result import NotEstimable, Reason
from scoring.scale import FIVE_LEVELS
from tests.figures import case

LEVEL_COUNTS = st.lists(st.integers(0, 1000), min_size=5, max_size=5)


def half_up(value):
    return math.floor(value + 0.5)


def test_the_index_of_three_criteria_is_the_mean_of_their_shares():
    known = case("idx_top2_pool")
    criteria = criteria_shares(known.input["counts_by_criterion"], FIVE_LEVELS)
    near = {"abs": known.tolerance["abs"], "rel": 0}
    assert [100 * c.share for c in criteria] == pytest.approx(known.expected["per_criterion_pct"], **near)
    assert 100 * equal_weight_index(criteria) == pytest.approx(known.expected["index_pct"], **near)
    assert sum(c.answers for c in criteria) == known.expected["all_criteria_n"]


def test_mean_linear_and_net_of_five_levels():
    known = case("idx_linear_1_5")
    counts, near = known.input["counts"], {"abs": known.tolerance["abs"], "rel": 0}
    assert mean_level(counts) == pytest.approx(known.expected["mean"], **near)
    assert linear_0_100(counts) == pytest.approx(known.expected["linear_0_100"], **near)
    assert pooled_share(counts, FIVE_LEVELS) == pytest.approx(known.expected["top2"], **near)
    assert net_share(counts, FIVE_LEVELS) == pytest.approx(known.expected["net"], **near)


def test_linear_score_of_four_levels():
    known = case("idx_hcahps_linear")
    assert linear_0_100(known.input["counts"]) == pytest.approx(
        known.expected["linear_0_100"], abs=known.tolerance["abs"], rel=0
    )
    for level, score in enumerate(known.expected["level_scores"]):
        one_answer = [int(level == other) for other in range(4)]
        assert linear_0_100(one_answer) == pytest.approx(score, abs=known.tolerance["abs"], rel=0)


@pytest.mark.parametrize("name", ["idx_opg_use_an_lpa_2026_04", "idx_opg_make_a_lpa_2026_05"])
def test_a_british_service_gets_the_score_its_owner_published(name):
    known = case(name)
    counts, near = known.input["counts"], {"abs": known.tolerance["abs"], "rel": 0}
    share = 100 * pooled_share(counts, FIVE_LEVELS)
    assert share == pytest.approx(known.expected["top2_pct"], **near)
    assert half_up(share) == known.expected["published_pct"]
    assert linear_0_100(counts) == pytest.approx(known.expected["linear_0_100"], **near)


def test_a_british_service_of_the_years_before_gets_its_scaled_mean():
    # UK Office of the Public Guardian, 23/46/153/419/528, published 80 % by the rule before April 2026
    assert half_up(linear_0_100([23, 46, 153, 419, 528])) == 80


def test_no_answers_give_no_score():
    nothing = NotEstimable(Reason.NO_ANSWERS)
    assert mean_level([0] * 5) == linear_0_100([0] * 5) == net_share([0] * 5, FIVE_LEVELS) == nothing
    assert pooled_share([[0] * 5], FIVE_LEVELS) == nothing


@given(LEVEL_COUNTS)
def test_counts_give_the_same_scores_as_single_answers(counts):
    answers = [level for level, count in enumerate(counts, 1) for _ in range(count)]
    if answers:
        assert mean_level(counts) == pytest.approx(math.fsum(answers) / len(answers), rel=1e-12)
        assert linear_0_100(counts) == pytest.approx((mean_level(counts) - 1) * 25, abs=1e-9)
        above, below = sum(a >= 4 for a in answers), sum(a <= 2 for a in answers)
        assert net_share(counts, FIVE_LEVELS) == pytest.approx((above - below) / len(answers), abs=1e-12)


@pytest.mark.parametrize(
    ("score", "counts", "error"),
    [
        (mean_level, [3], WrongShape),
        (mean_level, 3, WrongShape),
        (linear_0_100, [1, -1], NegativeCounts),
        (lambda counts: criteria_shares(counts, FIVE_LEVELS), [1, 2, 3, 4, 5], WrongShape),
        (lambda counts: pooled_share(counts, FIVE_LEVELS), [1, 2, 3, 4], WrongShape),
    ],
)
def test_counts_of_another_shape_are_refused(score, counts, error):
    with pytest.raises(error, match="counts"):
        score(counts)
