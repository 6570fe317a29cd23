import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from scoring.errors import ConfidenceOutOfRange, OutOfRange
from scoring.questionnaire.alpha import alpha_if_dropped, cronbach_alpha, feldt_limits, standardised_alpha
from tests.figures import case
from tests.scoring.questionnaire.forms import rows_of

ATTITUDE = case("alpha_attitude")


def test_alpha_and_its_limits_are_those_of_psych():
    cov, expected = ATTITUDE.input["cov"], ATTITUDE.expected
    assert cronbach_alpha(cov) == pytest.approx(expected["raw_alpha"], abs=1e-9)
    assert standardised_alpha(cov) == pytest.approx(expected["std_alpha"], abs=1e-9)
    assert alpha_if_dropped(cov) == pytest.approx(expected["alpha_if_dropped"], abs=1e-9)
    limits = feldt_limits(cronbach_alpha(cov), 7, ATTITUDE.input["n"])
    assert limits == pytest.approx(expected["feldt_ci95"], abs=1e-9)


def test_of_two_items_of_one_spread_alpha_is_spearman_and_brown():
    # alpha = 2 r / (1 + r)
    for r in (0.1, 0.5, 0.9):
        assert cronbach_alpha([[4.0, 4 * r], [4 * r, 4.0]]) == pytest.approx(2 * r / (1 + r))


def test_alpha_is_by_its_definition_on_the_rows():
    rows = rows_of(2, items=5)
    total = rows.sum(axis=1).var(ddof=1)
    by_rows = 5 / 4 * (1 - rows.var(axis=0, ddof=1).sum() / total)
    assert cronbach_alpha(np.cov(rows.T)) == pytest.approx(by_rows)


@given(st.floats(-2, 0.999), st.integers(2, 20), st.integers(5, 2000))
def test_limits_hold_alpha_and_narrow_with_forms(alpha, items, forms):
    low, high = feldt_limits(alpha, items, forms)
    inner = feldt_limits(alpha, items, 2 * forms)
    assert low < alpha < high < 1
    assert inner[1] - inner[0] < high - low


@given(st.permutations(range(7)))
def test_the_order_of_items_does_not_matter(order):
    cov = np.array(ATTITUDE.input["cov"])
    assert cronbach_alpha(cov[np.ix_(order, order)]) == pytest.approx(cronbach_alpha(cov))


def test_bad_input_is_refused_by_name():
    with pytest.raises(OutOfRange, match="covariance"):
        cronbach_alpha([[1.0]])
    with pytest.raises(OutOfRange, match="covariance"):
        cronbach_alpha([[1.0, -1.0], [-1.0, 1.0]])
    with pytest.raises(OutOfRange, match="covariance"):
        alpha_if_dropped([[1.0, 0.5], [0.5, 1.0]])
    with pytest.raises(ConfidenceOutOfRange):
        feldt_limits(0.8, 3, 100, confidence=1.0)
    for wrong in ({"alpha": 1.2}, {"items": 1}, {"respondents": 1}):
        with pytest.raises(OutOfRange, match=next(iter(wrong))):
            feldt_limits(**{"alpha": 0.8, "items": 3, "respondents": 100} | wrong)
