"""The interval holds the truth as often as it says, on simulated officer-days with known truth."""

import numpy as np
import pytest

from scoring.indices.clusters import ClusterMoments
from scoring.indices.index import satisfaction_index
from scoring.indices.share import wilson
from tests.scoring.officer_days import CRITERIA, simulated_days

UNITS = 400


@pytest.mark.parametrize(("days", "forms_a_day"), [(60, 3), (25, 10)])
def test_the_interval_of_the_index_holds_the_truth_as_often_as_it_says(days, forms_a_day):
    # chance alone moves 400 units by 1.1 points: three of these below 95, and room for being cautious
    rng = np.random.default_rng(1001)
    held = naive = 0
    for _ in range(UNITS):
        x, n, forms, truth = simulated_days(rng, days, forms_a_day)
        index = satisfaction_index(ClusterMoments.of(x, n), respondents=forms)
        assert len(index.used) == CRITERIA
        held += index.interval().holds(truth.mean())
        low, high = wilson(index.value * index.answers, index.answers)
        naive += bool(low <= truth.mean() <= high)
    assert 0.917 <= held / UNITS <= 0.995
    # answers taken for independent are too sure of themselves: the reason for all this
    assert naive / UNITS < 0.85
