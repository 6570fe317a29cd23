"""The pooled top-two share with an interval that knows of officer-days (beside quantity 1)."""

from dataclasses import dataclass

import numpy as np

from scoring.counts import one_count
from scoring.errors import MoreAnswersThanRespondents
from scoring.gates import MIN_SHOWN
from scoring.indices.beta_limits import beta_limits, degrees_of_freedom_factor
from scoring.indices.clusters import ClusterMoments
from scoring.indices.effective import effective_answers
from scoring.indices.linearisation import DesignEffect, linearised_variance
from scoring.indices.stacked import StackedMoments, linearise
from scoring.result import Interval, NotEstimable, Reason

POOLED_METHOD = "all satisfied out of all valid answers; criteria weigh by their answers"


@dataclass(frozen=True, slots=True)
class PooledShare:
    """All satisfied out of all valid answers of a unit. Not the index: it leans to what was asked more often.

    value        fraction 0..1
    respondents  n, forms; answers: valid answers to all criteria; clusters: officer-days with one
    """

    value: float | NotEstimable
    respondents: int
    answers: int
    clusters: int
    moments: ClusterMoments
    siblings: DesignEffect | None = None

    @property
    def method(self) -> str:
        """How the value is computed, in English."""
        return POOLED_METHOD

    @property
    def denominator(self) -> str:
        """What the value is out of, in English."""
        return f"{self.answers} valid answers, {self.respondents} forms, {self.clusters} officer-days"

    def interval(self, confidence: float = 0.95) -> Interval | NotEstimable:
        """As for the index, all answers of an officer-day being one cluster; never from n = answers."""
        if isinstance(self.value, NotEstimable):
            return self.value
        worth = effective_answers(linearise(StackedMoments.of([self.moments])), self.siblings)
        factor = degrees_of_freedom_factor(self.respondents, worth.df, confidence)
        effective = float((worth.answers * factor).item())
        return beta_limits(self.value, effective, confidence, str(worth.method.item()))


def pooled(moments: ClusterMoments, *, respondents: int, siblings: DesignEffect | None = None) -> PooledShare:
    """The pooled share of these criteria. `siblings`: `design_effect(map(as_one_question, units))`.

    Not estimable under 10 respondents. Raises MoreAnswersThanRespondents.

    >>> days = ClusterMoments.of([[5, 1], [3, 2]] * 6, [[5, 2], [4, 2]] * 6)
    >>> share = pooled(days, respondents=60)
    >>> round(share.value, 4), share.denominator
    (0.8462, '78 valid answers, 60 forms, 12 officer-days')
    """
    forms = one_count("respondents", respondents)
    if moments.criteria and moments.answered.max() > forms:
        raise MoreAnswersThanRespondents("respondents", forms, int(moments.answered.max()))
    one = as_one_question(moments)
    answers = int(one.answered[0])
    value: float | NotEstimable = NotEstimable(Reason.TOO_FEW_RESPONDENTS)
    if forms >= MIN_SHOWN:
        value = pooled_value(moments)
        if answers < MIN_SHOWN:
            value = NotEstimable(Reason.NO_CRITERION_ANSWERED_ENOUGH if answers else Reason.NO_ANSWERS)
    return PooledShare(value, forms, answers, one.clusters, one, siblings)


def pooled_value(moments: ClusterMoments) -> float | NotEstimable:
    """The formula alone: all satisfied out of all valid answers, a fraction."""
    answers = int(moments.answered.sum())
    return int(moments.satisfied.sum()) / answers if answers else NotEstimable(Reason.NO_ANSWERS)


def pooled_variance(moments: ClusterMoments) -> float:
    """Variance of the pooled share, a ratio of two sums over officer-days, by linearisation.

    m/(m-1) * sum of (x_k - P n_k)^2 / N^2, x_k and n_k over all criteria; what R's survey::svyratio
    gives. Woodruff 1971, JASA 66:411. Needs 2 clusters and an answer.
    """
    return linearised_variance(as_one_question(moments), corrected=False)


def as_one_question(moments: ClusterMoments) -> ClusterMoments:
    """The moments of all answers taken for answers to one question, (1,)."""
    return ClusterMoments(
        clusters=moments.clusters,
        answering=np.array([moments.clusters]),
        satisfied=moments.satisfied.sum(keepdims=True),
        answered=moments.answered.sum(keepdims=True),
        xx=moments.xx.sum(keepdims=True),
        nn=moments.nn.sum(keepdims=True),
        xn=moments.xn.sum(keepdims=True),
    )
