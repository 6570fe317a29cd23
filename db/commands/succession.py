"""What happens to units: a new name, a merger, a split, an end.

A unit is never changed in place: the old one is closed on a day and its successor opens on it. Answers given
before stay with the old unit. What goes on moves to the successor: the units below, open counters with their
posters, opening hours, officers and accounts. Run these on the day they apply; they move things at once.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import or_, select, update
from sqlalchemy.orm import Session

from db.commands.duty import claim_counters
from db.commands.opening_hours import hand_on_hours, join_hours
from db.models import Account, ApiKey, Counter, CounterCode, Officer, Unit, UnitSuccession
from db.queries.units import UnitInfo, UnitUnknown, unit


class SuccessionRefused(ValueError):
    """A change of units that cannot be; `code` names the unit at fault."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


class AlreadyClosed(SuccessionRefused):
    """The unit no longer exists."""


class DayTooEarly(SuccessionRefused):
    """The unit did not exist before that day, so it cannot end on it."""


class UnitsDiffer(SuccessionRefused):
    """Units that become one are of one kind and stand below one unit."""


class CodeInUse(SuccessionRefused):
    """Another unit bears this code."""


class UnitsBelow(SuccessionRefused):
    """There are units below this one; they are closed first."""


class CounterNotThere(SuccessionRefused):
    """A part of a split names a counter that the unit does not have; `code` is its number."""


@dataclass(frozen=True, slots=True)
class PartOfUnit:
    """A unit that comes from a split, and the numbers of the counters that it takes over."""

    code: str
    name: str
    counters: frozenset[str] = frozenset()


def rename_unit(session: Session, unit_id: int, name: str, on: date) -> UnitInfo:
    """The unit under a new name from that day on, with the same code. Raises `SuccessionRefused`, `UnitUnknown`."""
    old = _closed(session, unit_id, on)
    new = _opened(session, old, old.code, name, on)
    _hand_over(session, old, new)
    return unit(session, new.id)


def merge_units(session: Session, unit_ids: Sequence[int], code: str, name: str, on: date) -> UnitInfo:
    """One unit in place of several of one kind; the code may be that of one of them.

    Where two have a counter of one number or an officer of one badge, the later one's is written with the old
    unit's code before it. It is open whenever one of them was. Raises `SuccessionRefused`, `UnitUnknown`.
    """
    olds = [_open(session, unit_id) for unit_id in dict.fromkeys(unit_ids)]
    if len(olds) < 2:
        raise UnitsDiffer(code)
    for old in olds:
        if (old.kind, old.parent_id) != (olds[0].kind, olds[0].parent_id):
            raise UnitsDiffer(old.code)
    _check_code_free(session, code, olds)
    for old in olds:
        _close(old, on)
    new = _opened(session, olds[0], code, name, on)
    join_hours(session, [old.id for old in olds], new.id)
    for old in olds:
        _hand_over(session, old, new)
    return unit(session, new.id)


def split_unit(session: Session, unit_id: int, parts: Sequence[PartOfUnit], on: date) -> tuple[UnitInfo, ...]:
    """Several units in place of one. The first takes over whatever no other part names.

    Raises `SuccessionRefused`, `UnitUnknown`.
    """
    old = _open(session, unit_id)
    if len({part.code for part in parts}) < max(2, len(parts)):
        raise UnitsDiffer(old.code)
    numbers = set(session.scalars(select(Counter.number).where(Counter.unit_id == old.id)))
    for part in parts:
        _check_code_free(session, part.code, [old])
        if part.counters - numbers:
            raise CounterNotThere(min(part.counters - numbers))
    _close(old, on)
    news = [_opened(session, old, part.code, part.name, on) for part in parts]
    for part, new in zip(parts[1:], news[1:], strict=True):
        _succeed(session, old, new)
        hand_on_hours(session, old.id, new.id)
        _move_counters(session, old, new, part.counters)
    _hand_over(session, old, news[0])
    return tuple(unit(session, new.id) for new in news)


def close_unit(session: Session, unit_id: int, on: date) -> None:
    """The end of a unit without a successor: its counters, their posters and its officers end with it.

    Raises `SuccessionRefused`, `UnitUnknown`.
    """
    below = select(Unit.id).where(Unit.parent_id == unit_id, Unit.valid_to.is_(None)).limit(1)
    old = _open(session, unit_id)
    if session.scalar(below) is not None:
        raise UnitsBelow(old.code)
    _close(old, on)
    for counter in session.scalars(select(Counter).where(Counter.unit_id == old.id)):
        _end(counter, on)
        codes = select(CounterCode).where(CounterCode.counter_id == counter.id)
        for code in session.scalars(codes.where(CounterCode.revoked_on.is_(None))):
            code.revoked_on = on
    for officer in session.scalars(select(Officer).where(Officer.unit_id == old.id)):
        _end(officer, on)
    session.flush()


