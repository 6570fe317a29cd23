"""Quantities 10 and 11: the shares of many units of one kind, and what each is worth in independent answers.

A funnel and a ranking read the same thing: a share, its effective number of answers, its respondents. Shares
are of one question, or indices over one set of criteria fixed beforehand for all units.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from scoring.counts import (
    Counts,
    Reals,
    design_effects_of_shape,
    real_counts,
    satisfied_of_answers,
    whole_counts,
)
from scoring.errors import MoreAnswersThanRespondents, OutOfRange, WrongShape
from scoring.gates import MIN_COMPARED
from scoring.indices.clusters import ClusterMoments
from scoring.indices.effective import effective_answers
from scoring.indices.linearisation import DesignEffect, design_effects
from scoring.indices.stacked import StackedMoments, linearise
from scoring.result import NotEstimable, Reason

ONE_QUESTION = "valid answers to the question, one a form"
FIXED_CRITERIA = "mean of the shares of the same criteria in every unit, equal weights"


@dataclass(frozen=True, slots=True, eq=False)
class UnitShares:
    """Shares of units of one kind, all (units,).

    shares        fractions; 0 where there is nothing
    effective     independent answers that would be as sure: answers divided by their design effect
    respondents   n, forms
    reasons       why a unit is compared with nothing, or None
    """

    shares: Reals
    effective: Reals
    respondents: Counts
    reasons: tuple[Reason | None, ...]
    denominator: str

    def __post_init__(self) -> None:
        size = (len(self.reasons),)
        for argument in ("shares", "effective", "respondents"):
            array = real_counts(argument, getattr(self, argument))
            if array.shape != size:
                raise WrongShape(argument, str(size), array.shape)
        if (self.shares > 1).any():
            raise OutOfRange("shares", float(self.shares.max()), "between 0 and 1")

    @property
    def compared(self) -> npt.NDArray[np.bool_]:
        """(units,), whether the unit may be compared."""
        return np.array([reason is None for reason in self.reasons], dtype=bool)


def unit_shares(
    satisfied: npt.ArrayLike, answers: npt.ArrayLike, design_effects: npt.ArrayLike = 1.0
) -> UnitShares:
    """Shares of one question from counts (units,), one answer a form, so the answers are the respondents.

    `design_effects`, one or (units,), 1 or more: by how much officer-days widen the variance.

    >>> units = unit_shares([80, 19], [100, 20], design_effects=2)
    >>> units.effective.tolist(), units.reasons[1].name
    ([50.0, 10.0], 'TOO_FEW_TO_COMPARE')
    """
    x, n = satisfied_of_answers(whole_counts("satisfied", satisfied), whole_counts("answers", answers))
    if x.ndim != 1:
        raise WrongShape("satisfied", "(units,)", x.shape)
    effects = design_effects_of_shape(design_effects, n.shape)
    reasons = tuple(Reason.TOO_FEW_TO_COMPARE if few else None for few in n < MIN_COMPARED)
    return UnitShares(x / np.maximum(n, 1), n / effects, n.astype(np.int64), reasons, ONE_QUESTION)


def unit_indices(
    units: Sequence[ClusterMoments] | StackedMoments,
    respondents: npt.ArrayLike,
    siblings: DesignEffect | None = None,
) -> UnitShares:
    """Indices of units from K2, over all criteria of these moments: restrict them beforehand to a fixed set.

    A unit without 10 answers to each criterion is not compared. Effective answers are those of the interval
    of the index (`effective_answers`); `siblings`: by default what these units lend each other.
    """
    forms = whole_counts("respondents", respondents)
    if not isinstance(units, StackedMoments):
        if forms.shape == (0,) == (len(units),):
            return UnitShares(np.zeros(0), np.zeros(0), forms, (), FIXED_CRITERIA)
        units = StackedMoments.of(units)
    if forms.shape != (units.units,):
        raise WrongShape("respondents", f"({units.units},)", forms.shape)
    most = units.answered.max(axis=1, initial=0)
    if (most > forms).any():
        unit = int(np.argmax(most > forms))
        raise MoreAnswersThanRespondents("respondents", int(forms[unit]), int(most[unit]))
    parts = linearise(units)
    worth = effective_answers(parts.column(0), siblings or design_effects(units)[0])
    complete = parts.used[:, 0] == max(units.criteria, 1)
    return UnitShares(
        shares=np.where(complete, np.minimum(parts.value[:, 0], 1.0), 0.0),
        effective=np.where(complete, worth.answers, 0.0),
        respondents=forms,
        reasons=tuple(_reason(bool(ok), int(n)) for ok, n in zip(complete, forms, strict=True)),
        denominator=FIXED_CRITERIA,
    )


def not_compared(units: UnitShares, position: int) -> NotEstimable | None:
    """Why this unit is compared with nothing, or None."""
    reason = units.reasons[position]
    return None if reason is None else NotEstimable(reason)


def _reason(complete: bool, forms: int) -> Reason | None:
    """Why a unit is not compared, or None."""
    if not complete:
        return Reason.NO_CRITERION_ANSWERED_ENOUGH
    return Reason.TOO_FEW_TO_COMPARE if forms < MIN_COMPARED else None
