"""What is decided about answers, why, and how far a decision came: two people decide, everybody can read it."""

from collections.abc import Mapping
from enum import StrEnum
from typing import Final

from survey.piles import without_piles
from survey.scrub import scrubbed
from words import mark

LONGEST_SENTENCE: Final = 300


class Effect(StrEnum):
    """What is done with the answers. They stay as they are, and in the log."""

    LEAVE_OUT = "leave_out"
    """They are in no count any more."""
    CLEAR_MARKS = "clear_marks"
    """They count as answers without a mark; the marks stay on record."""

    @property
    def label(self) -> str:
        """In English, to be translated."""
        return {Effect.LEAVE_OUT: mark("Not counted"), Effect.CLEAR_MARKS: mark("Mark cleared")}[self]

    @property
    def causes(self) -> tuple["Cause", ...]:
        """The closed list of reasons for it."""
        return tuple(_CAUSES[self])


class Cause(StrEnum):
    """Why something is decided, which tells what is done."""

    NOT_BY_CITIZENS = "not_by_citizens"
    BY_THE_OFFICE = "by_the_office"
    SCRIPTED = "scripted"
    SAME_PERSON = "same_person"
    WRONG_COUNTER = "wrong_counter"
    TRIAL = "trial"
    WRONG_HOURS = "wrong_hours"
    MORE_SERVED = "more_served"
    WRONG_DOSSIERS = "wrong_dossiers"
    WRONG_CLOCK = "wrong_clock"

    @property
    def effect(self) -> Effect:
        """What is done for this reason."""
        return next(effect for effect, causes in _CAUSES.items() if self in causes)

    @property
    def label(self) -> str:
        """In English, to be translated."""
        return _CAUSES[self.effect][self]


class Stage(StrEnum):
    """How far a decision came."""

    PROPOSED = "proposed"
    CONFIRMED = "confirmed"
    UNDOING = "undoing"
    """Confirmed, and proposed to be undone."""
    UNDONE = "undone"
    DROPPED = "dropped"


WAITING: Final = (Stage.PROPOSED, Stage.UNDOING)
"""A second account has to confirm."""
IN_FORCE: Final = (Stage.CONFIRMED, Stage.UNDOING)
"""What was decided holds."""
CARRIED_OUT: Final = (*IN_FORCE, Stage.UNDONE)
"""It held at some time, and is public."""


class SentenceRefused(ValueError):
    """The sentence that goes with a reason is empty or too long."""


def public_sentence(text: str) -> str:
    """What is published beside a reason: one line, numbers and addresses hidden as in comments.

    Raises SentenceRefused.
    """
    line = " ".join(text.split())
    if not line or len(line) > LONGEST_SENTENCE:
        raise SentenceRefused(str(len(line)))
    return scrubbed(without_piles(line))


_CAUSES: Final[Mapping[Effect, Mapping[Cause, str]]] = {
    Effect.LEAVE_OUT: {
        Cause.NOT_BY_CITIZENS: mark("Not given by citizens"),
        Cause.BY_THE_OFFICE: mark("Given by people of the office itself"),
        Cause.SCRIPTED: mark("Sent by a program"),
        Cause.SAME_PERSON: mark("Many given by the same person"),
        Cause.WRONG_COUNTER: mark("The poster hung at another counter"),
        Cause.TRIAL: mark("Given to try the system out"),
    },
    Effect.CLEAR_MARKS: {
        Cause.WRONG_HOURS: mark("Opening hours were entered late or wrong"),
        Cause.MORE_SERVED: mark(
            "More people were served than the rules allow for: a delegation, a mobile counter, a campaign"
        ),
        Cause.WRONG_DOSSIERS: mark("Numbers of dossiers were missing or wrong"),
        Cause.WRONG_CLOCK: mark("The clock of a tablet or phone was wrong"),
    },
}
