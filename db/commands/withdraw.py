"""Takes an answer back at the wish of the citizen who holds its receipt."""

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from db.commands.flag import flagged_of, form_of
from db.commands.record import cell_of_response, layouts_of
from db.counting import Changes, apply_changes
from db.instruments import published
from db.models import Comment, Response, ResponseTiming
from db.patterns import waiting
from trust.leaves import withdrawal_hash, withdrawal_secret


class ReceiptUnknown(LookupError):
    """No stored answer belongs to this receipt."""


class AlreadyWithdrawn(LookupError):
    """The answer was taken back before."""


def withdraw(session: Session, receipt: str) -> None:
    """Erase what was answered and written, and take it out of the counts; the row stays as withdrawn.

    What binds it to the log stays too, without the salt that could open it, and with the secret that came with the
    receipt: it proves to everybody that none but its holder withdrew the answer. What offices see changes with the
    next release. Raises `ReceiptUnknown`, `AlreadyWithdrawn`, or `trust.codes.NotACode` for what cannot be a receipt.
    """
    secret = withdrawal_secret(receipt)
    response = session.scalar(
        select(Response).where(Response.receipt_digest == withdrawal_hash(secret)).with_for_update()
    )
    if response is None:
        raise ReceiptUnknown
    if response.withdrawn:
        raise AlreadyWithdrawn
    if not response.excluded:  # else it is in no count any more
        layouts = layouts_of(published(session))
        changes = Changes()
        form = form_of(response, layouts, waits=bool(waiting(session, [response.id])))
        flagged = bool(flagged_of(session, [response.id]))
        changes.remove(cell_of_response(response), form, flagged=flagged)
        apply_changes(session, changes, layouts)
    session.execute(delete(ResponseTiming).where(ResponseTiming.response_id == response.id))
    session.execute(delete(Comment).where(Comment.response_id == response.id))
    if response.commitment is not None:
        response.salt, response.withdrawal_secret = None, secret
    response.withdrawn = True
    response.answers = ""
    session.flush()
