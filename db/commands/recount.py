"""Counts every row anew: proves that rows and counts agree, or makes them agree.

Patterns that were purged do not come back: their days are left out for them.
"""

from collections import Counter as Sums
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Final, NamedTuple, TypeAlias

from sqlalchemy import bindparam, delete, exists, select, text, union
from sqlalchemy.orm import Session

from db.cells import FLAGGED, PAIRS, TALLIES, CellKey, CellTable
from db.commands.purge import PATTERNS, purged_through
from db.commands.record import cell_of, layouts_of
from db.counting import Differences, FormPlaces, form_places, note_pending
from db.instruments import published
from db.models import Base, Flag, FlaggedCell, PairCell, PatternCount, Response, ResponseTiming, TallyCell
from db.packing import pack
from db.patterns import PatternKey
from survey import Answers, PairLayout, TallyLayout

_ROWS_AT_ONCE = 2000
_COLUMNS = (
    *(getattr(Response, name) for name in CellKey._fields),
    Response.answers,
    ResponseTiming.counted,
    exists().where(Flag.response_id == Response.id, ~Flag.cleared).label("flagged"),
)
_HELD_STILL: Final[tuple[type[Base], ...]] = (
    Response,
    ResponseTiming,
    Flag,
    TallyCell,
    FlaggedCell,
    PairCell,
    PatternCount,
)

Counted: TypeAlias = Mapping[Any, Any]
"""Counts by key, of one table: packed ones as bytes, others as a number."""


class Differing(NamedTuple):
    """A row of counts that is not what the answers say."""

    table: str
    key: tuple[Any, ...]


@dataclass(frozen=True, slots=True)
class Recount:
    """What a recount found: rows counted, cells they make, and every count that differs from the stored one."""

    rows: int
    cells: int
    differing: tuple[Differing, ...]

    @property
    def agrees(self) -> bool:
        return not self.differing

    @property
    def by_table(self) -> Mapping[str, int]:
        """How many rows differ in each table that has any."""
        return Sums(each.table for each in self.differing)


def recount(session: Session, *, repair: bool = False, tell: bool = True) -> Recount:
    """Compare the stored counts with a fresh count of all rows; with `repair`, replace those that differ.

    Comparing needs a session that sees one state of the database, as `Store.read` gives. Repairing keeps every
    answer waiting until the commit; the days whose figures were mended wait for the next release, unless `tell`
    is False.
    """
    if repair and session.get_bind().dialect.name == "postgresql":
        tables = ", ".join(table.__tablename__ for table in _HELD_STILL)
        session.execute(text(f"LOCK TABLE {tables} IN EXCLUSIVE MODE"))
    layouts = layouts_of(published(session))
    forgotten = purged_through(session, PATTERNS) or date.min
    rows, cells, patterns = 0, 0, Sums[PatternKey]()
    differing: list[Differing] = []
    for unit_id in _units(session):
        unit = _count_unit(session, unit_id, layouts, patterns, forgotten)
        rows, cells = rows + unit.rows, cells + len(unit.tallies)
        for kind, fresh in ((TALLIES, unit.tallies), (FLAGGED, unit.flagged), (PAIRS, unit.pairs)):
            differing += _compare(session, kind.table, _stored_cells(session, kind, unit_id), fresh, repair)
    stored = _stored_patterns(session, forgotten)
    differing += _compare(session, PatternCount, stored, patterns, repair)
    if repair and tell:
        note_pending(session, dict.fromkeys(_days(differing), (0, 0)))
    return Recount(rows, cells, tuple(differing))


@dataclass(frozen=True, slots=True)
class _Unit:
    rows: int
    tallies: Counted
    flagged: Counted
    pairs: Counted


def _units(session: Session) -> list[int]:
    """Every unit with an answer or a count."""
    parts = (select(table.unit_id).distinct() for table in (Response, TallyCell, FlaggedCell, PairCell))
    return sorted(session.scalars(union(*parts)))


