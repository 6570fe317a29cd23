import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from scoring.errors import NegativeCounts, OutOfRange, WrongShape
from scoring.result import NotEstimable, Reason
from scoring.series.ridits import ridits
from scoring.series.trend import Direction, ordinal_trend, trend
from tests.figures import case

RISE = [0.81, 0.80, 0.83, 0.84, 0.84, 0.86, 0.85, 0.88]


def test_a_rise_is_told_with_its_slope_its_chance_and_its_forms():
    seen = trend(RISE, range(31, 39))
    assert (seen.direction, seen.periods, seen.respondents, seen.smallest) == (Direction.RISING, 8, 276, 31)
    assert seen.slope == pytest.approx(0.01)
    assert seen.interval().holds(seen.slope)
    assert seen.interval().low > 0
    assert seen.method.startswith("Mann–Kendall")


def test_the_nile_in_shares_falls():
    flow = np.array(case("mann_kendall_nile").input["y"]) / 2000
    seen = trend(flow, [40] * len(flow))
    assert seen.direction is Direction.FALLING
    assert seen.slope == pytest.approx(-2.6 / 2000)


def test_less_than_chance_allows_is_no_clear_trend():
    assert trend([0.8, 0.9] * 4, [50] * 8).direction is Direction.NO_CLEAR_TREND
    assert trend(RISE, [50] * 8, chance=0.001).direction is Direction.NO_CLEAR_TREND


def test_a_flat_line_has_no_trend_and_no_tau():
    seen = trend([1.0] * 8, [50] * 8)
    assert (seen.direction, seen.slope, seen.p) == (Direction.NO_CLEAR_TREND, 0, 1)
    assert seen.tau_b == NotEstimable(Reason.ALL_ANSWERS_ALIKE)
    assert (seen.interval().low, seen.interval().high) == (0, 0)


@pytest.mark.parametrize(
    ("forms", "reason"),
    [
        ([40] * 7, Reason.TOO_FEW_PERIODS),
        ([40] * 7 + [9], Reason.TOO_FEW_RESPONDENTS),
        ([40] * 2 + [9], Reason.TOO_FEW_RESPONDENTS),
        ([], Reason.TOO_FEW_PERIODS),
    ],
)
def test_too_little_is_not_estimable(forms, reason):
    assert trend(RISE[: len(forms)], forms) == NotEstimable(reason)
    assert ordinal_trend(np.ones((len(forms), 5)), forms) == NotEstimable(reason)


def test_a_missing_period_stretches_the_series():
    seen = trend(RISE, [50] * 8, positions=[0, 1, 2, 3, 4, 5, 6, 20])
    assert seen.slope < trend(RISE, [50] * 8).slope
    assert seen.p == trend(RISE, [50] * 8).p


@given(st.lists(st.floats(0, 1), min_size=8, max_size=20))
def test_the_limits_hold_the_slope(values):
    seen = trend(values, [30] * len(values))
    assert seen.interval(0.9).holds(seen.slope)
    assert (seen.direction is Direction.NO_CLEAR_TREND) == (seen.p >= 0.05)


def test_all_levels_see_what_the_top_two_do_not():
    counts = np.array([[2, 3, 10, 30 - k, 5 + k] for k in range(8)])
    top_two = counts[:, 3:].sum(axis=1) / counts.sum(axis=1)
    assert trend(top_two, [50] * 8).direction is Direction.NO_CLEAR_TREND
    seen = ordinal_trend(counts, [50] * 8)
    assert seen.direction is Direction.RISING
    assert "ridits" in seen.method


@given(st.lists(st.lists(st.integers(0, 8), min_size=4, max_size=4), min_size=1, max_size=6))
def test_ridits_of_counts_are_those_of_the_rows(rows):
    counts = np.array([[*row, 1] for row in rows])
    answers = [np.repeat(np.arange(5), row) for row in counts]
    everybody = np.concatenate(answers)
    for own, ridit in zip(answers, ridits(counts), strict=True):
        wins = np.sign(own[:, None] - everybody[None, :])
        assert ridit == pytest.approx((wins + 1).mean() / 2)
    assert (ridits(counts) * counts.sum(axis=1)).sum() / counts.sum() == pytest.approx(0.5)


def test_a_period_without_an_answer_to_the_criterion_has_no_figure():
    assert ordinal_trend([[0] * 5] + [[1] * 5] * 7, [50] * 8) == NotEstimable(Reason.NO_ANSWERS)


def test_false_alarms_are_as_many_as_stated():
    rng = np.random.default_rng(12)
    forms = [60] * 8
    runs = [trend(rng.binomial(60, 0.85, 8) / 60, forms) for _ in range(600)]
    assert 0.02 < np.mean([run.direction is not Direction.NO_CLEAR_TREND for run in runs]) < 0.07


def test_bad_input_is_named():
    with pytest.raises(OutOfRange, match="values"):
        trend([81, 82], [40, 40])
    with pytest.raises(WrongShape, match="respondents"):
        trend([0.8, 0.9], [40])
    with pytest.raises(NegativeCounts, match="respondents"):
        trend([0.8, 0.9], [40, -1])
    with pytest.raises(WrongShape, match="counts"):
        ordinal_trend([[1, 2, 3, 4, 5]], [15, 15])
    with pytest.raises(OutOfRange, match="counts"):
        ridits([[0, 0], [1, 1]])
    with pytest.raises(WrongShape, match="counts"):
        ridits([1, 1])
