import numpy as np
import pytest

from scoring.errors import ConfidenceOutOfRange, MoreAnswersThanRespondents
from scoring.questionnaire.alpha import cronbach_alpha
from scoring.questionnaire.one_factor import maximum_likelihood
from scoring.questionnaire.pairs import PairTables
from scoring.questionnaire.scale_quality import scale_quality
from scoring.result import NotEstimable, Reason
from tests.scoring.questionnaire.forms import level_counts, rows_of


def test_quality_is_that_of_the_rows():
    rows = rows_of(21, items=4)
    found = scale_quality(PairTables.of_rows(rows, 5), respondents=400, level_counts=level_counts(rows))
    assert not isinstance(found, NotEstimable)
    assert found.alpha == pytest.approx(cronbach_alpha(np.cov(rows.T)))
    assert found.omega == pytest.approx(maximum_likelihood(np.corrcoef(rows.T)).omega)
    assert (found.items, found.smallest_pair, found.respondents) == (4, 400, 400)
    assert len(found.if_dropped) == 4
    assert found.denominator == "4 items, 400 forms, 400 or more for every pair"
    limits = found.interval()
    assert limits.low < found.alpha < limits.high
    assert found.interval(0.8).width < limits.width
    with pytest.raises(ConfidenceOutOfRange):
        found.interval(95)


def test_feelings_behind_the_levels_agree_more_than_the_levels():
    tables = PairTables.of_rows(rows_of(21, forms=2000, items=4, common=0.5), 5)
    levels = scale_quality(tables, respondents=2000)
    feelings = scale_quality(tables, respondents=2000, ordinal=True)
    # four parallel items that correlate .5: alpha = 4 x .5 / (1 + 3 x .5) = .8
    assert feelings.alpha == pytest.approx(0.8, abs=0.02)
    assert levels.alpha < feelings.alpha - 0.02
    assert "polychoric" in feelings.method


def test_two_items_have_an_alpha_and_no_omega():
    found = scale_quality(PairTables.of_rows(rows_of(1, items=2), 5), respondents=400)
    assert found.omega == NotEstimable(Reason.TOO_FEW_ITEMS)
    assert found.if_dropped == ()


def test_pairs_that_too_few_forms_answered_say_nothing():
    rows = rows_of(1, forms=200, items=3)
    assert scale_quality(PairTables.of_rows(rows, 5), respondents=200).smallest_pair == 200
    rows[0, 2] = 0
    refused = scale_quality(PairTables.of_rows(rows, 5), respondents=200)
    assert refused == NotEstimable(Reason.TOO_FEW_PAIRS)
    assert scale_quality(PairTables.of_rows(rows[:40], 5), respondents=40) == refused
    few = scale_quality(PairTables.of_rows(rows[:9], 5), respondents=9)
    assert few == NotEstimable(Reason.TOO_FEW_RESPONDENTS)
    nobody = scale_quality(PairTables.zero(3, 5), respondents=0)
    assert nobody == NotEstimable(Reason.TOO_FEW_RESPONDENTS)


def test_rotating_criteria_wait_until_the_weakest_pair_is_there():
    rows = rows_of(2, forms=4000, items=6)
    chance = np.random.default_rng(2)
    for row in rows:
        row[chance.permutation(6)[:4]] = 0  # two of six: a pair meets on a fifteenth of the forms
    tables = PairTables.of_rows(rows, 5)
    found = scale_quality(tables, respondents=4000, level_counts=level_counts(rows))
    assert 200 <= found.smallest_pair < 300
    assert found.interval().width > 0.05
    assert scale_quality(PairTables.of_rows(rows[:2000], 5), respondents=2000) == NotEstimable(
        Reason.TOO_FEW_PAIRS
    )


def test_an_item_with_one_level_and_items_that_say_the_same_are_no_scale():
    rows = rows_of(1, items=3)
    rows[:, 1] = 5
    assert scale_quality(PairTables.of_rows(rows, 5), respondents=400) == NotEstimable(Reason.ONE_LEVEL_USED)
    rows[:, 1] = rows[:, 0]
    same = scale_quality(PairTables.of_rows(rows, 5), respondents=400)
    assert same == NotEstimable(Reason.COVARIANCE_NOT_DEFINITE)
    opposite = PairTables.of_rows([[1, 5], [5, 1], [3, 3]] * 100 + [[5, 5], [1, 1]] * 2, 5)
    for ordinal in (False, True):
        found = scale_quality(opposite, respondents=304, ordinal=ordinal)
        assert found.alpha < 0
        assert found.interval().high <= 1


def test_forms_are_never_fewer_than_the_answers_to_a_pair():
    with pytest.raises(MoreAnswersThanRespondents, match="respondents"):
        scale_quality(PairTables.of_rows(rows_of(1), 5), respondents=399)


def test_limits_held_the_true_alpha_in_simulation():
    # parallel feelings, crowded levels; the truth from 400,000 forms of the same kind
    truth = cronbach_alpha(np.cov(rows_of(0, forms=400_000, items=4).T))
    held = 0
    for seed in range(1, 401):
        found = scale_quality(PairTables.of_rows(rows_of(seed, forms=300, items=4), 5), respondents=300)
        held += found.interval().holds(truth)
    assert 0.93 <= held / 400 <= 0.995
