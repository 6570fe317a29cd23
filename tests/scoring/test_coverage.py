"""The intervals hold the truth as often as they say, on simulated officer-days with known truth."""

import numpy as np
import pytest

from scoring.indices.clusters import ClusterMoments
from scoring.indices.difference import mover
from scoring.indices.index_table import index_table
from scoring.indices.linearisation import design_effects
from scoring.indices.share import wilson
from scoring.indices.stacked import StackedMoments
from tests.scoring.officer_days import CRITERIA, simulated_days

UNITS = 400


def simulated_units(rng, units, days, forms_a_day, **more):
    """Moments of many units with the same truth, their forms, and the true shares."""
    rows = [simulated_days(rng, days, forms_a_day, **more) for _ in range(units)]
    moments = StackedMoments.of([ClusterMoments.of(x, n) for x, n, _, _ in rows])
    return moments, np.array([forms for _, _, forms, _ in rows]), rows[0][3]


def true_index(moments, truth):
    """(U,), the mean truth of the criteria that each unit's index uses."""
    used = moments.answered >= 10
    return (used * truth).sum(axis=1) / np.maximum(used.sum(axis=1), 1)


def held(table, truth):
    """How often the limits hold the truth, among units with an index."""
    inside = (table.low[:, 0] <= truth) & (truth <= table.high[:, 0])
    return inside[table.estimable[:, 0]].mean()


@pytest.mark.parametrize(("days", "forms_a_day"), [(60, 3), (25, 10)])
def test_the_interval_of_the_index_holds_the_truth_as_often_as_it_says(days, forms_a_day):
    # chance alone moves 400 units by 1.1 points: three of these below 95, and room for being cautious
    moments, forms, truth = simulated_units(np.random.default_rng(1001), UNITS, days, forms_a_day)
    table = index_table(moments, forms)
    assert (table.used == CRITERIA).all()
    assert 0.917 <= held(table, truth.mean()) <= 0.995
    # answers taken for independent are too sure of themselves: the reason for all this
    low, high = wilson(table.value * table.answers, table.answers)
    assert ((low <= truth.mean()) & (truth.mean() <= high)).mean() < 0.85


@pytest.mark.parametrize(("days", "forms_a_day", "icc_day"), [(5, 15, 0.15), (3, 20, 0.06), (9, 4, 0.1)])
def test_few_officer_days_larger_than_those_of_siblings_are_covered_too(days, forms_a_day, icc_day):
    rng = np.random.default_rng(1002)
    siblings, _, _ = simulated_units(rng, 12, 25, 3, icc_day=icc_day)
    (lent,) = design_effects(siblings)
    moments, forms, truth = simulated_units(rng, 300, days, forms_a_day, icc_day=icc_day)
    table = index_table(moments, forms, siblings=lent)
    assert held(table, true_index(moments, truth)) >= 0.92


def test_the_limits_of_a_difference_hold_the_truth_as_often_as_they_say():
    rng = np.random.default_rng(1003)
    sides = []
    for days, forms_a_day in ((20, 5), (40, 4)):
        moments, forms, truth = simulated_units(rng, 300, days, forms_a_day)
        table = index_table(moments, forms)
        assert (table.used == CRITERIA).mean() > 0.95
        sides.append((table.value[:, 0], table.low[:, 0], table.high[:, 0], true_index(moments, truth)))
    (after, before) = sides
    low, high = mover(after[:3], before[:3])
    change = after[3] - before[3]
    assert 0.92 <= ((low <= change) & (change <= high)).mean() <= 0.995
