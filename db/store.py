"""The way to the database: one engine, sessions for reading, transactions for writing.

SQLite runs with a write-ahead log and full synchronisation: an answer that was receipted survives a power cut.
Writing transactions take the write lock at once (`BEGIN IMMEDIATE`); deferred ones were refused as locked under load.
"""

from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any

from sqlalchemy import Engine, create_engine, event, make_url
from sqlalchemy.engine import URL, Connection
from sqlalchemy.orm import Session

_LOCK_WAIT_SECONDS = 20
_LOG_WAIT_MILLISECONDS = 500
_WRITING = "writing"
_ONE_STATE = "REPEATABLE READ"
"""PostgreSQL's name for what SQLite always does: a release in between cannot split the figures of a page."""


_FORGETTING = ("response_timing", "minute_count", "pattern_count", "pace_count", "comment", "ticket")
"""The tables from which rows are purged, or in which they are written anew."""


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

    def forget_deleted(self) -> None:
        """Take deleted rows out of the files: SQLite overwrote them in the database (`secure_delete`) and still
        has them in its log; PostgreSQL has them in its pages.

        Somebody who is reading may keep SQLite's log in use; it is then emptied after the next purge.
        """
        if self.is_sqlite:
            with closing(self.engine.raw_connection()) as connection:
                _empty_log(connection.cursor())
            return
        with self.engine.execution_options(isolation_level="AUTOCOMMIT").connect() as server:
            for table in _FORGETTING:
                server.exec_driver_sql(f"VACUUM {table}")

    def close(self) -> None:
        self.engine.dispose()


def _keep_to_ourselves(file: Path) -> None:
    """A new database is read by this account only; SQLite gives its log the same mode. What is there stays so."""
    file.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    file.touch(mode=0o600, exist_ok=True)


def _prepare_sqlite(connection: Any, record: object) -> None:
    cursor = connection.cursor()
    for pragma in ("journal_mode=WAL", "synchronous=FULL", "foreign_keys=ON", "secure_delete=ON"):
        cursor.execute(f"PRAGMA {pragma}")
    cursor.close()


def _empty_log(cursor: Any) -> None:
    """Answers wait while SQLite waits for readers to leave its log, so it does not wait long."""
    cursor.execute(f"PRAGMA busy_timeout={_LOG_WAIT_MILLISECONDS}")
    cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    cursor.execute(f"PRAGMA busy_timeout={_LOCK_WAIT_SECONDS * 1000}")
    cursor.close()


def _begin_sqlite(connection: Connection) -> None:
    writing = connection.get_execution_options().get(_WRITING, False)
    connection.exec_driver_sql("BEGIN IMMEDIATE" if writing else "BEGIN")
