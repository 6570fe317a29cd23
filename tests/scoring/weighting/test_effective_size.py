import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from scoring.errors import NegativeCounts, OutOfRange, WrongShape
from scoring.weighting.effective_size import effective_size, weights_effect
from tests.figures import case

KISH = case("kish_neff")
weights = st.lists(st.floats(0.1, 10), min_size=1, max_size=30)


def test_kishs_figures():
    values, counts = zip(*((float(w), n) for w, n in KISH.input["weights"].items()), strict=True)
    assert effective_size(values, counts) == pytest.approx(KISH.expected["n_eff"], abs=1e-12)
    assert weights_effect(values, counts) == pytest.approx(KISH.expected["deff_w"], abs=1e-12)


@given(weights)
def test_counts_say_the_same_as_weights_one_by_one(values):
    counts = [k % 3 + 1 for k in range(len(values))]
    assert effective_size(values, counts) == pytest.approx(effective_size(np.repeat(values, counts)))


@given(weights, st.floats(0.01, 100))
def test_weights_cost_never_less_than_nothing_and_do_not_depend_on_their_unit(values, unit):
    assert 1 <= weights_effect(values) <= len(values) + 1e-9
    assert weights_effect(np.array(values) * unit) == pytest.approx(weights_effect(values))


def test_equal_weights_cost_nothing():
    assert weights_effect([3.0, 3.0, 0.0], [5, 7, 100]) == 1.0
    assert effective_size([3.0, 3.0, 0.0], [5, 7, 100]) == pytest.approx(12)


def test_bad_weights_are_refused_by_name():
    with pytest.raises(OutOfRange, match="weights"):
        effective_size([0.0, 0.0])
    with pytest.raises(NegativeCounts, match="weights"):
        effective_size([-1.0])
    with pytest.raises(WrongShape, match="counts"):
        effective_size([1.0, 2.0], [1, 2, 3])
