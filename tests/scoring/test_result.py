import pytest

from scoring.errors import ConfidenceOutOfRange, IntervalImpossible
from scoring.result import Interval, NotEstimable, Reason


@pytest.mark.parametrize(("low", "high"), [(0.5, 0.4), (-0.1, 0.4), (0.4, 1.1), (float("nan"), 1)])
def test_limits_out_of_order_or_range_are_refused(low, high):
    with pytest.raises(IntervalImpossible):
        Interval(low, high, 0.95, "any")


@pytest.mark.parametrize("confidence", [0, 1, 95, -0.5, float("nan")])
def test_a_confidence_is_a_fraction(confidence):
    with pytest.raises(ConfidenceOutOfRange):
        Interval(0.1, 0.2, confidence, "any")


def test_an_interval_holds_its_limits_and_nothing_beyond():
    interval = Interval(0.25, 0.5, 0.95, "any")
    assert interval.holds(0.25)
    assert interval.holds(0.5)
    assert not interval.holds(0.51)
    assert interval.width == 0.25


def test_what_cannot_be_estimated_says_why_and_is_no_number():
    missing = NotEstimable(Reason.NO_ANSWERS)
    assert str(missing) == "no answers"
    assert missing.reason == Reason.NO_ANSWERS
    assert not isinstance(missing, float)
