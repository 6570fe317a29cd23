"""Tickets: made for a counter, spent by one form each, ended, forgotten. Their codes are kept nowhere."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final

from sqlalchemy import ColumnElement, bindparam, delete, func, insert, select, text, update
from sqlalchemy.engine import CursorResult
from sqlalchemy.orm import Session

from db.commands.counters import CounterUnknown
from db.models import Counter, Ticket, Unit
from db.queries.places import ticket_digest
from trust.codes import new_code
from trust.openings import LONGEST

USUAL_DAYS: Final = 14
MOST_DAYS: Final = 92
"""A quarter: slips that are printed for longer are forgotten in a drawer."""

MOST_AT_ONCE: Final = 500


class CounterClosed(LookupError):
    """The counter takes no forms any more, so no ticket can be given out for it."""


class TicketsRefused(ValueError):
    """Too few or too many tickets, or days, were asked for."""


@dataclass(frozen=True, slots=True)
class Issued:
    """New tickets: their codes in normal form, nowhere else to be had, and their days, `valid_to` not among them."""

    codes: tuple[str, ...]
    valid_from: date
    valid_to: date

    @property
    def last_day(self) -> date:
        return self.valid_to - timedelta(days=1)


def issue_tickets(
    session: Session, counter_id: int, count: int, first: date, days: int = USUAL_DAYS
) -> Issued:
    """New tickets for a counter, good from a day on for so many days, or until the counter closes.

    Raises:
        CounterUnknown, CounterClosed, TicketsRefused: nothing was made.
    """
    if not (1 <= count <= MOST_AT_ONCE and 1 <= days <= MOST_DAYS):
        raise TicketsRefused(f"{count} tickets for {days} days")
    found = session.execute(
        select(Counter.valid_to, Unit.valid_to)
        .join(Unit, Unit.id == Counter.unit_id)
        .where(Counter.id == counter_id)
    ).one_or_none()
    if found is None:
        raise CounterUnknown(counter_id)
    last = min([first + timedelta(days=days), *(end for end in found if end is not None)])
    if last <= first:
        raise CounterClosed(counter_id)
    codes = tuple(new_code() for _ in range(count))
    row = {"counter_id": counter_id, "valid_from": first, "valid_to": last, "spent": False}
    # In an order that has nothing to do with that of the slips.
    session.execute(insert(Ticket), [{"digest": each, **row} for each in sorted(map(ticket_digest, codes))])
    return Issued(codes, first, last)


def end_tickets(session: Session, counter_id: int, day: date) -> int:
    """From that day on the unspent tickets of a counter open no form; how many still did.

    Forms that were given before and come later are verified all the same.
    """
    unspent = (Ticket.counter_id == counter_id) & (Ticket.valid_to > day) & Ticket.spent.is_(False)
    _claim(session, unspent)
    ended = session.execute(
        update(Ticket).where(unspent).values(valid_to=day),
        execution_options={"synchronize_session": False},
    )
    return _touched(ended)


def spend(session: Session, tickets: Collection[bytes]) -> None:
    """A form was stored with each of these, by their digests."""
    if tickets:
        session.connection().execute(_SPEND, {"tickets": sorted(tickets)})


def forget_tickets(session: Session, today: date) -> int:
    """Delete the tickets with which no form can come any more, not even one that waited on a phone; how many."""
    past = Ticket.valid_to < today - LONGEST
    _claim(session, past)
    return _touched(
        session.execute(delete(Ticket).where(past), execution_options={"synchronize_session": False})
    )


def mix_spent(session: Session) -> None:
    """On PostgreSQL, write all spent tickets anew, in the order of their digests and in one transaction.

    Else a row's place, and the number of the transaction that wrote it, would tell which answer was stored with
    it. SQLite numbers no transactions, and a ticket that is spent stays in its place.
    """
    if session.get_bind().dialect.name == "postgresql":
        # Counters before tickets, as the writer takes them: what is inserted looks whether its counter is there.
        session.execute(
            select(Counter.id)
            .where(Counter.id.in_(select(Ticket.counter_id)))
            .order_by(Counter.id)
            .with_for_update(read=True, key_share=True)
        )
        # Locked, for whoever waits for a row would not find it again after it was written anew.
        session.execute(text("LOCK TABLE ticket IN EXCLUSIVE MODE"))
        session.execute(text(_WRITE_ANEW))


def _claim(session: Session, which: ColumnElement[bool]) -> None:
    """Lock these tickets in the order in which the writer locks its own."""
    locked = select(Ticket.digest).where(which).order_by(Ticket.digest).with_for_update().subquery()
    session.execute(select(func.count()).select_from(locked))


def _touched(result: object) -> int:
    assert isinstance(result, CursorResult)  # noqa: S101 - the type of every UPDATE and DELETE
    return int(result.rowcount)


_SPEND: Final = (
    update(Ticket.__table__)  # type: ignore[arg-type]
    .where(Ticket.digest.in_(bindparam("tickets", expanding=True)))
    .values(spent=True)
)
"""Made once, as batches of answers use it."""

_WRITE_ANEW: Final = """
WITH gone AS (DELETE FROM ticket WHERE spent RETURNING digest, counter_id, valid_from, valid_to, spent)
INSERT INTO ticket (digest, counter_id, valid_from, valid_to, spent)
SELECT digest, counter_id, valid_from, valid_to, spent FROM gone ORDER BY digest
"""
