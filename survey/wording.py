"""What every form says about itself and about its counter, on Streamlit's page as on the plain one."""

from collections.abc import Iterable
from typing import Final

from survey.answers import COMMENT_LIMIT
from survey.instrument import Criterion
from survey.offices import Channel, in_a_sentence
from words import Translator, mark

PRIVACY: Final = mark(
    "The form asks for no name, phone number or identity number. The officer who served you cannot see your own "
    "form; results are shown only for many forms together. You may skip any question."
)
KEPT: Final = mark(
    "Kept for years, with no end date yet: your answers, the counter, the day, whether it was morning or afternoon, "
    "and the officer on duty then. "
    "The minute of sending and roughly how long you took are kept for 48 hours at most, to find forms sent in bulk, "
    "then deleted. Not kept: your phone, your network address."
)
BY_TICKET: Final = mark(
    "This ticket is good for one form and is used up only once the form was sent. The form does not keep which "
    "ticket it was."
)
"""Under the greeting, so that nobody is afraid of losing a ticket by looking."""

KEPT_OF_A_COMMENT: Final = mark(
    "A written comment is kept for 24 months, apart from the answers, with long numbers and e-mail addresses "
    "hidden. The head of the unit can read it, without day or counter."
)

_LONGEST_WORD: Final = 7
"""Letters of a word that still fit a fifth of a small phone."""

_MOST_LEVELS: Final = 5


def levels_fit(levels: Iterable[str]) -> bool:
    """Whether the words of a scale stand in one row on a small phone."""
    words = [level.split() for level in levels]
    return len(words) <= _MOST_LEVELS and all(len(word) <= _LONGEST_WORD for level in words for word in level)


def counter_title(number: str, name: str, channel: str, t: Translator) -> str:
    """The counter as people call it; other channels have no number that anyone knows."""
    if channel != Channel.COUNTER or number in name:
        return name
    return t("Counter {number}: {name}", number=number, name=name)


def comment_question(t: Translator) -> str:
    """What a comment may say, how long it may be, and how long it is kept."""
    return t(
        "What made you satisfied or dissatisfied? Please write no name, phone number or dossier number. "
        "At most {limit} characters, kept for 24 months.",
        limit=t.number(COMMENT_LIMIT, 0),
    )


def statement(criterion: Criterion, unit_name: str, t: Translator) -> str:
    """What is rated, at this place.

    Vietnamese writes the name small inside a sentence; elsewhere it is a foreign name and stays.
    """
    return criterion.text.in_language(t.code, noi=in_a_sentence(unit_name) if t.code == "vi" else unit_name)
