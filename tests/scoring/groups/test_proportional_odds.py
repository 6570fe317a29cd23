"""Fixed-effects proportional odds: against R's MASS::polr as printed, statsmodels on expanded rows, closed forms."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp
from statsmodels.miscmodels.ordinal_model import OrderedModel

from scoring.errors import NegativeCounts, NotANumber, OutOfRange, WrongShape
from scoring.groups.proportional_odds import ProportionalOdds, proportional_odds, treatment_contrasts
from scoring.result import NotEstimable, Reason

# fmt: off
HOUSING = np.array([
    21, 21, 28, 34, 22, 36, 10, 11, 36, 61, 23, 17, 43, 35, 40, 26, 18, 54,
    13, 9, 10, 8, 8, 12, 6, 7, 9, 18, 6, 7, 15, 13, 13, 7, 5, 11,
    14, 19, 37, 17, 23, 40, 3, 5, 23, 78, 46, 43, 48, 45, 86, 15, 25, 62,
    20, 23, 20, 10, 22, 24, 7, 10, 21, 57, 23, 13, 31, 21, 13, 5, 6, 13,
]).reshape(2, 4, 3, 3)
# fmt: on
"""Contact, type, influence, satisfaction: R's MASS::housing."""


def fitted(counts: object, design: object) -> ProportionalOdds:
    found = proportional_odds(counts, design)
    assert isinstance(found, ProportionalOdds)
    return found


def test_the_housing_example_of_venables_and_ripley():
    """MASS, 4th edition, section 7.3: polr(Sat ~ Infl + Type + Cont, weights = Freq), as printed."""
    counts = HOUSING.transpose(2, 1, 0, 3).reshape(-1, 3)
    found = fitted(counts, treatment_contrasts([3, 4, 2]))
    printed = [0.5664, 1.2888, -0.5724, -0.3662, -1.0910, 0.3603]
    assert found.coefficients == pytest.approx(printed, abs=5.1e-5)
    assert found.errors == pytest.approx([0.10465, 0.12716, 0.11924, 0.15517, 0.15149, 0.09554], abs=1e-5)
    assert found.thresholds == pytest.approx([-0.4961, 0.6907], abs=5e-5)
    assert found.threshold_errors == pytest.approx([0.1248, 0.1255], abs=5e-5)
    assert found.deviance == pytest.approx(3479.149, abs=5e-4)
    assert found.aic == pytest.approx(3495.149, abs=5e-4)


def test_statsmodels_on_the_answers_one_by_one_says_the_same():
    counts = np.array([[10, 20, 40, 30], [25, 30, 25, 20], [5, 15, 40, 60]])
    x = np.array([[0.0, 0.5], [1.0, -1.0], [0.0, 2.0]])
    row, level = (np.repeat(each.ravel(), counts.ravel()) for each in np.indices(counts.shape))
    model = OrderedModel(level, x[row], distr="logit").fit(method="bfgs", disp=False, gtol=1e-8)
    found = fitted(counts, x)
    assert found.coefficients == pytest.approx(model.params[:2], abs=1e-5)
    assert found.errors == pytest.approx(model.bse[:2], abs=1e-5)
    assert found.thresholds == pytest.approx(
        model.model.transform_threshold_params(model.params)[1:-1], abs=1e-5
    )
    assert found.log_likelihood == pytest.approx(model.llf, abs=1e-8)


def test_two_levels_and_two_groups_are_the_log_odds_ratio():
    found = fitted([[10, 30], [20, 15]], [[0], [1]])
    assert found.coefficients == pytest.approx([np.log(15 / 20 / 3)], abs=1e-9)
    assert found.errors == pytest.approx([np.sqrt(1 / 10 + 1 / 30 + 1 / 20 + 1 / 15)], abs=1e-9)


def test_without_x_thresholds_are_the_logits_of_all_answers():
    found = fitted([[10, 20, 40]], np.zeros((1, 0)))
    assert found.thresholds == pytest.approx(np.log([10 / 60, 30 / 40]))
    assert found.log_likelihood == pytest.approx(10 * np.log(1 / 7) + 20 * np.log(2 / 7) + 40 * np.log(4 / 7))


def test_a_level_that_nobody_used_is_left_out():
    x = [[0], [1]]
    with_it, without = fitted([[9, 0, 5, 4], [3, 0, 8, 8]], x), fitted([[9, 5, 4], [3, 8, 8]], x)
    assert with_it.levels.tolist() == [0, 2, 3]
    assert with_it.coefficients == pytest.approx(without.coefficients)


@given(hnp.arrays(np.int64, (3, 4), elements=st.integers(1, 60)), st.permutations(range(3)))
def test_the_order_of_rows_does_not_matter_and_halves_are_added_up(counts: np.ndarray, order: list[int]):
    x = treatment_contrasts([3])
    found, other = fitted(counts, x), fitted(counts[order], x[order])
    assert other.coefficients == pytest.approx(found.coefficients, abs=1e-6)
    split = fitted(np.vstack([counts / 2, counts / 2]), np.vstack([x, x]))
    assert split.coefficients == pytest.approx(found.coefficients, abs=1e-6)
    assert split.log_likelihood == pytest.approx(found.log_likelihood)


@given(hnp.arrays(np.int64, (3, 4), elements=st.integers(0, 8)))
def test_every_table_has_an_answer_or_a_reason(counts: np.ndarray):
    found = proportional_odds(counts, treatment_contrasts([3]))
    if isinstance(found, ProportionalOdds):
        parts = (found.thresholds, found.threshold_errors, found.coefficients, found.errors)
        assert all(np.isfinite(part).all() for part in parts)
        assert (np.diff(found.thresholds) > 0).all()
        assert found.log_likelihood <= 0


@pytest.mark.parametrize(
    ("counts", "reason"),
    [
        ([[0, 0, 0], [0, 0, 0]], Reason.NO_ANSWERS),
        ([[0, 5, 0], [0, 9, 0]], Reason.ONE_LEVEL_USED),
        ([[3, 4, 5], [0, 0, 0]], Reason.NOTHING_TO_COMPARE_WITH),
        ([[3, 4, 5], [0, 0, 9]], Reason.GROUPS_ALL_OR_NOTHING),
        ([[0, 7], [7, 0]], Reason.GROUPS_ALL_OR_NOTHING),
    ],
)
def test_what_has_no_finite_odds_says_why(counts: list[list[int]], reason: Reason):
    assert proportional_odds(counts, [[0], [1]]) == NotEstimable(reason)


@pytest.mark.parametrize(
    ("counts", "design", "error"),
    [
        ([1, 2], [[0]], WrongShape),
        ([[1, 2]], [[0], [1]], WrongShape),
        ([[1, 2]], [0], WrongShape),
        ([[1, -2]], [[0]], NegativeCounts),
        ([[1, np.nan]], [[0]], NotANumber),
        ([[1, 2]], [[np.inf]], NotANumber),
    ],
)
def test_bad_input_is_named(counts: object, design: object, error: type[Exception]):
    with pytest.raises(error):
        proportional_odds(counts, design)


def test_contrasts_are_those_of_r():
    assert treatment_contrasts([1, 2]).tolist() == [[0.0], [1.0]]
    assert treatment_contrasts([]).shape == (1, 0)
    with pytest.raises(OutOfRange, match="sizes"):
        treatment_contrasts([2, 0])
