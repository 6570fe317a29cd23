"""Writes to the opening hours of units, and to the days that differ."""

from collections.abc import Sequence
from datetime import date
from typing import TypeAlias

from sqlalchemy import select
from sqlalchemy.orm import Session

from db.commands.entries import Misfits, Units, all_found
from db.models import OpeningHours, SpecialDay
from db.queries.opening_hours import hours_of
from survey.hours import Weekday, together, written
from survey.registers import HoursEntry, Imported

_Kept: TypeAlias = dict[tuple[int, int | date], OpeningHours | SpecialDay]


def import_opening_hours(session: Session, entries: Sequence[HoursEntry]) -> Imported:
    """Add, change or take back hours, by unit and day of the week or day; an entry taken back counts as changed.

    Raises `EntriesRefused` with every entry that does not fit.
    """
    misfits, units = Misfits(), Units.of(session)
    found = [units.find(entry.unit, misfits, position) for position, entry in enumerate(entries)]
    misfits.refuse_any()
    places = all_found(found)
    rows = _rows(session, {unit.id for unit in places})
    added = changed = 0
    for entry, unit in zip(entries, places, strict=True):
        key = (unit.id, entry.day.number if isinstance(entry.day, Weekday) else entry.day)
        row = rows.get(key)
        if entry.hours is None:
            if row is not None:
                session.delete(row)
                changed += 1
        elif row is None:
            session.add(_row(*key, written(entry.hours)))
            added += 1
        elif row.hours != written(entry.hours):
            row.hours = written(entry.hours)
            changed += 1
    session.flush()
    return Imported(added, changed, len(entries) - added - changed)


def join_hours(session: Session, old_ids: Sequence[int], new_id: int) -> None:
    """On every day that one of several units names, their common successor is open whenever one of them was, also one
    that named nothing and was open as those above it: nobody's hours become another's."""
    held = [hours_of(session, old_id) for old_id in old_ids]
    for day in {day for _, day in _rows(session, set(old_ids))}:
        spans = (each.on(day) if isinstance(day, date) else each.week[day] for each in held)
        session.add(_row(new_id, day, written(together(*spans))))
    session.flush()


def hand_on_hours(session: Session, old_id: int, new_id: int) -> None:
    """A unit's hours and days go on with its successor; where it has some already, they stay as they are."""
    rows = _rows(session, {old_id, new_id})
    for (unit_id, day), row in rows.items():
        if unit_id == old_id and (new_id, day) not in rows:
            session.add(_row(new_id, day, row.hours))
    session.flush()


def _rows(session: Session, unit_ids: set[int]) -> _Kept:
    weekdays = session.scalars(select(OpeningHours).where(OpeningHours.unit_id.in_(unit_ids)))
    days = session.scalars(select(SpecialDay).where(SpecialDay.unit_id.in_(unit_ids)))
    return {
        **{(row.unit_id, row.weekday): row for row in weekdays},
        **{(row.unit_id, row.day): row for row in days},
    }


def _row(unit_id: int, day: int | date, hours: str) -> OpeningHours | SpecialDay:
    if isinstance(day, date):
        return SpecialDay(unit_id=unit_id, day=day, hours=hours)
    return OpeningHours(unit_id=unit_id, weekday=day, hours=hours)
