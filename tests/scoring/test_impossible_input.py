"""Whatever is handed in: a right figure, a reason, or an error that names an argument; never NaN, never a warning.

Every function of the room's table of contents, and everything that makes a counter, is called with its arguments
spoiled one at a time, those with a number by default too. An error names an argument by the parameter, or by a
field of a value handed in: `answering` of the officer-days that a unit's are to be taken away from. A seed is
left alone: numpy itself refuses what is none.
"""

import dataclasses
import inspect
import math
from collections import OrderedDict
from collections.abc import Callable, Iterator, Mapping
from operator import attrgetter
from typing import Any

import numpy as np
import pytest

import scoring
from scoring import ClusterMoments, ConductCounts, PairTables, StackedMoments
from scoring.errors import ScoringError
from tests.scoring.usual_calls import FUNCTIONS, INDEX, MAKERS, days

CALLS = {**FUNCTIONS, **MAKERS}
ASKED = {"interval", "intervals", "exceeds_chance"}
"""What a figure tells beside its fields and properties, where it can be asked without an argument."""

SIZES = {"units", "draws", "items", "levels", "criteria", "rounds", "nodes", "groups"}
"""Numbers that memory and time grow with: a hundred million is not wrong, only long."""

NUMBERS = (math.nan, math.inf, -math.inf, -1, 0, 1, 0.5, 1.5, 1e300)
NO_NUMBERS: tuple[Any, ...] = ("text", None, [], [7], np.array([7, 8]))
NO_ARRAYS: tuple[Any, ...] = ("text", None, 7, np.array(3), [[1], [1, 2]])


def spoiled_number(argument: str) -> Iterator[Any]:
    yield from (*NUMBERS, 100 if argument in SIZES else 10**8, *NO_NUMBERS)


def spoiled_array(value: Any) -> Iterator[Any]:
    whole = np.array(value)
    for first in (*NUMBERS, 10**8):
        array = whole.astype(float)
        array.flat[0] = first
        yield array
    yield from (whole * 0, np.ones_like(whole), -whole - 1, whole * 10**7, np.full_like(whole, whole.flat[0]))
    yield from (
        whole[:1],
        whole[::-1],
        np.concatenate([whole, whole[:1]]),
        whole[:0],
        whole[None],
        np.zeros(0),
    )
    yield from (whole.astype(str), whole.astype(complex), [None] * len(whole), *NO_ARRAYS)


def spoiled_days(c: int) -> Iterator[ClusterMoments]:
    yield from (ClusterMoments.zero(c), ClusterMoments.zero(0), days(4, c + 1))
    yield ClusterMoments.of([[3] * (c - 1) + [0]] * 20, [[4] * (c - 1) + [0]] * 20)
    for x, n, m in ((30, 50, 1), (5, 5, 20), (0, 5, 20), (1, 1, 9), (7 * 10**7, 8 * 10**7, 16)):
        yield ClusterMoments.of([[x] * c] * m, [[n] * c] * m)


def spoiled_pairs(given: PairTables) -> Iterator[PairTables]:
    yield from (PairTables.zero(given.items, given.levels), PairTables(given.items, given.counts * 10**6))
    yield PairTables.of_rows([[5] * given.items] * 400, given.levels)
    yield PairTables.of_rows([[level] * given.items for level in (2, 3, 4, 5)] * 100, given.levels)


def spoiled(argument: str, value: Any) -> Iterator[Any]:
    """The argument as it should not be, or as it seldom is."""
    if isinstance(value, ClusterMoments):
        yield from spoiled_days(value.criteria)
    elif isinstance(value, StackedMoments):
        same = [each for each in spoiled_days(value.criteria) if each.criteria == value.criteria]
        yield from (StackedMoments.of([each] * value.units) for each in same)
        yield from (StackedMoments.of([value.unit(0), each, value.unit(2)]) for each in same)
    elif isinstance(value, PairTables):
        yield from spoiled_pairs(value)
    elif isinstance(value, ConductCounts):
        yield from (value - value, value.over_strata(), ConductCounts(*[np.full_like(value.forms, 20)] * 6))
    elif isinstance(value, int | float):
        yield from spoiled_number(argument)
    elif isinstance(value, Mapping):
        first = next(iter(value))
        yield from ({**value, first: each} for each in spoiled(argument, value[first]))
        yield {}
    elif isinstance(value, list | tuple) and np.asarray(value).dtype.kind in "if":
        yield from spoiled_array(value)
    elif isinstance(value, list | tuple):
        yield from ([each, *value[1:]] for each in spoiled(argument, value[0]))
        yield from ([each] * len(value) for each in spoiled(argument, value[0]))
        yield from ([], value[:1], value * 2)


def numbers_in(value: Any, depth: int = 0) -> Iterator[float]:
    """Every number of a result, of its properties, and of what it tells without being asked for anything."""
    if isinstance(value, float):
        yield value
    elif isinstance(value, np.ndarray) and value.dtype.kind == "f":
        yield from value.ravel().tolist()
    elif isinstance(value, list | tuple):
        for each in value:
            yield from numbers_in(each, depth)
    elif dataclasses.is_dataclass(value) and not isinstance(value, type) and depth < 4:
        for name, member in inspect.getmembers(type(value)):
            if isinstance(member, property):
                yield from numbers_in(getattr(value, name), depth + 1)
            elif name in ASKED and "driver" not in inspect.signature(member).parameters:
                yield from numbers_in(getattr(value, name)(), depth + 1)
        for field in dataclasses.fields(value):
            yield from numbers_in(getattr(value, field.name), depth + 1)


def names_of(value: Any) -> Iterator[str]:
    """The fields of the values handed in."""
    if dataclasses.is_dataclass(value):
        yield from (field.name for field in dataclasses.fields(value))
    elif isinstance(value, list | tuple):
        for each in value:
            yield from names_of(each)


def called(function: Callable[..., Any], arguments: dict[str, Any]) -> Any:
    signature = inspect.signature(function)
    given = OrderedDict((name, arguments[name]) for name in signature.parameters if name in arguments)
    bound = inspect.BoundArguments(signature, given)
    return function(*bound.args, **bound.kwargs)


def finite(found: Any) -> bool:
    return all(math.isfinite(number) for number in numbers_in(found))


def test_every_function_of_the_contents_is_tried():
    assert set(FUNCTIONS) == {name for name in scoring.__all__ if inspect.isfunction(getattr(scoring, name))}


def test_the_check_sees_the_numbers_of_a_figure_and_of_its_interval():
    assert {INDEX.value, *numbers_in(INDEX.interval())} <= set(numbers_in([INDEX]))
    assert not finite([(1.0, np.array([[0.5, math.nan]]))])


@pytest.mark.parametrize("name", CALLS)
def test_a_spoiled_argument_gives_a_figure_a_reason_or_an_error_that_names_an_argument(name: str):
    function = attrgetter(name)(scoring)
    assert finite(called(function, CALLS[name]))
    parameters = inspect.signature(function).parameters
    by_default = {each: of.default for each, of in parameters.items() if type(of.default) in (int, float)}
    arguments = {**by_default, **CALLS[name]}
    named = {*parameters, *names_of([attrgetter(name.split(".")[0])(scoring), *arguments.values()])}
    for argument, value in arguments.items():
        for instead in spoiled(argument, value) if argument != "seed" else ():
            try:
                found = called(function, {**arguments, argument: instead})
            except ScoringError as refused:
                assert str(refused).split(":")[0] in named, (argument, instead, str(refused))
            else:
                assert finite(found), (argument, instead)
