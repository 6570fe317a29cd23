import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from scoring.errors import CovarianceNotDefinite, OutOfRange
from scoring.questionnaire.one_factor import LEAST_UNIQUENESS, maximum_likelihood, minimum_residuals
from tests.figures import case

ATTITUDE = case("omega_attitude_1factor")


def test_omega_and_loadings_are_those_of_factanal_and_psych():
    likely, least = maximum_likelihood(ATTITUDE.input["cov"]), minimum_residuals(ATTITUDE.input["cov"])
    assert likely.omega == pytest.approx(ATTITUDE.expected["omega_ml"], abs=2e-6)
    assert likely.loadings == pytest.approx(ATTITUDE.expected["loadings"], abs=2e-6)
    assert least.omega == pytest.approx(ATTITUDE.expected["omega_minres"], abs=1e-6)


@settings(max_examples=25)
@given(st.lists(st.floats(0.3, 0.9), min_size=3, max_size=8))
def test_a_factor_that_is_there_is_found_again(loadings):
    true = np.array(loadings)
    matrix = np.outer(true, true)
    np.fill_diagonal(matrix, 1.0)
    omega = true.sum() ** 2 / (true.sum() ** 2 + (1 - true**2).sum())
    for found in (maximum_likelihood(matrix), minimum_residuals(matrix)):
        assert found.loadings == pytest.approx(true, abs=2e-4)
        assert found.omega == pytest.approx(omega, abs=2e-4)


def test_a_scale_of_other_spreads_has_the_same_factor():
    cov = np.array(ATTITUDE.input["cov"])
    stretch = np.arange(1, 8)
    stretched = cov * np.outer(stretch, stretch)
    assert maximum_likelihood(stretched).omega == pytest.approx(maximum_likelihood(cov).omega, abs=1e-9)


def test_an_item_that_the_factor_would_explain_beyond_all_stops_at_the_bound():
    matrix = [[1.0, 0.8, 0.8], [0.8, 1.0, 0.5], [0.8, 0.5, 1.0]]  # loading² of the first would be 1.28
    for found in (maximum_likelihood(matrix), minimum_residuals(matrix)):
        assert found.uniquenesses.min() == pytest.approx(LEAST_UNIQUENESS)
        assert 0 < found.omega < 1


def test_items_that_have_nothing_in_common_have_no_omega_to_speak_of():
    for factor in (maximum_likelihood, minimum_residuals):
        assert 0 <= factor(np.eye(4)).omega < 0.3  # one item may pass for the factor


def test_two_items_and_impossible_covariances_are_refused():
    for factor in (maximum_likelihood, minimum_residuals):
        with pytest.raises(OutOfRange, match="covariance"):
            factor([[1.0, 0.5], [0.5, 1.0]])
        with pytest.raises(CovarianceNotDefinite):
            factor(np.ones((3, 3)))
