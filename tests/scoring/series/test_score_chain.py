from itertools import product

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import stats

from scoring.series.good_days import days, shifted
from scoring.series.score_chain import NEVER, mean_steps, step_scores, steps_by_limit

LEVELS = np.array([0.02, 0.03, 0.05, 0.4, 0.5])


def test_the_scores_of_a_step_are_those_of_every_way_it_can_go():
    sizes, scores = np.array([0.2, 0.3, 0.1, 0.4]), np.array([4, 1, -2])
    levels = np.array([0.1, 0.3, 0.6])
    chances: dict[int, float] = {}
    for size, often in enumerate(sizes):
        for way in product(range(3), repeat=size):
            total = int(scores[list(way)].sum())
            chances[total] = chances.get(total, 0) + often * levels[list(way)].prod()
    lowest, found = step_scores(sizes, scores, levels[None, :])
    assert lowest == -6
    for at, chance in enumerate(found):
        assert chance == pytest.approx(chances.get(lowest + at, 0), abs=1e-14)


@given(st.integers(1, 12), st.floats(0.2, 0.8))
@settings(max_examples=20)
def test_a_simple_walk_runs_as_long_as_the_textbook_says(limit, up):
    # A walk up by 1 with probability u, else down by 1 and held at 0; Feller volume I, chapter XIV.
    steps, ratio = 0.0, (1 - up) / up
    each = 1 / up
    for _ in range(limit):
        steps += each
        each = 1 / up + ratio * each
    assert mean_steps(-1, np.array([1 - up, 0, up]), limit) == pytest.approx(steps)


@pytest.mark.parametrize("share", [0.95, 0.9, 0.8, 0.5])
def test_limit_after_limit_is_the_same_as_each_alone(share):
    sizes = stats.poisson.pmf(np.arange(25), 5)
    chain = step_scores(sizes / sizes.sum(), np.array([6, -1]), np.array([[1 - share, share]]))
    found = [float(steps[0]) for steps in steps_by_limit([chain], 60)]
    assert len(found) == 60
    for limit in (1, 2, 7, 30, 60):
        assert found[limit - 1] == pytest.approx(mean_steps(*chain, limit), rel=1e-4)


def test_a_sum_that_never_rises_never_alarms():
    assert mean_steps(-1, np.array([0.5, 0.5]), 3) == NEVER
    assert [float(steps[0]) for steps in steps_by_limit([(-1, np.array([0.5, 0.5]))], 3)] == [NEVER] * 3


def test_shifted_levels_keep_their_odds_ratio():
    moved = shifted(LEVELS, np.log(1.7))
    before, after = LEVELS.cumsum()[:-1], moved.cumsum()[:-1]
    assert (before / (1 - before)) / (after / (1 - after)) == pytest.approx(1.7)
    assert moved.sum() == pytest.approx(1)


@pytest.mark.parametrize("icc", [0.01, 0.1, 0.5])
def test_days_have_the_mean_and_the_spread_that_was_asked_for(icc):
    found, likely = days(LEVELS, 0.9, icc)
    assert likely.sum() == pytest.approx(1)
    assert likely @ found == pytest.approx(LEVELS, abs=1e-9)
    assert likely @ (found[:, 3:].sum(axis=1) - 0.9) ** 2 == pytest.approx(icc * 0.09, rel=1e-6)
    assert days(LEVELS, 0.9, 0)[0].tolist() == [LEVELS.tolist()]


def test_kinds_of_days_count_as_often_as_they_are():
    sizes, scores = np.array([0.0, 0.5, 0.5]), np.array([3, -1])
    good, bad = np.array([[0.1, 0.9]]), np.array([[0.6, 0.4]])
    both = step_scores(sizes, scores, np.concatenate([good, bad]), np.array([0.25, 0.75]))[1]
    expected = 0.25 * step_scores(sizes, scores, good)[1] + 0.75 * step_scores(sizes, scores, bad)[1]
    assert both == pytest.approx(expected, abs=1e-14)
