"""What a receipt may tell: whether the answer is counted. Never what was answered, or it could be demanded."""

from enum import StrEnum

from sqlalchemy import select
from sqlalchemy.orm import Session

from db.commands.record import receipt_digest
from db.models import Response
from trust.codes import NotACode


class ReceiptState(StrEnum):
    """Whether the answer is in the counts. Nothing finer, so that a receipt never tells when it was given."""

    UNKNOWN = "unknown"
    COUNTED = "counted"
    WITHDRAWN = "withdrawn"


def state(session: Session, receipt: str) -> ReceiptState:
    """The state of the answer behind a receipt as it was typed; anything that is none is `UNKNOWN`."""
    try:
        found = receipt_digest(receipt)
    except NotACode:
        return ReceiptState.UNKNOWN
    withdrawn = session.scalar(select(Response.withdrawn).where(Response.receipt_digest == found))
    if withdrawn is None:
        return ReceiptState.UNKNOWN
    return ReceiptState.WITHDRAWN if withdrawn else ReceiptState.COUNTED
