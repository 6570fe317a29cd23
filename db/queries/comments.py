"""What citizens wrote, scrubbed, once it is released. What of it may be read is for `jobs.comments` to say."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import exists, select
from sqlalchemy.orm import Session

from db.models import Comment, Officer, Response, UnitSuccession
from survey import Month, Period
from survey.names import Names, without_names


@dataclass(frozen=True, slots=True)
class ReleasedComment:
    """A scrubbed comment with the unit and month that it was written at."""

    unit_id: int
    month: Month
    text: str


def released_comments(
    session: Session, unit_ids: Collection[int], period: Period, *, head_of: int | None
) -> Sequence[ReleasedComment]:
    """The comments of these units and months, but of answers that were left out of the counts.

    Ids are random, so their order is a shuffle that tells nothing.

    Names of a unit's officers are hidden in its comments from everybody but the head of that very unit, who is told
    by `head_of`.
    """
    left_out = exists().where(Response.id == Comment.response_id, Response.excluded.is_(True))
    rows = session.execute(
        select(Comment.unit_id, Comment.month, Comment.text)
        .where(Comment.unit_id.in_(sorted(unit_ids)), Comment.release_id.is_not(None))
        .where(Comment.month >= str(period.first), Comment.month <= str(period.last))
        .where(~left_out)
        .order_by(Comment.response_id)
    ).all()
    names = _names_of_officers(session, {row.unit_id for row in rows} - {head_of})
    nobody = Names.of(())
    return [
        ReleasedComment(
            row.unit_id, Month.parse(row.month), without_names(row.text, names.get(row.unit_id, nobody))
        )
        for row in rows
    ]


def _names_of_officers(session: Session, unit_ids: Collection[int]) -> Mapping[int, Names]:
    """By unit, everybody who serves or served there, also under its names before and after."""
    if not unit_ids:
        return {}
    kin = _kin(session)
    related = {unit_id: _closure(unit_id, kin) for unit_id in unit_ids}
    wanted = sorted(set().union(*related.values()))
    by_unit: dict[int, list[str]] = defaultdict(list)
    for row in session.execute(select(Officer.unit_id, Officer.name).where(Officer.unit_id.in_(wanted))):
        by_unit[row.unit_id].append(row.name)
    return {
        unit_id: Names.of(name for each in sorted(those) for name in by_unit[each])
        for unit_id, those in related.items()
    }


def _kin(session: Session) -> Mapping[int, set[int]]:
    """Units that took over from each other: officers went along, comments stayed."""
    kin: dict[int, set[int]] = defaultdict(set)
    for row in session.scalars(select(UnitSuccession)):
        kin[row.predecessor_id].add(row.successor_id)
        kin[row.successor_id].add(row.predecessor_id)
    return kin


def _closure(unit_id: int, kin: Mapping[int, Iterable[int]]) -> set[int]:
    reached, waiting = set(), [unit_id]
    while waiting:
        each = waiting.pop()
        if each not in reached:
            reached.add(each)
            waiting += kin.get(each, ())
    return reached
