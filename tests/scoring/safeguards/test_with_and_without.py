import numpy as np
import pytest

from scoring.errors import MoreAnswersThanRespondents, NegativeCounts
from scoring.indices.clusters import ClusterMoments
from scoring.indices.index import satisfaction_index
from scoring.result import NotEstimable, Reason
from scoring.safeguards.with_and_without import with_and_without

DAYS = np.random.default_rng(2).integers(3, 9, (30, 1)) * np.ones((1, 3), int)
SATISFIED = np.random.default_rng(3).binomial(DAYS, 0.8)
FORMS = int(DAYS[:, 0].sum())


def _both(flagged):
    return with_and_without(
        ClusterMoments.of(SATISFIED, DAYS),
        ClusterMoments.of(SATISFIED[flagged], DAYS[flagged]),
        respondents=FORMS,
        flagged_respondents=int(DAYS[flagged, 0].sum()),
    )


def test_without_is_the_index_of_the_other_days():
    seen = _both(np.arange(2))
    others = satisfaction_index(
        ClusterMoments.of(SATISFIED[2:], DAYS[2:]), respondents=int(DAYS[2:, 0].sum())
    )
    assert seen.without.value == pytest.approx(others.value)
    assert seen.without.interval() == others.interval()
    assert seen.difference == pytest.approx(seen.all.value - others.value)


def test_nothing_flagged_changes_nothing():
    seen = _both(np.arange(0))
    assert seen.all.value == seen.without.value
    assert (seen.difference, seen.flagged_share, seen.comparable) == (0, 0, None)


def test_above_a_tenth_flagged_nothing_is_compared():
    assert _both(np.arange(2)).comparable is None
    assert _both(np.arange(6)).comparable == NotEstimable(Reason.TOO_MANY_FLAGGED)


def test_no_forms_at_all_have_no_share():
    nothing = with_and_without(
        ClusterMoments.zero(3), ClusterMoments.zero(3), respondents=0, flagged_respondents=0
    )
    assert nothing.flagged_share == NotEstimable(Reason.NO_ANSWERS)
    assert nothing.comparable == NotEstimable(Reason.NO_ANSWERS)
    assert isinstance(nothing.difference, NotEstimable)


def test_what_is_flagged_is_part_of_all():
    with pytest.raises(NegativeCounts):
        with_and_without(
            ClusterMoments.zero(3),
            ClusterMoments.of(SATISFIED, DAYS),
            respondents=FORMS,
            flagged_respondents=FORMS,
        )
    with pytest.raises(MoreAnswersThanRespondents, match="flagged_respondents"):
        with_and_without(ClusterMoments.zero(3), ClusterMoments.zero(3), respondents=1, flagged_respondents=2)
