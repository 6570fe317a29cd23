"""The cells in which packed counts stand, and how a transaction gets hold of them."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache
from typing import Any, Generic, NamedTuple, TypeVar

from sqlalchemy import bindparam, select, tuple_
from sqlalchemy.orm import Session

from db.inserts import insert_ignoring
from db.models import Base, FlaggedCell, PairCell, TallyCell

_MOST_SEEN = 100_000
_seen: set[tuple[Any, ...]] = set()
"""Keys of cells that this process has met: making them anew for each batch took a tenth of the writer's time."""


def forget_seen() -> None:
    """Every cell is made sure of again; for another database in the same process."""
    _seen.clear()


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

    @property
    def pairs(self) -> "PairKey":
        """Where the pairs of these forms are counted."""
        return PairKey(self.unit_id, self.day, self.instrument_id)


class PairKey(NamedTuple):
    """What the forms of one cell of pairs have in common."""

    unit_id: int
    day: date
    instrument_id: int


Key = TypeVar("Key", CellKey, PairKey)


@dataclass(frozen=True, slots=True)
class CellTable(Generic[Key]):
    """A table of packed counts: the fields of `key` are its key, in order."""

    table: type[Base]
    key: type[Key]

    @property
    def columns(self) -> tuple[Any, ...]:
        return tuple(getattr(self.table, name) for name in self.key._fields)

    @property
    def counts(self) -> Any:
        return self.table.__table__.c["counts"]

    def locked(self, session: Session, keys: Sequence[Key]) -> dict[Key, bytes]:
        """What stands in the cells with these keys, in their order; until the commit nobody else changes them.

        SQLite has one writing transaction at a time. On PostgreSQL a cell that is not there could not be locked, so
        it is made first, empty; a cell that was seen before is there, unless a recount took it away since.
        """
        if session.get_bind().dialect.name == "sqlite":
            return self._read(session, keys)
        if not _seen.issuperset(keys):
            self._make(session, keys)
        found = self._read(session, keys)
        if len(found) < len(keys):
            self._make(session, keys)
            found = self._read(session, keys)
        if len(_seen) > _MOST_SEEN:
            forget_seen()
        _seen.update(keys)
        return found

    def _make(self, session: Session, keys: Sequence[Key]) -> None:
        insert_ignoring(session, self.table, [{**key._asdict(), "counts": b""} for key in keys])

    def _read(self, session: Session, keys: Sequence[Key]) -> dict[Key, bytes]:
        found = session.connection().execute(self._locking(), {"keys": keys})
        return {self.key(*row[:-1]): row[-1] for row in found}

    @cache  # noqa: B019 - there are three tables
    def _locking(self) -> Any:
        keys: Any = bindparam("keys", expanding=True)
        some = select(*self.columns, self.counts).where(tuple_(*self.columns).in_(keys))
        return some.order_by(*self.columns).with_for_update()


TALLIES = CellTable(TallyCell, CellKey)
FLAGGED = CellTable(FlaggedCell, CellKey)
PAIRS = CellTable(PairCell, PairKey)
