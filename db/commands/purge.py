"""Removes what has been kept as long as it may be, and notes how far: what is gone cannot be counted anew."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Final

from sqlalchemy import Delete, delete, or_, select
from sqlalchemy.engine import CursorResult
from sqlalchemy.orm import Session

from db.commands.patterns import count_patterns
from db.commands.tickets import forget_tickets
from db.models import Comment, PatternCount, Purged, Response, ResponseTiming
from survey import Month, local_day

COMMENTS_KEPT_MONTHS = 24
"""What citizens are told before the first question: written comments are kept so long, then deleted."""

MINUTES_KEPT: Final = timedelta(hours=48)
"""The minute in which a form was sent is kept no longer than this."""

PATTERNS_KEPT: Final = timedelta(days=62)
"""Digests of equal answers: two months, as the check for them needs."""

SHORT_LIVED: Final = ("response_timing", "ticket")
"""The tables that know a form's minute, or in whose order a ticket was spent: none of it may outlast it in a file."""

LONG_LIVED: Final = ("comment", "pattern_count")
"""The other tables from which rows are purged, or withdrawn with a form."""

PATTERNS: Final = "patterns"
"""What cannot be counted anew once it was purged, as `Purged` names it."""


@dataclass(frozen=True, slots=True)
class Removed:
    """What a purge removed: comments, forms' minutes, counts by day of patterns, and tickets."""

    comments: int = 0
    minutes: int = 0
    patterns: int = 0
    tickets: int = 0


def purge(session: Session, now: datetime, every: timedelta = timedelta(0)) -> Removed:
    """Remove what is past its term at an aware moment, or will be before the next purge, which comes after `every`.

    Days are removed whole: those of which the first minute is older than 48 hours.
    """
    today, later = local_day(now), local_day(now + every)
    return Removed(
        comments=purge_comments(session, today),
        minutes=purge_minutes(session, later - MINUTES_KEPT),
        patterns=purge_patterns(session, today - PATTERNS_KEPT - timedelta(days=1)),
        tickets=forget_tickets(session, today),
    )


def purge_comments(session: Session, today: date) -> int:
    """Delete the comments of months that ended more than 24 months ago; how many went."""
    return _delete(session, delete(Comment).where(Comment.month < str(oldest_month_of_comments(today))))


def oldest_month_of_comments(today: date) -> Month:
    """The month before which no comment is kept any more."""
    return Month.of(today).shift(-COMMENTS_KEPT_MONTHS)


def purge_minutes(session: Session, through: date) -> int:
    """Forget in which minute the forms of these days were sent; how many forms.

    What came late holds no minute, and stays until it was judged: it may have come since the round that judges.
    """
    done = or_(
        ResponseTiming.minute.is_not(None), ResponseTiming.judged & ResponseTiming.counted, Response.excluded
    )
    ended = select(Response.id).where(
        Response.id == ResponseTiming.response_id, Response.day <= through, done
    )
    count_patterns(session, Response.day <= through)
    return _delete(session, delete(ResponseTiming).where(ended.exists()))


def purge_patterns(session: Session, through: date) -> int:
    """Delete the digests of equal answers of these days; how many rows went."""
    rows = _delete(session, delete(PatternCount).where(PatternCount.day <= through))
    _note(session, PATTERNS, through)
    return rows


def purged_through(session: Session, kind: str) -> date | None:
    """Up to which day something was purged; None where it never was."""
    return session.scalar(select(Purged.through).where(Purged.kind == kind))


def _note(session: Session, kind: str, through: date) -> None:
    row = session.get(Purged, kind)
    if row is None:
        session.add(Purged(kind=kind, through=through))
    elif row.through < through:
        row.through = through
    session.flush()


def _delete(session: Session, statement: Delete) -> int:
    gone = session.execute(statement, execution_options={"synchronize_session": False})
    assert isinstance(gone, CursorResult)  # noqa: S101 - the type of every DELETE
    return int(gone.rowcount)
