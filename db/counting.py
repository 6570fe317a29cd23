"""Tallies move with the answers, in the same transaction.

A change is a set of differences by cell. Cells are locked in the order of their keys, and a new cell is inserted
empty before any is locked, so that processes counting at once on PostgreSQL lose nothing and never wait in a ring.
"""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import Any, NamedTuple

import numpy as np
from sqlalchemy import bindparam, select, tuple_, update
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session

from db.models import Base, PendingDay, TallyCell
from db.packing import Counts, pack, unpack
from survey import TallyLayout

_CELLS_AT_ONCE = 200


class CellKey(NamedTuple):
    """What the forms of one cell have in common; the fields stand in the order of the table's key."""

    unit_id: int
    day: date
    counter_id: int
    officer_id: int
    deciding_unit_id: int
    instrument_id: int
    field_id: int
    channel: str
    purpose: str
    verified: bool


class CountBelowZero(RuntimeError):
    """An answer would be taken away that was never counted: rows and tallies have parted."""


class Changes:
    """Forms to add to and take from the cells, gathered before they are written."""

    def __init__(self) -> None:
        self._added: dict[CellKey, list[list[int]]] = {}
        self._removed: dict[CellKey, list[list[int]]] = {}
        self._days: dict[tuple[int, date], tuple[int, int]] = {}

    def add(self, key: CellKey, places: list[int]) -> None:
        """A further answer."""
        self._added.setdefault(key, []).append(places)
        self._note(key, added=1)

    def remove(self, key: CellKey, places: list[int]) -> None:
        """An answer taken back."""
        self._removed.setdefault(key, []).append(places)
        self._note(key, removed=1)

    def move(self, before: CellKey, after: CellKey, places: list[int]) -> None:
        """An answer that belongs to another officer: no further one, and none less."""
        self._removed.setdefault(before, []).append(places)
        self._added.setdefault(after, []).append(places)
        self._note(before)
        self._note(after)

    def _note(self, key: CellKey, *, added: int = 0, removed: int = 0) -> None:
        before = self._days.get((key.unit_id, key.day), (0, 0))
        self._days[key.unit_id, key.day] = (before[0] + added, before[1] + removed)

    def cells(self) -> list[CellKey]:
        return sorted({*self._added, *self._removed})

    def difference(self, key: CellKey, width: int) -> Counts:
        plus = np.bincount(_joined(self._added.get(key, [])), minlength=width)
        minus = np.bincount(_joined(self._removed.get(key, [])), minlength=width)
        return plus - minus

    def days(self) -> dict[tuple[int, date], tuple[int, int]]:
        """Further answers and answers taken back, by every unit and day that anything changes."""
        return self._days


def _joined(forms: Iterable[list[int]]) -> Counts:
    return np.fromiter((place for form in forms for place in form), dtype=np.int64)


def apply_changes(session: Session, changes: Changes, layouts: Mapping[int, TallyLayout]) -> None:
    """Write the changes into the cells and note the days that wait for a release."""
    keys = changes.cells()
    for start in range(0, len(keys), _CELLS_AT_ONCE):
        _apply(session, keys[start : start + _CELLS_AT_ONCE], changes, layouts)
    note_pending(session, changes.days())


def insert_ignoring(
    session: Session, table: type[Base], rows: Sequence[Mapping[str, Any]], same: Sequence[str] | None = None
) -> None:
    """Insert the rows whose key, or whose columns `same`, are not there yet."""
    insert = _insert(session, table).on_conflict_do_nothing(index_elements=same)
    session.connection().execute(insert, list(rows))


def _insert(session: Session, table: type[Base]) -> Any:
    dialect = sqlite if session.get_bind().dialect.name == "sqlite" else postgresql
    return dialect.insert(table.__table__)


_KEY_COLUMNS = tuple(getattr(TallyCell, name) for name in CellKey._fields)


def _apply(
    session: Session, keys: list[CellKey], changes: Changes, layouts: Mapping[int, TallyLayout]
) -> None:
    insert_ignoring(session, TallyCell, [{**key._asdict(), "counts": b""} for key in keys])
    locked = session.execute(
        select(*_KEY_COLUMNS, TallyCell.counts)
        .where(tuple_(*_KEY_COLUMNS).in_(keys))
        .order_by(*_KEY_COLUMNS)
        .with_for_update()
    ).all()
    updates = []
    for *columns, packed in locked:
        key = CellKey(*columns)
        width = layouts[key.instrument_id].width
        counts = unpack(packed, width) + changes.difference(key, width)
        if (counts < 0).any():
            raise CountBelowZero(str(key))
        updates.append(
            {**{f"at_{name}": value for name, value in key._asdict().items()}, "new": pack(counts)}
        )
    session.connection().execute(_UPDATE_CELL, updates)


_UPDATE_CELL = (
    update(TallyCell.__table__)  # type: ignore[arg-type]
    .where(*(column == bindparam(f"at_{column.key}") for column in _KEY_COLUMNS))
    .values(counts=bindparam("new"))
)


def note_pending(session: Session, days: Mapping[tuple[int, date], tuple[int, int]]) -> None:
    """These days of units wait for the next release, with so many answers added and taken back."""
    if not days:
        return
    insert = _insert(session, PendingDay)
    insert = insert.on_conflict_do_update(
        index_elements=[PendingDay.unit_id, PendingDay.day],
        set_={
            "added": PendingDay.added + insert.excluded.added,
            "removed": PendingDay.removed + insert.excluded.removed,
        },
    )
    rows = [
        {"unit_id": unit_id, "day": day, "added": added, "removed": removed}
        for (unit_id, day), (added, removed) in sorted(days.items())
    ]
    session.connection().execute(insert, rows)
