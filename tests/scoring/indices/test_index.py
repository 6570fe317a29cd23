import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats

from scoring.errors import (
    ConfidenceOutOfRange,
    MoreAnswersThanRespondents,
    NegativeCounts,
    OutOfRange,
    WrongShape,
)
from scoring.gates import Gate
from scoring.indices.clusters import ClusterMoments
from scoring.indices.effective import BOTH, ONE_VOICE, OWN_CLUSTERS, SIBLINGS
from scoring.indices.index import (
    equal_weight_index,
    mean_over_criteria,
    satisfaction_index,
)
from scoring.indices.linearisation import DesignEffect, independent_variance, linearised_variance
from scoring.indices.share import Satisfaction
from scoring.result import NotEstimable, Reason
from tests.figures import case
from tests.scoring.officer_days import officer_days, simulated_days

ROTATING = case("idx_equal_weight_rotating")
ROTATING_MOMENTS = ClusterMoments.of(ROTATING.input["x_by_officer_day"], ROTATING.input["n_by_officer_day"])


def korn_graubard(share, effective, forms, df, confidence=0.95):
    """The limits written out with scipy's distributions (Korn & Graubard 1998)."""
    upper = (1 + confidence) / 2
    n = effective * min(1, stats.t.ppf(upper, forms - 1) / stats.t.ppf(upper, df)) ** 2
    x = n * share
    low = stats.beta.ppf(1 - upper, x, n - x + 1) if x > 0 else 0
    high = stats.beta.ppf(upper, x + 1, n - x) if x < n else 1
    return [low, high]


def limits(index, confidence=0.95):
    interval = index.interval(confidence)
    return [interval.low, interval.high]


def test_the_index_of_rotating_criteria_is_the_mean_of_their_shares():
    index = satisfaction_index(ROTATING_MOMENTS, respondents=60)
    near = {"abs": ROTATING.tolerance["abs"], "rel": 0}
    assert index.value == pytest.approx(ROTATING.expected["index"], **near)
    assert [c.share for c in index.criteria] == pytest.approx(ROTATING.expected["per_criterion"], **near)
    pooled = sum(index.criteria, Satisfaction(0, 0))
    assert pooled.share == pytest.approx(ROTATING.expected["pooled_share_not_the_index"], **near)


def test_every_criterion_weighs_the_same_in_the_national_index():
    known = case("idx_sipas_national_2024")
    overall = mean_over_criteria(
        [known.input["policy_pct"], known.input["service_pct"]],
        [known.input["policy_criteria"], known.input["service_criteria"]],
    )
    assert overall == pytest.approx(known.expected["unrounded"], abs=1e-9)
    assert overall == pytest.approx(known.expected["overall_pct"], abs=known.tolerance["published_abs"])


def test_ten_officer_days_speak_for_themselves():
    index = satisfaction_index(ROTATING_MOMENTS, respondents=60)
    value = ROTATING.expected["index"]
    effective = min(
        value * (1 - value) / max(ROTATING.expected["v"], ROTATING.expected["v0"]),
        ROTATING.expected["n_eff_cap"],
    )
    assert limits(index) == pytest.approx(korn_graubard(value, effective, 60, 9), abs=1e-9)
    assert limits(index, 0.9) == pytest.approx(korn_graubard(value, effective, 60, 9, 0.9), abs=1e-9)
    assert index.interval().method == OWN_CLUSTERS


def test_fewer_officer_days_borrow_the_design_effect_of_their_siblings():
    x, n = [[4, 3], [5, 4], [3, 5]], [[5, 5], [6, 5], [5, 6]]
    siblings = DesignEffect(ratio=2.5, df=120)
    index = satisfaction_index(ClusterMoments.of(x, n), respondents=16, siblings=siblings)
    v0 = 0.25 * (2 * 0.75 * 0.25 / 16)
    assert index.value == 0.75
    expected = korn_graubard(0.75, 0.75 * 0.25 / (2.5 * v0), 16, 120)
    assert limits(index) == pytest.approx(expected, abs=1e-9)
    assert index.interval().method == SIBLINGS


@pytest.mark.parametrize(("days", "each"), [(3, 5), (40, 5)])
def test_all_satisfied_ends_at_1_and_starts_where_siblings_say(days, each):
    n = np.full((days, 2), each)
    index = satisfaction_index(
        ClusterMoments.of(n, n), respondents=days * each, siblings=DesignEffect(ratio=2.0, df=500)
    )
    # cap = 1 / (2 * (1/4) / N) = 2 N answers, halved by the design effect; closed form at x = n
    assert limits(index) == [pytest.approx(0.025 ** (1 / (days * each)), rel=1e-9), 1]


def test_nobody_satisfied_starts_at_0():
    n = np.full((40, 2), 5)
    index = satisfaction_index(
        ClusterMoments.of(0 * n, n), respondents=200, siblings=DesignEffect(ratio=2.0, df=500)
    )
    assert index.value == 0
    assert limits(index) == [0, pytest.approx(1 - 0.025 ** (1 / 200), rel=1e-9)]


