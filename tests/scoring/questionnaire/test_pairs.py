import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from scoring.errors import LevelOffScale, NegativeCounts, OutOfRange, UnknownPosition, WrongShape
from scoring.questionnaire.pairs import PairTables, pair_places, pair_vector_length
from survey import Answers, PairLayout, shipped_instruments
from tests.scoring.questionnaire.forms import few_forms, rows_of


@given(few_forms())
def test_a_table_counts_the_forms_one_by_one(rows):
    tables = PairTables.of_rows(rows, levels=3)
    for i, j in pair_places(3):
        for a in (1, 2, 3):
            for b in (1, 2, 3):
                counted = sum(1 for row in rows if row[i] == a and row[j] == b)
                assert tables.table(i, j)[a - 1, b - 1] == counted
                assert tables.table(j, i)[b - 1, a - 1] == counted


@given(few_forms(), st.randoms(use_true_random=False))
def test_the_order_of_forms_does_not_matter(rows, chance):
    order = list(range(len(rows)))
    chance.shuffle(order)
    assert PairTables.of_rows(rows[order], 3) == PairTables.of_rows(rows, 3)


@given(few_forms(), few_forms())
def test_adding_counts_all_and_taking_away_leaves_nothing_behind(some, others):
    a, b = PairTables.of_rows(some, 3), PairTables.of_rows(others, 3)
    together = PairTables.of_rows(np.vstack([some, others]), 3)
    assert a + b == together
    assert together - b == a
    assert a - a == PairTables.zero(3, 3)


@given(few_forms())
def test_the_stored_vector_reads_back(rows):
    tables = PairTables.of_rows(rows, 3)
    vector = tables.to_vector()
    assert (vector.dtype, vector.shape) == (np.int64, (pair_vector_length(3, 3),))
    assert PairTables.from_vector(vector, 3, 3) == tables
    assert PairTables.from_vector(vector.tolist(), 3, 3) == tables


def test_a_form_stands_in_the_flat_vector_where_the_survey_counts_it():
    form = shipped_instruments()["counter-2026/1"]
    layout = PairLayout.of(form)
    asked = {form.numbers[0]: 5, form.numbers[3]: 2, form.numbers[15]: 4}
    vector = np.zeros(layout.width, dtype=np.int64)
    vector[layout.places(Answers(asked=asked, overall=3))] += 1
    row = np.zeros(17, dtype=np.int64)
    row[[0, 3, 15, 16]] = 5, 2, 4, 3
    assert layout.width == pair_vector_length(17, 5) == 3400
    assert PairTables.from_vector(vector, 17, 5) == PairTables.of_rows([row], 5)


@given(few_forms(items=4), st.permutations(range(4)), st.integers(2, 4))
def test_a_part_of_the_items_is_counted_as_if_only_they_were_asked(rows, order, size):
    chosen = order[:size]
    assert PairTables.of_rows(rows, 3).restrict(chosen) == PairTables.of_rows(rows[:, chosen], 3)


def test_pairs_are_counted_by_who_answered_both():
    rows = rows_of(3, missing=0.3)
    tables = PairTables.of_rows(rows, 5)
    both = [((rows[:, i] > 0) & (rows[:, j] > 0)).sum() for i, j in pair_places(4)]
    assert tables.answered_both.tolist() == both


def test_bad_tables_are_refused_by_name():
    forms = PairTables.of_rows([[1, 2, 3]], 3)
    with pytest.raises(NegativeCounts, match="counts"):
        PairTables.zero(3, 3) - forms
    with pytest.raises(WrongShape, match="other"):
        forms + PairTables.zero(4, 3)
    with pytest.raises(WrongShape, match="vector"):
        PairTables.from_vector([0] * 26, 3, 3)
    with pytest.raises(LevelOffScale):
        PairTables.of_rows([[1, 4]], 3)
    with pytest.raises(WrongShape, match="rows"):
        PairTables.of_rows([1, 2], 3)
    with pytest.raises(UnknownPosition):
        forms.table(1, 1)
    with pytest.raises(UnknownPosition):
        forms.restrict([0, 3])
    with pytest.raises(OutOfRange, match="items"):
        PairTables(1, np.zeros((0, 3, 3)))
    with pytest.raises(WrongShape, match="counts"):
        PairTables(3, np.zeros((2, 3, 3)))
    with pytest.raises(OutOfRange, match="levels"):
        PairTables(2, np.zeros((1, 1, 1)))
    assert forms != 5
