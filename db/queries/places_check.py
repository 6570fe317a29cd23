"""Whether answers are counted where they were given, and left out, or their marks cleared, by two people alone.

Leaves bind the counter, not the columns by which an answer is counted and which follow from it: whoever has the
database could send a bad rating to another unit, or leave it out, and no leaf would tell.
"""

from collections import defaultdict
from collections.abc import Iterator
from typing import Final

from sqlalchemy import ColumnElement, and_, func, or_, select
from sqlalchemy.orm import Session

from db.models import Comment, Counter, DecidedResponse, Decision, Flag, Response, Roster, UnitSuccession
from survey import Month
from survey.decisions import IN_FORCE, Effect, Stage

_SHIFT: Final = ("counter_id", "day", "part")


def moved(session: Session) -> Iterator[str]:
    """Answers counted at a unit or channel that their counter never had, or for an officer whom the roster does not
    name, and comments that stand elsewhere; by id."""
    pairs = session.execute(
        select(Response.unit_id, Counter.id, Counter.unit_id)
        .join(Counter, Counter.id == Response.counter_id)
        .where(Response.unit_id != Counter.unit_id)
        .distinct()
    ).all()
    before = _before(session) if pairs else {}
    for unit_id, counter_id, now in pairs:
        if unit_id not in _all_before(now, before):
            yield from session.scalars(
                select(Response.id).where(Response.unit_id == unit_id, Response.counter_id == counter_id)
            )
    yield from session.scalars(
        select(Response.id)
        .join(Counter, Counter.id == Response.counter_id)
        .where(Response.channel != Counter.channel)
    )
    yield from session.scalars(
        select(Response.id)
        .outerjoin(Roster, and_(*(getattr(Roster, name) == getattr(Response, name) for name in _SHIFT)))
        .where(Response.withdrawn.is_(False), Response.officer_id.is_distinct_from(Roster.officer_id))
    )
    yield from session.scalars(
        select(Response.id)
        .join(Comment, Comment.response_id == Response.id)
        .where(or_(Comment.unit_id != Response.unit_id, Comment.month != _month(session)))
    )


def decided_by_nobody(session: Session, effect: Effect) -> Iterator[str]:
    """Answers left out of the counts, or with marks cleared, against what two people decided, by id; and decisions
    that did not come where they stand by two people, about other answers than is public, or about some of which the
    same was decided before, by number."""
    standing = {
        Effect.LEAVE_OUT: select(Response.id).where(Response.excluded.is_(True)),
        Effect.CLEAR_MARKS: select(Flag.response_id).where(Flag.cleared),
    }[effect]
    decided: set[str] = set()
    of_effect = select(Decision).where(Decision.cause.in_(effect.causes)).order_by(Decision.id)
    for decision in session.scalars(of_effect):
        answers = session.execute(
            select(Response.id, Response.unit_id, Response.day)
            .join(DecidedResponse, DecidedResponse.response_id == Response.id)
            .where(DecidedResponse.decision_id == decision.id)
        ).all()
        places = {(each.unit_id, str(Month.of(each.day))) for each in answers}
        as_public = len(answers) == decision.forms and places == {(decision.unit_id, decision.month)}
        in_force = {each.id for each in answers} if decision.stage in IN_FORCE else set()
        if not (_came_by_two(decision) and as_public) or decided & in_force:
            yield f"№ {decision.id}"
        decided |= in_force
    yield from sorted(set(session.scalars(standing)) ^ decided)


def _came_by_two(decision: Decision) -> bool:
    """Whether who proposed, confirmed, dropped and undid fit the stage, each confirmed by another account."""
    confirmed, by_another = decision.confirmed_by is not None, decision.confirmed_by != decision.proposed_by
    taken_back, undone = decision.withdrawn_by is not None, decision.undone_by is not None
    by_two = confirmed and by_another
    fits: dict[str, bool] = {
        Stage.PROPOSED: not (confirmed or taken_back or undone),
        Stage.DROPPED: taken_back and not (confirmed or undone),
        Stage.CONFIRMED: by_two and not (taken_back or undone),
        Stage.UNDOING: by_two and taken_back and not undone,
        Stage.UNDONE: by_two and taken_back and undone and decision.undone_by != decision.withdrawn_by,
    }
    return fits.get(decision.stage, False)


def _month(session: Session) -> ColumnElement[str]:
    """The month of an answer's day, as comments have it."""
    if session.get_bind().dialect.name == "postgresql":
        return func.to_char(Response.day, "YYYY-MM")
    return func.strftime("%Y-%m", Response.day)


def _before(session: Session) -> dict[int, set[int]]:
    """The units that each unit took over from."""
    found: dict[int, set[int]] = defaultdict(set)
    for row in session.scalars(select(UnitSuccession)):
        found[row.successor_id].add(row.predecessor_id)
    return found


def _all_before(unit_id: int, before: dict[int, set[int]]) -> set[int]:
    reached, waiting = set[int](), [unit_id]
    while waiting:
        each = waiting.pop()
        if each not in reached:
            reached.add(each)
            waiting += before.get(each, ())
    return reached