def test_without_siblings_every_officer_day_is_one_voice():
    n = np.full((4, 3), 6)
    index = satisfaction_index(ClusterMoments.of(n - 3, n), respondents=24)
    # four officer-days of equal size, half satisfied: exact binomial limits of 2 out of 4
    exact = stats.binomtest(2, 4).proportion_ci(0.95, method="exact")
    assert limits(index) == pytest.approx([exact.low, exact.high], abs=1e-9)
    assert index.interval().method == ONE_VOICE


@pytest.mark.parametrize(("days", "satisfied", "borrows"), [(9, 3, True), (10, 3, False), (10, 5, True)])
def test_an_index_borrows_where_its_days_are_under_ten_or_all_alike(days, satisfied, borrows):
    n = np.full((days, 1), 5)
    x = n.copy()
    x[0] = satisfied
    assert satisfaction_index(ClusterMoments.of(x, n), respondents=days * 5).borrows is borrows


def test_what_has_no_value_borrows_nothing():
    assert not satisfaction_index(ClusterMoments.of([[9]], [[9]]), respondents=9).borrows


def test_one_officer_day_alone_says_next_to_nothing():
    interval = satisfaction_index(ClusterMoments.of([[30]], [[40]]), respondents=40).interval()
    assert interval.width > 0.9


def test_a_criterion_with_fewer_than_ten_answers_does_not_enter():
    moments = ClusterMoments.of([[8, 9, 0]], [[10, 9, 0]])
    index = satisfaction_index(moments, respondents=10, planned=16)
    assert (index.value, index.used, index.planned) == (0.8, (0,), 16)
    assert index.criteria[1] == Satisfaction(9, 9)
    assert index.denominator == "10 valid answers to 1 of 16 criteria, 10 forms, 1 officer-days"


def test_no_criterion_answered_enough_is_no_index_and_no_interval():
    missing = NotEstimable(Reason.NO_CRITERION_ANSWERED_ENOUGH)
    for moments in (ClusterMoments.zero(16), ClusterMoments.zero(0), ClusterMoments.of([[9]], [[9]])):
        index = satisfaction_index(moments, respondents=9)
        assert index.value == missing
        assert index.interval() == missing
        assert index.used == ()
        assert index.gate is Gate.HIDDEN


def test_the_index_of_an_element_is_the_index_of_its_criteria_alone():
    rng = np.random.default_rng(11)
    x, n, forms, _ = simulated_days(rng, 30, 6)
    element = (10, 11, 12)
    restricted = satisfaction_index(ClusterMoments.of(x, n).restrict(element), respondents=forms)
    alone = satisfaction_index(ClusterMoments.of(x[:, element], n[:, element]), respondents=forms)
    assert restricted.value == alone.value
    assert restricted.planned == 3
    # fewer officer-days may be counted, never more: wider by a hair, never narrower
    assert restricted.clusters <= alone.clusters
    assert alone.interval().width <= restricted.interval().width <= 1.02 * alone.interval().width


@given(officer_days(least=2), st.integers(0, 3))
def test_a_criterion_that_nobody_answered_changes_nothing(days, place):
    x, n = days
    wider_x, wider_n = np.insert(x, place, 0, axis=1), np.insert(n, place, 0, axis=1)
    narrow = satisfaction_index(ClusterMoments.of(x, n), respondents=200)
    wide = satisfaction_index(ClusterMoments.of(wider_x, wider_n), respondents=200)
    assert wide.value == narrow.value
    assert wide.interval() == narrow.interval()
    assert wide.clusters == narrow.clusters


@given(officer_days(most=30), st.sampled_from([None, DesignEffect(ratio=1.8, df=60)]))
def test_the_interval_holds_the_index(days, siblings):
    index = satisfaction_index(ClusterMoments.of(*days), respondents=400, siblings=siblings)
    if isinstance(index.value, NotEstimable):
        assert index.interval() == index.value
    else:
        assert index.interval().holds(index.value)
        assert index.interval(0.8).width <= index.interval(0.95).width


@given(officer_days(least=10, most=20), st.integers(2, 6))
def test_more_officer_days_of_the_same_kind_make_it_surer(days, times):
    x, n = days
    once = satisfaction_index(ClusterMoments.of(x, n), respondents=400)
    often = satisfaction_index(
        ClusterMoments.of(np.tile(x, (times, 1)), np.tile(n, (times, 1))), respondents=400 * times
    )
    if once.used == often.used and once.used:
        assert often.value == pytest.approx(once.value, abs=1e-12)
        assert often.interval().width < once.interval().width


def test_answers_of_one_day_that_agree_make_it_less_sure():
    apart = ClusterMoments.of([[1]] * 60 + [[0]] * 20, [[1]] * 80)
    together = ClusterMoments.of([[4]] * 15 + [[0]] * 5, [[4]] * 20)
    assert (
        satisfaction_index(together, respondents=80).interval().width
        > 1.7 * satisfaction_index(apart, respondents=80).interval().width
    )


