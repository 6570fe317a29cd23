import numpy as np
import pytest

from scoring.comparisons.unit_shares import UnitShares, unit_indices, unit_shares
from scoring.errors import MoreAnswersThanRespondents, NotWholeCounts, OutOfRange, WrongShape
from scoring.indices.clusters import ClusterMoments
from scoring.indices.linearisation import linearised_variance
from scoring.result import Reason
from tests.scoring.officer_days import simulated_days


def unit(rng, days=20, forms=6):
    x, n, respondents, _ = simulated_days(rng, days, forms)
    return ClusterMoments.of(x, n), respondents


def test_answers_are_divided_by_their_design_effect():
    found = unit_shares([45, 90, 0], [50, 100, 0], [2.0, 1.0, 1.0])
    assert found.effective.tolist() == [25, 100, 0]
    assert found.shares.tolist() == [0.9, 0.9, 0]
    assert found.respondents.tolist() == [50, 100, 0]
    assert found.compared.tolist() == [True, True, False]


def test_an_index_is_worth_what_its_linearised_variance_says():
    rng = np.random.default_rng(8)
    moments, forms = unit(rng)
    found = unit_indices([moments], [forms])
    index = found.shares[0]
    assert index * (1 - index) / found.effective[0] == pytest.approx(linearised_variance(moments))


def test_few_officer_days_borrow_the_design_effect_of_the_others():
    rng = np.random.default_rng(9)
    large, small = [unit(rng, 40) for _ in range(5)], unit(rng, 6, 10)
    found = unit_indices(*zip(*large, small, strict=True))
    alone = unit_indices([small[0]], [small[1]])
    assert found.compared.all()
    assert found.effective[-1] < found.effective[0]
    assert alone.effective[0] <= small[0].clusters + 1e-9


def test_without_ten_answers_to_each_criterion_of_the_fixed_set_there_is_no_comparison():
    few = ClusterMoments.of([[9, 30]] * 1, [[9, 30]])
    assert unit_indices([few], [30]).reasons == (Reason.NO_CRITERION_ANSWERED_ENOUGH,)
    assert unit_indices([few.restrict([1])], [30]).reasons == (None,)
    assert unit_indices([few.restrict([1]) + few.restrict([1])], [60]).shares.tolist() == [1]
    small = ClusterMoments.of([[9]], [[12]])
    assert unit_indices([small], [12]).reasons == (Reason.TOO_FEW_TO_COMPARE,)


def test_impossible_requests_are_refused():
    with pytest.raises(OutOfRange, match="design_effects"):
        unit_shares([1], [2], 0.5)
    with pytest.raises(NotWholeCounts):
        unit_shares([1.5], [2])
    with pytest.raises(WrongShape, match="respondents"):
        unit_indices([ClusterMoments.zero(1)], [1, 2])
    with pytest.raises(WrongShape, match="units"):
        unit_indices([ClusterMoments.zero(1), ClusterMoments.zero(2)], [1, 2])
    with pytest.raises(MoreAnswersThanRespondents):
        unit_indices([ClusterMoments.of([[9]], [[12]])], [11])
    with pytest.raises(OutOfRange, match="shares"):
        UnitShares(np.array([2.0]), np.array([1.0]), np.array([1]), (None,), "")
