"""The door of all counts: what is no number, or no count, is turned away by the name of its argument."""

from typing import Any

import numpy as np
import pytest

from scoring.counts import (
    confidence_between_0_and_1,
    design_effects_of_shape,
    one_count,
    one_number,
    positions,
    real_counts,
    real_numbers,
    whole_counts,
)
from scoring.errors import (
    ConfidenceOutOfRange,
    NegativeCounts,
    NotANumber,
    NotWholeCounts,
    OutOfRange,
    UnknownPosition,
    WrongShape,
)

NO_NUMBERS: list[Any] = [
    [1, float("nan")],
    float("inf"),
    "3",
    ["3", "4"],
    [[1], [1, 2]],
    [1, None],
    [1 + 2j],
    np.array(["2026-01-01"], dtype="datetime64[D]"),
    np.array([NotImplemented], dtype=object),
    np.array([1j], dtype=object),
]


@pytest.mark.parametrize("door", [real_numbers, real_counts, whole_counts])
@pytest.mark.parametrize("values", NO_NUMBERS, ids=str)
def test_what_is_no_number_is_named(door: Any, values: Any) -> None:
    with pytest.raises(NotANumber, match="answers"):
        door("answers", values)


def test_below_zero_is_a_number_but_no_count() -> None:
    assert real_numbers("change", [-1, 2]).tolist() == [-1.0, 2.0]
    for door in (real_counts, whole_counts):
        with pytest.raises(NegativeCounts, match="answers"):
            door("answers", [2, -1])


def test_a_fraction_is_no_whole_count() -> None:
    assert real_counts("answers", 2.5) == 2.5
    with pytest.raises(NotWholeCounts, match="answers"):
        whole_counts("answers", [1, 2.5])


@pytest.mark.parametrize("many", [1e300, 2.0**63, np.uint64(2**63), 10**30])
def test_a_count_that_no_counter_could_hold_is_turned_away(many: Any) -> None:
    with pytest.raises(OutOfRange, match="answers"):
        whole_counts("answers", [1, many])


def test_no_square_or_cube_of_a_number_is_past_what_can_be_computed() -> None:
    assert real_numbers("change", -1e100) ** 3 == -1e300
    with pytest.raises(OutOfRange, match="change"):
        real_numbers("change", [0, -1.1e100])
    with pytest.raises(OutOfRange, match="answers"):
        real_counts("answers", 1e30)


@pytest.mark.parametrize("several", [[], [3], [[3]]])
def test_where_one_is_asked_for_several_are_refused(several: Any) -> None:
    assert one_count("forms", np.array(3)) == 3
    assert one_number("change", -3) == -3.0
    with pytest.raises(WrongShape, match="forms"):
        one_count("forms", several)
    with pytest.raises(WrongShape, match="change"):
        one_number("change", several)


def test_positions_are_whole_there_and_named_once() -> None:
    assert positions("criteria", range(2, -1, -1), 3) == [2, 1, 0]
    assert positions("criteria", [], 0) == []
    for wrong in ([3], [-1], [0.5], [1, 1], [1e18]):
        with pytest.raises(UnknownPosition, match="criteria"):
            positions("criteria", wrong, 3)
    for error, what in (
        (NotANumber, [float("nan")]),
        (NotANumber, "a"),
        (WrongShape, 1),
        (WrongShape, [[1]]),
    ):
        with pytest.raises(error, match="criteria"):
            positions("criteria", what, 3)


def test_a_design_effect_is_1_or_more_and_one_or_one_each() -> None:
    assert design_effects_of_shape(2, (3,)).tolist() == [2, 2, 2]
    assert design_effects_of_shape([1, 2, 3], (3,)).tolist() == [1, 2, 3]
    with pytest.raises(OutOfRange, match="design_effects"):
        design_effects_of_shape([1, 0.5], (2,))
    with pytest.raises(WrongShape, match="design_effects"):
        design_effects_of_shape([1, 2], (3,))


def test_every_way_to_write_whole_numbers_gives_the_same_counts() -> None:
    for written in (
        [1, 0],
        [1.0, 0.0],
        [True, False],
        np.array([1, 0], dtype=np.uint64),
        np.array([1, 0], object),
    ):
        counts = whole_counts("answers", written)
        assert counts.dtype == np.int64
        assert counts.tolist() == [1, 0]
    assert whole_counts("answers", [2**62]).tolist() == [2**62]


@pytest.mark.parametrize("confidence", [0, 1, -0.5, 95, float("nan"), "0.95", None, [0.9, 0.95], True])
def test_a_confidence_lies_between_0_and_1(confidence: Any) -> None:
    with pytest.raises(ConfidenceOutOfRange, match="confidence"):
        confidence_between_0_and_1(confidence)
