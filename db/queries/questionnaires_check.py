"""Whether answers are read under the questionnaire under which they were given.

Leaves bind the number of a questionnaire, not its text: whoever has the database could put another one under it.
"""

from collections.abc import Iterator
from typing import Final

from sqlalchemy import select
from sqlalchemy.orm import Session

from db.models import InstrumentVersion, Response
from survey import Answers, Instrument, shipped_instruments

_AT_ONCE: Final = 5000


def not_as_published(session: Session) -> Iterator[str]:
    """Names of questionnaires whose file is gone or is not the one that was published."""
    shipped = shipped_instruments()
    for row in session.scalars(select(InstrumentVersion).order_by(InstrumentVersion.id)):
        if row.name not in shipped or shipped[row.name].digest != row.digest:
            yield row.name


def misread(session: Session) -> Iterator[str]:
    """Answers to questions that are not in the questionnaire under whose number they stand, by id."""
    shipped = shipped_instruments()
    rows = session.execute(
        select(Response.id, Response.answers, InstrumentVersion.name)
        .outerjoin(InstrumentVersion, InstrumentVersion.id == Response.instrument_id)
        .where(Response.withdrawn.is_(False))
        .execution_options(yield_per=_AT_ONCE)
    )
    for response_id, answers, name in rows:
        if name not in shipped or not _fit(answers, shipped[name]):
            yield response_id


def _fit(stored: str, instrument: Instrument) -> bool:
    """Whether stored answers, perhaps altered by hand, can be answers to a questionnaire."""
    try:
        return Answers.from_json(stored).fit(instrument)
    except (ValueError, LookupError, TypeError, AttributeError):
        return False
