"""Why answers are left out of the counts, and how far the decision came: two people decide, everybody can read it."""

from enum import StrEnum
from typing import Final

from survey.piles import without_piles
from survey.scrub import scrubbed
from words import mark

LONGEST_SENTENCE: Final = 300


class Cause(StrEnum):
    """The closed list of reasons."""

    NOT_BY_CITIZENS = "not_by_citizens"
    BY_THE_OFFICE = "by_the_office"
    SCRIPTED = "scripted"
    SAME_PERSON = "same_person"
    WRONG_COUNTER = "wrong_counter"
    TRIAL = "trial"

    @property
    def label(self) -> str:
        """In English, to be translated."""
        return _CAUSES[self]


class Stage(StrEnum):
    """How far a decision came. Answers are left out while it is `CONFIRMED` or `REINSTATING`."""

    PROPOSED = "proposed"
    CONFIRMED = "confirmed"
    REINSTATING = "reinstating"
    REINSTATED = "reinstated"
    DROPPED = "dropped"


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


_CAUSES: Final = {
    Cause.NOT_BY_CITIZENS: mark("Not given by citizens"),
    Cause.BY_THE_OFFICE: mark("Given by people of the office itself"),
    Cause.SCRIPTED: mark("Sent by a program"),
    Cause.SAME_PERSON: mark("Many given by the same person"),
    Cause.WRONG_COUNTER: mark("The poster hung at another counter"),
    Cause.TRIAL: mark("Given to try the system out"),
}
