import math

import numpy as np
import pytest
from hypothesis import given

from scoring.errors import MoreAnswersThanRespondents
from scoring.indices.clusters import ClusterMoments
from scoring.indices.effective import ONE_VOICE, OWN_CLUSTERS, SIBLINGS
from scoring.indices.linearisation import DesignEffect
from scoring.indices.pooled import as_one_question, pooled, pooled_value, pooled_variance
from scoring.indices.share import wilson
from scoring.result import NotEstimable, Reason
from tests.figures import case
from tests.scoring.officer_days import officer_days, simulated_days

ROTATING = case("idx_equal_weight_rotating")
MOMENTS = ClusterMoments.of(ROTATING.input["x_by_officer_day"], ROTATING.input["n_by_officer_day"])


def test_the_pooled_share_and_its_standard_error_are_those_of_r_survey():
    near = {"abs": ROTATING.tolerance["abs"], "rel": 0}
    assert pooled_value(MOMENTS) == pytest.approx(ROTATING.expected["pooled_share_not_the_index"], **near)
    assert math.sqrt(pooled_variance(MOMENTS)) == pytest.approx(ROTATING.expected["pooled_se"], **near)
    assert pooled(MOMENTS, respondents=60).value == pooled_value(MOMENTS)


@given(officer_days(least=1))
def test_all_answers_as_one_question_are_those_of_the_summed_rows(days):
    x, n = days
    summed = ClusterMoments.of(x.sum(axis=1, keepdims=True), n.sum(axis=1, keepdims=True))
    assert as_one_question(ClusterMoments.of(x, n)) == summed


def test_answers_of_one_form_are_not_taken_for_independent():
    rng = np.random.default_rng(12)
    x, n, forms, _ = simulated_days(rng, 40, 5)
    share = pooled(ClusterMoments.of(x, n), respondents=forms)
    low, high = wilson(x.sum(), n.sum())
    assert share.interval().width > 1.3 * float(high - low)
    assert share.interval().holds(share.value)
    assert share.interval().method == OWN_CLUSTERS
    assert str(forms) in share.denominator


def test_few_officer_days_borrow():
    share = pooled(MOMENTS.restrict((0,)), respondents=60)
    few = ClusterMoments.of([[5, 1], [3, 2]], [[6, 2], [4, 2]])
    assert pooled(few, respondents=12).interval().method == ONE_VOICE
    lent = pooled(few, respondents=12, siblings=DesignEffect(2.0, 90))
    assert lent.interval().method == SIBLINGS
    assert share.value == pytest.approx(52 / 60)


def test_under_ten_forms_nothing_is_shown():
    days = ClusterMoments.of([[5, 5]], [[9, 9]])
    hidden = pooled(days, respondents=9)
    assert hidden.value == hidden.interval() == NotEstimable(Reason.TOO_FEW_RESPONDENTS)
    assert pooled(ClusterMoments.zero(2), respondents=10).value == NotEstimable(Reason.NO_ANSWERS)
    assert pooled(ClusterMoments.of([[3]], [[5]]), respondents=10).value == NotEstimable(
        Reason.NO_CRITERION_ANSWERED_ENOUGH
    )
    with pytest.raises(MoreAnswersThanRespondents):
        pooled(days, respondents=8)
