"""How the database is opened: durable, and writing transactions never refused as locked."""

import threading
from pathlib import Path

import pytest
from sqlalchemy import text

from db.store import DatabaseUrlRefused, Store


def test_sqlite_keeps_every_receipted_answer_through_a_power_cut(sqlite_url: str) -> None:
    store = Store(sqlite_url)
    with store.read() as session:
        assert session.execute(text("PRAGMA journal_mode")).scalar() == "wal"
        assert session.execute(text("PRAGMA synchronous")).scalar() == 2  # FULL
        assert session.execute(text("PRAGMA foreign_keys")).scalar() == 1
        assert session.execute(text("PRAGMA secure_delete")).scalar() == 1
    store.close()


def test_two_writing_transactions_wait_for_each_other(store: Store) -> None:
    with store.write() as session:
        session.execute(text("CREATE TABLE counting (n INTEGER)"))
        session.execute(text("INSERT INTO counting VALUES (0)"))

    def raise_by_one() -> None:
        for _ in range(20):
            with store.write() as session:
                session.execute(text("UPDATE counting SET n = n + 1"))

    threads = [threading.Thread(target=raise_by_one) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    with store.read() as session:
        assert session.execute(text("SELECT n FROM counting")).scalar() == 80


def test_what_a_read_changes_is_dropped(store: Store) -> None:
    with store.read() as session:
        session.execute(text("DELETE FROM instrument_version"))
    with store.read() as session:
        assert session.execute(text("SELECT count(*) FROM instrument_version")).scalar() == 2


def test_another_kind_of_database_is_refused(tmp_path: Path) -> None:
    with pytest.raises(DatabaseUrlRefused):
        Store("mysql://localhost/survey")
