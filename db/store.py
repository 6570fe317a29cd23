"""The way to the database: one engine, sessions for reading, transactions for writing.

SQLite runs with a write-ahead log and full synchronisation: an answer that was receipted survives a power cut.
Writing transactions take the write lock at once (`BEGIN IMMEDIATE`); deferred ones were refused as locked under load.
"""

from collections.abc import Iterable, Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any

from psycopg.errors import LockNotAvailable, SerializationFailure
from sqlalchemy import Engine, create_engine, delete, event, insert, make_url, select
from sqlalchemy.engine import URL, Connection
from sqlalchemy.exc import OperationalError
from sqlalchemy.orm import Session

from db.models import Base

_LOCK_WAIT_SECONDS = 20
_LOG_WAIT_MILLISECONDS = 500
"""Answers wait while a table or the log is wanted for itself, so nobody waits for it for long."""
_PRAGMAS = (
    "journal_mode=WAL",
    "synchronous=FULL",
    "foreign_keys=ON",
    "secure_delete=ON",
    "wal_autocheckpoint=4000",  # pages: one that changes again meanwhile is written back once
)
_WRITING = "writing"
_ONE_STATE = "REPEATABLE READ"
"""PostgreSQL's name for what SQLite always does: a release in between cannot split the figures of a page."""


_MAY_START_A_LOG = """
SELECT has_function_privilege('pg_switch_wal()', 'execute') AND (
    current_setting('is_superuser') = 'on'
    OR EXISTS (SELECT FROM pg_roles WHERE rolname = 'pg_checkpoint' AND pg_has_role(oid, 'member')))
"""
"""PostgreSQL's log is the whole server's: who may begin a new file of it has to be told (see the guide)."""


class DatabaseUrlRefused(ValueError):
    """The database address is neither SQLite nor PostgreSQL."""


def _url(address: str) -> URL:
    url = make_url(address)
    backend = url.get_backend_name()
    if backend == "postgresql":
        return url.set(drivername="postgresql+psycopg")
    if backend == "sqlite":
        return url
    raise DatabaseUrlRefused(f"{backend} is neither sqlite nor postgresql")


class Overtaken(RuntimeError):
    """Somebody else changed a row after the moment of this transaction; nothing of it is stored, and it may be
    tried again."""


