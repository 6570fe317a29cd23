import numpy as np
import pytest
from hypothesis import assume, given
from scipy import stats

from scoring.comparisons.association import association
from scoring.comparisons.level_tables import placements
from scoring.comparisons.rank_tests import kruskal_wallis
from scoring.errors import NotANumber, WrongShape
from scoring.result import NotEstimable, Reason
from tests.scoring.comparisons.answers import raw, tables


@given(tables(most=4, levels=3))
def test_one_stratum_without_scores_is_pearsons_test_by_the_permutation_factor(table):
    table = table[:, table.any(axis=0)][table.any(axis=1)]
    assume(min(table.shape) > 1)
    n = table.sum()
    pearson = stats.chi2_contingency(table, correction=False)
    found = association(table)
    assert found.chi2 == pytest.approx(pearson.statistic * (n - 1) / n)
    assert found.df == pearson.dof


@given(tables(most=4))
def test_mid_ranks_as_scores_of_columns_make_it_kruskal_wallis(table):
    assume(table.any(axis=1).all())
    assume((table.sum(axis=0) > 0).sum() > 1)
    found, plain = association(table, None, placements(table.sum(axis=0))), kruskal_wallis(table)
    assert (found.chi2, found.df) == (pytest.approx(plain.statistic), plain.df)


def test_scores_of_both_ask_for_the_correlation():
    table = np.array([[2, 3, 9], [6, 4, 1]])
    rows, columns = raw(table.sum(axis=1)), np.concatenate([raw(row) for row in table])
    r = np.corrcoef(rows, columns)[0, 1]
    found = association(table, [0, 1], [1, 2, 3])
    assert (found.effect, found.z) == (pytest.approx(r), pytest.approx(r * np.sqrt(24)))


def test_strata_of_one_answer_and_levels_never_used_add_nothing():
    table, alone = [[2, 3, 9], [6, 4, 1]], [[0, 1, 0], [0, 0, 0]]
    assert association([table, alone]) == association([table])
    wider = association(np.pad(np.array(table), ((0, 0), (0, 1))))
    assert (wider.chi2, wider.df) == (pytest.approx(association(table).chi2), 2)


def test_tables_without_two_rows_or_columns_in_use_say_so():
    nothing = NotEstimable(Reason.ALL_ANSWERS_ALIKE)
    assert association([[3, 4]]) == nothing
    assert association([[3, 0], [4, 0]], [1, 2], [1, 2]) == nothing
    assert association(np.zeros((0, 2, 2))) == nothing


def test_impossible_requests_are_refused():
    with pytest.raises(WrongShape, match="tables"):
        association([1, 2])
    with pytest.raises(WrongShape, match="row_scores"):
        association([[1, 2], [3, 4]], [1, 2, 3])
    with pytest.raises(NotANumber, match="column_scores"):
        association([[1, 2], [3, 4]], None, [1, float("inf")])


def test_scores_that_are_all_alike_ask_nothing():
    for alike in (0.1, 7.0):
        found = association([[2, 3, 9], [6, 4, 1]], [0, 1], [alike] * 3)
        assert found == NotEstimable(Reason.ALL_ANSWERS_ALIKE)
