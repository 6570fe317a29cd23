import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from scipy import stats

from scoring.errors import ConfidenceOutOfRange, NotANumber, OutOfRange
from scoring.indices.beta_limits import beta_limits, degrees_of_freedom_factor
from tests.figures import case


@pytest.mark.parametrize("name", ["ci_prop_81_263", "ci_prop_1_29"])
def test_at_whole_counts_they_are_the_exact_binomial_limits_of_r(name):
    known = case(name)
    x, n = known.input["x"], known.input["n"]
    limits = beta_limits(x / n, n, known.input["conf"], "exact")
    assert [limits.low, limits.high] == pytest.approx(
        known.expected["clopper_pearson"], abs=known.tolerance["abs"], rel=0
    )


@given(st.floats(0, 1), st.floats(0.5, 1e6), st.sampled_from([0.8, 0.95, 0.998]))
@example(5e-324, 0.5, 0.8)
@example(1e-300, 0.5, 0.95)
@example(1 - 2**-53, 0.5, 0.95)
def test_limits_hold_the_share(share, effective, confidence):
    assert beta_limits(share, effective, confidence, "any").holds(share)


def test_at_the_ends_they_are_the_closed_form():
    # nobody satisfied among n: the upper limit is 1 - (alpha/2)^(1/n)
    limits = beta_limits(0.0, 20, 0.95, "exact")
    assert (limits.low, limits.high) == (0, pytest.approx(1 - 0.025 ** (1 / 20), rel=1e-12))
    limits = beta_limits(1.0, 20, 0.95, "exact")
    assert (limits.low, limits.high) == (pytest.approx(0.025 ** (1 / 20), rel=1e-12), 1)


def test_as_many_degrees_of_freedom_as_answers_cost_nothing():
    assert degrees_of_freedom_factor(40, 39, 0.95) == pytest.approx(1)


def test_few_degrees_of_freedom_cost_the_ratio_of_t_quantiles():
    # t tables: t(.975; 99) = 1.984, t(.975; 9) = 2.262
    assert degrees_of_freedom_factor(100, 9, 0.95) == pytest.approx((1.984 / 2.262) ** 2, abs=1e-3)
    expected = (stats.t.ppf(0.95, 411) / stats.t.ppf(0.95, 24)) ** 2
    assert degrees_of_freedom_factor(412, 24, 0.9) == pytest.approx(expected, rel=1e-9)


def test_many_degrees_of_freedom_lent_by_others_make_nobody_surer():
    assert degrees_of_freedom_factor(20, 1000, 0.95) == 1


@pytest.mark.parametrize(
    ("share", "effective"), [(-0.1, 5), (1.1, 5), (float("nan"), 5), (0.5, 0), (0.5, float("nan"))]
)
def test_impossible_shares_and_numbers_are_refused(share, effective):
    with pytest.raises((OutOfRange, NotANumber)):
        beta_limits(share, effective, 0.95, "any")


def test_a_confidence_in_percent_is_refused():
    with pytest.raises(ConfidenceOutOfRange):
        beta_limits(0.5, 10, 95, "any")
