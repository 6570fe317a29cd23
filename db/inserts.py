"""Inserts that meet rows which are there already, in the words of either database.

Statements are made once: making one anew for every batch of answers cost more than carrying it out.
"""

from collections.abc import Mapping, Sequence
from functools import cache
from typing import Any

from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session

from db.models import Base

Rows = Sequence[Mapping[str, Any]]


def insert_ignoring(
    session: Session, table: type[Base], rows: Rows, same: Sequence[str] | None = None
) -> int:
    """Insert the rows whose key, or whose columns `same`, are not there yet; how many these were."""
    if not rows:
        return 0
    insert = _ignoring(session.get_bind().dialect.name, table, None if same is None else tuple(same))
    return session.connection().execute(insert, list(rows)).rowcount


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
        insert = _changing(session.get_bind().dialect.name, table, changed, add)
        session.connection().execute(insert, list(rows))


@cache
def _ignoring(dialect: str, table: type[Base], same: tuple[str, ...] | None) -> Any:
    insert = _insert(dialect, table).on_conflict_do_nothing(index_elements=same)
    return insert.execution_options(preserve_rowcount=True)


@cache
def _changing(dialect: str, table: type[Base], changed: tuple[str, ...], add: bool) -> Any:
    insert, columns = _insert(dialect, table), table.__table__.c
    return insert.on_conflict_do_update(
        index_elements=list(table.__table__.primary_key),
        set_={
            name: columns[name] + insert.excluded[name] if add else insert.excluded[name] for name in changed
        },
    )


def _insert(dialect: str, table: type[Base]) -> Any:
    return (sqlite if dialect == "sqlite" else postgresql).insert(table.__table__)
