"""Hands a citizen's form to the writer, and learns what became of it."""

from concurrent.futures import Future
from datetime import UTC, datetime
from typing import Final

from sqlalchemy.exc import SQLAlchemyError

from db.commands.record import Receipt
from db.process import ProcessNotOpen, writer
from db.queries.places import PosterRetired, PosterUnknown
from db.writer import WriterBusy, WriterStopped
from pages.shared.citizen.opened import OpenedForm
from survey import SheetRefused, read_sheet
from words.problems import NOT_STORED

PATIENCE_SECONDS: Final = 20
"""How long a form may wait for its turn; one whose turn has come is waited for to its end."""


def send(form: OpenedForm) -> None:
    """Store the form and keep its receipt on it, or the reasons why it was not stored; never twice."""
    if form.receipt is not None:
        return
    form.problems, form.failure = (), None
    try:
        sheet = read_sheet(form.instrument, form.submission(datetime.now(UTC)))
        form.receipt = _receipt(writer().submit(sheet))
    except SheetRefused as refused:
        form.problems = refused.problems
    except PosterUnknown:
        form.failure = "poster_unknown"
    except PosterRetired:
        form.failure = "poster_retired"
    except (WriterBusy, WriterStopped, ProcessNotOpen, SQLAlchemyError):
        form.failure = NOT_STORED


def _receipt(waiting: "Future[Receipt]") -> Receipt:
    """The receipt once the answer is safe. Raises WriterBusy where the form was taken back unread."""
    try:
        return waiting.result(PATIENCE_SECONDS)
    except TimeoutError:
        if waiting.cancel():
            raise WriterBusy from None
        return waiting.result()
