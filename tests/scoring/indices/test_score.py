import math
from dataclasses import FrozenInstanceError, replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import special

from scoring.errors import (
    DefinitionImpossible,
    MomentsDisagree,
    MoreAnswersThanRespondents,
    NegativeCounts,
    OutOfRange,
    WrongCriteria,
    WrongLevels,
    WrongShape,
)
from scoring.indices.beta_limits import beta_limits
from scoring.indices.clusters import ClusterMoments
from scoring.indices.definitions import (
    ALL_TOP,
    CSAT,
    DEFINITIONS,
    HAPPY_4,
    HAPPY_5,
    MEAN_1_5,
    ND61,
    ND61_SURVEY,
    NET,
    NHS_FFT,
    OPG_SINCE_APRIL_2026,
    OPG_UNTIL_MARCH_2026,
    POOLED_TOP_TWO,
    QD766_SATISFACTION,
    SIPAS,
    SKM,
    Combine,
    Grade,
    sipas,
)
from scoring.indices.index import satisfaction_index
from scoring.indices.linearisation import DesignEffect
from scoring.indices.officer_days import OfficerDays
from scoring.indices.pooled import pooled
from scoring.indices.score import formula, score
from scoring.result import NotEstimable, Reason
from scoring.scale import Scale
from tests.figures import case

LEVELS = st.lists(st.integers(0, 500), min_size=5, max_size=5)


def half_up(value):
    return math.floor(value + 0.5)


@pytest.mark.parametrize(
    ("definition", "counts", "published"),
    [
        # UK Office of the Public Guardian, published level counts and percentages
        (OPG_SINCE_APRIL_2026, [422, 406, 1322, 5772, 11647], 89),
        (OPG_SINCE_APRIL_2026, [12, 21, 131, 410, 450], 84),
        (OPG_SINCE_APRIL_2026, [260, 200, 983, 4049, 8424], 90),
        (OPG_UNTIL_MARCH_2026, [23, 46, 153, 419, 528], 80),
    ],
)
def test_real_counts_give_the_score_their_owner_published(definition, counts, published):
    found = score(definition, counts, respondents=sum(counts))
    assert half_up(found.value * 100 / definition.high) == published


def test_the_rule_of_2026_is_not_that_of_the_years_before():
    counts = case("idx_opg_use_an_lpa_2026_04").input["counts"]
    assert half_up(score(OPG_UNTIL_MARCH_2026, counts, respondents=sum(counts)).value) == 86


def test_sipas_weighs_criteria_alike_and_leaves_out_those_hardly_answered():
    known = case("idx_top2_pool")
    counts = known.input["counts_by_criterion"]
    assert 100 * score(SIPAS, counts, respondents=100).value == pytest.approx(known.expected["index_pct"])
    found = score(SIPAS, [*counts, [9, 0, 0, 0, 0]], respondents=100)
    assert (100 * found.value, found.used, found.answers) == (pytest.approx(85), (0, 1, 2), 300)
    every_answer = score(POOLED_TOP_TWO, [*counts, [9, 0, 0, 0, 0]], respondents=100)
    assert every_answer.value == pytest.approx(255 / 309)


def test_sipas_is_there_for_scales_of_three_levels():
    three = sipas(Scale(levels=3, satisfied_from=3))
    assert score(three, [[1, 2, 17]], respondents=20).value == 0.85


@pytest.mark.parametrize(
    ("definition", "counts", "value"),
    [
        (HAPPY_4, [3, 7, 20, 70], 85.0 + 2 / 3),  # 100/66.7/33.3/0: (700/3 + 4000/3 + 7000)/100
        (HAPPY_5, [2, 3, 10, 45, 40], 79.5),
        (MEAN_1_5, [2, 3, 10, 45, 40], 4.18),
        (CSAT, [2, 3, 10, 45, 40], 0.85),
        (NET, [2, 3, 10, 45, 40], 0.80),
        (NHS_FFT, [1, 2, 5, 30, 52, 10], 0.82),  # ten "don't know" stay in the denominator
        (ALL_TOP, [40, 60], 0.6),
    ],
)
def test_each_index_is_what_its_owner_says(definition, counts, value):
    found = score(definition, counts, respondents=sum(counts))
    assert found.value == pytest.approx(value, abs=1e-12)
    assert found.grade is None
    assert found.denominator and found.method and definition.source


@pytest.mark.parametrize(
    ("value", "grade"),
    [(25, "D"), (64.99, "D"), (65, "C"), (76.60, "C"), (76.61, "B"), (88.30, "B"), (88.31, "A"), (100, "A")],
)
def test_indonesian_grades_start_where_the_regulation_says(value, grade):
    # Permenpan RB 14/2017: 25.00–64.99, 65.00–76.60, 76.61–88.30, 88.31–100.00
    assert SKM.grade(value) == grade


