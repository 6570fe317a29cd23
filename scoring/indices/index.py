"""Quantities 1 and 3: the satisfaction index, every criterion weighing the same, and its interval."""

from collections.abc import Sequence
from dataclasses import dataclass

from scoring.counts import confidence_between_0_and_1, one_count, real_counts, whole_counts
from scoring.errors import MoreAnswersThanRespondents, OutOfRange, WrongShape
from scoring.gates import MIN_SHOWN, Gate, gate
from scoring.indices.beta_limits import beta_limits, degrees_of_freedom_factor
from scoring.indices.clusters import ClusterMoments
from scoring.indices.effective import Worth, effective_answers
from scoring.indices.linearisation import DesignEffect, criteria_used, mean_of
from scoring.indices.share import Satisfaction
from scoring.indices.stacked import StackedMoments, linearise
from scoring.result import Interval, NotEstimable, Reason

INDEX_METHOD = (
    "mean of the shares of satisfied answers over criteria with at least 10 valid answers, equal weights"
)


@dataclass(frozen=True, slots=True)
class Index:
    """Satisfaction index of a unit (or element, or group of criteria) with what it was computed from.

    value        fraction 0..1, mean of the shares of the criteria used
    used         positions of the criteria with at least 10 valid answers, in the moments it came from
    planned      how many criteria the questionnaire has for it; print len(used)/planned
    criteria     satisfied and valid answers of every criterion, also those not used
    respondents  n, forms; clusters m, officer-days with an answer to a criterion used
    answers      valid answers to the criteria used
    """

    value: float | NotEstimable
    used: tuple[int, ...]
    planned: int
    criteria: tuple[Satisfaction, ...]
    respondents: int
    clusters: int
    answers: int
    moments: ClusterMoments
    siblings: DesignEffect | None = None

    @property
    def method(self) -> str:
        """How the value is computed, in English."""
        return INDEX_METHOD

    @property
    def denominator(self) -> str:
        """What the value is out of, in English."""
        return (
            f"{self.answers} valid answers to {len(self.used)} of {self.planned} criteria, "
            f"{self.respondents} forms, {self.clusters} officer-days"
        )

    @property
    def gate(self) -> Gate:
        """What may be shown of it, by its respondents."""
        return gate(self.respondents)

    @property
    def borrows(self) -> bool:
        """Whether its own officer-days tell too little of how far its value may be off: worth fewer than 10
        equal ones, or all alike. Siblings then have a part in it, where any are known."""
        return not isinstance(self.value, NotEstimable) and not self._worth().own.item()

    def interval(self, confidence: float = 0.95) -> Interval | NotEstimable:
        """Korn–Graubard Beta limits at the effective number of answers of the index.

        Own officer-days worth 10 equal ones or more; fewer than 10 of them, or no spread between them: the
        design effect of sibling units; 10 or more of so unequal size that they are worth fewer: both.
        Without siblings their own even then, and else the widest that clusters allow, every officer-day one
        voice. The formulas: `effective_answers`.
        """
        confidence_between_0_and_1(confidence)
        if isinstance(self.value, NotEstimable):
            return self.value
        worth = self._worth()
        factor = degrees_of_freedom_factor(self.respondents, worth.df, confidence)
        effective = float((worth.answers * factor).item())
        return beta_limits(self.value, effective, confidence, str(worth.method.item()))

    def _worth(self) -> Worth:
        return effective_answers(linearise(StackedMoments.of([self.moments])), self.siblings)


def satisfaction_index(
    moments: ClusterMoments,
    *,
    respondents: int,
    planned: int | None = None,
    siblings: DesignEffect | None = None,
) -> Index:
    """The index of all criteria of these moments, as by SIPAS (Decision 1001/QĐ-BNV): equal weights.

    For an element, hand in `moments.restrict(...)`. `respondents`: forms counted; `planned`: criteria of
    the questionnaire, by default those of the moments; `siblings`: the design effect of units of the same
    kind, for units whose officer-days are worth fewer than 10 equal ones. Raises MoreAnswersThanRespondents.

    >>> x = [[5, 6, 4], [3, 4, 5]]; n = [[6, 6, 5], [5, 5, 5]]
    >>> index = satisfaction_index(ClusterMoments.of(x, n), respondents=11)
    >>> round(index.value, 4), index.used, index.denominator
    (0.8455, (0, 1, 2), '32 valid answers to 3 of 3 criteria, 11 forms, 2 officer-days')
    """
    forms = one_count("respondents", respondents)
    if moments.criteria and moments.answered.max() > forms:
        raise MoreAnswersThanRespondents("respondents", forms, int(moments.answered.max()))
    used = criteria_used(moments)
    if planned is not None and one_count("planned", planned) < len(used):
        raise OutOfRange("planned", planned, f"{len(used)} criteria or more")
    criteria = tuple(map(Satisfaction, moments.satisfied.tolist(), moments.answered.tolist()))
    measured = moments.restrict(used)
    return Index(
        value=equal_weight_index(criteria),
        used=used,
        planned=moments.criteria if planned is None else planned,
        criteria=criteria,
        respondents=forms,
        clusters=measured.clusters,
        answers=int(measured.answered.sum()),
        moments=measured,
        siblings=siblings,
    )


def equal_weight_index(criteria: Sequence[Satisfaction], minimum: int = MIN_SHOWN) -> float | NotEstimable:
    """Quantity 1 from plain counts: the mean share of the criteria with `minimum` valid answers or more.

    >>> equal_weight_index([Satisfaction(80, 100), Satisfaction(85, 100), Satisfaction(1, 9)])
    0.825
    """
    least = max(one_count("minimum", minimum), 1)
    shares = [c.satisfied / c.answers for c in criteria if c.answers >= least]
    return mean_of(shares) if shares else NotEstimable(Reason.NO_CRITERION_ANSWERED_ENOUGH)


def mean_over_criteria(values: Sequence[float], criteria: Sequence[int]) -> float:
    """An overall index of groups that have so many criteria each: every criterion weighs the same.

    >>> round(mean_over_criteria([83.84, 84.09], [23, 16]), 2)
    83.94
    """
    figures, weights = real_counts("values", values), whole_counts("criteria", criteria)
    if figures.shape != weights.shape or figures.ndim != 1:
        raise WrongShape("values", str(weights.shape), figures.shape)
    if not weights.sum():
        raise OutOfRange("criteria", weights.tolist(), "one criterion or more")
    return float((figures * weights).sum() / weights.sum())
