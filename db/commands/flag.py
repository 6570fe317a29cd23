"""Marks answers that may not be what they seem. A flag neither deletes nor changes an answer, and stays.

Two people may decide that an answer does not count as flagged (`db.commands.decide`); then its flags are cleared.
"""

from collections.abc import Collection, Mapping, Sequence

from sqlalchemy import select
from sqlalchemy.orm import Session

from db.commands.record import cell_of_response, layouts_of
from db.counting import Changes, FormPlaces, apply_changes, form_places
from db.inserts import insert_ignoring
from db.instruments import published
from db.models import Flag, Response
from db.portions import portions
from survey import Answers, TallyLayout
from survey.suspicion import Reason


def flag_answers(session: Session, reasons: Mapping[str, Collection[Reason]]) -> int:
    """Note these reasons on these answers, by id; how many carry their first flag.

    Those are counted among the flagged from here on, and offices see it with the next release. An answer that was
    taken back meanwhile gets none, nor does one whose flags were cleared. All answers are locked before any count
    is.
    """
    layouts = layouts_of(published(session))
    changes, rows, fresh = Changes(), [], 0
    for some in portions(sorted(response_id for response_id, found in reasons.items() if found)):
        standing = session.scalars(
            select(Response)
            .where(Response.id.in_(some), Response.withdrawn.is_(False))
            .order_by(Response.id)
            .with_for_update()
        ).all()
        known = set(session.scalars(select(Flag.response_id).where(Flag.response_id.in_(some))))
        cleared = known - flagged_of(session, some)
        for response in standing:
            if response.id in cleared:
                continue
            rows += [
                {"response_id": response.id, "reason": str(r), "told": False, "batch": 0, "cleared": False}
                for r in sorted(reasons[response.id])
            ]
            fresh += response.id not in known
            if response.id not in known and not response.excluded:
                places = layouts[response.instrument_id].places(Answers.from_json(response.answers))
                changes.flag(cell_of_response(response), places)
    insert_ignoring(session, Flag, rows)
    apply_changes(session, changes, layouts)
    return fresh


def flagged_of(session: Session, response_ids: Sequence[str]) -> set[str]:
    """Those of these answers that carry a flag that was not cleared: they are counted among the flagged ones."""
    found: set[str] = set()
    for some in portions(response_ids):
        found.update(
            session.scalars(select(Flag.response_id).where(Flag.response_id.in_(some), ~Flag.cleared))
        )
    return found


def form_of(response: Response, layouts: Mapping[int, TallyLayout], *, waits: bool) -> FormPlaces:
    """What a stored answer raises in the counts; `waits` where its ratings do (`db.patterns.waiting`)."""
    return form_places(layouts[response.instrument_id], Answers.from_json(response.answers), waits=waits)
