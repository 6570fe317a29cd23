"""Who is on duty at a counter, and the locks under which answers are given to officers.

On PostgreSQL the writer shares a counter while it looks up the officer and stores, and whoever changes the
roster or moves the counter claims it alone. Without that an answer stored in the same moment as the roster
would stay without its officer for good. SQLite has one writing transaction at a time and needs neither.
"""

from collections.abc import Collection, Sequence
from datetime import date
from typing import Final, TypeAlias

from sqlalchemy import bindparam, select, tuple_, union_all
from sqlalchemy.orm import Session

from db.models import Counter, CounterCode, Roster, Ticket
from db.portions import portions
from db.queries.places import ticket_digest

Shift: TypeAlias = tuple[int, date, str]
"""Counter, day and part of day."""


def share_counters(session: Session, codes: Collection[str]) -> None:
    """Until the commit nobody claims the counters of these codes; read what belongs to them after this.

    Posters and tickets in one statement, or two writers could wait for a roster in a ring.
    """
    if session.get_bind().dialect.name == "sqlite":
        return
    digests = [ticket_digest(code) for code in codes]
    session.connection().execute(_SHARED, {"codes": list(codes), "digests": digests}).all()


def claim_counters(session: Session, counter_ids: Collection[int]) -> None:
    """Until the commit no answer is stored at these counters; wait for those that are being stored."""
    session.execute(
        select(Counter.id).where(Counter.id.in_(sorted(counter_ids))).order_by(Counter.id).with_for_update()
    ).all()


def on_duty(session: Session, shifts: Sequence[Shift]) -> dict[Shift, int]:
    """The officer of each shift, where the roster names one."""
    found: dict[Shift, int] = {}
    for some in portions(shifts):
        for row in session.connection().execute(_ROSTER, {"shifts": some}):
            found[row.counter_id, row.day, row.part] = row.officer_id
    return found


_SHARED: Final = (
    select(Counter.id)
    .where(
        Counter.id.in_(
            union_all(
                select(CounterCode.counter_id).where(
                    CounterCode.code.in_(bindparam("codes", expanding=True))
                ),
                select(Ticket.counter_id).where(Ticket.digest.in_(bindparam("digests", expanding=True))),
            )
        )
    )
    .order_by(Counter.id)
    .with_for_update(read=True, key_share=True)
)
_SHIFT: Final = (Roster.counter_id, Roster.day, Roster.part)
_ROSTER: Final = select(*_SHIFT, Roster.officer_id).where(
    tuple_(*_SHIFT).in_(bindparam("shifts", expanding=True))
)
"""Made once, as every batch of answers asks them."""
