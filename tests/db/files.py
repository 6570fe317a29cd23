"""The bytes of a database: what somebody reads who takes its files away."""

import re
from pathlib import Path

from sqlalchemy import text

from db import Store


def database_files(store: Store) -> dict[str, bytes]:
    """The files of a database and of its log, by name, as they are on the disk."""
    if store.is_sqlite:
        file = Path(str(store.engine.url.database))
        return {each.name: each.read_bytes() for each in file.parent.glob(f"{file.name}*")}
    with store.engine.execution_options(isolation_level="AUTOCOMMIT").connect() as server:
        server.execute(text("CHECKPOINT"))
        folder = Path(str(server.scalar(text("SHOW data_directory"))))
        number = server.scalar(text("SELECT oid FROM pg_database WHERE datname = current_database()"))
    files = [*(folder / "base" / str(number)).iterdir(), *(folder / "pg_wal").glob("[0-9A-F]*")]
    return {str(each.relative_to(folder)): each.read_bytes() for each in files if each.is_file()}


def holding(store: Store, pattern: bytes) -> set[bytes]:
    """What stands anywhere in the files of a database and looks so."""
    looked_for = re.compile(pattern, re.DOTALL)
    return {found for held in database_files(store).values() for found in looked_for.findall(held)}
