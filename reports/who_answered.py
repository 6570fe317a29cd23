"""Who answered: forms of dossiers, the index weighted to the dossiers, and what silence could change."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

import numpy as np

from reports.values import Answered, UnitFigures
from scoring import DesignEffect, Index, NotEstimable, design_effect
from scoring.counts import Counts
from scoring.indices.difference import Difference
from scoring.safeguards.selection import (
    TENDENCY,
    Sensitivity,
    selection_bias,
    share_sensitivity,
    worst_case,
)
from scoring.weighting.post_stratified import PostStratified, post_stratified_index
from survey import Tallies

_FIELDS_KNOWN: Final = 0.8
"""Share of the forms whose field must be known: the others stand for no dossier in particular."""


class Unweighted(StrEnum):
    """Why the index is not weighted to the dossiers."""

    NO_DOSSIERS = "no dossiers"
    MONTHS_MISSING = "months without dossiers"
    FIELDS_UNKNOWN = "fields of forms not known"
    ONE_GROUP = "too few forms by field and channel"
    NO_INDEX = "no index"


@dataclass(frozen=True, slots=True, eq=False)
class Strata:
    """Forms and dossiers of the same months by field and channel, (R,) and `tallies` of R rows.

    field_ids   0 where the counter handles several fields, so that a form's field is not known
    """

    field_ids: Counts
    channels: tuple[str, ...]
    tallies: Tallies
    dossiers: Counts


@dataclass(frozen=True, slots=True)
class Silence:
    """What those who did not answer could change, at a response rate under 1.

    verdict   how strong self-selection would have to be for the unit to be no different from others of its kind
    moved     by how much the index of all dossiers is lower, at most, at a correlation of `TENDENCY`, fraction
              points: as if every person were satisfied with all or with nothing
    low, high the index of all dossiers if nobody, or everybody, who did not answer were satisfied
    """

    verdict: Sensitivity | None
    moved: float
    low: float
    high: float


@dataclass(frozen=True, slots=True)
class WhoAnswered:
    """Beside the index of a unit: forms of dossiers, the weighted index, and what is not known.

    raw       the index of the same months, every form weighing the same
    silence   None where dossiers are not known, or are fewer than the forms
    """

    answered: Answered | None
    raw: Index
    weighted: PostStratified | Unweighted
    silence: Silence | None


def who_answered(
    unit: UnitFigures, strata: Strata | Unweighted, beside: Difference | NotEstimable | None
) -> WhoAnswered:
    """`unit`: the months that have dossiers; `beside`: its difference to others of its kind."""
    index = unit.index()
    weighted = strata if isinstance(strata, Unweighted) else weighted_index(unit, strata)
    return WhoAnswered(unit.answered, index, weighted, _silence(unit.answered, index, beside))


def weighted_index(unit: UnitFigures, strata: Strata) -> PostStratified | Unweighted:
    """The index with every form weighted so that fields and channels count as their dossiers do.

    Over the criteria that are shown of the unit.
    """
    forms, tallies = strata.tallies.respondents, strata.tallies.only(unit.criteria)
    if not strata.dossiers.any():
        return Unweighted.NO_DOSSIERS
    if isinstance(unit.index().value, NotEstimable):
        return Unweighted.NO_INDEX
    if forms[strata.field_ids > 0].sum() < _FIELDS_KNOWN * max(int(forms.sum()), 1):
        return Unweighted.FIELDS_UNKNOWN
    cells = _cells(strata)
    found = post_stratified_index(
        _spread(cells, tallies.satisfied),
        _spread(cells, tallies.answered),
        _spread(cells, forms),
        _spread(cells, strata.dossiers),
        design=_own_or_lent(unit),
    )
    if isinstance(found, NotEstimable):
        return Unweighted.NO_INDEX
    return found if len(found.strata.groups) > 1 else Unweighted.ONE_GROUP


def _own_or_lent(unit: UnitFigures) -> DesignEffect | None:
    """What officer-days cost in precision: here where there are enough of them, else as units of the kind lend."""
    return design_effect([unit.moments]) or unit.siblings


def _cells(strata: Strata) -> tuple[Counts, Counts, tuple[int, int]]:
    """The row (field) and column (channel) of each stratum, and how many of both there are."""
    fields, rows = np.unique(strata.field_ids, return_inverse=True)
    channels, columns = np.unique(np.array(strata.channels), return_inverse=True)
    return rows.astype(np.int64), columns.astype(np.int64), (len(fields), len(channels))


def _spread(cells: tuple[Counts, Counts, tuple[int, int]], counts: Counts) -> Counts:
    """Counts (R, ...) as (fields, channels, ...), those of several units added."""
    rows, columns, shape = cells
    table = np.zeros((*shape, *counts.shape[1:]), dtype=np.int64)
    np.add.at(table, (rows, columns), counts)
    return table


def _silence(
    answered: Answered | None, index: Index, beside: Difference | NotEstimable | None
) -> Silence | None:
    value = index.value
    if answered is None or isinstance(value, NotEstimable) or not 0 < answered.forms < answered.dossiers:
        return None
    rate = answered.forms / answered.dossiers
    low, high = (float(bound) for bound in worst_case(value, rate))
    moved = float(selection_bias(TENDENCY, rate, np.sqrt(value * (1 - value))))
    return Silence(_verdict(answered, beside), min(moved, value - low), low, high)


def _verdict(answered: Answered, beside: Difference | NotEstimable | None) -> Sensitivity | None:
    """Only where the difference to the others goes beyond chance is there anything that silence could undo."""
    if not isinstance(beside, Difference) or beside.exceeds_chance() is not True:
        return None
    others = beside.before.value
    if isinstance(others, NotEstimable) or not 0 < others < 1:
        return None
    found = share_sensitivity(
        beside.after.value, verdict=others, respondents=answered.forms, dossiers=answered.dossiers
    )
    return None if isinstance(found, NotEstimable) else found


def months_told(
    without_dossiers: Mapping[str, int], everybody: Mapping[str, int], shown: frozenset[str]
) -> bool:
    """Whether the figures of the months with dossiers may stand beside those of the whole period.

    The one less the other is what lies in months without dossiers, so each of these must be shown itself, and be
    left out as a whole. All by month: forms left out, forms in all, months that are shown alone.
    """
    return all(
        month in shown and forms == everybody[month] for month, forms in without_dossiers.items() if forms
    )
