"""What citizens wrote, scrubbed, once it is released. What of it may be read is for `jobs.comments` to say."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from db.models import Comment
from survey import Month, Period


@dataclass(frozen=True, slots=True)
class ReleasedComment:
    """A scrubbed comment with the unit and month that it was written at."""

    unit_id: int
    month: Month
    text: str


def released_comments(
    session: Session, unit_ids: Collection[int], period: Period
) -> Sequence[ReleasedComment]:
    """The comments of these units and months. Ids are random, so their order is a shuffle that tells nothing."""
    rows = session.execute(
        select(Comment.unit_id, Comment.month, Comment.text)
        .where(Comment.unit_id.in_(sorted(unit_ids)), Comment.release_id.is_not(None))
        .where(Comment.month >= str(period.first), Comment.month <= str(period.last))
        .order_by(Comment.response_id)
    )
    return [ReleasedComment(row.unit_id, Month.parse(row.month), row.text) for row in rows]
