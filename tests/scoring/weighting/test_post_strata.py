import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from scoring.errors import NegativeCounts, OutOfRange, WrongShape
from scoring.weighting.post_strata import post_strata


def grids(most):
    row = st.lists(st.integers(0, most), min_size=2, max_size=2)
    return st.lists(row, min_size=4, max_size=4).map(np.array).filter(lambda grid: grid.sum() > 0)


def test_a_small_channel_joins_the_next_smallest_of_its_field():
    strata = post_strata([[40, 9, 15], [30, 30, 0]], [[100, 100, 100], [100, 100, 0]])
    assert strata.merged == (((0, 1), (0, 2)),)
    assert strata.groups == (((0, 0),), ((0, 1), (0, 2)), ((1, 0),), ((1, 1),))
    assert strata.weights[1, 2] == 0


def test_a_small_field_joins_the_next_smallest_group_of_all():
    strata = post_strata([[40, 20], [3, 4], [50, 12]], [[100, 100], [10, 20], [100, 100]])
    assert strata.merged == (((1, 0), (1, 1), (2, 1)),)


def test_forms_without_a_dossier_join_as_small_cells_do():
    strata = post_strata([[40, 20], [30, 30]], [[100, 0], [100, 100]])
    assert strata.merged == (((0, 0), (0, 1)),)
    assert strata.weights.min() > 0


def test_weights_bring_the_forms_to_the_dossiers():
    strata = post_strata([[40, 20], [30, 10]], [[100, 300], [100, 500]])
    assert strata.weights == pytest.approx(np.array([[0.25, 1.5], [1 / 3, 5.0]]))
    assert (strata.capped, strata.merged, strata.covered) == (0, (), 1.0)


def test_no_form_counts_for_more_than_five():
    strata = post_strata([[190, 10]], [[100, 900]])
    assert strata.weights[0, 1] == 5.0
    assert strata.capped == 1


def test_dossiers_that_gave_no_form_are_not_covered():
    strata = post_strata([[40, 0], [30, 30]], [[100, 100], [100, 100]])
    assert strata.covered == 0.75
    assert strata.merged == (((0, 0), (0, 1)),)


@given(grids(30), grids(500))
def test_every_group_has_ten_forms_and_a_dossier_or_is_the_only_one(forms, dossiers):
    strata = post_strata(forms, dossiers)
    cells = [cell for group in strata.groups for cell in group]
    assert len(cells) == len(set(cells))
    assert set(cells) == {(int(r), int(c)) for r, c in np.argwhere(forms + dossiers)}
    if len(strata.groups) > 1:
        for group in strata.groups:
            assert sum(forms[cell] for cell in group) >= 10
            assert sum(dossiers[cell] for cell in group) >= 1
    if not strata.capped:
        assert (strata.weights * forms).sum() == pytest.approx(forms.sum())
        for group in strata.groups:
            weighted = sum(strata.weights[cell] * forms[cell] for cell in group) / forms.sum()
            share = sum(dossiers[cell] for cell in group) / dossiers.sum()
            assert weighted == pytest.approx(share)
    assert strata.weights.max() <= 5
    assert 0 <= strata.covered <= 1


def test_bad_input_is_refused_by_name():
    with pytest.raises(WrongShape, match="forms"):
        post_strata([1, 2], [1, 2])
    with pytest.raises(WrongShape, match="dossiers"):
        post_strata([[1, 2]], [[1, 2, 3]])
    with pytest.raises(OutOfRange, match="forms"):
        post_strata([[0]], [[1]])
    with pytest.raises(OutOfRange, match="dossiers"):
        post_strata([[1]], [[0]])
    with pytest.raises(OutOfRange, match="most"):
        post_strata([[1]], [[1]], most=0.5)
    with pytest.raises(NegativeCounts, match="dossiers"):
        post_strata([[1]], [[-1]])