def _count_unit(
    session: Session,
    unit_id: int,
    layouts: Mapping[int, TallyLayout],
    patterns: Sums[PatternKey],
    forgotten: date,
) -> _Unit:
    """The cells of a unit. Its patterns are added, but those of days that are `forgotten`."""
    tallies, flagged = Differences[CellKey](), Differences[CellKey]()
    pairs, rows = Differences[Any](), 0
    for key, form, has_flag in _forms(session, unit_id, layouts):
        tallies.add(key, form.tally)
        if has_flag:
            flagged.add(key, form.tally)
        pairs.add(key.pairs, form.pairs)
        if form.pattern is not None and key.day > forgotten:
            patterns[PatternKey(key.counter_id, key.day, form.pattern)] += 1
        rows += 1
    return _Unit(
        rows,
        _all_packed(tallies, layouts),
        _all_packed(flagged, layouts),
        {key: _packed(pairs, key, _pairs(layouts[key.instrument_id])) for key in pairs.cells()},
    )


def _all_packed(differences: Differences[CellKey], layouts: Mapping[int, TallyLayout]) -> Counted:
    return {key: _packed(differences, key, layouts[key.instrument_id].width) for key in differences.cells()}


def _packed(differences: Differences[Any], key: Any, width: int) -> bytes:
    return pack(differences.of([key], width)[0])


def _pairs(layout: TallyLayout) -> int:
    return PairLayout.of(layout.instrument).width


def _forms(
    session: Session, unit_id: int, layouts: Mapping[int, TallyLayout]
) -> Iterator[tuple[CellKey, FormPlaces, bool]]:
    """Every answer that counts, with whether it carries a flag that was not cleared."""
    found = session.execute(
        select(*_COLUMNS)
        .outerjoin(ResponseTiming, ResponseTiming.response_id == Response.id)
        .where(Response.unit_id == unit_id, Response.withdrawn.is_(False), Response.excluded.is_(False)),
        execution_options={"yield_per": _ROWS_AT_ONCE},
    )
    for row in found:
        answers, waits = Answers.from_json(row.answers), row.counted is False
        form = form_places(layouts[row.instrument_id], answers, waits=waits)
        yield cell_of(row._asdict()), form, row.flagged


def _stored_cells(session: Session, cells: CellTable[Any], unit_id: int) -> Counted:
    unit = cells.table.__table__.c["unit_id"]
    rows = session.execute(select(*cells.columns, cells.counts).where(unit == unit_id))
    return {tuple(key): packed for *key, packed in rows}


def _stored_patterns(session: Session, forgotten: date) -> Counted:
    """Of the days of which none was purged."""
    rows = session.execute(
        select(PatternCount.counter_id, PatternCount.day, PatternCount.pattern, PatternCount.forms).where(
            PatternCount.day > forgotten
        )
    )
    return {(counter_id, day, pattern): forms for counter_id, day, pattern, forms in rows}


def _compare(
    session: Session, table: type[Base], stored: Counted, fresh: Counted, repair: bool
) -> list[Differing]:
    """What differs, replaced where asked; an empty cell is as good as none."""
    keys = sorted(key for key in stored.keys() | fresh.keys() if stored.get(key, b"") != fresh.get(key, b""))
    if repair and keys:
        _replace(session, table, keys, fresh)
    return [Differing(table.__tablename__, key) for key in keys]


def _replace(session: Session, table: type[Base], keys: Sequence[tuple[Any, ...]], fresh: Counted) -> None:
    rows = table.__table__
    columns = list(rows.primary_key)
    same = [column == bindparam(f"at_{column.name}") for column in columns]
    connection = session.connection()
    connection.execute(
        delete(rows).where(*same),  # type: ignore[arg-type]
        [{f"at_{column.name}": value for column, value in zip(columns, key, strict=True)} for key in keys],
    )
    names = [column.name for column in (*columns, *(each for each in rows.c if not each.primary_key))]
    filled = [(*key, fresh[key]) for key in keys if key in fresh]
    if filled:
        insert = rows.insert()  # type: ignore[attr-defined]
        connection.execute(insert, [dict(zip(names, row, strict=True)) for row in filled])


def _days(differing: Collection[Differing]) -> list[tuple[int, date]]:
    """The units' days whose figures were mended."""
    return sorted(
        {
            (each.key[0], each.key[1])
            for each in differing
            if each.table in {table.__tablename__ for table in (TallyCell, FlaggedCell, PairCell)}
        }
    )
