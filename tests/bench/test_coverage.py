"""The measurement of coverage runs: a batch or two of one cell of each kind, and its tables and goals."""

from dataclasses import replace

import numpy as np
import pytest

from bench import coverage
from bench._cells import Cell, Estimate, Measured, highest, lowest, measure
from bench._coverage_alarms import UNCERTAIN, _unknown
from bench._simulated_forms import ALL, CORE, Days, Siblings, simulated
from bench._simulated_officers import Kind, best_estimates, draw, known_estimates
from bench._table import verdict
from scoring.indices.clusters import ClusterMoments
from scoring.indices.index import satisfaction_index
from scoring.indices.index_table import index_table
from scoring.indices.linearisation import linearised_variance


def smallest(cells: list[Cell]) -> list[Cell]:
    """The first cell of each quantity and way of simulating, a batch each; not the one of many designs."""
    first: dict[tuple[str, str], Cell] = {}
    for cell in cells:
        first.setdefault((cell.quantity, cell.simulate.func.__name__), cell)
    return [replace(cell, batches=1) for cell in first.values() if cell.simulate.func is not _unknown]


@pytest.mark.parametrize("part", coverage.PARTS)
def test_every_part_simulates_prints_its_table_and_has_goals(part, capsys):
    measured = measure(smallest(coverage.PARTS[part].cells()), quick=False, processes=1)
    goals = coverage.PARTS[part].report(measured)
    printed = capsys.readouterr().out
    assert goals
    assert all(np.isfinite(goal.wanted) for goal in goals)
    for each in measured:
        assert each.cell.labels[0] in printed


@pytest.mark.parametrize("part", coverage.PARTS)
def test_no_two_cells_are_the_same_and_a_short_run_has_some_of_each(part):
    cells = coverage.PARTS[part].cells()
    assert len({cell.name for cell in cells}) == len(cells)
    assert any(not cell.long_only for cell in cells)


def test_the_same_seeds_give_the_same_figures():
    cells = smallest(coverage.PARTS["differences"].cells())[-1:]
    one, other = (measure(cells, quick=True, processes=1)[0] for _ in range(2))
    assert one.figures == other.figures


def test_moments_of_simulated_units_are_those_of_their_officer_days_and_tables_those_of_figures():
    rng = np.random.default_rng(1)
    days = Days(12, 10, 0.85, 0.1)
    moments, forms, truth = simulated(rng, 3, days)
    assert truth == pytest.approx(np.tile(days.truth, (3, 1)))
    assert (moments.answered[:, CORE].min() > 1.5 * moments.answered[:, :3].max()).all()
    lent = Siblings(4).lend(rng, days)
    table = index_table(moments, forms.astype(np.int64), [ALL], siblings=lent)
    for unit in range(3):
        own = ClusterMoments(
            int(moments.clusters[unit]),
            *(
                getattr(moments, part)[unit]
                for part in ("answering", "satisfied", "answered", "xx", "nn", "xn")
            ),
        )
        figure = satisfaction_index(own, respondents=int(forms[unit]), siblings=lent)
        assert table.value[unit, 0] == pytest.approx(figure.value)
        assert table.low[unit, 0] == pytest.approx(figure.interval().low)
        assert linearised_variance(own) > 0


def test_baselines_from_the_past_are_drawn_to_their_kind_and_watched():
    seen = _unknown(250, UNCERTAIN, 1, np.random.default_rng(3))
    assert 3 < seen["stated"][0] <= 4


def test_who_knows_the_truth_of_a_kind_is_off_by_no_more_than_who_sees_the_raw_shares():
    kind = Kind(400, 8)
    drawn = draw(np.random.default_rng(2), kind)
    raw = drawn.counts.satisfied / drawn.counts.answers
    assert drawn.by_kind.sum(axis=1).tolist() == drawn.counts.forms.tolist()
    off = [
        float(np.sqrt(((seen - drawn.shares) ** 2).mean()))
        for seen in (best_estimates(drawn, kind), known_estimates(drawn, kind), raw)
    ]
    assert off[0] < off[1] * 1.01
    assert off[1] < 0.8 * off[2]


def test_a_mean_comes_with_the_error_that_independent_batches_give_it():
    sums = np.array([[9.0, 10], [10, 10], [8, 10], [9, 10]])
    found = Estimate.of(sums)
    assert found.value == pytest.approx(0.9)
    assert found.error == pytest.approx(np.std([0.9, 1.0, 0.8, 0.9], ddof=1) / 2)
    assert np.isnan(Estimate.of(np.zeros((3, 2))).value)


def test_a_short_run_is_judged_with_three_standard_errors_and_a_full_one_as_it_is():
    cell = Cell("index", ("here",), 1, lambda _: {})
    full, short = (Measured(cell, {"held": Estimate(0.93, 0.004, 100)}, quick) for quick in (False, True))
    assert not lowest("low", [full], "held", 93.5)[0].met
    assert lowest("low", [short], "held", 93.5)[0].met
    assert not highest("high", [full], "held", 92.5)[0].met
    assert highest("high", [short], "held", 92.5)[0].met
    assert lowest("low", [], "held", 93.5) == []


def goal_of_two(argued=""):
    cells = [Cell("index", (f"{n} days",), 1, lambda _: {}) for n in (3, 5, 9)]
    estimates = (Estimate(0.92, 0.001, 100), Estimate(0.93, 0.001, 100), Estimate(0.95, 0.001, 100))
    measured = [Measured(cell, {"held": each}, False) for cell, each in zip(cells, estimates, strict=True)]
    return lowest("low", measured, "held", 93.5, argued)[0]


def test_every_setting_that_misses_a_goal_is_named():
    printed = str(goal_of_two())
    assert printed.splitlines() == [
        "MISSED low (3 days): 92.00 (wanted >= 93.5)",
        "           missed too: 5 days: 93.0 ±0.1",
    ]


@pytest.mark.parametrize(("goal", "code"), [(goal_of_two(), 1), (goal_of_two("they are few"), 0)])
def test_a_miss_that_is_argued_is_printed_with_its_reason_and_counted_beside(goal, code, capsys):
    with pytest.raises(SystemExit) as ended:
        verdict([goal])
    printed = capsys.readouterr().out
    assert ended.value.code == code
    assert ("left so: they are few" in printed) is (code == 0)
    assert ("all goals met; 1 more missed and argued" in printed) is (code == 0)


def test_siblings_may_be_less_alike_than_those_they_lend_to():
    days = Days(12, 10, 0.85, 0.3)
    ratios = [
        Siblings(30, alike=alike).lend(np.random.default_rng(5), days).ratio for alike in (None, 0.3, 0.0)
    ]
    assert ratios[0] == ratios[1] > ratios[2]
