"""A citizen's form on its way to the writer, from whichever page: checked whole, stored, or refused with a reason."""

import asyncio
from collections.abc import Mapping
from concurrent.futures import Future
from dataclasses import dataclass
from typing import Final

from sqlalchemy.exc import SQLAlchemyError

from db.commands.record import Receipt
from db.process import ProcessNotOpen, writer
from db.queries.places import PosterRetired, PosterUnknown, TicketSpent
from db.writer import WriterBusy, WriterStopped
from jobs.doors import doors
from survey import Instrument, Problem, SheetRefused, Submission, read_sheet
from words.problems import NOT_STORED, TOO_MANY

PATIENCE_SECONDS: Final = 20
"""How long a form may wait for its turn; one whose turn has come is waited for to its end."""


class TooManyAtOnce(RuntimeError):
    """One poster sends more forms than people can have given."""


_FAILURES: Final[Mapping[type[Exception], str]] = {
    TooManyAtOnce: TOO_MANY,
    PosterUnknown: "poster_unknown",
    PosterRetired: "poster_retired",
    TicketSpent: "ticket_spent",
}
_REFUSED: Final = (SheetRefused, TooManyAtOnce, PosterUnknown, PosterRetired, TicketSpent)
_NOT_STORED: Final = (WriterBusy, WriterStopped, ProcessNotOpen, SQLAlchemyError)


@dataclass(frozen=True, slots=True)
class Arrived:
    """What became of a form: a receipt, or every problem found, or a failure by its name in `words.problems`."""

    receipt: Receipt | None = None
    problems: tuple[Problem, ...] = ()
    failure: str | None = None


def arrive(instrument: Instrument, raw: Submission) -> Arrived:
    """Hand a form in and wait until it is safe; for a thread that may wait."""
    try:
        return Arrived(_waited_for(_submitted(instrument, raw), PATIENCE_SECONDS))
    except (*_REFUSED, *_NOT_STORED) as refused:
        return _refused(refused)


async def arriving(instrument: Instrument, raw: Submission) -> Arrived:
    """The same for a route, which never keeps the server's loop waiting."""
    try:
        waiting = _submitted(instrument, raw)
        soon = asyncio.wrap_future(waiting)
        soon.add_done_callback(
            lambda ended: ended.cancelled() or ended.exception()
        )  # looked at, even if too late
        await asyncio.wait([soon], timeout=PATIENCE_SECONDS)  # a visitor who leaves cancels nothing
        return Arrived(
            await asyncio.to_thread(_waited_for, waiting, 0.0) if not soon.done() else soon.result()
        )
    except (*_REFUSED, *_NOT_STORED) as refused:
        return _refused(refused)


def _submitted(instrument: Instrument, raw: Submission) -> "Future[Receipt]":
    """A form on its way, after it was checked and let in. Raises what either says."""
    sheet = read_sheet(instrument, raw)
    if not doors.lets_in(raw.code, raw.key):
        raise TooManyAtOnce
    return writer().submit(sheet)


def _refused(error: Exception) -> Arrived:
    if isinstance(error, SheetRefused):
        return Arrived(problems=error.problems)
    return Arrived(failure=_FAILURES.get(type(error), NOT_STORED))


def _waited_for(waiting: "Future[Receipt]", seconds: float) -> Receipt:
    """The receipt once the answer is safe. Raises WriterBusy where the form was taken back unread."""
    try:
        return waiting.result(seconds)
    except TimeoutError:
        if waiting.cancel():
            raise WriterBusy from None
        return waiting.result()
