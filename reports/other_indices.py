"""What other offices would make of the same answers: each index by its own definition, with its own denominator.

Only from counts that the other sheets or the unit's page show: shares of satisfied answers from criteria that are
shown, everything that needs the levels from those with 30 valid answers, or an overall question with so many. So
nothing that is hidden there can be worked out from here.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from enum import Enum, auto
from typing import Final

import numpy as np

from reports.values import UnitFigures
from scoring import MIN_COMPARED, MIN_SHOWN, Definition, DesignEffect, NotEstimable, Score, score
from scoring.indices.definitions import (
    ALL_TOP,
    CSAT,
    HAPPY_4,
    HAPPY_5,
    MEAN_1_5,
    NET,
    NHS_FFT,
    OPG_SINCE_APRIL_2026,
    OPG_UNTIL_MARCH_2026,
    POOLED_TOP_TWO,
)
from scoring.indices.officer_days import OfficerDays
from survey import Instrument
from survey.tally import Counts
from words import mark


class Feed(Enum):
    """Which counts an index is made of."""

    SATISFIED = auto()
    """Satisfied answers to the criteria that are shown, by officer-day."""
    LEVELS = auto()
    """Levels of those of them with 30 valid answers."""
    OVERALL = auto()
    """Satisfied answers to the overall question, from 10."""
    OVERALL_OF_ALL = auto()
    """The overall question with the answers beside the scale, from 30."""
    FORMS = auto()
    """Whole forms, from 30 on which it can be told."""


@dataclass(frozen=True, slots=True)
class Known:
    """An index of the sheet: its definition, what feeds it, and what is said of it (sentences to be translated)."""

    definition: Definition
    feed: Feed
    name: str
    how: str
    out_of: str
    source: str

    @property
    def of_criteria(self) -> bool:
        """Whether it is made of the criteria, not of the overall question or of whole forms."""
        return self.feed in {Feed.SATISFIED, Feed.LEVELS}


_TEN: Final = mark("valid answers to criteria shown")
_THIRTY: Final = mark("valid answers to criteria shown with at least 30")
_OWN: Final = mark("plain definition")

KNOWN: Final = (
    Known(
        POOLED_TOP_TWO,
        Feed.SATISFIED,
        mark("Pooled share satisfied"),
        mark("all satisfied out of all valid answers; criteria weigh by their answers"),
        _TEN,
        mark("form of the Ministry of Health's overall satisfaction share"),
    ),
    Known(
        OPG_UNTIL_MARCH_2026,
        Feed.LEVELS,
        mark("OPG (UK) until March 2026"),
        mark("mean of 0, 25, 50, 75, 100 over all valid answers"),
        _THIRTY,
        mark("Office of the Public Guardian, United Kingdom"),
    ),
    Known(
        OPG_SINCE_APRIL_2026,
        Feed.SATISFIED,
        mark("OPG (UK) since April 2026"),
        mark("top two levels out of all valid answers"),
        _TEN,
        mark("Office of the Public Guardian, United Kingdom"),
    ),
    Known(
        HAPPY_4,
        Feed.LEVELS,
        mark("Happy Index, 4 levels"),
        mark("mean of 0, 33.3, 66.7, 100 over all valid answers"),
        _THIRTY,
        mark("HappyOrNot terminals"),
    ),
    Known(
        HAPPY_5,
        Feed.LEVELS,
        mark("Happy Index, 5 levels"),
        mark("mean of 0, 25, 50, 75, 100 over all valid answers"),
        _THIRTY,
        mark("HappyOrNot terminals"),
    ),
    Known(
        MEAN_1_5,
        Feed.LEVELS,
        mark("Mean level"),
        mark("mean level of all valid answers, the worst is 1"),
        _THIRTY,
        _OWN,
    ),
    Known(
        NET,
        Feed.LEVELS,
        mark("Net share"),
        mark("share of the top two levels less share of the bottom two"),
        _THIRTY,
        _OWN,
    ),
    Known(
        CSAT,
        Feed.OVERALL,
        mark("CSAT"),
        mark("top two levels of the overall question"),
        mark("valid answers to the overall question"),
        _OWN,
    ),
    Known(
        NHS_FFT,
        Feed.OVERALL_OF_ALL,
        mark("Friends and Family Test (NHS)"),
        mark("top two levels of the overall question out of all answers, “did not arise” included"),
        mark("all answers to the overall question"),
        mark("NHS England, guidance of 2020"),
    ),
    Known(
        ALL_TOP,
        Feed.FORMS,
        mark("All at the highest level"),
        mark("forms with the highest level on every core question asked"),
        mark("forms that answer every core question asked"),
        _OWN,
    ),
)


def fitting(instrument: Instrument) -> tuple[Known, ...]:
    """The indices that this questionnaire's scale and questions can feed.

    A definition names its levels and which of them count; another scale, or an overall question that is not asked,
    leaves it out.
    """
    return tuple(known for known in KNOWN if _fits(known, instrument))


def _fits(known: Known, instrument: Instrument) -> bool:
    definition, scale = known.definition, instrument.scale
    if known.feed is Feed.FORMS:
        return True
    if definition.levels != scale.levels:
        return False
    top = tuple(float(scale.is_satisfied(level)) for level in range(1, scale.levels + 1))
    if definition.is_share and definition.points[: scale.levels] != top:
        return False
    return known.feed not in {Feed.OVERALL, Feed.OVERALL_OF_ALL} or instrument.overall is not None


def other_indices(figures: UnitFigures, lent: DesignEffect | None) -> Iterator[tuple[Known, Score]]:
    """The indices of a unit that can be told. `lent`: what its kind lends a share of all answers together."""
    for known in fitting(figures.tally.instrument):
        found = _score(known, figures, lent)
        if found is not None and not isinstance(found.value, NotEstimable):
            yield known, found


def _score(known: Known, figures: UnitFigures, lent: DesignEffect | None) -> Score | None:
    tally, levels = figures.tally, len(figures.tally.instrument.levels)
    told = OfficerDays.of(figures.moments, figures.siblings)
    days = None if isinstance(told, NotEstimable) else told
    match known.feed:
        case Feed.SATISFIED:
            used = np.array(figures.criteria, dtype=np.int64)
            return score(
                known.definition,
                tally.levels[used],
                respondents=tally.respondents,
                moments=figures.moments.restrict(used.tolist()),
                siblings=lent,
            )
        case Feed.LEVELS:
            used = np.flatnonzero(tally.answered >= MIN_COMPARED)
            return score(known.definition, tally.levels[used], respondents=tally.respondents, days=days)
        case Feed.OVERALL:
            return _of_one(known, tally.overall[:levels], MIN_SHOWN, days)
        case Feed.OVERALL_OF_ALL:
            return _of_one(known, tally.overall[: levels + 1], MIN_COMPARED, days)
        case Feed.FORMS:
            top, forms = tally.all_top
            return _of_one(known, np.array([forms - top, top]), MIN_COMPARED, days)


def _of_one(known: Known, counts: Counts, least: int, days: OfficerDays | None) -> Score | None:
    """Of one question, which a form answers at most once: its answers are its forms."""
    forms = int(counts.sum())
    return score(known.definition, counts, respondents=forms, days=days) if forms >= least else None
