"""How well the questions measure (quantity 14): the criteria of each element, and all that can meet, as one thing."""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import Enum
from typing import Final

from reports.paired import PairedAnswers, asked_together
from scoring import NotEstimable, Reason
from scoring.questionnaire.scale_quality import ScaleQuality, scale_quality

ENOUGH: Final = 0.70
"""Alpha from which criteria may be read as one thing; Nunnally 1978, Psychometric Theory, p. 245."""


class Reading(Enum):
    """What alpha says of some criteria, its interval heard."""

    TOGETHER = "together"
    APART = "apart"
    NOT_CLEAR = "not clear"


def reading(quality: ScaleQuality) -> Reading:
    """Together where the whole interval of alpha is at .70 or above, apart where it is below."""
    limits = quality.interval()
    if limits.low >= ENOUGH:
        return Reading.TOGETHER
    return Reading.APART if limits.high < ENOUGH else Reading.NOT_CLEAR


@dataclass(frozen=True, slots=True)
class QuestionnaireQuality:
    """Each element by its id, in the order of the questionnaire, then all criteria that can meet on a form."""

    elements: tuple[tuple[str, ScaleQuality | NotEstimable], ...]
    whole: ScaleQuality | NotEstimable

    @property
    def known(self) -> dict[str, ScaleQuality]:
        """The elements of which something can be said."""
        return {element: each for element, each in self.elements if isinstance(each, ScaleQuality)}


def questionnaire_quality(paired: PairedAnswers) -> QuestionnaireQuality:
    """Alpha and omega of every element, and of all criteria together."""
    instrument, tally = paired.instrument, paired.tally
    return QuestionnaireQuality(
        elements=tuple(
            (e.id, _quality(paired, instrument.element_numbers(e.id), tally.element_respondents(e.id)))
            for e in instrument.elements
        ),
        whole=_quality(paired, asked_together(instrument), tally.respondents),
    )


def _quality(paired: PairedAnswers, numbers: Sequence[int], respondents: int) -> ScaleQuality | NotEstimable:
    if paired.design_effect is None:
        return NotEstimable(Reason.NO_OFFICER_DAYS)
    items = paired.places(numbers)
    if len(items) <= 1:
        return NotEstimable(Reason.TOO_FEW_ITEMS)
    return scale_quality(
        paired.tables.restrict(items),
        respondents=respondents,
        level_counts=paired.level_counts[items],
        design_effect=paired.design_effect,
    )
