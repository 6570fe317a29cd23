"""Whether answers are read under the questionnaire under which they were given.

Leaves bind the number of a questionnaire, not its text: whoever has the database could put another one under it.
"""

from collections.abc import Iterator

from sqlalchemy import select
from sqlalchemy.orm import Session

from db.models import InstrumentVersion
from survey import Answers, Instrument, shipped_instruments


def not_as_published(session: Session) -> Iterator[str]:
    """Names of questionnaires whose file is gone or is not the one that was published."""
    shipped = shipped_instruments()
    for row in session.scalars(select(InstrumentVersion).order_by(InstrumentVersion.id)):
        if row.name not in shipped or shipped[row.name].digest != row.digest:
            yield row.name


def questionnaires(session: Session) -> dict[int, Instrument]:
    """The questionnaire of each number, where its name is known; whether it is as published is not asked."""
    shipped = shipped_instruments()
    rows = session.execute(select(InstrumentVersion.id, InstrumentVersion.name))
    return {number: shipped[name] for number, name in rows if name in shipped}


def read_under(stored: str, instrument: Instrument | None) -> Answers | None:
    """Stored answers, perhaps altered by hand; None where they can be no answers to the questionnaire."""
    if instrument is None:
        return None
    try:
        answers = Answers.from_json(stored)
        return answers if answers.fit(instrument) else None
    except (ValueError, LookupError, TypeError, AttributeError):
        return None
