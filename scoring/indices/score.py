"""Quantity 1: one function that applies any index definition to counts."""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from scoring.counts import Counts, Reals, confidence_between_0_and_1, one_count, whole_counts
from scoring.errors import (
    MomentsDisagree,
    MoreAnswersThanRespondents,
    WrongCriteria,
    WrongLevels,
    WrongShape,
)
from scoring.gates import MIN_SHOWN
from scoring.indices.clusters import ClusterMoments
from scoring.indices.definitions import Combine, Definition
from scoring.indices.index import satisfaction_index
from scoring.indices.linearisation import DesignEffect, mean_of
from scoring.indices.officer_days import OfficerDays, limits_of_means
from scoring.indices.pooled import pooled
from scoring.result import Interval, Limits, NotEstimable, Reason


@dataclass(frozen=True, slots=True, eq=False)
class Score:
    """An index by one definition, with what it was computed from.

    value        on the scale of the definition, `definition.low` to `definition.high`
    used         positions of the criteria in it; answers: valid answers to them
    respondents  n, forms (dossiers where the definition counts those)
    counts       answers per level, (criteria, columns)
    """

    definition: Definition
    value: float | NotEstimable
    used: tuple[int, ...]
    answers: int
    respondents: int
    counts: Counts
    moments: ClusterMoments | None = None
    siblings: DesignEffect | None = None
    days: OfficerDays | None = None

    @property
    def method(self) -> str:
        """How the value is computed, in English."""
        return self.definition.method

    @property
    def denominator(self) -> str:
        """What the value is out of, in English."""
        return self.definition.denominator

    @property
    def grade(self) -> str | None:
        """The class that the value earns; None where there is no value, or no class by itself."""
        return None if isinstance(self.value, NotEstimable) else self.definition.grade(self.value)

    @property
    def marks(self) -> float | None:
        """The points of the best class, where it is earned and the definition says them."""
        best = self.definition.grades[-1].name if self.definition.grades else None
        return self.definition.full_marks if best is not None and self.grade == best else None

    def interval(self, confidence: float = 0.95) -> Interval | Limits | NotEstimable:
        """Of a share of these very officer-days, or on the safe side from what they tell of one question.

        `Limits` on the scale of the definition where it is no share. Without officer-days not estimable, never
        from n = answers.
        """
        confidence_between_0_and_1(confidence)
        if isinstance(self.value, NotEstimable):
            return self.value
        if self.moments is not None:
            return self._of_moments(self.moments, confidence)
        if self.days is None:
            return NotEstimable(Reason.NO_OFFICER_DAYS)
        return self._of_days(self.days, confidence)

    def _of_moments(self, moments: ClusterMoments, confidence: float) -> Interval | NotEstimable:
        if self.definition.combine is Combine.CRITERIA:
            return satisfaction_index(moments, respondents=self.respondents, siblings=self.siblings).interval(
                confidence
            )
        return pooled(moments, respondents=self.respondents, siblings=self.siblings).interval(confidence)

    def _of_days(self, days: OfficerDays, confidence: float) -> Interval | Limits:
        """Points and weights as parts of the whole scale, and the limits back on it."""
        definition, rows = self.definition, self.counts[list(self.used)]
        points = np.array(definition.points, dtype=np.float64)
        least, reach = float(points.min()), float(points.max() - points.min())
        answers = rows.sum(axis=1)
        weights = answers / answers.sum() if definition.combine is Combine.ANSWERS else 1 / len(rows)
        weights = np.broadcast_to(weights, (len(rows),))
        found = limits_of_means(rows, (points - least) / reach, weights, days, self.respondents, confidence)
        if definition.is_share:
            return found
        times = len(rows) if definition.combine is Combine.SUM else 1
        low, high = (definition.offset + times * (least + reach * limit) for limit in (found.low, found.high))
        return Limits(low, high, confidence, found.method)


