import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats

from scoring.errors import (
    ConfidenceOutOfRange,
    MoreSatisfiedThanAnswers,
    NegativeCounts,
    NotANumber,
    OutOfRange,
    WrongShape,
)
from scoring.groups.shrunken import BetaBinomial, fit, method_of_moments
from scoring.result import NotEstimable, Reason
from tests.figures import case

RATS = case("bb_rats_mle")
KIND = fit(RATS.input["y"], RATS.input["n"])
GROUPS = st.lists(st.integers(0, 60).flatmap(lambda n: st.tuples(st.integers(0, n), st.just(n))), max_size=15)


def test_the_fit_is_that_of_r():
    assert KIND.alpha == pytest.approx(RATS.expected["alpha"], rel=RATS.tolerance["rel"])
    assert KIND.beta == pytest.approx(RATS.expected["beta"], rel=RATS.tolerance["rel"])
    assert KIND.log_likelihood == pytest.approx(
        RATS.expected["binom_loglik"], abs=RATS.tolerance["loglik_abs"], rel=0
    )
    assert (KIND.groups, KIND.answers) == (71, sum(RATS.input["n"]))


def test_the_moments_of_raw_shares_are_those_of_the_textbook():
    known = case("bb_rats_mom")
    alpha, beta = method_of_moments(known.input["y"], known.input["n"])
    assert (alpha, beta) == pytest.approx(
        (known.expected["alpha"], known.expected["beta"]), abs=known.tolerance["abs"], rel=0
    )
    assert (alpha, beta) == pytest.approx(
        known.expected["printed"], abs=known.tolerance["printed_abs"], rel=0
    )
    kind = BetaBinomial(alpha, beta, groups=70, answers=0, log_likelihood=0)
    assert kind.mean == pytest.approx(known.expected["mean"], abs=known.tolerance["abs"], rel=0)
    now = kind.shrunken(4, 14)
    printed_alpha, printed_beta, printed_mean = known.expected["posterior_4_of_14_printed"]
    near = {"abs": known.tolerance["printed_abs"], "rel": 0}
    assert (now.alpha, now.beta) == pytest.approx((printed_alpha, printed_beta), **near)
    assert now.estimate == pytest.approx(printed_mean, abs=0.005)


def test_a_group_is_drawn_to_its_kind_by_what_its_answers_do_not_tell():
    known = KIND.shrunken(16, 52)
    expected = known.reliability * 16 / 52 + (1 - known.reliability) * KIND.mean
    assert known.estimate == pytest.approx(expected, rel=1e-12)
    assert known.reliability == pytest.approx(52 / (52 + KIND.alpha + KIND.beta), rel=1e-12)
    assert KIND.mean < known.estimate < 16 / 52


def test_the_interval_is_the_middle_of_the_posterior():
    interval = KIND.shrunken(16, 52).interval(0.9)
    posterior = stats.beta(KIND.alpha + 16, KIND.beta + 36)
    assert (interval.low, interval.high) == pytest.approx(
        (posterior.ppf(0.05), posterior.ppf(0.95)), abs=1e-9
    )


def test_a_group_without_answers_is_like_its_kind():
    unknown = KIND.shrunken(0, 0)
    assert unknown.estimate == pytest.approx(KIND.mean)
    assert unknown.reliability == 0


def test_icc_and_concentration_say_the_same():
    assert KIND.icc == pytest.approx(1 / (1 + KIND.concentration))
    # Spearman–Brown with the same ICC
    assert KIND.shrunken(10, 30).reliability == pytest.approx(30 / (30 + (1 - KIND.icc) / KIND.icc))


@pytest.mark.parametrize(
    ("satisfied", "answers", "reason"),
    [
        ([], [], Reason.FEWER_THAN_TWO_GROUPS),
        ([8], [10], Reason.FEWER_THAN_TWO_GROUPS),
        ([8, 0], [10, 0], Reason.FEWER_THAN_TWO_GROUPS),
        ([10, 20, 30], [10, 20, 30], Reason.ALL_ANSWERS_ALIKE),
        ([0, 0, 0], [10, 20, 30], Reason.ALL_ANSWERS_ALIKE),
        ([8, 16, 24], [10, 20, 30], Reason.NO_SPREAD_BETWEEN_GROUPS),
        ([1, 0, 1, 1, 0], [1, 1, 1, 1, 1], Reason.NO_SPREAD_BETWEEN_GROUPS),
        ([10, 0, 20], [10, 10, 20], Reason.GROUPS_ALL_OR_NOTHING),
    ],
)
def test_what_groups_cannot_tell_is_said(satisfied, answers, reason):
    assert fit(satisfied, answers) == NotEstimable(reason)


