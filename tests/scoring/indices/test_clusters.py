import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from scoring.errors import (
    ClustersDisagree,
    MoreSatisfiedThanAnswers,
    NegativeCounts,
    NotANumber,
    NotWholeCounts,
    UnknownPosition,
    WrongShape,
)
from scoring.indices.clusters import ClusterMoments, vector_length
from tests.scoring.officer_days import officer_days

DAYS = officer_days()


@given(DAYS)
def test_moments_are_the_sums_over_officer_days_one_by_one(days):
    x, n = days
    moments = ClusterMoments.of(x, n)
    assert moments.clusters == sum(1 for row in n if any(row))
    assert moments.answering.tolist() == [sum(1 for v in column if v) for column in n.T]
    assert moments.satisfied.tolist() == [sum(column) for column in x.T]
    assert moments.answered.tolist() == [sum(column) for column in n.T]
    for c in range(3):
        for d in range(3):
            assert moments.xx[c, d] == sum(row[c] * row[d] for row in x)
            assert moments.nn[c, d] == sum(row[c] * row[d] for row in n)
            assert moments.xn[c, d] == sum(a[c] * b[d] for a, b in zip(x, n, strict=True))


@given(DAYS, st.randoms(use_true_random=False))
def test_the_order_of_officer_days_does_not_matter(days, chance):
    x, n = days
    order = list(range(len(n)))
    chance.shuffle(order)
    assert ClusterMoments.of(x[order], n[order]) == ClusterMoments.of(x, n)


@given(DAYS, DAYS)
def test_adding_counts_all_and_taking_away_leaves_nothing_behind(some, others):
    a, b = ClusterMoments.of(*some), ClusterMoments.of(*others)
    together = ClusterMoments.of(np.vstack([some[0], others[0]]), np.vstack([some[1], others[1]]))
    assert a + b == together
    assert together - b == a
    assert a - a == ClusterMoments.zero(3)


@given(officer_days(least=1), st.data())
def test_one_form_more_and_one_form_less_is_nothing(days, data):
    x, n = days
    k = data.draw(st.integers(0, len(n) - 1))
    asked = np.array(data.draw(st.lists(st.integers(0, 1), min_size=3, max_size=3)))
    happy = asked * np.array(data.draw(st.lists(st.integers(0, 1), min_size=3, max_size=3)))
    before = ClusterMoments.of(x, n)
    after = before.replace_cluster(x[k], n[k], x[k] + happy, n[k] + asked)
    x_after, n_after = x.copy(), n.copy()
    x_after[k] += happy
    n_after[k] += asked
    assert after == ClusterMoments.of(x_after, n_after)
    assert after.replace_cluster(x_after[k], n_after[k], x[k], n[k]) == before


@given(DAYS)
def test_the_stored_vector_reads_back(days):
    moments = ClusterMoments.of(*days)
    vector = moments.to_vector()
    assert vector.dtype == np.int64
    assert vector.shape == (vector_length(3),)
    assert ClusterMoments.from_vector(vector, 3) == moments
    assert ClusterMoments.from_vector(vector.tolist(), 3) == moments


def test_sixteen_criteria_need_528_products():
    # A and B are symmetric, 136 each, E is 256; beside them 3 x 16 sums and the number of officer-days
    assert vector_length(16) == 136 + 136 + 256 + 3 * 16 + 1


@given(DAYS, st.permutations([0, 1, 2]), st.integers(0, 3))
def test_restricting_keeps_the_sums_and_never_claims_too_many_clusters(days, order, size):
    x, n = days
    chosen = order[:size]
    whole, exact = ClusterMoments.of(x, n), ClusterMoments.of(x[:, chosen], n[:, chosen])
    restricted = whole.restrict(chosen)
    for name in ("answering", "satisfied", "answered", "xx", "nn", "xn"):
        assert np.array_equal(getattr(restricted, name), getattr(exact, name)), name
    assert max(exact.answering, default=0) <= restricted.clusters <= exact.clusters


