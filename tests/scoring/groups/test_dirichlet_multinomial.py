import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra import numpy as arrays
from scipy import stats

from scoring.errors import NegativeCounts, WrongShape
from scoring.groups.dirichlet_multinomial import fit_levels
from scoring.groups.shrunken import fit
from scoring.result import NotEstimable, Reason
from tests.figures import case

KNOWN = case("dirichlet_multinomial_mle")
TABLES = arrays.arrays(np.int64, st.tuples(st.integers(0, 6), st.integers(2, 5)), elements=st.integers(0, 30))


def test_the_fit_is_that_of_r():
    kind = fit_levels(KNOWN.input["counts"])
    near = {"rel": KNOWN.tolerance["rel"]}
    assert kind.alpha == pytest.approx(KNOWN.expected["alpha"], **near)
    assert kind.mean == pytest.approx(KNOWN.expected["mean"], **near)
    assert kind.icc == pytest.approx(KNOWN.expected["rho"], **near)
    assert kind.log_likelihood == pytest.approx(
        KNOWN.expected["loglik_no_multinomial_const"], abs=KNOWN.tolerance["loglik_abs"]
    )


def test_the_likelihood_is_that_of_scipy():
    kind = fit_levels(KNOWN.input["counts"])
    table = np.array(KNOWN.input["counts"])
    known = stats.dirichlet_multinomial(kind.alpha, table.sum(axis=1)).logpmf(table)
    ways = stats.multinomial(table.sum(axis=1), np.full(5, 0.2)).logpmf(table) + table.sum(axis=1) * np.log(5)
    assert kind.log_likelihood == pytest.approx(float((known - ways).sum()))


def test_two_levels_are_the_beta_binomial():
    y, n = np.array([9, 14, 20, 3, 17]), np.array([10, 20, 20, 10, 20])
    kind, known = fit_levels(np.column_stack([n - y, y])), fit(y, n)
    assert kind.alpha == pytest.approx([known.beta, known.alpha], rel=1e-4)


def test_shares_are_drawn_to_the_mean_and_sum_to_one():
    kind = fit_levels(KNOWN.input["counts"])
    drawn = kind.shrunken(KNOWN.input["counts"])
    assert drawn.sum(axis=1) == pytest.approx(1)
    assert kind.shrunken(np.zeros(5)) == pytest.approx(kind.mean)


def test_a_level_never_used_has_no_share():
    table = np.insert(np.array(KNOWN.input["counts"]), 2, 0, axis=1)
    kind = fit_levels(table)
    assert kind.alpha[2] == 0
    assert np.delete(kind.alpha, 2) == pytest.approx(fit_levels(KNOWN.input["counts"]).alpha, rel=1e-4)


@pytest.mark.parametrize(
    ("counts", "reason"),
    [
        ([[1, 2, 3]], Reason.FEWER_THAN_TWO_GROUPS),
        ([[1, 2, 3], [0, 0, 0]], Reason.FEWER_THAN_TWO_GROUPS),
        ([[0, 2, 0], [0, 5, 0]], Reason.ONE_LEVEL_USED),
        ([[4, 0, 0], [0, 5, 0]], Reason.GROUPS_ALL_OR_NOTHING),
        ([[1, 0, 0], [0, 1, 0]], Reason.NO_SPREAD_BETWEEN_GROUPS),
        ([[10, 20, 30], [20, 40, 60]], Reason.NO_SPREAD_BETWEEN_GROUPS),
    ],
)
def test_what_groups_cannot_tell_is_said(counts, reason):
    assert fit_levels(counts) == NotEstimable(reason)


@settings(max_examples=60, deadline=None)
@given(TABLES)
def test_an_answer_is_finite_or_explained(table):
    kind = fit_levels(table)
    if not isinstance(kind, NotEstimable):
        assert np.isfinite(kind.alpha).all()
        assert kind.mean.sum() == pytest.approx(1)


def test_impossible_counts_are_refused():
    with pytest.raises(NegativeCounts):
        fit_levels([[1, -1], [2, 3]])
    with pytest.raises(WrongShape):
        fit_levels([1, 2])
    with pytest.raises(WrongShape):
        fit_levels(KNOWN.input["counts"]).shrunken([1, 2])
