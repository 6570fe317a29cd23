import numpy as np
import pytest

from scoring.errors import NegativeCounts, OutOfRange, WrongShape
from scoring.indices.clusters import ClusterMoments
from scoring.indices.index import satisfaction_index
from scoring.indices.linearisation import independent_variance, linearised_variance
from scoring.result import NotEstimable, Reason
from scoring.series.panel import Panel, panel_of
from tests.scoring.officer_days import simulated_days


def simulated(seed, days=20):
    x, n, forms, _ = simulated_days(np.random.default_rng(seed), days, 8)
    return ClusterMoments.of(x, n), forms


CELLS = [[simulated(1), simulated(2)], [simulated(3), simulated(4)]]
MOMENTS = [[cell for cell, _ in row] for row in CELLS]
FORMS = [[forms for _, forms in row] for row in CELLS]


def test_a_panel_holds_the_index_and_its_linearised_variance():
    panel = panel_of(MOMENTS, FORMS, range(16))
    assert (panel.units, panel.periods) == (2, 2)
    assert panel.values[1, 0] == satisfaction_index(MOMENTS[1][0], respondents=FORMS[1][0]).value
    v = linearised_variance(MOMENTS[1][0])
    assert panel.variances[1, 0] == max(v, independent_variance(MOMENTS[1][0]))
    assert panel.clusters.tolist() == [[20, 20], [20, 20]]
    assert panel.respondents.tolist() == FORMS


def test_one_officer_day_borrows_a_design_effect():
    day = ClusterMoments.of([[8, 9]], [[12, 12]])
    panel = panel_of([[day]], [[12]], [0, 1], siblings=2.5)
    assert panel.variances[0, 0] == pytest.approx(2.5 * independent_variance(day))


def test_all_answers_alike_are_not_known_exactly():
    day = ClusterMoments.of([[12, 12], [8, 8]], [[12, 12], [8, 8]])
    assert panel_of([[day]], [[20]], [0, 1]).variances[0, 0] == pytest.approx(1 / 42 * 41 / 42 / 40)


def test_criteria_that_a_cell_lacks_make_no_panel():
    few = ClusterMoments.of([[8, 3]], [[12, 9]])
    assert panel_of([[few]], [[12]], [0, 1]) == NotEstimable(Reason.NO_CRITERION_ANSWERED_ENOUGH)
    assert panel_of([[few]], [[12]], []) == NotEstimable(Reason.NO_CRITERION_ANSWERED_ENOUGH)
    assert panel_of([[few]], [[12]], [0]).values.tolist() == [[8 / 12]]


def test_bad_input_is_named():
    one = np.ones((2, 2))
    with pytest.raises(OutOfRange, match="values"):
        Panel(80 * one, one, one, one)
    with pytest.raises(NegativeCounts, match="variances"):
        Panel(one, -one, one, one)
    with pytest.raises(WrongShape, match="respondents"):
        Panel(one, one, np.ones(2), one)
    with pytest.raises(WrongShape, match="values"):
        Panel(np.ones(2), one, one, one)
    with pytest.raises(OutOfRange, match="siblings"):
        panel_of(MOMENTS, FORMS, [0], siblings=0.5)
