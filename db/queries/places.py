"""Where a poster's code leads: the place and counter that a citizen's form names."""

from dataclasses import dataclass
from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session

from db.instruments import published
from db.models import Counter, CounterCode, Unit
from survey import Instrument
from trust.codes import NotACode, normalise


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
        select(CounterCode, Counter, Unit)
        .join(Counter, Counter.id == CounterCode.counter_id)
        .join(Unit, Unit.id == Counter.unit_id)
        .where(CounterCode.code == code)
    ).one_or_none()
    if row is None:
        raise PosterUnknown
    poster, counter, unit = row
    if not open_on(day, poster, counter, unit):
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


def open_on(day: date, poster: CounterCode, counter: Counter, unit: Unit) -> bool:
    """Whether poster, counter and unit all stand on that day; a period ends before its `valid_to`."""
    if poster.revoked_on is not None and poster.revoked_on <= day:
        return False
    return all(
        thing.valid_from <= day and (thing.valid_to is None or day < thing.valid_to)
        for thing in (poster, counter, unit)
    )