def test_the_indonesian_index_is_a_ninth_of_each_element_times_25():
    means = [3.1, 3.2, 2.9, 3.6, 3.0, 3.4, 3.3, 3.5, 3.7]
    counts = [[0, 0, 0, 0] for _ in means]
    for row, mean in zip(counts, means, strict=True):
        upper = round(100 * (mean - int(mean)))
        row[int(mean) - 1], row[int(mean)] = 100 - upper, upper
    found = score(SKM, counts, respondents=100)
    assert found.value == pytest.approx(sum(means) / 9 * 25)
    assert found.grade == "B"
    counts[4] = [0, 0, 0, 0]
    assert score(SKM, counts, respondents=100).value == NotEstimable(Reason.NO_CRITERION_ANSWERED_ENOUGH)


@pytest.mark.parametrize(
    ("value", "name"),
    [
        (18, "xuất sắc"),
        (15, "xuất sắc"),
        (14.99, "tốt"),
        (12, "tốt"),
        (9, "khá"),
        (6, "trung bình"),
        (5.9, "yếu"),
    ],
)
def test_classes_of_2018_begin_with_their_bound(value, name):
    assert ND61.grade(value) == name


def test_dossiers_at_exactly_15_points_are_excellent():
    # half of the dossiers with 14 points, half with 16: all 2, one criterion less by 4 or by 2 of 18
    counts = [[0, 0, 20]] * 7 + [[10, 0, 10], [20, 0, 0]]
    found = score(ND61, counts, respondents=20)
    assert (found.value, found.grade) == (15, "xuất sắc")


def test_what_citizens_say_gives_8_of_18_points_and_no_class():
    found = score(ND61_SURVEY, [[0, 0, 20]] * 4, respondents=20)
    assert (found.value, found.grade, ND61_SURVEY.high) == (8, None, 8)


@pytest.mark.parametrize(
    ("late", "disliked", "value", "marks"), [(5, 5, 0.90, 4.0), (5, 6, 0.89, None), (0, 0, 1.0, 4.0)]
)
def test_item_5_4_has_full_marks_from_exactly_90_percent(late, disliked, value, marks):
    weighted = replace(QD766_SATISFACTION, full_marks=4.0)
    found = score(weighted, [[late, 100 - late], [disliked, 100 - disliked]], respondents=100)
    assert found.value == pytest.approx(value, abs=1e-12)
    assert found.marks == marks
    unweighted = score(QD766_SATISFACTION, [[0, 100], [0, 100]], respondents=100)
    assert (unweighted.grade, unweighted.marks) == ("full marks", None)


@given(LEVELS)
def test_counts_give_what_single_answers_give(counts):
    answers = [level for level, count in enumerate(counts, 1) for _ in range(count)]
    if not answers:
        assert formula(MEAN_1_5, counts) == NotEstimable(Reason.NO_ANSWERS)
        return
    for definition in (MEAN_1_5, OPG_UNTIL_MARCH_2026, NET, CSAT):
        alone = math.fsum(definition.points[level - 1] for level in answers) / len(answers)
        assert formula(definition, counts) == pytest.approx(alone, abs=1e-9)
        assert definition.low - 1e-9 <= formula(definition, counts) <= definition.high + 1e-9


def test_every_definition_is_a_frozen_value_that_says_where_it_comes_from():
    for key, definition in DEFINITIONS.items():
        assert key == definition.key
        assert definition.source and definition.method and definition.denominator
        assert definition.grade(definition.high) == (
            definition.grades[-1].name if definition.grades else None
        )
        with pytest.raises(FrozenInstanceError):
            definition.low = 0


def test_under_10_respondents_there_is_no_index_whatever_its_definition():
    few = NotEstimable(Reason.TOO_FEW_RESPONDENTS)
    for definition in DEFINITIONS.values():
        counts = np.zeros((definition.criteria or 1, len(definition.points)), dtype=int)
        counts[:, -1] = 9
        found = score(definition, counts, respondents=9)
        assert found.value == found.interval() == few
        assert found.grade is found.marks is None
        if definition is not SIPAS:
            assert not isinstance(score(definition, counts, respondents=10).value, NotEstimable)
        assert score(definition, 0 * counts, respondents=10).value == NotEstimable(Reason.NO_ANSWERS)


def test_officer_days_give_a_share_its_interval():
    x = np.array([[3, 2], [4, 1], [2, 2], [4, 4]] * 4)
    n = np.full_like(x, 4)
    moments = ClusterMoments.of(x, n)
    counts = np.zeros((2, 5), dtype=int)
    counts[:, 3], counts[:, 1] = x.sum(axis=0), (n - x).sum(axis=0)
    by_criteria = score(SIPAS, counts, respondents=64, moments=moments)
    index = satisfaction_index(moments, respondents=64)
    assert by_criteria.value == pytest.approx(index.value)
    assert by_criteria.interval(0.9) == index.interval(0.9)
    by_answers = score(POOLED_TOP_TWO, counts, respondents=64, moments=moments)
    assert by_answers.interval() == pooled(moments, respondents=64).interval()
    assert score(SIPAS, counts, respondents=64).interval() == NotEstimable(Reason.NO_OFFICER_DAYS)


