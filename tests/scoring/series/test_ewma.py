import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from scoring.errors import NotANumber, OutOfRange, WrongShape
from scoring.series.ewma import ewma, ewma_limits
from tests.figures import case

NIST = case("ewma_nist")


def test_the_average_and_its_limits_are_those_of_the_handbook():
    known = NIST.input
    smooth = ewma(known["x"], known["lambda"], known["target"])
    assert smooth == pytest.approx(NIST.expected["ewma"], abs=NIST.tolerance["abs"])
    limits = ewma_limits(known["target"], known["s"], known["lambda"], known["k"])
    assert limits == pytest.approx(
        (NIST.expected["lcl"], NIST.expected["ucl"]), abs=NIST.tolerance["limits_abs"], rel=0
    )


@given(st.lists(st.floats(-9, 9), min_size=1, max_size=20), st.floats(0.01, 1))
def test_every_step_is_the_weighted_sum_of_all_before(values, weight):
    n = len(values)
    weights = weight * (1 - weight) ** np.arange(n)[::-1]
    expected = weights @ values + (1 - weight) ** n * 2.0
    assert ewma(values, weight, 2.0)[-1] == pytest.approx(expected, abs=1e-9)


def test_many_streams_are_averaged_at_once():
    rows = np.arange(12.0).reshape(3, 4)
    assert ewma(rows, 0.2, 1.0).tolist() == [ewma(row, 0.2, 1.0).tolist() for row in rows]


def test_exact_limits_grow_into_the_constant_ones():
    first, later, constant = (ewma_limits(0, 1, 0.2, 3, step) for step in (1, 100, None))
    assert first == pytest.approx((-0.6, 0.6))
    assert later == pytest.approx(constant)


@pytest.mark.parametrize(
    ("wrong", "call"),
    [
        ("weight", lambda: ewma([1.0], 0, 0)),
        ("weight", lambda: ewma_limits(0, 1, 1.5, 3)),
        ("sigma", lambda: ewma_limits(0, 0, 0.2, 3)),
        ("width", lambda: ewma_limits(0, 1, 0.2, -1)),
        ("step", lambda: ewma_limits(0, 1, 0.2, 3, 0)),
    ],
)
def test_what_is_off_is_named(wrong, call):
    with pytest.raises(OutOfRange, match=wrong):
        call()


def test_a_missing_reading_is_refused():
    with pytest.raises(NotANumber, match="values"):
        ewma([1, np.nan], 0.2, 0)
    with pytest.raises(WrongShape, match="values"):
        ewma(1.0, 0.2, 0)
