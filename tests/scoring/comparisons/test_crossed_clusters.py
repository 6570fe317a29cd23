"""Independence of rows and columns within clusters: as R's survey::svychisq prints it, laws, what is refused."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp
from scipy import stats

from scoring.comparisons.crossed_clusters import independence_in_clusters
from scoring.comparisons.rao_scott import RaoScott
from scoring.errors import NegativeCounts, OutOfRange, WrongShape
from scoring.result import NotEstimable, Reason
from tests.figures import case

DAYS = [[[1, 9], [4, 6]], [[2, 8], [2, 3]], [[0, 5], [3, 7]], [[4, 6], [5, 4]], [[1, 5], [2, 2]]]


def schools() -> np.ndarray:
    """R's apiclus1: pupils' schools by district (cluster), school-wide target met, and kind of school."""
    rows = case("svy_rake").input["cluster_cells"]
    districts = sorted({row[0] for row in rows})
    counts = np.zeros((len(districts), 2, 3), dtype=int)
    for district, kind, met, schools, _ in rows:
        counts[districts.index(district), ["No", "Yes"].index(met), "EHM".index(kind)] += schools
    return counts


def test_the_schools_of_californian_districts_as_r_prints_them():
    """survey: svychisq(~sch.wide + stype, dclus1): F = 5.1934, ndf = 1.4946, ddf = 20.9250, p-value = 0.02175."""
    found = independence_in_clusters(schools(), population=757)
    assert isinstance(found, RaoScott)
    assert found.statistic == pytest.approx(5.1934, abs=5e-5)
    assert (found.df, found.df * found.denominator_df) == pytest.approx((1.4946, 20.925), abs=1e-4)
    assert found.p == pytest.approx(0.02175, abs=5e-6)
    assert found.plain == pytest.approx(stats.chi2_contingency(schools().sum(axis=0)).statistic)


def test_one_answer_a_cluster_is_pearson_but_for_one_answer():
    table = np.array([[20, 30, 10], [15, 5, 25]])
    one_each = np.eye(6, dtype=int).reshape(6, 2, 3).repeat(table.ravel(), axis=0)
    found = independence_in_clusters(one_each)
    assert isinstance(found, RaoScott)
    assert found.plain == pytest.approx(stats.chi2_contingency(table).statistic)
    assert found.design_effect == pytest.approx(105 / 104, abs=0.05)
    assert found.first == pytest.approx(stats.chi2_contingency(table).pvalue, abs=1e-3)


@given(hnp.arrays(np.int64, (4, 2, 3), elements=st.integers(0, 6)), st.permutations(range(4)))
def test_the_order_of_clusters_and_groups_does_not_matter(cells: np.ndarray, order: list[int]):
    found = independence_in_clusters(cells)
    turned = independence_in_clusters(cells[order][:, ::-1, ::-1])
    if isinstance(found, NotEstimable):
        assert turned == found
        return
    assert isinstance(turned, RaoScott)
    assert turned.plain == pytest.approx(found.plain, abs=1e-9)
    assert np.isfinite([found.statistic, found.df]).all()
    assert 0 <= found.p <= 1


def test_empty_clusters_groups_and_levels_drop_out():
    more = np.zeros((6, 3, 3), dtype=int)
    more[1:, 1:, ::2] = DAYS
    assert independence_in_clusters(more) == independence_in_clusters(DAYS)


def test_a_population_of_clusters_makes_it_surer():
    plain, drawn = independence_in_clusters(DAYS), independence_in_clusters(DAYS, population=20)
    assert isinstance(plain, RaoScott)
    assert isinstance(drawn, RaoScott)
    assert drawn.statistic == pytest.approx(plain.statistic / (1 - 5 / 20))


@pytest.mark.parametrize(
    ("cells", "reason"),
    [
        (np.zeros((3, 2, 2), dtype=int), Reason.FEWER_THAN_TWO_GROUPS),
        ([[[3, 4], [0, 0]], [[1, 2], [0, 0]]], Reason.FEWER_THAN_TWO_GROUPS),
        ([DAYS[0]], Reason.FEWER_THAN_TWO_GROUPS),
        ([[[3, 0], [0, 3]], [[3, 0], [0, 3]]], Reason.GROUPS_ALL_OR_NOTHING),
    ],
)
def test_what_cannot_be_told_says_why(cells: object, reason: Reason):
    assert independence_in_clusters(cells) == NotEstimable(reason)


def test_bad_input_is_named():
    with pytest.raises(WrongShape, match="cells"):
        independence_in_clusters([[1, 2], [3, 4]])
    with pytest.raises(NegativeCounts, match="cells"):
        independence_in_clusters([[[1, -2], [3, 4]]])
    with pytest.raises(OutOfRange, match="population"):
        independence_in_clusters(DAYS, population=3)