def score(
    definition: Definition,
    counts: npt.ArrayLike,
    *,
    respondents: int,
    moments: ClusterMoments | None = None,
    siblings: DesignEffect | None = None,
    days: OfficerDays | None = None,
) -> Score:
    """The index of these answers by this definition.

    counts       answers per level, worst first, (criteria, levels); (levels,) for one criterion; where the
                 definition counts answers beside the scale ("don't know"), a column more
    respondents  forms
    moments      officer-days (K2) of the same answers, for the interval of a share
    siblings     what units of the same kind lend (pooled: over `as_one_question`)
    days         what officer-days tell of one question, for the interval of anything else

    Not estimable under 10 respondents, without answers, or where a criterion lacks them. Raises WrongLevels,
    WrongCriteria, MoreAnswersThanRespondents, MomentsDisagree, NegativeCounts.

    >>> from scoring.indices.definitions import NET, OPG_UNTIL_MARCH_2026
    >>> score(NET, [2, 3, 10, 45, 40], respondents=100).value
    0.8
    >>> round(score(OPG_UNTIL_MARCH_2026, [23, 46, 153, 419, 528], respondents=1169).value, 2)
    79.58
    """
    rows = _rows(definition, counts)
    forms = one_count("respondents", respondents)
    answers = rows.sum(axis=1)
    if len(rows) and answers.max() > forms:
        raise MoreAnswersThanRespondents("respondents", forms, int(answers.max()))
    if moments is not None:
        _check_moments(definition, rows, moments)
    used = np.flatnonzero(answers >= definition.minimum)
    return Score(
        definition=definition,
        value=_value(definition, rows, used, forms),
        used=tuple(used.tolist()),
        answers=int(answers[used].sum()),
        respondents=forms,
        counts=rows,
        moments=moments,
        siblings=siblings,
        days=days,
    )


def formula(definition: Definition, counts: npt.ArrayLike) -> float | NotEstimable:
    """The definition on counts (criteria, levels) alone, without gates on respondents.

    >>> from scoring.indices.definitions import HAPPY_4
    >>> round(formula(HAPPY_4, [3, 7, 20, 70]), 2)
    85.67
    """
    rows = _rows(definition, counts)
    return _combined(definition, rows, np.flatnonzero(rows.sum(axis=1) >= definition.minimum))


def _value(
    definition: Definition, rows: Counts, used: npt.NDArray[np.intp], forms: int
) -> float | NotEstimable:
    if forms < MIN_SHOWN:
        return NotEstimable(Reason.TOO_FEW_RESPONDENTS)
    return _combined(definition, rows, used)


def _combined(definition: Definition, rows: Counts, used: npt.NDArray[np.intp]) -> float | NotEstimable:
    if not rows.sum():
        return NotEstimable(Reason.NO_ANSWERS)
    if not len(used) or (definition.every and len(used) < len(rows)):
        return NotEstimable(Reason.NO_CRITERION_ANSWERED_ENOUGH)
    points = np.array(definition.points, dtype=np.float64)
    if definition.combine is Combine.ANSWERS:
        return float(definition.offset + rows.sum(axis=0) @ points / rows.sum())
    means: Reals = rows[used] @ points / rows[used].sum(axis=1)
    together = float(means.sum()) if definition.combine is Combine.SUM else mean_of(means)
    return definition.offset + together


def _rows(definition: Definition, counts: npt.ArrayLike) -> Counts:
    """The counts as (criteria, columns), of as many criteria and levels as the definition has."""
    array = whole_counts("counts", counts)
    if array.ndim not in (1, 2):
        raise WrongShape("counts", f"(criteria, {len(definition.points)})", array.shape)
    if array.shape[-1] != len(definition.points):
        raise WrongLevels("counts", definition.key, len(definition.points), array.shape[-1])
    rows = array.reshape(-1, array.shape[-1])
    if definition.criteria is not None and len(rows) != definition.criteria:
        raise WrongCriteria("counts", definition.key, definition.criteria, len(rows))
    return rows


def _check_moments(definition: Definition, rows: Counts, moments: ClusterMoments) -> None:
    """Officer-days are of use to a share alone, and must be of the same answers."""
    if not definition.is_share:
        raise MomentsDisagree("moments")
    satisfied = rows[:, np.array(definition.points) == 1].sum(axis=1)
    if not (
        np.array_equal(moments.satisfied, satisfied) and np.array_equal(moments.answered, rows.sum(axis=1))
    ):
        raise MomentsDisagree("moments")
