import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from scoring.errors import NotANumber, OutOfRange
from scoring.result import NotEstimable, Reason
from scoring.safeguards.selection import (
    Sensitivity,
    correlation_for,
    correlation_to_flip,
    effective_size,
    mean_sensitivity,
    selection_bias,
    share_sensitivity,
    worst_case,
)
from tests.figures import case


def test_the_effective_size_is_that_of_meng():
    known = case("meng_neff")
    found = effective_size(known.input["ddc"], known.input["f"])
    assert found == pytest.approx(known.expected["n_eff"], abs=known.tolerance["abs"])
    assert found == pytest.approx(known.expected["published_approx"], abs=known.tolerance["published_abs"])


@given(st.integers(0, 2**32 - 1), st.integers(30, 300))
def test_the_bias_is_an_identity_of_any_population(seed, people):
    chance = np.random.default_rng(seed)
    level = chance.integers(1, 6, people)
    answers = chance.random(people) < 0.1 + 0.15 * level
    answers[:2] = True, False
    level[:2] = 1, 5
    rho = np.corrcoef(answers, level)[0, 1]
    bias = selection_bias(rho, answers.mean(), level.std())
    assert bias == pytest.approx(level[answers].mean() - level.mean(), abs=1e-9)
    assert correlation_for(bias, answers.mean(), level.std()) == pytest.approx(rho, abs=1e-9)


@given(st.integers(10, 400), st.integers(0, 400), st.integers(1, 400), st.data())
def test_the_correlation_needed_is_that_of_the_people_themselves(respondents, satisfied_left, left, data):
    satisfied = data.draw(st.integers(0, respondents))
    satisfied_left = min(satisfied_left, left)
    dossiers = respondents + left
    truth = (satisfied + satisfied_left) / dossiers
    if not 0 < truth < 1:
        return
    seen = share_sensitivity(
        satisfied / respondents, verdict=truth, respondents=respondents, dossiers=dossiers
    )
    answers = np.repeat(
        [1, 1, 0, 0], [satisfied, respondents - satisfied, satisfied_left, left - satisfied_left]
    )
    content = np.repeat(
        [1, 0, 1, 0], [satisfied, respondents - satisfied, satisfied_left, left - satisfied_left]
    )
    assert seen.correlation_needed == pytest.approx(np.corrcoef(answers, content)[0, 1], abs=1e-9)
    low, high = seen.bounds
    assert low - 1e-12 <= truth <= high + 1e-12


def test_what_would_change_a_verdict_of_eighty_per_cent():
    seen = share_sensitivity(0.874, verdict=0.80, respondents=412, dossiers=4578)
    assert seen.answered == pytest.approx(0.09, abs=1e-4)
    assert seen.correlation_needed == pytest.approx(0.074 / (np.sqrt(0.91 / 0.09) * 0.4), rel=1e-3)
    assert seen.value - seen.bias(seen.correlation_needed) == pytest.approx(0.80)
    assert seen.bounds == pytest.approx((0.0787, 0.9887), abs=1e-4)
    assert seen.effective(0.05) == pytest.approx(39.6, abs=0.1)
    assert not seen.no_selection_could
    assert "noticeable" in seen.sentence
    assert seen.denominator == "412 forms of 4578 dossiers"


def test_where_nearly_all_answered_no_selection_could_change_it():
    seen = share_sensitivity(0.95, verdict=0.80, respondents=950, dossiers=1000)
    assert seen.no_selection_could
    assert "stands" in seen.sentence


def test_the_mean_of_levels_is_asked_in_the_same_way():
    seen = mean_sensitivity([2, 3, 10, 45, 40], verdict=4, dossiers=1000)
    assert seen.value == pytest.approx(4.18)
    assert seen.spread == pytest.approx(np.repeat(np.arange(1, 6), [2, 3, 10, 45, 40]).std())
    assert seen.bounds == pytest.approx((0.1 * 4.18 + 0.9, 0.1 * 4.18 + 4.5))


def test_a_difference_is_explained_away_by_opposite_selections():
    before = share_sensitivity(0.80, verdict=0.85, respondents=400, dossiers=4000)
    after = share_sensitivity(0.90, verdict=0.85, respondents=500, dossiers=4000)
    rho = correlation_to_flip(before, after)
    assert after.value - after.bias(rho) == pytest.approx(before.value + before.bias(rho))


@pytest.mark.parametrize(
    ("respondents", "dossiers", "reason"),
    [
        (9, 100, Reason.TOO_FEW_RESPONDENTS),
        (40, None, Reason.NO_DOSSIERS),
        (40, 0, Reason.NO_DOSSIERS),
        (40, 40, Reason.NOBODY_LEFT_OUT),
        (41, 40, Reason.NOBODY_LEFT_OUT),
    ],
)
def test_without_dossiers_nothing_is_said(respondents, dossiers, reason):
    found = share_sensitivity(0.8, verdict=0.7, respondents=respondents, dossiers=dossiers)
    assert found == NotEstimable(reason)


def test_degenerate_answers_give_a_reason_or_the_right_figure():
    assert mean_sensitivity([0] * 5, verdict=4, dossiers=90) == NotEstimable(Reason.NO_ANSWERS)
    assert mean_sensitivity([0, 0, 0, 0, 40], verdict=4, dossiers=90) == NotEstimable(Reason.ONE_LEVEL_USED)
    why = NotEstimable(Reason.NO_CRITERION_ANSWERED_ENOUGH)
    assert share_sensitivity(why, verdict=0.7, respondents=40, dossiers=90) is why
    all_content = share_sensitivity(1.0, verdict=0.8, respondents=40, dossiers=90)
    assert 0 < all_content.correlation_needed < 1


@given(st.floats(0, 1), st.floats(0.01, 1))
def test_worst_cases_hold_the_share_and_narrow_with_more_answers(share, answered):
    low, high = worst_case(share, answered)
    assert -1e-12 <= low <= share + 1e-12
    assert share - 1e-12 <= high <= 1 + 1e-12
    assert high - low == pytest.approx(1 - answered)


def test_bad_input_names_its_argument():
    with pytest.raises(OutOfRange, match="answered"):
        selection_bias(0.1, 0, 1)
    with pytest.raises(OutOfRange, match="correlation"):
        selection_bias(1.1, 0.5, 1)
    with pytest.raises(OutOfRange, match="correlation"):
        effective_size(0, 0.5)
    with pytest.raises(OutOfRange, match="answered"):
        effective_size(0.1, 1)
    with pytest.raises(OutOfRange, match="spread"):
        correlation_for(0.1, 0.5, 0)
    with pytest.raises(OutOfRange, match="share"):
        worst_case(1.1, 0.5)
    with pytest.raises(NotANumber, match="spread"):
        selection_bias(0.1, 0.5, float("nan"))
    with pytest.raises(OutOfRange, match="verdict"):
        share_sensitivity(0.5, verdict=1, respondents=40, dossiers=90)
    with pytest.raises(OutOfRange, match="spread"):
        Sensitivity(0.5, 0.7, 0.5, 40, 90)
    with pytest.raises(OutOfRange, match="respondents"):
        Sensitivity(0.5, 0.4, 0.5, 90, 90)
    with pytest.raises(OutOfRange, match="value"):
        Sensitivity(1.5, 0.4, 0.5, 40, 90)
