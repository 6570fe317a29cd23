import numpy as np
import pytest

from scoring.errors import MoreAnswersThanRespondents, OutOfRange, UnknownPosition, WrongShape
from scoring.questionnaire.drivers import drivers_of_criteria, drivers_of_elements
from scoring.questionnaire.importance import explained, lmg, relative_weights
from scoring.questionnaire.pairs import PairTables
from scoring.result import NotEstimable, Reason
from tests.scoring.questionnaire.forms import level_counts, rows_of

ELEMENTS = [[0, 1], [2], [3, 4]]


def rows_with_overall(seed, forms=600):
    """Five criteria, then an overall answer that goes mostly with the first two."""
    rows = rows_of(seed, forms, items=5, common=0.4)
    chance = np.random.default_rng(seed + 1000)
    felt = 0.35 * rows[:, 0] + 0.35 * rows[:, 1] + 0.15 * rows[:, 2] + 0.15 * rows[:, 3]
    overall = np.clip(np.rint(felt + 0.5 * chance.standard_normal(forms)), 1, 5)
    return np.column_stack([rows, overall]).astype(np.int64)


def test_elements_share_what_their_means_explain():
    rows = rows_with_overall(1)
    found = drivers_of_elements(
        PairTables.of_rows(rows, 5), ELEMENTS, overall=5, respondents=600, names=["A", "B", "C"]
    )
    means = np.column_stack([rows[:, 5], *(rows[:, element].mean(axis=1) for element in ELEMENTS)])
    assert found.contributions == pytest.approx(lmg(np.cov(means.T)))
    assert found.r_squared == pytest.approx(float(explained(np.cov(means.T))))
    assert sum(found.shares) == pytest.approx(1.0)
    assert found.denominator == "600 forms, 600 or more for every pair of items"
    assert found.ranks("A").first == found.ranks("A").last == 1
    limits = found.interval("A")
    assert 0 < limits.low < found.shares[0] < limits.high < 1
    assert found.interval("A", 0.8).width < limits.width
    with pytest.raises(OutOfRange, match="driver"):
        found.ranks("D")


def test_criteria_share_by_johnsons_weights():
    rows = rows_with_overall(2)
    found = drivers_of_criteria(
        PairTables.of_rows(rows, 5), range(5), overall=5, respondents=600, level_counts=level_counts(rows)
    )
    assert found.names == ("0", "1", "2", "3", "4")
    assert found.contributions == pytest.approx(relative_weights(np.cov(rows[:, [5, 0, 1, 2, 3, 4]].T)))
    assert found.ranks("4").last == 5


def test_forms_of_one_day_widen_what_is_not_known():
    tables = PairTables.of_rows(rows_with_overall(3), 5)
    alone, alike = (
        drivers_of_elements(tables, ELEMENTS, overall=5, respondents=600, design_effect=d) for d in (1.0, 3.0)
    )
    assert alike.effective == pytest.approx(alone.effective / 3)
    assert alike.interval("0").width > alone.interval("0").width


def test_the_same_counts_say_the_same_every_time():
    tables = PairTables.of_rows(rows_with_overall(4), 5)
    once, again, other = (
        drivers_of_criteria(tables, [0, 1], overall=5, respondents=600, seed=seed) for seed in (1, 1, 2)
    )
    assert once.interval("0") == again.interval("0") != other.interval("0")


def test_nothing_is_said_from_few_forms_or_few_pairs():
    rows = rows_with_overall(5)
    for forms, reason in (
        (9, Reason.TOO_FEW_RESPONDENTS),
        (29, Reason.TOO_FEW_TO_COMPARE),
        (30, Reason.TOO_FEW_PAIRS),
        (199, Reason.TOO_FEW_PAIRS),
    ):
        tables = PairTables.of_rows(rows[:forms], 5)
        found = drivers_of_elements(tables, ELEMENTS, overall=5, respondents=forms)
        assert found == NotEstimable(reason)


def test_one_level_criteria_that_say_the_same_and_no_association_have_reasons():
    rows = rows_with_overall(6)
    rows[:, 2] = 5
    one = drivers_of_criteria(PairTables.of_rows(rows, 5), [0, 2], overall=5, respondents=600)
    assert one == NotEstimable(Reason.ONE_LEVEL_USED)
    rows[:, 2] = rows[:, 0]
    same = drivers_of_criteria(PairTables.of_rows(rows, 5), [0, 2], overall=5, respondents=600)
    assert same == NotEstimable(Reason.COVARIANCE_NOT_DEFINITE)
    unrelated = PairTables.of_rows([[1, 1], [1, 5], [5, 1], [5, 5]] * 60, 5)
    nothing = drivers_of_criteria(unrelated, [0], overall=1, respondents=240)
    assert nothing == NotEstimable(Reason.NO_ASSOCIATION)


def test_bad_input_is_refused_by_name():
    tables = PairTables.of_rows(rows_with_overall(7), 5)
    with pytest.raises(MoreAnswersThanRespondents, match="respondents"):
        drivers_of_criteria(tables, [0, 1], overall=5, respondents=599)
    with pytest.raises(UnknownPosition):
        drivers_of_criteria(tables, [0, 6], overall=5, respondents=600)
    with pytest.raises(UnknownPosition):
        drivers_of_criteria(tables, [0, 5], overall=5, respondents=600)
    with pytest.raises(WrongShape, match="names"):
        drivers_of_criteria(tables, [0, 1], overall=5, respondents=600, names=["a"])
    with pytest.raises(OutOfRange, match="names"):
        drivers_of_criteria(tables, [0, 1], overall=5, respondents=600, names=["a", "a"])
    with pytest.raises(WrongShape, match="level_counts"):
        drivers_of_criteria(tables, [0, 1], overall=5, respondents=600, level_counts=[[1]])


def test_intervals_held_the_true_share_and_the_true_rank_in_simulation():
    big = rows_with_overall(999, forms=200_000)
    means = np.column_stack([big[:, 5], *(big[:, element].mean(axis=1) for element in ELEMENTS)])
    parts = lmg(np.cov(means.T))
    truth, order = parts / parts.sum(), 1 + (parts > parts[:, None]).sum(axis=1)
    held = np.zeros(3)
    ranked = np.zeros(3)
    for seed in range(200):
        tables = PairTables.of_rows(rows_with_overall(seed, forms=300), 5)
        found = drivers_of_elements(tables, ELEMENTS, overall=5, respondents=300)
        for place in range(3):
            held[place] += found.interval(str(place)).holds(truth[place])
            ranks = found.ranks(str(place))
            ranked[place] += ranks.first <= order[place] <= ranks.last
    assert held.min() / 200 >= 0.92
    assert ranked.min() / 200 >= 0.94
