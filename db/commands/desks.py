"""The counters at which answers were given, with everything that follows from a counter for each of them."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, ScalarSelect, Select, bindparam, func, null, select
from sqlalchemy.orm import InstrumentedAttribute, Session

from db.commands.duty import share_counters
from db.models import Counter, CounterCode, CounterField, Ticket, Unit, UnitSuccession
from db.queries.places import REVOKED_FROM, Standing, ticket_digest


@dataclass(frozen=True, slots=True)
class Desk:
    """A counter as the row of an answer names it.

    unit_since        the first day of the unit; what was given before belongs to whom it took over from
    stands            when its poster or ticket opens a form
    field_id          known where the counter handles one field only
    deciding_unit_id  known where one unit decides on all its fields
    ticket            the digest of the ticket, where it was no poster
    spent             whether a form was stored with that ticket
    """

    counter_id: int
    unit_id: int
    unit_since: date
    channel: str
    stands: Standing
    field_id: int | None
    deciding_unit_id: int | None
    ticket: bytes | None = None
    spent: bool = False


def desks_of(session: Session, codes: Iterable[str]) -> Mapping[str, Desk]:
    """The desk behind each poster or ticket, by its code in normal form.

    Until the commit nobody claims its counter, nor spends its ticket.
    """
    wanted = sorted(set(codes))
    share_counters(session, wanted)
    rows: Iterable[Any] = session.connection().execute(_DESKS, {"codes": wanted})
    desks = {row[0]: _desk(row[1:]) for row in rows}
    if others := {ticket_digest(code): code for code in wanted if code and code not in desks}:
        rows = session.connection().execute(_TICKETED, {"codes": sorted(others)})
        desks |= {others[row[0]]: _desk(row[2:], ticket=row[0], spent=row[1]) for row in rows}
    return desks


def _desk(row: Sequence[Any], *, ticket: bytes | None = None, spent: bool = False) -> Desk:
    """From the columns that `_of_desk` asks for."""
    counter_id, unit_id, unit_since, unit_until, channel, revoked_on, *periods = row[:10]
    fields, deciders = {*row[10:12]}, {*row[12:]}
    return Desk(
        counter_id,
        unit_id,
        unit_since,
        channel,
        Standing.of(revoked_on, unit_until, zip(periods[::2], periods[1::2], strict=True)),
        fields.pop() if len(fields) == 1 else None,
        deciders.pop() if len(deciders) == 1 else None,
        ticket,
        spent,
    )


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


def _of_desk(
    code: type[CounterCode] | type[Ticket], named: Sequence[Any], revoked_on: ColumnElement[Any]
) -> Select[Any]:
    """What `_desk` reads, behind the columns by which the code is `named`, the first of them its key."""
    return (
        select(
            *named,
            Counter.id,
            Unit.id,
            Unit.valid_from,
            Unit.valid_to,
            Counter.channel,
            revoked_on,
            *(moment for thing in (code, Counter) for moment in (thing.valid_from, thing.valid_to)),
            *(
                _of_fields(end, column)
                for column in (CounterField.field_id, CounterField.deciding_unit_id)
                for end in (func.min, func.max)
            ),
        )
        .join(Counter, Counter.id == code.counter_id)
        .join(Unit, Unit.id == Counter.unit_id)
        .where(named[0].in_(bindparam("codes", expanding=True)))
    )


_DESKS = _of_desk(CounterCode, [CounterCode.code], REVOKED_FROM)
"""Made once. Of a counter without fields both ends are empty, and so is what they have in common."""

_TICKETED = (
    _of_desk(Ticket, [Ticket.digest, Ticket.spent], null()).order_by(Ticket.digest).with_for_update(of=Ticket)
)
"""The same of tickets, which are locked in order: of two forms with one ticket the second sees it spent."""
