from itertools import permutations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from scoring.errors import CovarianceNotDefinite, OutOfRange
from scoring.questionnaire.importance import explained, lmg, relative_weights
from tests.figures import case

ATTITUDE = case("lmg_attitude")
COV = np.array(ATTITUDE.input["cov_y_first"])


@st.composite
def spreads(draw, variables=4):
    entries = draw(st.lists(st.floats(-1, 1), min_size=variables**2, max_size=variables**2))
    root = np.array(entries).reshape(variables, variables)
    return root @ root.T + 0.2 * np.eye(variables)


def r_squared(cov, chosen):
    among = cov[np.ix_(chosen, chosen)]
    return float(cov[0, chosen] @ np.linalg.inv(among) @ cov[0, chosen] / cov[0, 0]) if chosen else 0.0


def test_contributions_are_those_of_all_orders_in_r():
    assert lmg(COV) == pytest.approx(ATTITUDE.expected["lmg"], abs=1e-12)
    assert float(explained(COV)) == pytest.approx(ATTITUDE.expected["R2"], abs=1e-12)


@given(spreads())
def test_lmg_is_the_mean_gain_over_all_orders_of_entry(cov):
    gains = np.zeros(3)
    for order in permutations([1, 2, 3]):
        for place, driver in enumerate(order):
            before = list(order[:place])
            gains[driver - 1] += r_squared(cov, [*before, driver]) - r_squared(cov, before)
    assert lmg(cov) == pytest.approx(gains / 6, abs=1e-9)


@given(spreads())
def test_both_kinds_of_parts_are_never_negative_and_add_up_to_r_squared(cov):
    for importance in (lmg, relative_weights):
        parts = importance(cov)
        assert parts.min() >= -1e-12
        assert parts.sum() == pytest.approx(float(explained(cov)), abs=1e-9)


@given(spreads(variables=3))
def test_of_two_drivers_relative_weights_are_lmg(cov):
    assert relative_weights(cov) == pytest.approx(lmg(cov), abs=1e-9)


@given(spreads(), st.permutations([1, 2, 3]))
def test_the_order_of_drivers_does_not_matter(cov, order):
    places = [0, *order]
    turned = cov[np.ix_(places, places)]
    for importance in (lmg, relative_weights):
        assert importance(turned) == pytest.approx(importance(cov)[np.array(order) - 1], abs=1e-9)


def test_many_matrices_at_once_are_each_by_itself():
    both = np.stack([COV, COV + np.diag(np.arange(7.0))])
    for importance in (lmg, relative_weights, explained):
        assert importance(both) == pytest.approx(np.stack([importance(each) for each in both]))


def test_drivers_that_say_the_same_and_too_many_are_refused():
    same = [[1.0, 0.5, 0.5], [0.5, 1.0, 1.0], [0.5, 1.0, 1.0]]
    for importance in (lmg, relative_weights):
        with pytest.raises(CovarianceNotDefinite):
            importance(same)
        with pytest.raises(OutOfRange):
            importance([[1.0]])
    with pytest.raises(OutOfRange, match="12 drivers"):
        lmg(np.eye(14))
