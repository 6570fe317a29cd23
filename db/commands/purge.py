"""Removes what has been kept as long as it may be."""

from datetime import date

from sqlalchemy import delete
from sqlalchemy.engine import CursorResult
from sqlalchemy.orm import Session

from db.models import Comment
from survey import Month

COMMENTS_KEPT_MONTHS = 24
"""What citizens are told before the first question: written comments are kept so long, then deleted."""


def purge_comments(session: Session, today: date) -> int:
    """Delete the comments of months that ended more than 24 months ago; how many went."""
    oldest_kept = Month.of(today).shift(-COMMENTS_KEPT_MONTHS)
    gone = session.execute(delete(Comment).where(Comment.month < str(oldest_kept)))
    assert isinstance(gone, CursorResult)  # noqa: S101 - the type of every DELETE
    return int(gone.rowcount)