@given(DAYS)
def test_restricting_each_officer_day_before_adding_is_exact(days):
    x, n = days
    parts = [ClusterMoments.of(x[[k]], n[[k]]).restrict([0, 2]) for k in range(len(n))]
    assert sum(parts, ClusterMoments.zero(2)) == ClusterMoments.of(x[:, [0, 2]], n[:, [0, 2]])


@given(DAYS)
def test_a_criterion_that_nobody_answered_changes_nothing(days):
    x, n = days
    none = np.zeros((len(n), 1), dtype=np.int64)
    wider = ClusterMoments.of(np.hstack([x, none]), np.hstack([n, none]))
    assert wider.restrict([0, 1, 2]) == ClusterMoments.of(x, n)


def test_an_officer_day_without_a_valid_answer_is_not_counted():
    assert ClusterMoments.of([[0, 0]], [[0, 0]]) == ClusterMoments.zero(2)


def test_no_officer_days_make_no_moments():
    assert ClusterMoments.of(np.zeros((0, 2)), np.zeros((0, 2))) == ClusterMoments.zero(2)


def test_counts_cannot_be_changed_in_place():
    moments = ClusterMoments.of([[1]], [[2]])
    with pytest.raises(ValueError, match="read-only"):
        moments.answered[0] = 5


def test_the_arrays_handed_in_stay_writable_and_apart():
    x, n = np.array([[1, 0]]), np.array([[2, 1]])
    moments = ClusterMoments.of(x, n)
    n[0, 0] = 99
    assert moments.answered.tolist() == [2, 1]


def test_big_counts_stay_exact():
    x = np.full((3, 1), 1_000_000_001)
    assert ClusterMoments.of(x, x).xx[0, 0] == 3 * 1_000_000_001**2


@pytest.mark.parametrize(
    ("x", "n", "error"),
    [
        ([[3]], [[2]], MoreSatisfiedThanAnswers),
        ([[-1]], [[2]], NegativeCounts),
        ([[float("nan")]], [[2]], NotANumber),
        ([[0.5]], [[2]], NotWholeCounts),
        ([1], [2], WrongShape),
        ([[1, 1]], [[2]], WrongShape),
    ],
)
def test_impossible_officer_days_are_refused(x, n, error):
    with pytest.raises(error):
        ClusterMoments.of(x, n)


def test_what_was_never_there_cannot_be_taken_away():
    with pytest.raises(NegativeCounts):
        ClusterMoments.zero(2) - ClusterMoments.of([[1, 0]], [[1, 0]])
    with pytest.raises(NegativeCounts):
        ClusterMoments.zero(1).replace_cluster([1], [1], [0], [0])


def test_moments_of_other_criteria_do_not_mix():
    with pytest.raises(WrongShape, match="other"):
        ClusterMoments.zero(2) + ClusterMoments.zero(3)
    assert ClusterMoments.zero(2) != ClusterMoments.zero(3)
    assert ClusterMoments.zero(2) != "no moments"


@pytest.mark.parametrize("criteria", [[2], [-1], [0, 0]])
def test_a_criterion_that_is_not_there_is_refused(criteria):
    with pytest.raises(UnknownPosition, match="criteria"):
        ClusterMoments.zero(2).restrict(criteria)


def test_a_vector_of_another_length_is_refused():
    with pytest.raises(WrongShape, match="vector"):
        ClusterMoments.from_vector([0, 0, 0], 2)


def test_more_clusters_than_there_are_is_refused():
    vector = ClusterMoments.of([[1]], [[2]]).to_vector()
    vector[0] = 0  # no cluster, yet one answers the criterion
    with pytest.raises(ClustersDisagree):
        ClusterMoments.from_vector(vector, 1)


def test_counts_too_large_for_floats_are_crossed_exactly_too():
    large = 2**30 + 1
    moments = ClusterMoments.of([[large, 1], [large, 0]], [[large, 1], [large, 1]])
    assert moments.xx.tolist() == [[2 * large**2, large], [large, 1]]
    assert moments.nn.tolist() == [[2 * large**2, 2 * large], [2 * large, 2]]