def test_the_gate_of_an_index_counts_forms():
    n = np.full((10, 1), 2)
    assert satisfaction_index(ClusterMoments.of(n, n), respondents=20).gate is Gate.COUNTS_ONLY
    assert satisfaction_index(ClusterMoments.of(n, n), respondents=30).gate is Gate.SHOWN


def test_impossible_requests_are_refused_by_name():
    moments = ClusterMoments.of([[10, 10]], [[12, 12]])
    with pytest.raises(MoreAnswersThanRespondents, match="respondents"):
        satisfaction_index(moments, respondents=11)
    with pytest.raises(NegativeCounts, match="respondents"):
        satisfaction_index(moments, respondents=-1)
    with pytest.raises(OutOfRange, match="planned"):
        satisfaction_index(moments, respondents=12, planned=1)
    with pytest.raises(ConfidenceOutOfRange):
        satisfaction_index(moments, respondents=12).interval(confidence=95)
    with pytest.raises(WrongShape, match="values"):
        mean_over_criteria([80.0], [3, 4])
    with pytest.raises(OutOfRange, match="criteria"):
        mean_over_criteria([80.0], [0])


def test_plain_counts_give_an_index_too():
    criteria = [Satisfaction(8, 10), Satisfaction(5, 10), Satisfaction(0, 9)]
    assert equal_weight_index(criteria) == pytest.approx(0.65)
    assert equal_weight_index([]) == NotEstimable(Reason.NO_CRITERION_ANSWERED_ENOUGH)
    assert equal_weight_index([Satisfaction(0, 0)], minimum=0) == NotEstimable(
        Reason.NO_CRITERION_ANSWERED_ENOUGH
    )


def test_few_officer_days_that_are_larger_than_those_of_siblings_are_worth_less():
    x, n = np.full((5, 2), 24), np.full((5, 2), 30)
    x[0] = 20
    plain, sized = (
        satisfaction_index(
            ClusterMoments.of(x, n), respondents=150, siblings=DesignEffect(2.5, 120, size, 0.05)
        )
        for size in (60.0, 12.0)
    )
    # 60 answers on an officer-day: as the siblings', or 48 more
    v0 = 2 * (116 / 150) * (34 / 150) / 150 / 4
    value, effect = 116 / 150, 2.5 + 0.05 * 48
    spread = value * (1 - value)
    assert limits(plain) == pytest.approx(korn_graubard(value, spread / (2.5 * v0), 150, 120), abs=1e-9)
    assert limits(sized) == pytest.approx(korn_graubard(value, spread / (effect * v0), 150, 120), abs=1e-9)


def test_officer_days_of_very_unequal_size_count_for_fewer():
    sizes = np.array([40, 38] + [2] * 10)
    x = (sizes * 0.8).astype(int)
    x[1] -= 8
    moments = ClusterMoments.of(x[:, None], sizes[:, None])
    index = satisfaction_index(moments, respondents=98)
    even = 98**2 / (sizes**2).sum()
    v = linearised_variance(moments) * 11 / 12 * even / (even - 1)
    value = x.sum() / 98
    effective = min(value * (1 - value) / max(v, independent_variance(moments)), 98)
    assert even < 5
    assert limits(index) == pytest.approx(korn_graubard(value, effective, 98, even - 1), abs=1e-9)
    assert index.interval().method == OWN_CLUSTERS


def test_officer_days_worth_fewer_than_ten_equal_ones_speak_together_with_siblings():
    sizes = np.array([40, 38] + [4] * 10)
    x = sizes.copy()
    x[:2] -= [6, 12]
    moments = ClusterMoments.of(x[:, None], sizes[:, None])
    index = satisfaction_index(moments, respondents=118, siblings=DesignEffect(ratio=3.0, df=300))
    value, even = x.sum() / 118, 118**2 / (sizes**2).sum()
    assert 4 < even < 5
    weight = (even - 2) / 8
    own = weight * linearised_variance(moments) * 11 / 12 * even / (even - 1)
    theirs = (1 - weight) * 3 * independent_variance(moments)
    df = (own + theirs) ** 2 / (own**2 / (even - 1) + theirs**2 / 300)
    effective = value * (1 - value) / (own + theirs)
    assert effective < 118
    assert limits(index) == pytest.approx(korn_graubard(value, effective, 118, df), abs=1e-9)
    assert index.interval().method == BOTH
    assert index.borrows
    alone = satisfaction_index(moments, respondents=118)
    assert alone.borrows
    assert alone.interval().method == OWN_CLUSTERS


def test_one_day_that_outweighs_all_others_does_not_speak_for_itself():
    sizes = np.array([500] + [1] * 11)
    x = sizes.copy()
    x[0] -= 100
    index = satisfaction_index(ClusterMoments.of(x[:, None], sizes[:, None]), respondents=511)
    assert index.interval().method == ONE_VOICE
    assert index.interval().width > 0.8
