"""The counters at which answers were given, with everything that follows from a counter for each of them."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import ScalarSelect, bindparam, func, select
from sqlalchemy.orm import InstrumentedAttribute, Session

from db.commands.duty import share_counters
from db.models import Counter, CounterCode, CounterField, Unit, UnitSuccession
from db.queries.places import REVOKED_FROM, Standing


@dataclass(frozen=True, slots=True)
class Desk:
    """A counter as the row of an answer names it.

    unit_since        the first day of the unit; what was given before belongs to whom it took over from
    stands            when its poster opens a form
    field_id          known where the counter handles one field only
    deciding_unit_id  known where one unit decides on all its fields
    """

    counter_id: int
    unit_id: int
    unit_since: date
    channel: str
    stands: Standing
    field_id: int | None
    deciding_unit_id: int | None


def desks_of(session: Session, codes: Iterable[str]) -> Mapping[str, Desk]:
    """The desk behind each poster, by its code in normal form; until the commit nobody claims its counter."""
    wanted = sorted(set(codes))
    share_counters(session, wanted)
    desks = {}
    rows: Iterable[Any] = session.connection().execute(_DESKS, {"codes": wanted})
    for row in rows:
        code, counter_id, unit_id, unit_since, unit_until, channel, revoked_on, *periods = row[:11]
        fields, deciders = {*row[11:13]}, {*row[13:]}
        desks[code] = Desk(
            counter_id,
            unit_id,
            unit_since,
            channel,
            Standing.of(revoked_on, unit_until, zip(periods[::2], periods[1::2], strict=True)),
            fields.pop() if len(fields) == 1 else None,
            deciders.pop() if len(deciders) == 1 else None,
        )
    return desks


def unit_on(session: Session, desk: Desk, day: date) -> int:
    """The unit to which an answer belongs that was given there on that day and came later.

    It is the one from which today's unit took over; where several became one, nobody knows any more which of them
    had the counter, and it is today's.
    """
    unit_id, since = desk.unit_id, desk.unit_since
    while since > day:
        before = session.execute(
            select(Unit.id, Unit.valid_from)
            .join(UnitSuccession, UnitSuccession.predecessor_id == Unit.id)
            .where(UnitSuccession.successor_id == unit_id)
        ).all()
        if len(before) != 1:
            break
        unit_id, since = before[0]
    return unit_id


def _of_fields(aggregate: Any, column: InstrumentedAttribute[int]) -> ScalarSelect[int]:
    handled = CounterField.counter_id == Counter.id
    return select(aggregate(column)).where(handled).correlate(Counter).scalar_subquery()


_DESKS = (
    select(
        CounterCode.code,
        Counter.id,
        Unit.id,
        Unit.valid_from,
        Unit.valid_to,
        Counter.channel,
        REVOKED_FROM,
        *(moment for thing in (CounterCode, Counter) for moment in (thing.valid_from, thing.valid_to)),
        *(
            _of_fields(end, column)
            for column in (CounterField.field_id, CounterField.deciding_unit_id)
            for end in (func.min, func.max)
        ),
    )
    .join(Counter, Counter.id == CounterCode.counter_id)
    .join(Unit, Unit.id == Counter.unit_id)
    .where(CounterCode.code.in_(bindparam("codes", expanding=True)))
)
"""Made once. Of a counter without fields both ends are empty, and so is what they have in common."""
