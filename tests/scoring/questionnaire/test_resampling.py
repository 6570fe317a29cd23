import numpy as np
import pytest

from scoring.errors import CovarianceNotDefinite, OutOfRange
from scoring.questionnaire.covariances import covariances
from scoring.questionnaire.pairs import PairTables
from scoring.questionnaire.resampling import drawn_covariances, excess_kurtosis, forms_worth
from tests.scoring.questionnaire.forms import rows_of


def test_drawn_covariances_scatter_as_wishart_does():
    matrix = np.array([[2.0, 0.6, 0.3], [0.6, 1.0, 0.2], [0.3, 0.2, 1.5]])
    drawn = drawn_covariances(matrix, forms=101, draws=4000)
    variances = np.diagonal(matrix)
    expected = (matrix**2 + np.outer(variances, variances)) / 100  # var s_ij, Anderson 2003, section 7.3
    assert drawn.mean(axis=0) == pytest.approx(matrix, abs=0.02)
    assert drawn.var(axis=0) == pytest.approx(expected, rel=0.1)
    assert np.linalg.eigvalsh(drawn).min() > 0


def test_the_same_seed_draws_the_same():
    once, again = (drawn_covariances(np.eye(3), 50, 5, seed=7) for _ in range(2))
    assert (once == again).all()
    assert (drawn_covariances(np.eye(3), 50, 5, seed=8) != once).any()


def test_kurtosis_is_that_of_the_rows():
    rows = rows_of(9, items=2, cuts=(-2.5, -2.2, -1.9, -1.6))  # almost all at the top
    z = (rows - rows.mean(axis=0)) / rows.std(axis=0)
    r = (z[:, 0] * z[:, 1]).mean()
    expected = (z[:, 0] ** 2 * z[:, 1] ** 2).mean() / (1 + 2 * r * r) - 1
    assert excess_kurtosis(PairTables.of_rows(rows, 5)) == pytest.approx(expected)
    assert expected > 1


def test_crowded_levels_and_forms_of_one_day_are_worth_less_than_they_count():
    tables = PairTables.of_rows(rows_of(9, missing=0.2), 5)
    weakest = tables.answered_both.min()
    assert forms_worth(tables) == pytest.approx(weakest / (1 + excess_kurtosis(tables)))
    assert forms_worth(tables, 2.0) == pytest.approx(forms_worth(tables) / 2)


def test_a_covariance_of_the_levels_scatters_as_these_forms_say():
    spread = []
    for seed in range(300):
        rows = rows_of(seed, forms=300, items=2)
        spread.append(covariances(PairTables.of_rows(rows, 5))[0, 1])
    tables = PairTables.of_rows(rows_of(1, forms=20_000, items=2), 5)
    matrix, worth = covariances(tables), 300 / (1 + excess_kurtosis(tables))
    said = np.sqrt((matrix[0, 1] ** 2 + matrix[0, 0] * matrix[1, 1]) / worth)
    assert said == pytest.approx(np.std(spread), rel=0.12)


def test_bad_input_is_refused_by_name():
    with pytest.raises(OutOfRange, match="design_effect"):
        forms_worth(PairTables.of_rows(rows_of(1), 5), 0.9)
    with pytest.raises(OutOfRange, match="forms"):
        drawn_covariances(np.eye(3), 3, 5)
    with pytest.raises(OutOfRange, match="draws"):
        drawn_covariances(np.eye(3), 30, 0)
    with pytest.raises(CovarianceNotDefinite):
        drawn_covariances(np.ones((3, 3)), 30, 5)
