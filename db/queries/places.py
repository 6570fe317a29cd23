"""Where a poster's code leads: the place and counter that a citizen's form names."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import NamedTuple

from sqlalchemy import case, select
from sqlalchemy.orm import Session

from db.instruments import published
from db.models import Counter, CounterCode, Unit
from survey import Instrument
from trust.codes import NotACode, normalise

REVOKED_FROM = case((CounterCode.abused, CounterCode.valid_from), else_=CounterCode.revoked_on)
"""From which day on a revoked poster opens no form: from its first, where forms were collected with it."""


class PosterUnknown(LookupError):
    """No poster carries this code."""


class PosterRetired(LookupError):
    """The poster with this code was withdrawn, is not valid yet or any more, or its counter has closed."""


@dataclass(frozen=True, slots=True)
class Place:
    """What the form says about where it was opened."""

    code: str
    unit_id: int
    unit_name: str
    counter_id: int
    counter_number: str
    counter_name: str
    channel: str
    instrument: Instrument


def place_of(session: Session, typed: str, day: date) -> Place:
    """The place behind a code as scanned or typed. Raises `PosterUnknown` or `PosterRetired`."""
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
        raise PosterUnknown
    poster, counter, unit, revoked_from = row
    periods = [(thing.valid_from, thing.valid_to) for thing in (poster, counter)]
    if not Standing.of(revoked_from, unit.valid_to, periods).on(day):
        raise PosterRetired
    return Place(
        code=code,
        unit_id=unit.id,
        unit_name=unit.name,
        counter_id=counter.id,
        counter_number=counter.number,
        counter_name=counter.name,
        channel=counter.channel,
        instrument=published(session).newest(counter.instrument),
    )


class Standing(NamedTuple):
    """From which day on a poster opens a form, and from which on no more."""

    since: date
    until: date | None

    @classmethod
    def of(
        cls,
        revoked_on: date | None,
        unit_ends: date | None,
        periods: Iterable[tuple[date, date | None]],
    ) -> "Standing":
        """While poster and counter stand, by their `periods`, and the unit does; each ends before that day.

        When the unit began says nothing: it may have taken the counter over from another, with its posters.
        """
        begins, ends = zip(*periods, strict=True)
        known = (end for end in (revoked_on, unit_ends, *ends) if end is not None)
        return cls(max(begins), min(known, default=None))

    def on(self, day: date) -> bool:
        return self.since <= day and (self.until is None or day < self.until)
