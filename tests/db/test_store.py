"""How the database is opened: durable, and writing transactions never refused as locked."""

import threading
from pathlib import Path

import pytest
from sqlalchemy import text
from sqlalchemy.exc import OperationalError, ProgrammingError

from db.store import DatabaseUrlRefused, Store


def test_sqlite_keeps_every_receipted_answer_through_a_power_cut(sqlite_url: str) -> None:
    store = Store(sqlite_url)
    with store.read() as session:
        assert session.execute(text("PRAGMA journal_mode")).scalar() == "wal"
        assert session.execute(text("PRAGMA synchronous")).scalar() == 2  # FULL
        assert session.execute(text("PRAGMA foreign_keys")).scalar() == 1
        assert session.execute(text("PRAGMA secure_delete")).scalar() == 1
    store.close()


def test_a_new_database_and_its_log_are_for_the_server_alone(tmp_path: Path) -> None:
    """Accounts, comments and forms; other people may have accounts on the machine."""
    file = tmp_path / "var" / "feedback.db"
    store = Store(f"sqlite:///{file}")
    with store.write() as session:
        session.execute(text("CREATE TABLE kept (n INTEGER)"))
    with store.read() as session:
        session.execute(text("SELECT n FROM kept")).all()
        modes = {each.name: each.stat().st_mode & 0o777 for each in file.parent.iterdir()}
    store.close()
    assert modes.keys() >= {"feedback.db", "feedback.db-wal"}
    assert set(modes.values()) == {0o600}
    assert file.parent.stat().st_mode & 0o777 == 0o700


def test_what_a_statement_was_given_is_in_no_error(store: Store) -> None:
    with store.read() as session, pytest.raises((OperationalError, ProgrammingError)) as failed:
        session.execute(text("SELECT :comment FROM nowhere"), {"comment": "Cô Lan ở quầy 3"})
    assert "nowhere" in str(failed.value)
    assert "Cô Lan" not in str(failed.value)


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
