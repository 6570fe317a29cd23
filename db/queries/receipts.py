"""What a receipt may tell: whether the answer is counted, and the proof of it. Never what was answered, or it could
be demanded."""

from dataclasses import dataclass
from enum import StrEnum

from sqlalchemy import select
from sqlalchemy.orm import Session

from db.commands.record import receipt_digest
from db.models import Response
from db.queries.decisions import why_left_out
from db.queries.log import inclusion, newest_head, standing
from survey.decisions import Cause
from trust.codes import NotACode
from trust.leaves import Leaf


class ReceiptState(StrEnum):
    """Whether the answer is in the counts. Nothing finer, so that a receipt never tells when it was given."""

    UNKNOWN = "unknown"
    COUNTED = "counted"
    WITHDRAWN = "withdrawn"
    EXCLUDED = "excluded"


@dataclass(frozen=True, slots=True)
class Sealed:
    """Where a leaf stands, from 0; the newest head as it was signed; and the path between them."""

    position: int
    head: str
    path: tuple[bytes, ...]


@dataclass(frozen=True, slots=True)
class Found:
    """The state of the answer behind a receipt; its leaf, unless it is older than the log; where that is sealed.

    `why`: of one that was left out of the counts, the reason and the sentence that are public.
    """

    state: ReceiptState
    leaf: Leaf | None = None
    sealed: Sealed | None = None
    why: tuple[Cause, str] | None = None


def find(session: Session, receipt: str) -> Found:
    """What a receipt tells as it was typed; anything that is none is `UNKNOWN`."""
    try:
        known = receipt_digest(receipt)
    except NotACode:
        return Found(ReceiptState.UNKNOWN)
    answer = session.execute(
        select(Response.id, Response.withdrawn, Response.excluded).where(Response.receipt_digest == known)
    ).one_or_none()
    if answer is None:
        return Found(ReceiptState.UNKNOWN)
    state, why = ReceiptState.WITHDRAWN if answer.withdrawn else ReceiptState.COUNTED, None
    if answer.excluded and not answer.withdrawn:
        state, why = ReceiptState.EXCLUDED, why_left_out(session, answer.id)
    place, head = standing(session, known), newest_head(session)
    if place is None:
        return Found(state, why=why)
    if place.position is None or head is None or place.position >= head.size:
        return Found(state, place.leaf, why=why)
    path = inclusion(session, place.position, head.size).path
    return Found(state, place.leaf, Sealed(place.position, head.note, path), why)
