import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from scoring.errors import MarginsDisagree, OutOfRange, WrongShape
from scoring.weighting.raking import jackknife_error, rake, raking_error
from scoring.weighting.sample_means import cluster_mean
from tests.figures import case

SCHOOLS = case("svy_rake")
COUNTS = np.array(SCHOOLS.input["counts"])
ROWS, COLUMNS = (list(SCHOOLS.input[margin].values()) for margin in ("row_margin", "col_margin"))


def schools_by_cluster():
    cells = SCHOOLS.input["cluster_cells"]
    clusters = sorted({cell[0] for cell in cells})
    sums, n = np.zeros((len(clusters), 3, 2)), np.zeros((len(clusters), 3, 2))
    for cluster, kind, wide, schools, total in cells:
        place = clusters.index(cluster), ["E", "H", "M"].index(kind), ["No", "Yes"].index(wide)
        n[place], sums[place] = schools, total
    return sums, n


def test_weights_and_mean_are_those_of_survey():
    raked = rake(COUNTS, [ROWS, COLUMNS])
    sums, n = schools_by_cluster()
    assert (n.sum(axis=0) == COUNTS).all()
    assert raked.weights == pytest.approx(np.array(SCHOOLS.expected["cell_weight"]), abs=1e-6)
    assert raked.mean(sums.sum(axis=0)) == pytest.approx(SCHOOLS.expected["raked_mean"], abs=1e-6)


def test_standard_errors_are_those_of_survey():
    sums, n = schools_by_cluster()
    raked = rake(COUNTS, [ROWS, COLUMNS])
    expected = SCHOOLS.expected
    assert raking_error(raked, sums, n, 757) == pytest.approx(expected["se_linearised_clustered"], abs=1e-8)
    # survey's replicates stop where no cell of the 6,194 schools moves by 1; begun from equal weights
    stopped = jackknife_error(
        [ROWS, COLUMNS], sums, n, start=6194 / 183, tolerance=1 / 6194, population=757
    )  # fmt: skip
    assert stopped == pytest.approx(expected["se_jackknife_clustered"], abs=1e-8)
    settled = jackknife_error([ROWS, COLUMNS], sums, n, population=757)
    assert settled == pytest.approx(expected["se_jackknife_clustered"], abs=1e-3)


tables = st.lists(st.lists(st.integers(1, 30), min_size=3, max_size=3), min_size=2, max_size=2)


@given(tables, st.lists(st.integers(1, 100), min_size=2, max_size=2), st.integers(0, 10**6))
def test_every_known_total_is_met_and_relations_inside_the_table_stay(table, rows, seed):
    share = np.random.default_rng(seed).dirichlet([3, 3, 3])
    columns = share * sum(rows)
    raked = rake(table, [rows, columns])
    filled = raked.weights * np.array(table)
    assert raked.converged
    assert filled.sum(axis=1) == pytest.approx(rows, rel=1e-6)
    assert filled.sum(axis=0) == pytest.approx(columns, rel=1e-6)
    w = raked.weights  # rows times columns: no cross ratio is bent
    assert w[0, 0] * w[1, 1] == pytest.approx(w[0, 1] * w[1, 0])


def test_three_totals_at_once():
    table = np.arange(1, 13).reshape(2, 3, 2)
    margins = [[60, 40], [30, 30, 40], [55, 45]]
    raked = rake(table, margins)
    for axis, margin in enumerate(margins):
        others = tuple({0, 1, 2} - {axis})
        assert (raked.weights * table).sum(axis=others) == pytest.approx(margin)