def _open(session: Session, unit_id: int) -> Unit:
    row = session.get(Unit, unit_id, with_for_update=True)
    if row is None:
        raise UnitUnknown(unit_id)
    if row.valid_to is not None:
        raise AlreadyClosed(row.code)
    return row


def _close(row: Unit, on: date) -> None:
    if on <= row.valid_from:
        raise DayTooEarly(row.code)
    row.valid_to = on


def _closed(session: Session, unit_id: int, on: date) -> Unit:
    row = _open(session, unit_id)
    _close(row, on)
    return row


def _end(thing: Counter | Officer, on: date) -> None:
    """End what has begun; what would begin later never does, so it ends a day after it began."""
    if thing.valid_to is None or thing.valid_to > on:
        thing.valid_to = on if on > thing.valid_from else date.fromordinal(thing.valid_from.toordinal() + 1)


def _check_code_free(session: Session, code: str, olds: Iterable[Unit]) -> None:
    bearers = session.scalars(select(Unit.id).where(Unit.code == code, Unit.valid_to.is_(None)))
    if set(bearers) - {old.id for old in olds}:
        raise CodeInUse(code)


def _opened(session: Session, old: Unit, code: str, name: str, on: date) -> Unit:
    """A unit where the old one stood."""
    new = Unit(
        code=code,
        kind=old.kind,
        name=name,
        parent_id=old.parent_id,
        path="",
        valid_from=on,
        valid_to=None,
    )
    session.add(new)
    session.flush()
    new.path = f"{old.path.removesuffix(f'{old.id}/')}{new.id}/"
    return new


def _hand_over(session: Session, old: Unit, new: Unit) -> None:
    """Everything of the old unit that goes on."""
    _succeed(session, old, new)
    for child in session.scalars(select(Unit).where(Unit.parent_id == old.id, Unit.valid_to.is_(None))).all():
        _move_below(session, child, new)
    _move_counters(session, old, new, None)
    hand_on_hours(session, old.id, new.id)
    _move_officers(session, old, new)
    for table in (Account, ApiKey):
        session.execute(update(table).where(table.unit_id == old.id).values(unit_id=new.id))
    session.flush()


def _succeed(session: Session, old: Unit, new: Unit) -> None:
    session.add(UnitSuccession(predecessor_id=old.id, successor_id=new.id))


def _move_below(session: Session, child: Unit, parent: Unit) -> None:
    before, after = child.path, f"{parent.path}{child.id}/"
    for row in session.scalars(select(Unit).where(Unit.path.startswith(before, autoescape=True))).all():
        row.path = after + row.path.removeprefix(before)
    child.parent_id = parent.id


def _move_counters(session: Session, old: Unit, new: Unit, numbers: frozenset[str] | None) -> None:
    """The open counters with these numbers, or all; their ids and codes stay, so the posters keep working."""
    there = select(Counter.number, Counter.channel).where(Counter.unit_id == new.id)
    taken = {(row.number, row.channel) for row in session.execute(there)}
    mine = select(Counter).where(
        Counter.unit_id == old.id, or_(Counter.valid_to.is_(None), Counter.valid_to > new.valid_from)
    )
    claim_counters(session, set(session.scalars(mine.with_only_columns(Counter.id))))
    for counter in session.scalars(mine.order_by(Counter.number)).all():
        if numbers is None or counter.number in numbers:
            if (counter.number, counter.channel) in taken:
                counter.number = f"{old.code}-{counter.number}"[:32]
            counter.unit_id = new.id
            taken.add((counter.number, counter.channel))
    session.flush()


def _move_officers(session: Session, old: Unit, new: Unit) -> None:
    taken = set(session.scalars(select(Officer.badge).where(Officer.unit_id == new.id)))
    mine = select(Officer).where(
        Officer.unit_id == old.id, or_(Officer.valid_to.is_(None), Officer.valid_to > new.valid_from)
    )
    for officer in session.scalars(mine.order_by(Officer.badge)).all():
        if officer.badge in taken:
            officer.badge = f"{old.code}-{officer.badge}"[:32]
        officer.unit_id = new.id
        taken.add(officer.badge)
    session.flush()
