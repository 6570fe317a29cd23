import numpy as np
import pytest

from scoring.comparisons import largest_difference
from scoring.comparisons.largest_difference import LargestDifference


@pytest.mark.parametrize("ratio", [1, 3, 8])
def test_so_many_of_the_largest_differences_exceed_it_as_is_said(ratio):
    # 60,000 draws know 5 % to .09 points
    rng = np.random.default_rng(15)
    errors = np.exp(rng.uniform(0, np.log(ratio), 30)) if ratio > 1 else np.ones(30)
    critical = LargestDifference(errors, 0.05).single_step()
    noise = rng.standard_normal((60_000, 30)) * errors
    for unit in (0, int(errors.argmax()), int(errors.argmin())):
        off = np.abs(noise[:, [unit]] - noise) / np.hypot(errors[unit], errors)
        exceeds = (np.where(np.arange(30) == unit, 0, off).max(axis=1) > critical[unit]).mean()
        assert exceeds == pytest.approx(0.05, abs=0.003)


def test_the_grid_of_errors_changes_nothing(monkeypatch):
    rng = np.random.default_rng(16)
    errors = np.exp(rng.uniform(0, 2, 80))
    above, below = (rng.random((80, 80)) < 0.6 for _ in range(2))
    start, rows = np.full(80, 3.0), np.arange(80)
    on_grid = LargestDifference(errors, 0.05)
    monkeypatch.setattr(largest_difference, "_NODES", 100)
    exact = LargestDifference(errors, 0.05)
    assert on_grid.single_step() == pytest.approx(exact.single_step(), abs=1e-8)
    assert on_grid.critical(start, rows, above, below) == pytest.approx(
        exact.critical(start, rows, above, below), abs=1e-8
    )


def test_fewer_open_pairs_lower_the_limit_by_no_more_than_the_bound():
    errors = np.linspace(1, 3, 30)
    largest = LargestDifference(errors, 0.05)
    limit, rows = largest.single_step(), np.arange(30)
    open_pairs = ~np.eye(30, dtype=bool)
    open_pairs[:, :8] = False
    fallen = largest.critical(limit, rows, open_pairs, open_pairs)
    assert (fallen < limit).all()
    t = np.where(np.arange(30) == 20, fallen[:, None] + 1e-6, 0.0)
    assert set(largest.may_fall(limit, t, open_pairs, open_pairs)) >= set(rows) - {20}
