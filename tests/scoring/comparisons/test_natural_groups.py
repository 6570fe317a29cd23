import itertools

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from scoring.comparisons.natural_groups import natural_groups
from scoring.errors import NotANumber, OutOfRange


@given(st.lists(st.floats(-100, 100), min_size=1, max_size=8), st.integers(1, 4))
def test_no_other_split_is_narrower(values, groups):
    groups = min(groups, len(values))
    found, x = natural_groups(values, groups), np.sort(values)
    best = min(
        sum(((part - part.mean()) ** 2).sum() for part in np.split(x, cuts))
        for cuts in itertools.combinations(range(1, len(x)), groups - 1)
    )
    assert sum(found.within) == pytest.approx(best, abs=1e-6)
    assert sum(found.sizes) == len(values)
    assert min(found.sizes) > 0


def test_more_groups_than_values_and_nan_are_refused():
    with pytest.raises(OutOfRange, match="groups"):
        natural_groups([1.0], 2)
    with pytest.raises(NotANumber, match="values"):
        natural_groups([float("nan")], 1)
