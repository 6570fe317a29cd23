"""Quantities 10 and 11: the shares of many units of one kind, and what each is worth in independent answers.

A funnel and a ranking read the same thing: a share, its effective number of answers, its respondents. Shares
are of one question, or indices over one set of criteria fixed beforehand for all units.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from scoring.counts import Counts, Reals, real_counts, satisfied_of_answers, whole_counts
from scoring.errors import MoreAnswersThanRespondents, OutOfRange, WrongShape
from scoring.gates import MIN_COMPARED, MIN_SHOWN
from scoring.indices.clusters import ClusterMoments
from scoring.indices.linearisation import (
    MIN_CLUSTERS,
    DesignEffect,
    answers_cap,
    clusters_cap,
    design_effect,
    independent_variance,
    linearised_variance,
    mean_of,
    shares,
)
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
    effects = np.broadcast_to(np.asarray(design_effects, dtype=np.float64), n.shape)
    if not (effects >= 1).all() or not np.isfinite(effects).all():
        raise OutOfRange("design_effects", design_effects, "1 or more")
    reasons = tuple(Reason.TOO_FEW_TO_COMPARE if few else None for few in n < MIN_COMPARED)
    return UnitShares(x / np.maximum(n, 1), n / effects, n.astype(np.int64), reasons, ONE_QUESTION)


def unit_indices(
    units: Sequence[ClusterMoments], respondents: npt.ArrayLike, siblings: DesignEffect | None = None
) -> UnitShares:
    """Indices of units from K2, over all criteria of these moments: restrict them beforehand to a fixed set.

    A unit without 10 answers to each criterion is not compared. Effective answers as for the interval of
    the index (quantity 3): own officer-days from 10 up, otherwise the design effect of `siblings`, by default
    that of these units, otherwise every officer-day one voice.
    """
    forms = whole_counts("respondents", respondents)
    if forms.shape != (len(units),):
        raise WrongShape("respondents", f"({len(units)},)", forms.shape)
    if len({unit.criteria for unit in units}) > 1:
        raise WrongShape("units", f"{units[0].criteria} criteria", (len(units),))
    lent = siblings or design_effect(units)
    rows = [_share_and_worth(unit, int(n), lent) for unit, n in zip(units, forms, strict=True)]
    values = np.array([row[:2] for row in rows], dtype=np.float64).reshape(-1, 2)
    return UnitShares(values[:, 0], values[:, 1], forms, tuple(row[2] for row in rows), FIXED_CRITERIA)


def not_compared(units: UnitShares, position: int) -> NotEstimable | None:
    """Why this unit is compared with nothing, or None."""
    reason = units.reasons[position]
    return None if reason is None else NotEstimable(reason)


def _share_and_worth(
    unit: ClusterMoments, forms: int, lent: DesignEffect | None
) -> tuple[float, float, Reason | None]:
    """Index, effective answers, and why it is not compared."""
    if unit.criteria and unit.answered.max() > forms:
        raise MoreAnswersThanRespondents("respondents", forms, int(unit.answered.max()))
    if not unit.criteria or unit.answered.min() < MIN_SHOWN:
        return 0.0, 0.0, Reason.NO_CRITERION_ANSWERED_ENOUGH
    index, v0, cap = mean_of(shares(unit)), independent_variance(unit), answers_cap(unit)
    v = linearised_variance(unit) if unit.clusters >= MIN_CLUSTERS else 0.0
    spread = index * (1 - index)
    if v > 0:
        worth = min(spread / max(v, v0), cap)
    elif lent is not None:
        worth = min(spread / (lent.ratio * v0), cap) if v0 > 0 else cap / lent.ratio
    else:
        worth = min(spread / v0 if v0 > 0 else cap, cap, clusters_cap(unit))
    return index, worth, Reason.TOO_FEW_TO_COMPARE if forms < MIN_COMPARED else None
