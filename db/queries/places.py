"""Where a code leads, of a poster or a ticket: the place and counter that a citizen's form names."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import NamedTuple

from sqlalchemy import case, select
from sqlalchemy.orm import Session

from db.instruments import published
from db.models import Counter, CounterCode, Ticket, Unit
from survey import Instrument
from trust.codes import NotACode, digest, normalise

REVOKED_FROM = case((CounterCode.abused, CounterCode.valid_from), else_=CounterCode.revoked_on)
"""From which day on a revoked poster opens no form: from its first, where forms were collected with it."""


class PosterUnknown(LookupError):
    """No poster carries this code."""


class PosterRetired(LookupError):
    """The poster with this code was withdrawn, is not valid yet or any more, or its counter has closed."""


class TicketSpent(LookupError):
    """A form was sent with this ticket already; `place` is where, as far as somebody asked for it."""

    def __init__(self, place: "Place | None" = None) -> None:
        super().__init__()
        self.place = place


@dataclass(frozen=True, slots=True)
class Place:
    """What the form says about where it was opened; `ticket` where by a ticket, not by a poster."""

    code: str
    unit_id: int
    unit_name: str
    counter_id: int
    counter_number: str
    counter_name: str
    channel: str
    instrument: Instrument
    ticket: bool = False


def ticket_digest(code: str) -> bytes:
    """What is kept of a ticket; its code in normal form is kept nowhere."""
    return digest("ticket", code)


def place_of(session: Session, typed: str, day: date) -> Place:
    """The place behind a code as scanned or typed. Raises `PosterUnknown`, `PosterRetired` or `TicketSpent`."""
    try:
        code = normalise(typed)
    except NotACode as error:
        raise PosterUnknown from error
    row = session.execute(
        select(CounterCode, Counter, Unit, REVOKED_FROM)
        .join(Counter, Counter.id == CounterCode.counter_id)
        .join(Unit, Unit.id == Counter.unit_id)
        .where(CounterCode.code == code)
    ).one_or_none()
    if row is None:
        return _place_of_ticket(session, code, day)
    poster, counter, unit, revoked_from = row
    _refuse_retired(poster, counter, unit, day, revoked_from)
    return _place(session, code, counter, unit)


def _place_of_ticket(session: Session, code: str, day: date) -> Place:
    row = session.execute(
        select(Ticket, Counter, Unit)
        .join(Counter, Counter.id == Ticket.counter_id)
        .join(Unit, Unit.id == Counter.unit_id)
        .where(Ticket.digest == ticket_digest(code))
    ).one_or_none()
    if row is None:
        raise PosterUnknown
    ticket, counter, unit = row
    place = _place(session, code, counter, unit, ticket=True)
    if ticket.spent:
        raise TicketSpent(place)
    _refuse_retired(ticket, counter, unit, day)
    return place


def _refuse_retired(
    code: CounterCode | Ticket, counter: Counter, unit: Unit, day: date, revoked_on: date | None = None
) -> None:
    periods = [(code.valid_from, code.valid_to), (counter.valid_from, counter.valid_to)]
    if not Standing.of(revoked_on, unit.valid_to, periods).on(day):
        raise PosterRetired


def _place(session: Session, code: str, counter: Counter, unit: Unit, *, ticket: bool = False) -> Place:
    return Place(
        code=code,
        unit_id=unit.id,
        unit_name=unit.name,
        counter_id=counter.id,
        counter_number=counter.number,
        counter_name=counter.name,
        channel=counter.channel,
        instrument=published(session).newest(counter.instrument),
        ticket=ticket,
    )


class Standing(NamedTuple):
    """From which day on a poster or ticket opens a form, and from which on no more."""

    since: date
    until: date | None

    @classmethod
    def of(
        cls,
        revoked_on: date | None,
        unit_ends: date | None,
        periods: Iterable[tuple[date, date | None]],
    ) -> "Standing":
        """While code and counter stand, by their `periods`, and the unit does; each ends before that day.

        When the unit began says nothing: it may have taken the counter over from another, with its posters.
        """
        begins, ends = zip(*periods, strict=True)
        known = (end for end in (revoked_on, unit_ends, *ends) if end is not None)
        return cls(max(begins), min(known, default=None))

    def on(self, day: date) -> bool:
        return self.since <= day and (self.until is None or day < self.until)
