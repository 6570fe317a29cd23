import pytest
from hypothesis import given
from hypothesis import strategies as st

from scoring.errors import NegativeCounts, OutOfRange, ScoringError
from scoring.groups.reliability import answers_needed, reliability
from tests.figures import case


def test_answers_needed_and_reliability_follow_spearman_and_brown():
    known = case("spearman_brown_n")
    near = {"abs": known.tolerance["abs"], "rel": 0}
    needed = [answers_needed(icc, known.input["target"]) for icc in known.input["icc"]]
    at_30 = [reliability(30, icc) for icc in known.input["icc"]]
    assert needed == pytest.approx(known.expected["n_needed"], **near)
    assert at_30 == pytest.approx(known.expected["reliability_at_n30"], **near)


@given(st.floats(0.001, 0.9), st.floats(0.05, 0.95))
def test_the_answers_needed_give_the_reliability_asked_for(icc, target):
    assert reliability(answers_needed(icc, target), icc) == pytest.approx(target, abs=1e-9)


def test_no_answers_are_not_reliable():
    assert reliability(0, icc=0.05) == 0


@pytest.mark.parametrize("icc", [0, 1, -0.1])
def test_an_icc_lies_between_0_and_1(icc):
    with pytest.raises(OutOfRange, match="icc"):
        reliability(30, icc)


@pytest.mark.parametrize("icc", [float("nan"), [0.05], "0.05"])
def test_an_icc_is_one_number(icc):
    with pytest.raises(ScoringError, match="icc"):
        reliability(30, icc)


def test_impossible_targets_and_answers_are_refused():
    with pytest.raises(OutOfRange, match="target"):
        answers_needed(0.05, target=1)
    with pytest.raises(NegativeCounts, match="answers"):
        reliability(-1, 0.05)
