"""Takes an answer back at the wish of the citizen who holds its receipt."""

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from db.commands.record import cell_of_response, layouts_of, receipt_digest
from db.counting import Changes, apply_changes
from db.instruments import published
from db.models import Comment, Response
from survey import Answers


class ReceiptUnknown(LookupError):
    """No stored answer belongs to this receipt."""


class AlreadyWithdrawn(LookupError):
    """The answer was taken back before."""


def withdraw(session: Session, receipt: str) -> None:
    """Erase what was answered and written, and take it out of the counts; the row stays as withdrawn.

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
    places = layouts[response.instrument_id].places(Answers.from_json(response.answers))
    changes.remove(cell_of_response(response), places)
    apply_changes(session, changes, layouts)
    session.execute(delete(Comment).where(Comment.response_id == response.id))
    response.withdrawn = True
    response.answers = ""
    session.flush()
