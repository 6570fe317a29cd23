import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from scoring.errors import NegativeCounts, OutOfRange, WrongShape
from scoring.result import NotEstimable, Reason
from scoring.safeguards.scan import burst, fullest_window, scan_tail


@pytest.mark.parametrize("w", [0.05, 0.2, 0.5])
@pytest.mark.parametrize("n", [2, 3, 5, 8])
def test_all_answers_in_one_window_have_their_closed_form(n, w):
    # The range of n even points: n w^(n-1) - (n-1) w^n.
    assert scan_tail(n, n, w) == pytest.approx(n * w ** (n - 1) - (n - 1) * w**n, abs=1e-14)


def test_two_answers_together_have_their_closed_form():
    # Parzen 1960: 1 - (1 - (n-1) w)^n.
    assert scan_tail(2, 5, 0.1) == pytest.approx(1 - 0.6**5, abs=1e-14)
    assert scan_tail(2, 30, 0.2) == 1


@pytest.mark.parametrize(("k", "n", "w"), [(5, 8, 0.2), (5, 10, 0.1), (7, 30, 0.05), (12, 40, 0.1)])
def test_simulated_days_are_as_full_as_the_formula_says(k, n, w):
    points = np.sort(np.random.default_rng(4).random((20_000, n)), axis=1)
    seen = (points[:, k - 1 :] - points[:, : n - k + 1] <= w).any(axis=1).mean()
    assert scan_tail(k, n, w) == pytest.approx(seen, abs=0.012, rel=0.06)


@given(st.integers(3, 60), st.floats(0.01, 0.4))
def test_a_fuller_window_is_less_likely(n, w):
    tails = scan_tail(np.arange(n + 1), n, w)
    assert (np.diff(tails) <= 1e-12)[tails[:-1] < 0.5].all()
    assert (tails[: int(n * w)] > 0.5).all()
    assert ((tails >= 0) & (tails <= 1)).all()


@given(st.lists(st.integers(0, 4), min_size=2, max_size=40), st.integers(1, 5))
def test_the_fullest_window_is_that_of_the_rows(per_minute, window):
    window = min(window, len(per_minute))
    found = fullest_window(per_minute, window)
    sums = [sum(per_minute[m : m + window]) for m in range(len(per_minute) - window + 1)]
    assert found.answers == max(sums)
    assert found.begins == sums.index(max(sums))


def day(*minutes):
    counts = np.zeros(480, int)
    np.add.at(counts, list(minutes), 1)
    return counts


def test_twenty_answers_in_ten_minutes_are_a_burst():
    spread = list(range(0, 480, 24))
    signal = burst(day(*spread, *[300 + m // 2 for m in range(20)]), stream="quầy 4, 12/5")
    assert signal.seen == 20
    assert signal.usual == pytest.approx(40 * 10 / 480)
    assert signal.p < 1e-15
    assert burst(day(*spread), stream="").p > 0.2


def test_a_rush_that_comes_every_day_is_no_burst():
    rush = np.zeros(480)
    rush[:60] = 40
    rush[60:] = 1
    morning = day(*range(0, 60, 2), *range(1, 60, 5))
    assert burst(morning, rush, stream="").p > 0.05
    assert burst(morning, stream="").p < 0.01


def test_false_alarms_are_as_rare_as_stated():
    chance = np.random.default_rng(8)
    course = np.concatenate([np.full(120, 3.0), np.full(240, 1.0), np.full(120, 2.0)])
    alarms = []
    for _ in range(120):
        minutes = chance.choice(480, 30, p=course / course.sum())
        alarms.append(burst(np.bincount(minutes, minlength=480), 60 * course, stream="").p <= 0.05)
    assert np.mean(alarms) < 0.10


def test_the_same_day_gives_the_same_probability():
    counts = day(*range(0, 40, 3))
    assert burst(counts, np.ones(480), stream="") == burst(counts, np.ones(480), stream="")


def test_few_answers_say_nothing():
    assert burst(day(*[5] * 9), stream="") == NotEstimable(Reason.TOO_FEW_RESPONDENTS)
    assert burst(np.zeros(480, int), stream="") == NotEstimable(Reason.TOO_FEW_RESPONDENTS)


def test_bad_input_names_its_argument():
    with pytest.raises(NegativeCounts, match="per_minute"):
        fullest_window([1, -1], 1)
    with pytest.raises(WrongShape, match="per_minute"):
        burst([[1, 2]], stream="")
    with pytest.raises(OutOfRange, match="window"):
        burst([30, 1, 1], stream="", window=2)
    with pytest.raises(WrongShape, match="usual"):
        burst(day(*range(20)), [1, 2], stream="")
    with pytest.raises(OutOfRange, match="most"):
        scan_tail(5, 4, 0.1)
    with pytest.raises(OutOfRange, match="window"):
        scan_tail(2, 4, 0.7)
