"""Inserts that meet rows which are there already, in the words of either database."""

from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session

from db.models import Base

Rows = Sequence[Mapping[str, Any]]


def insert_ignoring(
    session: Session, table: type[Base], rows: Rows, same: Sequence[str] | None = None
) -> None:
    """Insert the rows whose key, or whose columns `same`, are not there yet."""
    insert = _insert(session, table).on_conflict_do_nothing(index_elements=same)
    session.connection().execute(insert, list(rows))


def insert_adding(session: Session, table: type[Base], rows: Rows, adding: Sequence[str]) -> None:
    """Insert the rows; where the key is there already, add the columns `adding` to what stands there."""
    if not rows:
        return
    insert = _insert(session, table)
    columns = table.__table__.c
    insert = insert.on_conflict_do_update(
        index_elements=list(table.__table__.primary_key),
        set_={name: columns[name] + insert.excluded[name] for name in adding},
    )
    session.connection().execute(insert, list(rows))


def _insert(session: Session, table: type[Base]) -> Any:
    dialect = sqlite if session.get_bind().dialect.name == "sqlite" else postgresql
    return dialect.insert(table.__table__)
