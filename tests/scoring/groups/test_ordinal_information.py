import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from scoring.errors import OutOfRange, WrongShape
from scoring.groups.ordinal_information import ordinal_information, relative_efficiency, top_two_information
from scoring.result import NotEstimable, Reason
from scoring.scale import Scale
from tests.figures import case


@pytest.mark.parametrize("name", ["whitehead_eff_opg_2026_04", "whitehead_eff_typical"])
def test_the_information_is_that_of_whitehead(name):
    known = case(name)
    near = {"abs": known.tolerance["abs"], "rel": 0}
    p = known.input["p"]
    assert ordinal_information(p) == pytest.approx(known.expected["info_per_answer_ordinal"], **near)
    assert top_two_information(p) == pytest.approx(known.expected["info_per_answer_top2"], **near)
    assert relative_efficiency(p) == pytest.approx(known.expected["relative_efficiency"], **near)


@given(st.lists(st.integers(1, 50), min_size=5, max_size=5))
def test_two_levels_never_tell_more_than_five(counts):
    assert 0 < relative_efficiency(np.array(counts) / sum(counts)) <= 1


def test_two_levels_of_two_tell_all_there_is():
    assert relative_efficiency([0.3, 0.7], Scale(2, 2)) == pytest.approx(1)


def test_one_level_tells_nothing():
    assert relative_efficiency([0, 0, 0, 0, 1]) == NotEstimable(Reason.ONE_LEVEL_USED)


def test_what_are_no_shares_is_refused():
    with pytest.raises(OutOfRange):
        ordinal_information([0.5, 0.6])
    with pytest.raises(WrongShape):
        top_two_information([0.5, 0.5])
