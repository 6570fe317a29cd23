"""Where a code leads, of a poster or a ticket: the place and counter that a citizen's form names."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any, Final, NamedTuple

from sqlalchemy import ColumnElement, bindparam, case, null, select
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
    row = session.connection().execute(_OF_POSTER, {"key": code}).one_or_none()
    if row is None:
        return _place_of_ticket(session, code, day)
    if not _standing(row).on(day):
        raise PosterRetired
    return _place(session, code, row)


def _place_of_ticket(session: Session, code: str, day: date) -> Place:
    row = session.connection().execute(_OF_TICKET, {"key": ticket_digest(code)}).one_or_none()
    if row is None:
        raise PosterUnknown
    place = _place(session, code, row, ticket=True)
    if row.spent:
        raise TicketSpent(place)
    if not _standing(row).on(day):
        raise PosterRetired
    return place


def _place(session: Session, code: str, row: Any, *, ticket: bool = False) -> Place:
    return Place(
        code=code,
        unit_id=row.unit_id,
        unit_name=row.unit_name,
        counter_id=row.counter_id,
        counter_number=row.counter_number,
        counter_name=row.counter_name,
        channel=row.channel,
        instrument=published(session).newest(row.instrument),
        ticket=ticket,
    )


def _standing(row: Any) -> "Standing":
    periods = [(row.code_from, row.code_to), (row.counter_from, row.counter_to)]
    return Standing.of(row.revoked_from, row.unit_to, periods)


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


def _leading_to(
    code: type[CounterCode] | type[Ticket], key: Any, revoked_from: ColumnElement[Any], *more: Any
) -> Any:
    """The statement for the place to which a code leads that is known by its `key`."""
    return (
        select(
            Unit.id.label("unit_id"),
            Unit.name.label("unit_name"),
            Unit.valid_to.label("unit_to"),
            Counter.id.label("counter_id"),
            Counter.number.label("counter_number"),
            Counter.name.label("counter_name"),
            Counter.channel,
            Counter.instrument,
            Counter.valid_from.label("counter_from"),
            Counter.valid_to.label("counter_to"),
            code.valid_from.label("code_from"),
            code.valid_to.label("code_to"),
            revoked_from.label("revoked_from"),
            *more,
        )
        .join(Counter, Counter.id == code.counter_id)
        .join(Unit, Unit.id == Counter.unit_id)
        .where(key == bindparam("key"))
    )


_OF_POSTER: Final = _leading_to(CounterCode, CounterCode.code, REVOKED_FROM)
_OF_TICKET: Final = _leading_to(Ticket, Ticket.digest, null(), Ticket.spent)
"""Made once: they are asked whenever a code is scanned."""
