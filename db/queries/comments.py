"""What citizens wrote, scrubbed, once it is released. What of it may be read is for `jobs.comments` to say."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass

from sqlalchemy import exists, select
from sqlalchemy.orm import Session

from db.models import Comment, Response
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
    """The comments of these units and months, but of answers that were left out of the counts.

    Ids are random, so their order is a shuffle that tells nothing.
    """
    left_out = exists().where(Response.id == Comment.response_id, Response.excluded.is_(True))
    rows = session.execute(
        select(Comment.unit_id, Comment.month, Comment.text)
        .where(Comment.unit_id.in_(sorted(unit_ids)), Comment.release_id.is_not(None))
        .where(Comment.month >= str(period.first), Comment.month <= str(period.last))
        .where(~left_out)
        .order_by(Comment.response_id)
    )
    return [ReleasedComment(row.unit_id, Month.parse(row.month), row.text) for row in rows]
