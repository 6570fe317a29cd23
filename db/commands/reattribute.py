"""Moves answers to the officer whom a roster names after the answers came."""

from collections.abc import Collection, Iterator

from sqlalchemy import select, tuple_
from sqlalchemy.orm import Session

from db.commands.duty import Shift, claim_counters, on_duty
from db.commands.flag import flagged_of
from db.commands.record import cell_of_response, layouts_of
from db.counting import Changes, apply_changes
from db.instruments import published
from db.models import NONE, Response
from db.portions import portions
from survey import Answers

_SHIFTS_AT_ONCE = 200


def reattribute(session: Session, shifts: Collection[Shift]) -> int:
    """Give the answers of these shifts to the officers now on the roster; how many moved.

    A subtraction from the old cell and an addition to the new one; offices see it with the next release. All
    answers are locked before any cell is, and the cells of all shifts in one order.
    """
    claim_counters(session, {counter_id for counter_id, _, _ in shifts})
    officers = on_duty(session, sorted(shifts))
    layouts = layouts_of(published(session))
    changes, moved = Changes(), 0
    standing = list(_standing(session, sorted(shifts)))
    flagged = flagged_of(session, [response.id for response in standing])
    for response in standing:
        officer_id = officers.get((response.counter_id, response.day, response.part))
        if response.officer_id == officer_id:
            continue
        if not response.excluded:
            places = layouts[response.instrument_id].places(Answers.from_json(response.answers))
            has_flag = response.id in flagged
            changes.move(cell_of_response(response), officer_id or NONE, places, flagged=has_flag)
        response.officer_id = officer_id
        moved += 1
    if moved:
        apply_changes(session, changes, layouts)
        session.flush()
    return moved


def _standing(session: Session, shifts: list[Shift]) -> Iterator[Response]:
    """The answers of the shifts that are not withdrawn, locked."""
    where = tuple_(Response.counter_id, Response.day, Response.part)
    for some in portions(shifts, _SHIFTS_AT_ONCE):
        yield from session.scalars(
            select(Response)
            .where(where.in_(some), Response.withdrawn.is_(False))
            .order_by(Response.id)
            .with_for_update()
        )
