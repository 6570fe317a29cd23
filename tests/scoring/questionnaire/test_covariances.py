import numpy as np
import pandas as pd
import pytest
from hypothesis import given

from scoring.errors import CovarianceNotDefinite, NotANumber, OutOfRange, PairsDisagree, WrongShape
from scoring.questionnaire.covariances import (
    correlations,
    covariances,
    definite,
    is_definite,
    means_of_groups,
    pair_counts,
)
from scoring.questionnaire.pairs import PairTables
from tests.scoring.questionnaire.forms import few_forms, level_counts, rows_of


@pytest.mark.parametrize("missing", [0.0, 0.3, 0.6])
def test_covariances_are_those_of_pandas_over_the_forms_that_answered_both(missing):
    rows = rows_of(11, missing=missing)
    tables = PairTables.of_rows(rows, 5)
    frame = pd.DataFrame(np.where(rows > 0, rows, np.nan))
    assert covariances(tables, level_counts(rows)) == pytest.approx(frame.cov().to_numpy(), abs=1e-12)
    answered = (rows > 0).astype(int)
    both = answered.T @ answered
    np.fill_diagonal(both, 0)
    assert pair_counts(tables).tolist() == both.tolist()


@given(few_forms(least=2).map(lambda rows: np.maximum(rows, 1)))
def test_without_level_counts_variances_are_exact_where_every_form_answers_every_item(rows):
    found = covariances(PairTables.of_rows(rows, 3))
    assert found == pytest.approx(np.cov(rows.T), abs=1e-12)


def test_without_level_counts_a_variance_is_pooled_over_the_pairs_of_its_item():
    rows = rows_of(5, missing=0.4)
    pooled = []
    for i in range(4):
        total = weight = 0.0
        for j in set(range(4)) - {i}:
            both = rows[(rows[:, i] > 0) & (rows[:, j] > 0), i]
            total, weight = total + (len(both) - 1) * both.var(ddof=1), weight + len(both) - 1
        pooled.append(total / weight)
    assert np.diagonal(covariances(PairTables.of_rows(rows, 5))) == pytest.approx(pooled)


def test_the_covariances_of_elements_are_those_of_the_mean_of_their_criteria():
    rows = rows_of(7, items=6)
    elements = [[0, 1, 2], [3, 5], [4]]
    means = np.column_stack([rows[:, element].mean(axis=1) for element in elements])
    found = means_of_groups(covariances(PairTables.of_rows(rows, 5)), elements)
    assert found == pytest.approx(np.cov(means.T), abs=1e-12)


def test_covariances_that_no_answers_can_have_are_told_apart():
    impossible = [[1.0, 0.9, -0.9], [0.9, 1.0, 0.9], [-0.9, 0.9, 1.0]]
    assert not is_definite(impossible)
    assert not is_definite([[1.0, 1.0], [1.0, 1.0]])
    assert not is_definite([[0.0, 0.0], [0.0, 1.0]])
    assert is_definite([[1e-6, 0.0], [0.0, 1e6]])
    assert correlations([[4.0, 1.0], [1.0, 1.0]]).tolist() == [[1.0, 0.5], [0.5, 1.0]]
    with pytest.raises(CovarianceNotDefinite, match="covariance"):
        definite("covariance", impossible)


def test_bad_input_is_refused_by_name():
    with pytest.raises(OutOfRange, match="tables"):
        covariances(PairTables.of_rows([[1, 2]], 5))
    rows = rows_of(1)
    tables = PairTables.of_rows(rows, 5)
    with pytest.raises(WrongShape, match="level_counts"):
        covariances(tables, np.zeros((4, 4)))
    with pytest.raises(PairsDisagree, match="level_counts"):
        covariances(tables, np.zeros((4, 5)))
    with pytest.raises(CovarianceNotDefinite):
        is_definite([[1.0, 0.5], [0.4, 1.0]])
    with pytest.raises(CovarianceNotDefinite):
        is_definite([[1.0, 0.5]])
    with pytest.raises(NotANumber):
        is_definite([[np.nan]])
    with pytest.raises(NotANumber):
        is_definite("none")
    with pytest.raises(CovarianceNotDefinite):
        correlations([[0.0]])
    for groups in ([[]], [[0, 0]], [[2]], [[-1]]):
        with pytest.raises(OutOfRange, match="groups"):
            means_of_groups(np.eye(2), groups)
