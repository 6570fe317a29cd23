"""Brings a database to the tables that this version needs, and back."""

from pathlib import Path

from alembic import command
from alembic.config import Config

from db.instruments import publish_instruments
from db.store import Store


def _config() -> Config:
    config = Config()
    config.set_main_option("script_location", str(Path(__file__).parent / "migrations"))
    config.set_main_option("path_separator", "os")
    return config


def migrate(address: str, revision: str = "head") -> None:
    """Create or upgrade the tables, then publish the questionnaires that are new."""
    store = Store(address)
    try:
        with store.engine.connect() as connection:
            config = _config()
            config.attributes["connection"] = connection
            command.upgrade(config, revision)
            connection.commit()
        if revision == "head":
            with store.write() as session:
                publish_instruments(session)
    finally:
        store.close()


def downgrade(address: str, revision: str) -> None:
    """Take migrations back; `base` removes every table."""
    store = Store(address)
    try:
        with store.engine.connect() as connection:
            config = _config()
            config.attributes["connection"] = connection
            command.downgrade(config, revision)
            connection.commit()
    finally:
        store.close()


def check(address: str) -> None:
    """Raise where the tables differ from the models."""
    store = Store(address)
    try:
        with store.engine.connect() as connection:
            config = _config()
            config.attributes["connection"] = connection
            command.check(config)
    finally:
        store.close()


def new_revision(address: str, message: str) -> None:
    """Write a migration file for the difference between the tables and the models."""
    store = Store(address)
    try:
        with store.engine.connect() as connection:
            config = _config()
            config.attributes["connection"] = connection
            command.revision(config, message=message, autogenerate=True)
    finally:
        store.close()