def test_one_margin_is_post_stratification_and_none_that_matters_is_the_ratio_mean():
    sums, n = schools_by_cluster()
    by_kind_sums, by_kind = sums.sum(axis=2), n.sum(axis=2)
    raked = rake(by_kind.sum(axis=0), [ROWS])
    assert raked.rounds == 2
    means = by_kind_sums.sum(axis=0) / by_kind.sum(axis=0)
    assert raked.mean(by_kind_sums.sum(axis=0)) == pytest.approx(np.average(means, weights=ROWS))
    whole = rake([183], [[6194]])
    error = raking_error(whole, sums.sum(axis=(1, 2))[:, None], n.sum(axis=(1, 2))[:, None], 757)
    expected = cluster_mean(sums.sum(axis=(1, 2)), n.sum(axis=(1, 2)), 757)[1]
    assert error == pytest.approx(expected)


def test_totals_that_nobody_can_meet_are_told():
    hollow = rake([[5, 0], [0, 5]], [[50, 50], [80, 20]])
    assert not hollow.converged
    assert not rake([[3, 4], [5, 6]], [[10, 20], [12, 18]], rounds=1).converged
    with pytest.raises(MarginsDisagree):
        rake([[5, 1], [1, 5]], [[50, 50], [80, 30]])
    with pytest.raises(MarginsDisagree):
        rake([[5, 1], [0, 0]], [[50, 50], [50, 50]])
    with pytest.raises(MarginsDisagree):
        rake([[5, 1]], [[0], [0, 0]])
    alone = np.zeros((2, 2, 2))
    alone[0, 0], alone[1, 1] = 3, 4
    with pytest.raises(MarginsDisagree):
        jackknife_error([[50, 50], [50, 50]], alone, alone)


def test_a_category_that_neither_sample_nor_population_has_changes_nothing():
    plain = rake([[3, 4], [5, 6]], [[10, 20], [12, 18]])
    wider = rake([[3, 4, 0], [5, 6, 0]], [[10, 20], [12, 18, 0]])
    assert wider.weights[:, :2] == pytest.approx(plain.weights)


def test_bad_input_is_refused_by_name():
    raked = rake([[3, 4], [5, 6]], [[10, 20], [12, 18]])
    with pytest.raises(WrongShape, match="margins"):
        rake([[3, 4], [5, 6]], [[10, 20]])
    with pytest.raises(WrongShape, match="margins"):
        rake([[3, 4], [5, 6]], [[10, 20], [12, 9, 9]])
    with pytest.raises(OutOfRange, match="tolerance"):
        rake([3], [[10]], tolerance=0)
    with pytest.raises(WrongShape, match="sums"):
        raked.mean([1, 2])
    with pytest.raises(WrongShape, match="n:"):
        raking_error(raked, [1, 2], [1, 2])
    with pytest.raises(WrongShape, match="sums"):
        raking_error(raked, np.ones((2, 2)), np.ones((2, 2, 2)))
    with pytest.raises(OutOfRange, match="n:"):
        raking_error(raked, [[[3, 4], [5, 6]]], [[[3, 4], [5, 6]]])
    with pytest.raises(OutOfRange, match="adding up"):
        raking_error(raked, np.ones((2, 2, 2)), np.ones((2, 2, 2)))


def test_weights_to_begin_with_that_leave_nobody_are_refused():
    with pytest.raises(MarginsDisagree, match="margins"):
        rake([[30, 10], [20, 40]], [[50, 50], [60, 40]], start=0)
    with pytest.raises(MarginsDisagree, match="margins"):
        rake([[30, 10], [20, 40]], [[50, 50], [60, 40]], start=[[0, 0], [1, 1]])
    with pytest.raises(WrongShape, match="start"):
        rake([[30, 10], [20, 40]], [[50, 50], [60, 40]], start=[1, 2, 3])
    with pytest.raises(OutOfRange, match="rounds"):
        rake([[30, 10], [20, 40]], [[50, 50], [60, 40]], rounds=0)


def test_more_clusters_than_there_are_is_refused():
    n = np.array([[[3, 2], [4, 1]], [[2, 3], [1, 4]], [[5, 1], [2, 2]]])
    with pytest.raises(OutOfRange, match="population"):
        jackknife_error([[6, 4], [5, 5]], n / 2, n, population=2)
