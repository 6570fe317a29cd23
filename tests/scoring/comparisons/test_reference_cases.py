"""Our answers to the reference cases of quantities 9 to 11, each within its tolerance."""

import numpy as np
import pytest

import tests.figures.solvers.comparisons  # noqa: F401
from tests.figures import Case, case, names
from tests.figures.solving import solution

OURS = [
    name for name in names() if case(name).area in {"compare", "multiplicity", "funnel", "ranks", "stars"}
]


def near(asked: Case, said: object, expected: object) -> bool:
    """Whether said is expected, number for number, within the tolerance of the case."""
    if isinstance(expected, dict):
        return all(near(asked, said[key], value) for key, value in expected.items())
    if "exact" in asked.tolerance:
        return said == expected
    relative, absolute = asked.tolerance.get("rel", 0), asked.tolerance.get("abs", 0)
    return bool(np.allclose(said, expected, rtol=relative, atol=absolute))


@pytest.mark.parametrize("name", OURS)
def test_a_case_is_answered_within_its_tolerance(name):
    asked = case(name)
    said = solution(asked)
    for key, expected in asked.expected.items():
        assert near(asked, said[key], expected), key
