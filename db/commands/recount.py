"""Counts every row anew: proves that rows and tallies agree, or makes them agree."""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from sqlalchemy import delete, insert, select, text
from sqlalchemy.orm import Session

from db.commands.record import cell_of, layouts_of
from db.counting import CellKey, Changes, note_pending
from db.instruments import published
from db.models import Response, TallyCell
from db.packing import Counts, PackedCountsDamaged, pack, unpack
from survey import Answers, TallyLayout

_ROWS_AT_ONCE = 2000
_COLUMNS = (*(getattr(Response, name) for name in CellKey._fields), Response.answers)


@dataclass(frozen=True, slots=True)
class Recount:
    """What a recount found: rows counted, cells they make, and the cells that differ from the stored ones."""

    rows: int
    cells: int
    differing: tuple[CellKey, ...]

    @property
    def agrees(self) -> bool:
        return not self.differing


def recount(session: Session, *, repair: bool = False) -> Recount:
    """Compare the stored tallies with a fresh count of all rows; with `repair`, replace those that differ.

    Comparing needs a session that sees one state of the database, as `Store.read` gives. Repairing keeps every
    answer waiting until the commit; the days that were mended wait for the next release.
    """
    if repair and session.get_bind().dialect.name == "postgresql":
        session.execute(text("LOCK TABLE response, tally_cell IN EXCLUSIVE MODE"))
    layouts = layouts_of(published(session))
    rows, fresh = 0, dict[CellKey, Counts]()
    for unit_id in session.scalars(select(Response.unit_id).distinct().order_by(Response.unit_id)).all():
        counted, changes = _count_unit(session, unit_id, layouts)
        rows += counted
        for key in changes.cells():
            fresh[key] = changes.difference(key, layouts[key.instrument_id].width)
    differing = tuple(_differing(session, fresh, layouts))
    if repair:
        _replace(session, differing, fresh)
    return Recount(rows, len(fresh), differing)


def _count_unit(session: Session, unit_id: int, layouts: dict[int, TallyLayout]) -> tuple[int, Changes]:
    changes, rows = Changes(), 0
    found = session.execute(
        select(*_COLUMNS).where(Response.unit_id == unit_id, Response.withdrawn.is_(False)),
        execution_options={"yield_per": _ROWS_AT_ONCE},
    )
    for row in found:
        layout = layouts[row.instrument_id]
        changes.add(cell_of(row._asdict()), layout.places(Answers.from_json(row.answers)))
        rows += 1
    return rows, changes


def _differing(
    session: Session, fresh: dict[CellKey, Counts], layouts: dict[int, TallyLayout]
) -> Iterator[CellKey]:
    missing = set(fresh)
    columns = [getattr(TallyCell, name) for name in CellKey._fields]
    for *key_columns, packed in session.execute(select(*columns, TallyCell.counts).order_by(*columns)):
        key = CellKey(*key_columns)
        missing.discard(key)
        width = layouts[key.instrument_id].width
        if not _holds(packed, fresh.get(key, np.zeros(width, dtype=np.int64))):
            yield key
    yield from sorted(missing)


def _holds(packed: bytes, counts: Counts) -> bool:
    try:
        return np.array_equal(unpack(packed, len(counts)), counts)
    except PackedCountsDamaged:
        return False


def _replace(session: Session, differing: tuple[CellKey, ...], fresh: dict[CellKey, Counts]) -> None:
    for key in differing:
        session.execute(delete(TallyCell).filter_by(**key._asdict()))
        if key in fresh:
            session.execute(insert(TallyCell).values(**key._asdict(), counts=pack(fresh[key])))
    note_pending(session, {(key.unit_id, key.day): (0, 0) for key in differing})