def test_moments_that_do_not_exist_are_said():
    assert method_of_moments([3], [4]) == NotEstimable(Reason.FEWER_THAN_TWO_GROUPS)
    assert method_of_moments([3, 6], [4, 8]) == NotEstimable(Reason.NO_SPREAD_BETWEEN_GROUPS)
    assert method_of_moments([0, 8], [4, 8]) == NotEstimable(Reason.GROUPS_ALL_OR_NOTHING)


def test_groups_without_answers_add_nothing():
    padded = fit([*RATS.input["y"], 0, 0], [*RATS.input["n"], 0, 0])
    assert padded == KIND


def test_the_order_of_groups_does_not_matter():
    backwards = fit(RATS.input["y"][::-1], RATS.input["n"][::-1])
    assert (backwards.alpha, backwards.beta) == pytest.approx((KIND.alpha, KIND.beta), rel=1e-5)


def test_counting_the_others_instead_swaps_alpha_and_beta():
    others = np.array(RATS.input["n"]) - np.array(RATS.input["y"])
    mirrored = fit(others, RATS.input["n"])
    assert (mirrored.beta, mirrored.alpha) == pytest.approx((KIND.alpha, KIND.beta), rel=1e-5)


def test_counts_scaled_by_a_design_effect_know_less():
    # the rats of one experiment differ from those of another by an over-dispersion of about 2.4 at n = 25
    scaled = fit(np.array(RATS.input["y"]) / 1.2, np.array(RATS.input["n"]) / 1.2)
    assert scaled.mean == pytest.approx(KIND.mean, abs=0.01)
    assert scaled.shrunken(16 / 1.2, 52 / 1.2).reliability < KIND.shrunken(16, 52).reliability
    explained = fit(np.array(RATS.input["y"]) / 2.5, np.array(RATS.input["n"]) / 2.5)
    assert explained == NotEstimable(Reason.NO_SPREAD_BETWEEN_GROUPS)


def test_the_truth_is_found_again_from_many_groups():
    rng = np.random.default_rng(7)
    answers = rng.integers(5, 80, 2000)
    satisfied = rng.binomial(answers, rng.beta(17, 3, 2000))
    kind = fit(satisfied, answers)
    assert kind.mean == pytest.approx(0.85, abs=0.006)
    assert kind.concentration == pytest.approx(20, rel=0.12)


@pytest.mark.parametrize("groups", [60])
def test_intervals_of_shrunken_shares_hold_the_truth_as_often_as_they_say(groups):
    rng = np.random.default_rng(77)
    held = total = 0
    for _ in range(60):
        truth = rng.beta(17, 3, groups)
        answers = rng.integers(10, 120, groups)
        satisfied = rng.binomial(answers, truth)
        kind = fit(satisfied, answers)
        for x, n, p in zip(satisfied, answers, truth, strict=True):
            held += kind.shrunken(x, n).interval().holds(p)
            total += 1
    assert 0.93 <= held / total <= 0.97


@given(GROUPS)
def test_a_fit_is_either_finite_or_explained_and_better_than_no_spread(groups):
    x, n = [g[0] for g in groups], [g[1] for g in groups]
    kind = fit(x, n)
    if isinstance(kind, NotEstimable):
        assert kind.reason in set(Reason)
        return
    pooled = sum(x) / sum(n)
    assert kind.log_likelihood >= stats.binom.logpmf(x, n, pooled).sum() - 1e-9
    for own, of in groups:
        shrunken = kind.shrunken(own, of)
        assert 0 <= shrunken.reliability < 1
        assert shrunken.interval().holds(shrunken.estimate)
        if of:
            low, high = sorted((own / of, kind.mean))
            assert low - 1e-9 <= shrunken.estimate <= high + 1e-9


@pytest.mark.parametrize(
    ("satisfied", "answers", "error"),
    [
        ([3], [2], MoreSatisfiedThanAnswers),
        ([-1], [2], NegativeCounts),
        ([float("nan")], [2], NotANumber),
        (3, 4, WrongShape),
        ([[3]], [[4]], WrongShape),
        ([1, 2], [3, 3, 3], WrongShape),
    ],
)
def test_impossible_counts_are_refused(satisfied, answers, error):
    with pytest.raises(error):
        fit(satisfied, answers)


def test_impossible_requests_are_refused():
    with pytest.raises(OutOfRange, match="alpha"):
        BetaBinomial(0, 1, groups=2, answers=3, log_likelihood=-1)
    with pytest.raises(WrongShape, match="satisfied"):
        KIND.shrunken([1, 2], [3, 4])
    with pytest.raises(ConfidenceOutOfRange):
        KIND.shrunken(1, 2).interval(95)
