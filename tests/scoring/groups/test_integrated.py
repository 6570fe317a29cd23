import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import stats

from scoring.errors import ConfidenceOutOfRange, MoreSatisfiedThanAnswers, WrongShape
from scoring.groups.integrated import integrate
from scoring.groups.shrunken import fit
from scoring.result import NotEstimable, Reason
from tests.figures import case

RATS = case("bb_rats_bda")
KIND = integrate(RATS.input["y"], RATS.input["n"])
GROUPS = st.lists(st.integers(1, 40).flatmap(lambda n: st.tuples(st.integers(0, n), st.just(n))), max_size=6)


def test_the_posterior_is_that_of_the_textbook():
    near = {"rel": RATS.tolerance["rel"]}
    alpha, beta = float(KIND.weights @ KIND.alphas), float(KIND.weights @ KIND.betas)
    assert alpha == pytest.approx(RATS.expected["E_alpha"], **near)
    assert beta == pytest.approx(RATS.expected["E_beta"], **near)
    assert (alpha, beta) == pytest.approx(RATS.expected["printed"], abs=RATS.tolerance["printed_abs"])
    assert KIND.shrunken(4, 14).estimate == pytest.approx(RATS.expected["E_theta71"], **near)
    assert KIND.shrunken(0, 20).estimate == pytest.approx(RATS.expected["E_theta_0of20"], **near)
    assert KIND.shrunken(16, 52).estimate == pytest.approx(RATS.expected["E_theta_16of52"], **near)


def test_the_weights_are_shares_of_one():
    assert KIND.weights.sum() == pytest.approx(1)
    assert (KIND.weights >= 0).all()
    assert (KIND.groups, KIND.answers) == (71, sum(RATS.input["n"]))


def test_limits_cut_off_equal_tails_of_the_mixture():
    known = KIND.shrunken(16, 52)
    interval = known.interval(0.9)
    for limit, below in ((interval.low, 0.05), (interval.high, 0.95)):
        mixture = stats.beta.cdf(limit, known.alphas, known.betas) @ known.weights
        assert mixture == pytest.approx(below, abs=1e-6)


def test_with_many_groups_it_agrees_with_maximum_likelihood():
    plain = fit(RATS.input["y"], RATS.input["n"])
    assert KIND.mean == pytest.approx(plain.mean, abs=0.003)
    assert KIND.shrunken(16, 52).reliability == pytest.approx(plain.shrunken(16, 52).reliability, abs=0.02)


def test_with_few_groups_it_admits_to_know_less():
    satisfied, answers = [18, 30, 11, 40], [20, 45, 12, 44]
    ours, plain = integrate(satisfied, answers), fit(satisfied, answers)
    for x, n in zip(satisfied, answers, strict=True):
        assert ours.shrunken(x, n).interval().width > plain.shrunken(x, n).interval().width


def test_groups_that_differ_no_more_than_chance_have_an_answer_here():
    satisfied, answers = [8, 16, 24], [10, 20, 30]
    assert fit(satisfied, answers) == NotEstimable(Reason.NO_SPREAD_BETWEEN_GROUPS)
    share = integrate(satisfied, answers).shrunken(8, 10)
    # surer than ten answers alone, less sure than if all sixty were of one group
    alone, together = stats.beta(8.5, 2.5), stats.beta(48.5, 12.5)
    width = share.interval().width
    assert together.ppf(0.975) - together.ppf(0.025) < width < alone.ppf(0.975) - alone.ppf(0.025)


@pytest.mark.parametrize(
    ("satisfied", "answers", "reason"),
    [
        ([], [], Reason.FEWER_THAN_TWO_GROUPS),
        ([8, 0], [10, 0], Reason.FEWER_THAN_TWO_GROUPS),
        ([10, 20], [10, 20], Reason.ALL_ANSWERS_ALIKE),
        ([0, 0], [10, 20], Reason.ALL_ANSWERS_ALIKE),
        ([1, 0, 1], [1, 1, 1], Reason.NO_SPREAD_BETWEEN_GROUPS),
        ([10, 0], [10, 10], Reason.GROUPS_ALL_OR_NOTHING),
    ],
)
def test_what_groups_cannot_tell_is_said(satisfied, answers, reason):
    assert integrate(satisfied, answers) == NotEstimable(reason)


@settings(max_examples=25, deadline=None)
@given(GROUPS)
def test_an_answer_is_finite_or_explained_and_its_interval_holds_it(groups):
    kind = integrate([g[0] for g in groups], [g[1] for g in groups])
    if isinstance(kind, NotEstimable):
        assert kind.reason in set(Reason)
        return
    for own, of in groups:
        share = kind.shrunken(own, of)
        assert share.interval().holds(share.estimate)
        assert 0 < share.reliability < 1


def test_intervals_of_few_groups_hold_the_truth_as_often_as_they_say():
    # maximum likelihood holds it in about 85 % of the cases with five groups; 400 are known to 1.1 points
    rng = np.random.default_rng(5)
    held, groups, runs = 0, 5, 80
    for _ in range(runs):
        truth, answers = rng.beta(17, 3, groups), rng.integers(10, 120, groups)
        satisfied = rng.binomial(answers, truth)
        kind = integrate(satisfied, answers)
        held += sum(
            kind.shrunken(x, n).interval().holds(p) for x, n, p in zip(satisfied, answers, truth, strict=True)
        )
    assert 0.917 <= held / (runs * groups) <= 0.98


def test_impossible_requests_are_refused():
    with pytest.raises(MoreSatisfiedThanAnswers):
        integrate([3], [2])
    with pytest.raises(WrongShape, match="satisfied"):
        KIND.shrunken([1, 2], [3, 4])
    with pytest.raises(ConfidenceOutOfRange):
        KIND.shrunken(1, 2).interval(95)
