"""The fields of a plain form, back into a form that `survey` checks.

Field names are one letter and what they belong to: `c8` a criterion, `xage` a question with options. What stands in
no field of ours is handed on all the same, so that the one validation refuses it and says so.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Final

from survey import Instrument, Submission, Visit, local_day, part_of_day, timing_of
from survey.timing import given_at, timing_when_given
from trust.openings import Opening
from web.forms import whole_number

OPENING: Final = "t"
PURPOSE: Final = "m"
PETITION: Final = "k"
COMMENT: Final = "y"
GIVEN: Final = "g"
"""When the form was given, by the phone's clock in milliseconds, where it could not be sent at once."""
SPEAK: Final = "lang"
"""Another language, asked for by a button of the form: nothing is stored, nothing typed is lost."""

OVERALL: Final = "overall"
RATING: Final = "c"
CHOICE: Final = "x"

_LONGEST_CLOCK: Final = 15


@dataclass(frozen=True, slots=True)
class Filled:
    """What somebody has filled in, as it came: unchecked texts by question; None where nothing was chosen."""

    purpose: str | None
    petition: str | None
    ratings: Mapping[str, str]
    choices: Mapping[str, str]
    comment: str

    @classmethod
    def of(cls, fields: Mapping[str, str]) -> "Filled":
        return cls(
            purpose=fields.get(PURPOSE),
            petition=fields.get(PETITION),
            ratings=_named(fields, RATING),
            choices=_named(fields, CHOICE),
            comment=fields.get(COMMENT, ""),
        )

    def visit(self, instrument: Instrument) -> Visit:
        """What they came for, as far as it is one of the options."""
        purpose = instrument.purpose(self.purpose)
        if purpose is None:
            return Visit()
        return Visit(purpose.id, purpose.asks_petition and self.petition == "yes")


NOTHING: Final = Filled(None, None, {}, {}, "")


def submission_of(
    fields: Mapping[str, str], opening: Opening, instrument: Instrument, arrived: datetime
) -> Submission:
    """The form as it is handed in; `arrived` is aware.

    What was answered before the purpose of the visit was changed, and applies no more, is no part of it, as on
    Streamlit's page.
    """
    filled = Filled.of(fields)
    visit = filled.visit(instrument)
    hidden = {str(number) for number in instrument.numbers if not instrument.applies(number, visit)}
    offered = {choice.id for choice in instrument.offered_choices(opening.order)}
    known = {choice.id for choice in instrument.choices}
    claimed = _clock(fields.get(GIVEN, ""))
    given = given_at(opening.opened, claimed, arrived)
    return Submission(
        key=opening.key,
        code=opening.code,
        day=local_day(given),
        part=part_of_day(given),
        order=opening.order,
        purpose=filled.purpose or "",
        petition=filled.petition or "",
        ratings={
            question: rating
            for question, rating in filled.ratings.items()
            if rating and question not in hidden
        },
        choices={
            name: option for name, option in filled.choices.items() if name in offered or name not in known
        },
        comment=filled.comment,
        timing=timing_of(opening.opened, arrived)
        if claimed is None
        else timing_when_given(opening.opened, given, arrived),
    )


def _named(fields: Mapping[str, str], kind: str) -> dict[str, str]:
    """The fields of a kind, by what follows the letter."""
    return {name.removeprefix(kind): text for name, text in fields.items() if name.startswith(kind)}


def _clock(text: str) -> datetime | None:
    """Milliseconds since 1970 by somebody's clock; None for anything else, and for what no clock shows."""
    milliseconds = whole_number(text, _LONGEST_CLOCK)
    if milliseconds is None:
        return None
    try:
        return datetime.fromtimestamp(milliseconds / 1000, UTC)
    except (OverflowError, ValueError, OSError):
        return None
