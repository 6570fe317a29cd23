"""What citizens wrote, as a unit may read it: with the release, shuffled, dated by month at the finest."""

from collections.abc import Collection
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from db.models import Comment
from db.queries.figures import respondents_by_unit_month
from scoring import MIN_SHOWN
from survey import Month, Period


@dataclass(frozen=True, slots=True)
class CitizenComment:
    """A scrubbed comment. `month` is None where that month alone had too few answers to be named."""

    text: str
    month: Month | None


def comments(session: Session, unit_ids: Collection[int], period: Period) -> list[CitizenComment]:
    """The released comments of units that have enough answers in the period, in an order that tells nothing.

    A unit with fewer than ten answers in the period shows none. Ids are random, so their order is a shuffle.
    """
    answers = respondents_by_unit_month(session, unit_ids, period)
    in_period: dict[int, int] = {}
    for (unit_id, _), respondents in answers.items():
        in_period[unit_id] = in_period.get(unit_id, 0) + respondents
    enough = sorted(unit_id for unit_id, respondents in in_period.items() if respondents >= MIN_SHOWN)
    rows = session.execute(
        select(Comment.unit_id, Comment.month, Comment.text)
        .where(Comment.unit_id.in_(enough), Comment.release_id.is_not(None))
        .where(Comment.month >= str(period.first), Comment.month <= str(period.last))
        .order_by(Comment.response_id)
    )
    return [
        CitizenComment(
            text=row.text,
            month=Month.parse(row.month) if answers.get((row.unit_id, row.month), 0) >= MIN_SHOWN else None,
        )
        for row in rows
    ]
