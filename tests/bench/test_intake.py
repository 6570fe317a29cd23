"""The measurement of intake runs: forms over HTTP and a crowd, tiny, nothing lost and nobody turned away."""

import pytest

from bench import _intake_cost, _intake_crowd, _intake_http
from bench._intake_office import furnish


def test_forms_over_http_are_counted_beside_bare_routes_and_while_offices_work(sqlite_url):
    found = _intake_http.measure(furnish(sqlite_url), rounds=1, seconds=0.3)
    assert found.lost == 0
    assert sum(run.refused for run in (*found.ours, *found.busy)) == 0
    assert min(run.per_second for run in (*found.ours, *found.bare, *found.busy)) > 0
    assert found.of_bare > 0
    assert {goal.name for goal in _intake_http._goals("SQLite", found)} >= {"SQLite: p95, ms"}


def test_a_crowd_gets_through_and_nothing_is_lost(sqlite_url):
    offices = furnish(sqlite_url)
    for spread, came in ((0.2, "within 0.2 s"), (0.0, "at once")):
        row, goals = _intake_crowd._come("SQLite", offices, people=8, sessions=2, spread=spread)
        assert row[:2] == ("SQLite", f"{spread:g}")
        through = {goal.name: goal.met for goal in goals}
        assert through[f"SQLite: people of a crowd {came} who got through"]
        assert through[f"SQLite: receipts of a crowd {came} without a row, or the other way"]


def test_what_the_log_and_the_signals_add_is_told_of_each_and_of_both(sqlite_url):
    found, later = _intake_cost.measure(sqlite_url, answers=32, rounds=1)
    assert set(found) == {"everything", "without the log", "without the signals", "without both"}
    assert all(times[0] > 0 for times in found.values())
    assert set(later) == {"sealed later", "judged later"}
    assert _intake_cost.added({"everything": [1.2], "without both": [1.0]}, "without both") == pytest.approx(
        0.2
    )
