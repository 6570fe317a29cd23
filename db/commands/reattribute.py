"""Moves answers to the officer whom a roster names after the answers came."""

from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session

from db.commands.record import cell_of_response, layouts_of, on_duty
from db.counting import Changes, apply_changes
from db.instruments import published
from db.models import NONE, Response
from survey import Answers, Part


def reattribute(session: Session, counter_id: int, day: date, part: Part) -> int:
    """Give the answers of a counter's part of day to the officer now on the roster; how many moved.

    A subtraction from the old cell and an addition to the new one; offices see it with the next release.
    """
    officer_id = on_duty(session, [(counter_id, day, str(part))]).get((counter_id, day, str(part)))
    layouts = layouts_of(published(session))
    changes, moved = Changes(), 0
    for response in session.scalars(
        select(Response)
        .where(Response.counter_id == counter_id, Response.day == day, Response.part == str(part))
        .where(Response.withdrawn.is_(False))
        .order_by(Response.id)
        .with_for_update()
    ):
        if response.officer_id == officer_id:
            continue
        places = layouts[response.instrument_id].places(Answers.from_json(response.answers))
        before = cell_of_response(response)
        changes.move(before, before._replace(officer_id=officer_id or NONE), places)
        response.officer_id = officer_id
        moved += 1
    if moved:
        apply_changes(session, changes, layouts)
        session.flush()
    return moved
