"""Brings a database to the tables that this version needs, and back."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from sqlalchemy.orm import Session

from db.commands.bind import bind_earlier_answers
from db.commands.complete import complete_counts
from db.instruments import publish_instruments
from db.store import Store

_COUNTED_LESS = {"0001", "0002"}
"""Revisions in which forms were not counted as a whole, nor in pairs."""

_WITHOUT_LOG = {*_COUNTED_LESS, "0003", "0004", "0005"}
"""Revisions in which nothing bound answers to a log."""


@contextmanager
def _migrations(store: Store) -> Iterator[Config]:
    """Alembic on one connection of the store; what it did is committed at the end."""
    config = Config()
    config.set_main_option("script_location", str(Path(__file__).parent / "migrations"))
    config.set_main_option("path_separator", "os")
    with store.engine.connect() as connection:
        config.attributes["connection"] = connection
        yield config
        connection.commit()


@contextmanager
def _opened(address: str) -> Iterator[Store]:
    store = Store(address)
    try:
        yield store
    finally:
        store.close()


def migrate(address: str) -> None:
    """Create or upgrade the tables, then publish the questionnaires that are new.

    Where answers were stored before all that is counted today was, they are counted anew in the same transaction;
    where there was no log, they are bound to it.
    """
    with _opened(address) as store:
        with _migrations(store) as config:
            connection = config.attributes["connection"]
            before = MigrationContext.configure(connection).get_current_revision()
            command.upgrade(config, "head")
            with Session(connection) as session:
                if before in _COUNTED_LESS:
                    complete_counts(session)
                if before in _WITHOUT_LOG:
                    bind_earlier_answers(session)
                session.flush()
        with store.write() as session:
            publish_instruments(session)


def downgrade(address: str, revision: str) -> None:
    """Take migrations back; `base` removes every table."""
    with _opened(address) as store, _migrations(store) as config:
        command.downgrade(config, revision)


def check(address: str) -> None:
    """Raise where the tables differ from the models."""
    with _opened(address) as store, _migrations(store) as config:
        command.check(config)


def new_revision(address: str, message: str) -> None:
    """Write a migration file for the difference between the tables and the models."""
    with _opened(address) as store, _migrations(store) as config:
        command.revision(config, message=message, autogenerate=True)
