import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from scoring.errors import NotANumber, OutOfRange, WrongShape
from scoring.groups.normal_means import Spread, normal_means
from scoring.result import NotEstimable, Reason
from tests.figures import case

BCG = case("normal_eb_bcg")
Y, V = BCG.input["yi"], BCG.input["vi"]
NEAR = {"abs": BCG.tolerance["abs"], "rel": 0}
EFFECTS = st.lists(st.tuples(st.floats(-5, 5), st.floats(0.01, 4)), min_size=2, max_size=12)


@pytest.mark.parametrize(
    ("spread", "name"),
    [
        (Spread.DERSIMONIAN_LAIRD, "DL"),
        (Spread.RESTRICTED_LIKELIHOOD, "REML"),
        (Spread.PAULE_MANDEL, "PM"),
    ],
)
def test_the_spread_is_that_of_r(spread, name):
    assert normal_means(Y, V, spread).tau_squared == pytest.approx(BCG.expected[f"{name}_tau2"], **NEAR)


def test_mean_error_q_and_drawn_effects_are_those_of_r():
    found = normal_means(Y, V, Spread.DERSIMONIAN_LAIRD)
    assert found.mean == pytest.approx(BCG.expected["DL_mu"], **NEAR)
    assert found.standard_error == pytest.approx(BCG.expected["DL_se"], **NEAR)
    assert found.q == pytest.approx(BCG.expected["Q"], **NEAR)
    assert 100 * found.i_squared == pytest.approx(BCG.expected["I2_DL"], **NEAR)
    assert found.shrunken == pytest.approx(BCG.expected["blup_DL"], **NEAR)


def test_effects_that_differ_no_more_than_chance_are_all_the_mean():
    found = normal_means([0.1, 0.12, 0.11], [1, 1, 2])
    assert found.tau_squared == 0
    assert found.i_squared == 0
    assert found.shrunken == pytest.approx([found.mean] * 3)
    assert found.limits(0).width > 0


@given(EFFECTS, st.sampled_from(Spread))
def test_a_drawn_effect_lies_between_its_own_and_the_mean_and_its_limits_hold_it(rows, spread):
    y, v = (np.array(column) for column in zip(*rows, strict=True))
    found = normal_means(y, v, spread)
    assert found.tau_squared >= 0
    for group, drawn in enumerate(found.shrunken):
        low, high = sorted([y[group], found.mean])
        assert low - 1e-9 <= drawn <= high + 1e-9
        assert found.limits(group).holds(drawn)
        assert found.limits(group, 0.5).width <= found.limits(group).width
    mirrored = normal_means(-y[::-1], v[::-1], spread)
    assert mirrored.tau_squared == pytest.approx(found.tau_squared, rel=1e-5, abs=1e-6)


def test_limits_hold_the_truth_as_often_as_they_say():
    rng = np.random.default_rng(8)
    held = []
    for _ in range(60):
        variance = rng.uniform(0.02, 0.3, 60)
        truth = rng.normal(0.2, 0.4, 60)
        found = normal_means(rng.normal(truth, np.sqrt(variance)), variance)
        held += [found.limits(group).holds(each) for group, each in enumerate(truth)]
    assert 0.93 <= np.mean(held) <= 0.97


def test_bad_input_is_named():
    assert normal_means([1.0], [1.0]) == NotEstimable(Reason.FEWER_THAN_TWO_GROUPS)
    with pytest.raises(OutOfRange):
        normal_means([1, 2], [1, 0])
    with pytest.raises(NotANumber):
        normal_means([1, float("nan")], [1, 1])
    with pytest.raises(WrongShape):
        normal_means([1, 2], [1])


@pytest.mark.parametrize("spread", Spread)
def test_effects_and_variances_of_any_size_have_a_spread(spread):
    far = normal_means([1e8, 0.3, 0.35, 0.65], [0.01, 0.02, 0.02, 0.01], spread)
    assert far.tau_squared == pytest.approx(np.var([1e8, 0.3, 0.35, 0.65], ddof=1), rel=0.25)
    vague = normal_means([0.1, 0.3, 0.35, 0.65], [1e90, 0.02, 0.02, 0.01], spread)
    assert 0 <= vague.tau_squared < 1
