"""Units side by side are what they are one by one."""

import numpy as np
import pytest

from scoring.errors import UnknownPosition
from scoring.indices.clusters import ClusterMoments
from scoring.indices.pooled import as_one_question
from scoring.indices.stacked import StackedMoments


def test_units_restricted_side_by_side_are_those_restricted_one_by_one():
    rng = np.random.default_rng(12)
    units = []
    for days in (1, 4, 12):
        n = rng.integers(0, 4, (days, 5)) * rng.integers(0, 2, (days, 5))
        units.append(ClusterMoments.of(rng.integers(0, n + 1), n))
    stack = StackedMoments.of(units)
    for criteria in ((0,), (3, 1), (4, 2, 0), (0, 1, 2, 3, 4), ()):
        one_by_one = [unit.restrict(criteria) for unit in units]
        side_by_side = stack.restrict(criteria)
        assert [side_by_side.unit(place) for place in range(3)] == one_by_one
    as_one = stack.as_one_question()
    assert [as_one.unit(place) for place in range(3)] == [as_one_question(unit) for unit in units]
    assert [stack.of_units([False, True, True]).unit(place) for place in range(2)] == units[1:]
    with pytest.raises(UnknownPosition):
        stack.restrict((1, 1))