def test_officer_days_of_other_answers_are_refused():
    moments = ClusterMoments.of([[3], [4]] * 5, [[4], [4]] * 5)
    counts = [[0, 5, 0, 35, 0]]
    score(SIPAS, counts, respondents=40, moments=moments)
    for definition, other in ((SIPAS, [[0, 6, 0, 34, 0]]), (MEAN_1_5, counts), (SIPAS, counts * 2)):
        with pytest.raises(MomentsDisagree, match="moments"):
            score(definition, other, respondents=40, moments=moments)


def test_counts_that_a_definition_is_not_made_for_are_refused_by_name():
    with pytest.raises(WrongLevels, match=r"skm.* 4 columns .*found 5"):
        score(SKM, [[0, 0, 0, 5, 5]] * 9, respondents=10)
    with pytest.raises(WrongCriteria, match="skm"):
        score(SKM, [[0, 0, 5, 5]] * 8, respondents=10)
    with pytest.raises(WrongLevels, match="nhs"):
        score(NHS_FFT, [0, 0, 0, 5, 5], respondents=10)
    with pytest.raises(WrongShape, match="counts"):
        score(SIPAS, [[[0, 0, 0, 5, 5]]], respondents=10)
    with pytest.raises(NegativeCounts, match="counts"):
        score(CSAT, [0, 0, -1, 5, 5], respondents=10)
    with pytest.raises(MoreAnswersThanRespondents):
        score(SIPAS, [[0, 0, 0, 5, 6]], respondents=10)


@pytest.mark.parametrize(
    "changed",
    [{"low": 2.0}, {"levels": 7}, {"minimum": 0}, {"grades": (Grade(3, "b"), Grade(1, "a"))}],
)
def test_an_impossible_definition_is_refused(changed):
    with pytest.raises(DefinitionImpossible, match="sipas"):
        replace(SIPAS, **changed)


def test_a_net_share_is_no_share_and_has_no_interval_from_officer_days():
    assert not NET.is_share
    assert not ND61.is_share
    assert NHS_FFT.is_share
    assert SIPAS.combine is Combine.CRITERIA


DAYS = OfficerDays.of(ClusterMoments.of([[4], [5], [6]] * 10, [[6], [6], [6]] * 10))


def test_one_question_has_the_limits_of_its_share_at_answers_over_the_design_effect():
    found = score(CSAT, [2, 3, 10, 45, 40], respondents=100, days=replace(DAYS, correlation=0.1, df=29))
    effect = 1 + 0.1 * (100 / 30 - 1)
    share, worth = 0.85, 99 / effect * (special.stdtrit(99, 0.975) / special.stdtrit(29, 0.975)) ** 2
    expected = beta_limits(share, worth, 0.95, "")  # n - 1 of the variance of single answers
    limits = found.interval()
    assert (limits.low, limits.high) == (pytest.approx(expected.low), pytest.approx(expected.high))


def test_a_mean_of_levels_is_as_sure_as_if_a_form_had_one_voice():
    one = score(MEAN_1_5, [2, 3, 10, 45, 40], respondents=100, days=DAYS).interval()
    same = score(MEAN_1_5, [[2, 3, 10, 45, 40]] * 8, respondents=100, days=DAYS).interval()
    assert (one.low, one.high) == (pytest.approx(same.low), pytest.approx(same.high))
    deviation = np.repeat([1, 2, 3, 4, 5], [2, 3, 10, 45, 40]).std(ddof=1)
    assert same.width == pytest.approx(2 * 1.984 * deviation / 10, rel=0.15)  # t of 99, independent forms
    nd61 = score(ND61_SURVEY, [[1, 9, 40]] * 4, respondents=50, days=DAYS)
    assert nd61.interval().low < nd61.value < nd61.interval().high <= 8


@given(st.lists(LEVELS, min_size=1, max_size=4), st.floats(0, 1))
def test_limits_of_any_definition_hold_the_value_and_stay_on_its_scale(rows, correlation):
    rows = np.array(rows)
    forms = max(int(rows.sum(axis=1).max()), 10)
    for definition in (MEAN_1_5, NET, HAPPY_5, OPG_UNTIL_MARCH_2026, POOLED_TOP_TWO, SIPAS):
        found = score(definition, rows, respondents=forms, days=replace(DAYS, correlation=correlation))
        limits = found.interval()
        if isinstance(found.value, NotEstimable):
            assert limits == found.value
        else:
            assert definition.low - 1e-9 <= limits.low <= found.value + 1e-9
            assert found.value - 1e-9 <= limits.high <= definition.high + 1e-9


def test_without_anything_that_tells_how_alike_days_are_a_day_is_one_voice():
    few = OfficerDays.of(ClusterMoments.of([[4], [5]], [[6], [6]]))
    assert (few.number, few.correlation, few.effect(12)) == (2, 1.0, pytest.approx(6))
    lent = OfficerDays.of(ClusterMoments.of([[4], [5]], [[6], [6]]), DesignEffect(2.0, 40, 4.0, 0.2))
    assert (lent.correlation, lent.df, lent.effect(12)) == (0.2, 40, pytest.approx(2))
    assert OfficerDays.of(ClusterMoments.zero(3)) == NotEstimable(Reason.NO_OFFICER_DAYS)
    with pytest.raises(OutOfRange, match="correlation"):
        replace(lent, correlation=1.5)
