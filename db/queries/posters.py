"""Which posters the counters of a unit have."""

from dataclasses import dataclass
from datetime import date

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from db.models import Counter, CounterCode, Unit
from survey.offices import Channel


@dataclass(frozen=True, slots=True)
class CounterPoster:
    """What stands on the poster of a counter: the place, the counter, and the newest code that opens its form."""

    counter_id: int
    unit_id: int
    place: str
    number: str
    name: str
    channel: Channel
    code: str
    valid_to: date | None


def posters_of(session: Session, path: str, day: date) -> tuple[CounterPoster, ...]:
    """One poster for each open counter of the unit with this path and of those below it, in order of place.

    A counter opens on `day` or later and has at least one code that is not revoked.
    """
    rows = session.execute(
        select(CounterCode, Counter, Unit)
        .join(Counter, Counter.id == CounterCode.counter_id)
        .join(Unit, Unit.id == Counter.unit_id)
        .where(Unit.path.startswith(path, autoescape=True))
        .where(or_(Unit.valid_to.is_(None), Unit.valid_to > day))
        .where(or_(Counter.valid_to.is_(None), Counter.valid_to > day))
        .where(or_(CounterCode.valid_to.is_(None), CounterCode.valid_to > day))
        .where(or_(CounterCode.revoked_on.is_(None), CounterCode.revoked_on > day))
        .order_by(Unit.code, Counter.number, Counter.channel, CounterCode.valid_from, CounterCode.code)
    )
    newest = {row.Counter.id: _poster(row.CounterCode, row.Counter, row.Unit) for row in rows}
    return tuple(newest.values())


def poster_of(session: Session, counter_id: int, day: date) -> CounterPoster | None:
    """The poster of one counter, or None where it is closed or has no code that works."""
    row = session.execute(
        select(Unit.path).join(Counter, Counter.unit_id == Unit.id).where(Counter.id == counter_id)
    ).one_or_none()
    if row is None:
        return None
    return next((p for p in posters_of(session, row.path, day) if p.counter_id == counter_id), None)


def _poster(code: CounterCode, counter: Counter, unit: Unit) -> CounterPoster:
    ends = [day for day in (code.valid_to, counter.valid_to) if day is not None]
    return CounterPoster(
        counter_id=counter.id,
        unit_id=unit.id,
        place=unit.name,
        number=counter.number,
        name=counter.name,
        channel=Channel(counter.channel),
        code=code.code,
        valid_to=min(ends, default=None),
    )