class Store:
    """One database, opened. `read()` for questions, `write()` for one transaction that commits at its end."""

    def __init__(self, address: str) -> None:
        url = _url(address)
        self.is_sqlite = url.get_backend_name() == "sqlite"
        if self.is_sqlite and url.database:
            _keep_to_ourselves(Path(url.database))
        options: dict[str, Any] = (
            {"connect_args": {"timeout": _LOCK_WAIT_SECONDS, "isolation_level": None}}
            if self.is_sqlite
            else {"pool_size": 10, "max_overflow": 10, "pool_pre_ping": True}
        )
        # What citizens wrote must not reach a log with the error of a statement.
        self.engine: Engine = create_engine(url, hide_parameters=True, **options)
        if self.is_sqlite:
            event.listen(self.engine, "connect", _prepare_sqlite)
            event.listen(self.engine, "begin", _begin_sqlite)
        self._reading_engine = (
            self.engine if self.is_sqlite else self.engine.execution_options(isolation_level=_ONE_STATE)
        )
        self._writing_engine = self.engine.execution_options(**{_WRITING: True})
        self._one_moment_engine = self._reading_engine.execution_options(**{_WRITING: True})

    @contextmanager
    def read(self) -> Iterator[Session]:
        """A session for questions; whatever it changes is dropped. All its answers are of one moment."""
        with Session(self._reading_engine) as session:
            yield session

    @contextmanager
    def write(self) -> Iterator[Session]:
        """A session whose changes are committed at the end, or not at all."""
        with Session(self._writing_engine) as session, session.begin():
            yield session

    @contextmanager
    def write_of_one_moment(self) -> Iterator[Session]:
        """As `write()`, for what is written from several questions whose answers have to fit. Raises `Overtaken`."""
        try:
            with Session(self._one_moment_engine) as session, session.begin():
                yield session
        except OperationalError as error:
            if isinstance(error.orig, SerializationFailure):
                raise Overtaken from error
            raise

    def forget_deleted(self, tables: Iterable[str]) -> bool:
        """Take what was deleted from these tables out of the files, log included; False where somebody's reading
        kept a part of it there, to be tried again.

        Deleted rows leave copies behind: SQLite overwrites them (`secure_delete`), but not those that it left in a
        page while it moved rows to another; PostgreSQL overwrites nothing. So the rows that stay are written anew.
        """
        rewritten = _rewrite_in_sqlite if self.is_sqlite else _rewrite_in_postgresql
        done = [rewritten(self._writing_engine, table) for table in tables]
        return self._empty_log() and all(done)

    def rewrite(self) -> None:
        """Write the whole database anew, so that its files hold nothing but what is stored. Forms wait meanwhile."""
        if self.is_sqlite:
            with closing(self.engine.raw_connection()) as connection:
                connection.cursor().execute("VACUUM")
        else:
            with self.engine.execution_options(isolation_level="AUTOCOMMIT").connect() as server:
                server.exec_driver_sql("VACUUM (FULL)")
        self._empty_log()

    def _empty_log(self) -> bool:
        if self.is_sqlite:
            with closing(self.engine.raw_connection()) as connection:
                return _empty_log(connection.cursor())
        with self.engine.execution_options(isolation_level="AUTOCOMMIT").connect() as server:
            if server.exec_driver_sql(_MAY_START_A_LOG).scalar():
                server.exec_driver_sql("SELECT pg_switch_wal()")
                server.exec_driver_sql("CHECKPOINT")
        return True

    def close(self) -> None:
        self.engine.dispose()


def _keep_to_ourselves(file: Path) -> None:
    """A new database is read by this account only; SQLite gives its log the same mode. What is there stays so."""
    file.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    file.touch(mode=0o600, exist_ok=True)


def _prepare_sqlite(connection: Any, record: object) -> None:
    cursor = connection.cursor()
    for pragma in _PRAGMAS:
        cursor.execute(f"PRAGMA {pragma}")
    cursor.close()


def _rewrite_in_sqlite(engine: Engine, name: str) -> bool:
    """A table that nothing refers to. Without a condition SQLite frees its pages whole and overwrites them."""
    table = Base.metadata.tables[name]
    with engine.begin() as connection:
        rows = connection.execute(select(table).order_by(*table.primary_key)).mappings().all()
        connection.execute(delete(table))
        if rows:
            connection.execute(insert(table), [dict(row) for row in rows])
    return True


def _rewrite_in_postgresql(engine: Engine, name: str) -> bool:
    with engine.execution_options(isolation_level="AUTOCOMMIT").connect() as server:
        server.exec_driver_sql(f"SET lock_timeout = {_LOG_WAIT_MILLISECONDS}")
        try:
            server.exec_driver_sql(f"VACUUM (FULL) {name}")
        except OperationalError as error:
            if not isinstance(error.orig, LockNotAvailable):
                raise
            return False
        finally:
            server.exec_driver_sql("RESET lock_timeout")
    return True


def _empty_log(cursor: Any) -> bool:
    cursor.execute(f"PRAGMA busy_timeout={_LOG_WAIT_MILLISECONDS}")
    busy = cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()[0]
    cursor.execute(f"PRAGMA busy_timeout={_LOCK_WAIT_SECONDS * 1000}")
    cursor.close()
    return not busy


def _begin_sqlite(connection: Connection) -> None:
    writing = connection.get_execution_options().get(_WRITING, False)
    connection.exec_driver_sql("BEGIN IMMEDIATE" if writing else "BEGIN")
