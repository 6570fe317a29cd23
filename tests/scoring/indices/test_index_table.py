import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from scoring.errors import MoreAnswersThanRespondents, OutOfRange, UnknownPosition, WrongShape
from scoring.indices.clusters import ClusterMoments
from scoring.indices.effective import ONE_VOICE, OWN_CLUSTERS, SIBLINGS
from scoring.indices.index import satisfaction_index
from scoring.indices.index_table import index_table
from scoring.indices.linearisation import (
    DesignEffect,
    answers_cap,
    clusters_cap,
    criteria_used,
    independent_variance,
    linearised_variance,
)
from scoring.indices.stacked import StackedMoments, linearise
from scoring.result import NotEstimable
from tests.scoring.officer_days import officer_days, simulated_days

GROUPS = [(0, 1, 2), (0,), (1, 2), (2, 0)]


def units_of(rows):
    return [ClusterMoments.of(x, n) for x, n in rows]


@given(
    st.lists(officer_days(most=25), min_size=1, max_size=4),
    st.sampled_from([None, DesignEffect(ratio=1.8, df=60, size=4, correlation=0.05)]),
)
def test_a_table_holds_the_very_figures_of_each_unit(rows, siblings):
    units = units_of(rows)
    lent = [siblings] * len(GROUPS)
    table = index_table(StackedMoments.of(units), [400] * len(units), GROUPS, siblings=lent)
    for u, unit in enumerate(units):
        for g, group in enumerate(GROUPS):
            index = satisfaction_index(unit.restrict(group), respondents=400, siblings=siblings)
            assert bool(table.estimable[u, g]) is not isinstance(index.value, NotEstimable)
            if table.estimable[u, g]:
                interval = index.interval()
                found = [table.value[u, g], table.low[u, g], table.high[u, g]]
                assert found == pytest.approx([index.value, interval.low, interval.high], abs=1e-9)
                assert table.methods[u, g] == interval.method
                assert (table.used[u, g], table.answers[u, g]) == (len(index.used), index.answers)
                assert table.clusters[u, g] == index.clusters
            else:
                assert table.value[u, g] == table.low[u, g] == table.high[u, g] == 0


@given(officer_days(least=2, most=25))
def test_the_parts_of_all_units_are_the_formulas_of_one(days):
    unit = ClusterMoments.of(*days)
    parts = linearise(StackedMoments.of([unit]))
    used = unit.restrict(criteria_used(unit))
    if used.criteria and used.clusters > 1:
        assert parts.v.item() == pytest.approx(linearised_variance(used), rel=1e-9, abs=1e-15)
        assert parts.v0.item() == pytest.approx(independent_variance(used), rel=1e-12)
        assert parts.cap.item() == pytest.approx(answers_cap(used), rel=1e-12)
        assert parts.voices.item() == pytest.approx(clusters_cap(used), rel=1e-12)


def test_stored_rows_are_read_back_all_at_once():
    rng = np.random.default_rng(4)
    units = [ClusterMoments.of(*simulated_days(rng, days, 3)[:2]) for days in (3, 12)]
    read = StackedMoments.from_vectors(np.stack([unit.to_vector() for unit in units]), 16)
    stacked = StackedMoments.of(units)
    for name in ("clusters", "answering", "satisfied", "answered", "xx", "nn", "xn"):
        assert np.array_equal(getattr(read, name), getattr(stacked, name))
    rest = stacked.rest()
    assert np.array_equal(rest.xn[0], units[1].xn)
    assert rest.clusters.tolist() == [units[1].clusters, units[0].clusters]


def test_methods_are_named_unit_by_unit():
    n = np.full((12, 1), 4)
    x = n.copy()
    x[0] = 0
    units = [ClusterMoments.of(x, n), ClusterMoments.of(x[:5], n[:5]), ClusterMoments.of(n, n)]
    stacked = StackedMoments.of(units)
    forms = [48, 20, 48]
    alone = index_table(stacked, forms)
    assert alone.methods[:, 0].tolist() == [OWN_CLUSTERS, ONE_VOICE, ONE_VOICE]
    lent = index_table(stacked, forms, siblings=DesignEffect(2.0, 90))
    assert lent.methods[:, 0].tolist() == [OWN_CLUSTERS, SIBLINGS, SIBLINGS]


def test_a_table_without_answers_is_all_0_and_not_estimable():
    table = index_table(StackedMoments.of([ClusterMoments.zero(3)] * 2), [0, 50], [(0, 1), ()])
    assert not table.estimable.any()
    assert not table.value.any() and not table.high.any()


def test_impossible_tables_are_refused_by_name():
    unit = ClusterMoments.of([[10, 10]], [[12, 12]])
    stacked = StackedMoments.of([unit])
    with pytest.raises(MoreAnswersThanRespondents):
        index_table(stacked, [11])
    with pytest.raises(WrongShape, match="respondents"):
        index_table(stacked, [12, 12])
    with pytest.raises(UnknownPosition, match="groups"):
        index_table(stacked, [12], [(2,)])
    with pytest.raises(UnknownPosition, match="groups"):
        index_table(stacked, [12], [(0, 0)])
    with pytest.raises(OutOfRange, match="siblings"):
        index_table(stacked, [12], [(0,), (1,)], siblings=DesignEffect(2.0, 9))
    with pytest.raises(WrongShape, match="units"):
        StackedMoments.of([])
    with pytest.raises(WrongShape, match="units"):
        StackedMoments.of([unit, ClusterMoments.zero(3)])
    with pytest.raises(WrongShape, match="vectors"):
        StackedMoments.from_vectors([[1, 2, 3]], 2)
