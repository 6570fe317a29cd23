import numpy as np
import pytest
from hypothesis import given
from scipy import stats

from scoring.comparisons.level_tables import level_table, placements, ridits, table_of_values
from scoring.errors import NegativeCounts, NotANumber, WrongShape
from tests.scoring.comparisons.answers import raw, tables


@given(tables(least=1, most=1))
def test_placements_are_mid_ranks_less_one_half(table):
    answers = raw(table[0])
    assert placements(table[0])[answers] == pytest.approx(stats.rankdata(answers) - 0.5)


@given(tables())
def test_raw_values_become_the_counts_that_they_are(table):
    counts, values = table_of_values([raw(row) for row in table])
    assert (counts == table[:, values.astype(int)]).all()
    assert counts.sum() == table.sum()


def test_mean_ridit_of_all_answers_is_one_half():
    levels = np.array([2, 3, 10, 45, 40])
    assert ridits(levels) @ levels / levels.sum() == pytest.approx(0.5)
    assert ridits(np.zeros(3)).tolist() == [0.5] * 3


def test_no_group_and_empty_groups_make_a_table():
    assert table_of_values([])[0].shape == (0, 0)
    assert table_of_values([[], [1.0]])[0].tolist() == [[0], [1]]


def test_what_is_no_table_is_refused():
    with pytest.raises(WrongShape, match="counts"):
        level_table("counts", [1, 2])
    with pytest.raises(NegativeCounts, match="counts"):
        level_table("counts", [[1, -2]])
    with pytest.raises(NotANumber, match="groups"):
        table_of_values([[1.0, float("nan")]])
