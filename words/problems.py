"""What is told to a citizen whose form was not taken, by the name of what happened.

Every form says the same: the names are those of `survey`'s problems, and of what can go wrong on the way.
"""

from collections.abc import Mapping
from typing import Final

from words import Translator, mark

TOO_LONG: Final = "too_long"
NOT_STORED: Final = "not_stored"
TOO_MANY: Final = "too_many"

_SENTENCES: Final[Mapping[str, str]] = {
    "empty": mark("No question has been answered yet. Please answer at least one, then send."),
    "off_scale": mark(
        "One answer is not on the scale, so the form was not recorded. Please choose again, then send."
    ),
    "not_asked": mark("The form does not fit this counter. Please scan the QR code again."),
    "unknown_option": mark(
        "One answer is not among the options, so the form was not recorded. Please choose again, then send."
    ),
    "bad_key": mark("The form was not opened properly. Please scan the QR code again."),
    "expired": mark("This form was opened too long ago. Please scan the QR code again."),
    "poster_unknown": mark(
        "This code is not recognised. Please scan the QR code again or check the letters and digits on the "
        "sheet or ticket."
    ),
    "poster_retired": mark(
        "This sheet or ticket is no longer in use. Please scan the QR code on the sheet at the counter, or ask the "
        "guidance desk for the new code."
    ),
    "ticket_spent": mark(
        "This ticket has been used. To send another form, please scan the QR code on the sheet at the counter."
    ),
    NOT_STORED: mark(
        "The system has a problem and the form was not recorded. Please try again in a few minutes."
    ),
    TOO_MANY: mark(
        "Too many forms are coming from this counter just now, and yours was not recorded yet. Please send it "
        "again in a few minutes."
    ),
    "not_opened": mark(
        "The system has a problem and cannot open the form. Please try again in a few minutes."
    ),
}


def problem_sentence(t: Translator, kind: str, *, excess: int = 0, limit: int = 0) -> str:
    """What happened and what to do, in the reader's language.

    `excess` and `limit` count characters and matter to `TOO_LONG` alone. Raises KeyError for a name nobody gave a
    sentence.
    """
    if kind == TOO_LONG:
        return t.plural(
            "Your comment is longer than {limit} characters: {n} too many. Please shorten it.",
            "Your comment is longer than {limit} characters: {n} too many. Please shorten it.",
            n=excess,
            limit=t.number(limit, 0),
        )
    return t(_SENTENCES[kind])
