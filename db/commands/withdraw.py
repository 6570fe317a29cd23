"""Takes an answer back at the wish of the citizen who holds its receipt."""

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from db.commands.record import cell_of_response, layouts_of, receipt_digest
from db.counting import Changes, apply_changes, form_places
from db.instruments import published
from db.models import Comment, Response, ResponseTiming
from survey import Answers, Pace, Timing


class ReceiptUnknown(LookupError):
    """No stored answer belongs to this receipt."""


class AlreadyWithdrawn(LookupError):
    """The answer was taken back before."""


def withdraw(session: Session, receipt: str) -> None:
    """Erase what was answered and written, and take it out of the counts; the row stays as withdrawn.

    Out of all counts of what is still known of the form: a minute and a pace that were purged are known no more.
    What offices see changes with the next release. Raises `ReceiptUnknown`, `AlreadyWithdrawn`, or
    `trust.codes.NotACode` for what cannot be a receipt.
    """
    response = session.scalar(
        select(Response).where(Response.receipt_digest == receipt_digest(receipt)).with_for_update()
    )
    if response is None:
        raise ReceiptUnknown
    if response.withdrawn:
        raise AlreadyWithdrawn
    layouts = layouts_of(published(session))
    changes = Changes()
    timing = session.get(ResponseTiming, response.id)
    form = form_places(
        layouts[response.instrument_id],
        Answers.from_json(response.answers),
        Timing(timing.minute, Pace(timing.pace)) if timing else None,
    )
    changes.remove(cell_of_response(response), form)
    apply_changes(session, changes, layouts)
    session.execute(delete(ResponseTiming).where(ResponseTiming.response_id == response.id))
    session.execute(delete(Comment).where(Comment.response_id == response.id))
    response.withdrawn = True
    response.answers = ""
    session.flush()
