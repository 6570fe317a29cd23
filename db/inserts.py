"""Inserts that meet rows which are there already, in the words of either database.

Statements are made once: making one anew for every batch of answers cost more than carrying it out. PostgreSQL gets
all rows of a table in one statement, as an array for each column: row by row they cost it a tenth more, and the
writer three waits for its turn instead of one. So no two rows to be changed may have the same key. SQLite's driver
gets the rows as it wants them, which saves it a tenth too; so each row names every column that may not be null.
"""

from collections.abc import Mapping, Sequence
from functools import cache
from typing import Any, Final, NamedTuple

from sqlalchemy import bindparam, func, select
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session

from db.models import Base

Rows = Sequence[Mapping[str, Any]]

_SQLITE: Final = sqlite.dialect()


def insert_ignoring(
    session: Session, table: type[Base], rows: Rows, same: Sequence[str] | None = None
) -> int:
    """Insert the rows whose key, or whose columns `same`, are not there yet; how many these were."""
    if not rows:
        return 0
    insert = _ignoring(_way(session, table, rows), None if same is None else tuple(same))
    return _carried_out(session, insert, rows)


def insert_adding(session: Session, table: type[Base], rows: Rows, adding: Sequence[str]) -> None:
    """Insert the rows; where the key is there already, add the columns `adding` to what stands there."""
    _insert_changing(session, table, rows, tuple(adding), add=True)


def insert_replacing(session: Session, table: type[Base], rows: Rows, replacing: Sequence[str]) -> None:
    """Insert the rows; where the key is there already, `replacing` columns take the place of what stands there."""
    _insert_changing(session, table, rows, tuple(replacing), add=False)


def _insert_changing(
    session: Session, table: type[Base], rows: Rows, changed: tuple[str, ...], *, add: bool
) -> None:
    if rows:
        _carried_out(session, _changing(_way(session, table, rows), changed, add), rows)


class _Way(NamedTuple):
    """What an insert depends on besides what it does where a row is there already."""

    dialect: str
    table: type[Base]
    columns: tuple[str, ...]


def _way(session: Session, table: type[Base], rows: Rows) -> _Way:
    return _Way(session.get_bind().dialect.name, table, tuple(rows[0]))


def _carried_out(session: Session, insert: Any, rows: Rows) -> int:
    """How many rows it touched."""
    connection = session.connection()
    if connection.dialect.name == "sqlite":
        text, columns = _for_the_driver(insert, tuple(rows[0]))
        given = [
            tuple([row[name] if into is None else into(row[name]) for name, into in columns]) for row in rows
        ]
        return connection.exec_driver_sql(text, given, {"preserve_rowcount": True}).rowcount
    return connection.execute(insert, {name: [row[name] for row in rows] for name in rows[0]}).rowcount


@cache
def _for_the_driver(insert: Any, columns: tuple[str, ...]) -> tuple[str, list[tuple[str, Any]]]:
    """An insert as SQLite reads it, and in its order each column with what makes a value one of the database."""
    made = insert.compile(dialect=_SQLITE, column_keys=columns)
    kinds = {name: insert.table.c[name].type.dialect_impl(_SQLITE) for name in made.positiontup}
    return str(made), [(name, kind.bind_processor(_SQLITE)) for name, kind in kinds.items()]


@cache
def _ignoring(way: _Way, same: tuple[str, ...] | None) -> Any:
    insert = _insert(way).on_conflict_do_nothing(index_elements=same)
    return insert.execution_options(preserve_rowcount=True)


@cache
def _changing(way: _Way, changed: tuple[str, ...], add: bool) -> Any:
    insert, columns, table = _insert(way), way.table.__table__.c, way.table
    return insert.on_conflict_do_update(
        index_elements=list(table.__table__.primary_key),
        set_={
            name: columns[name] + insert.excluded[name] if add else insert.excluded[name] for name in changed
        },
    )


def _insert(way: _Way) -> Any:
    table: Any = way.table.__table__
    if way.dialect == "sqlite":
        return sqlite.insert(table)
    arrays = (bindparam(name, type_=postgresql.ARRAY(table.c[name].type)) for name in way.columns)
    given = func.unnest(*arrays).table_valued(*way.columns, name="given").render_derived()
    return postgresql.insert(table).from_select(way.columns, select(*given.c))
