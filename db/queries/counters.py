"""The counters of a subtree with what they handle and the codes on their posters."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from db.models import Counter, CounterCode, CounterField, Field, Unit
from survey.offices import Channel


class CodeState(StrEnum):
    """Whether the code on a poster opens a form."""

    WORKS = "works"
    NOT_YET = "not_yet"
    ENDED = "ended"
    REVOKED = "revoked"


@dataclass(frozen=True, slots=True)
class PosterCode:
    """One code of a counter, in normal form; `since` is the day from which it works or worked."""

    code: str
    state: CodeState
    since: date


@dataclass(frozen=True, slots=True)
class CounterInfo:
    """A counter that is open or will be; `fields` are the names of what it handles, `codes` the newest first."""

    id: int
    unit_id: int
    unit_path: str
    place: str
    number: str
    name: str
    channel: Channel
    fields: tuple[str, ...]
    codes: tuple[PosterCode, ...]

    @property
    def has_working_code(self) -> bool:
        return any(code.state is CodeState.WORKS for code in self.codes)


def counters_of(session: Session, path: str, day: date) -> tuple[CounterInfo, ...]:
    """The counters of the unit with this path and of those below it that have not closed by `day`, by place."""
    rows = session.execute(
        select(Counter, Unit)
        .join(Unit, Unit.id == Counter.unit_id)
        .where(Unit.path.startswith(path, autoescape=True))
        .where(or_(Unit.valid_to.is_(None), Unit.valid_to > day))
        .where(or_(Counter.valid_to.is_(None), Counter.valid_to > day))
        .order_by(Unit.code, Counter.number, Counter.channel)
    ).all()
    fields = _fields(session, path)
    codes = _codes(session, path, day)
    return tuple(
        _info(counter, unit, fields.get(counter.id, ()), codes.get(counter.id, ())) for counter, unit in rows
    )


def counter_of(session: Session, counter_id: int, day: date) -> CounterInfo | None:
    """One counter, or None where there is none or it has closed by `day`."""
    path = session.scalar(
        select(Unit.path).join(Counter, Counter.unit_id == Unit.id).where(Counter.id == counter_id)
    )
    if path is None:
        return None
    return next((each for each in counters_of(session, path, day) if each.id == counter_id), None)


def _fields(session: Session, path: str) -> dict[int, list[str]]:
    rows = session.execute(
        select(CounterField.counter_id, Field.name)
        .join(Field, Field.id == CounterField.field_id)
        .join(Counter, Counter.id == CounterField.counter_id)
        .join(Unit, Unit.id == Counter.unit_id)
        .where(Unit.path.startswith(path, autoescape=True))
        .order_by(Field.code)
    )
    names: dict[int, list[str]] = {}
    for counter_id, name in rows:
        names.setdefault(counter_id, []).append(name)
    return names


def _codes(session: Session, path: str, day: date) -> dict[int, list[PosterCode]]:
    rows = session.scalars(
        select(CounterCode)
        .join(Counter, Counter.id == CounterCode.counter_id)
        .join(Unit, Unit.id == Counter.unit_id)
        .where(Unit.path.startswith(path, autoescape=True))
        .order_by(CounterCode.valid_from.desc(), CounterCode.code)
    )
    codes: dict[int, list[PosterCode]] = {}
    for row in rows:
        found = PosterCode(row.code, _state(row, day), row.valid_from)
        codes.setdefault(row.counter_id, []).append(found)
    return codes


def _state(row: CounterCode, day: date) -> CodeState:
    if row.revoked_on is not None and row.revoked_on <= day:
        return CodeState.REVOKED
    if row.valid_to is not None and row.valid_to <= day:
        return CodeState.ENDED
    return CodeState.NOT_YET if day < row.valid_from else CodeState.WORKS


def _info(counter: Counter, unit: Unit, fields: Iterable[str], codes: Iterable[PosterCode]) -> CounterInfo:
    return CounterInfo(
        id=counter.id,
        unit_id=unit.id,
        unit_path=unit.path,
        place=unit.name,
        number=counter.number,
        name=counter.name,
        channel=Channel(counter.channel),
        fields=tuple(fields),
        codes=tuple(codes),
    )
