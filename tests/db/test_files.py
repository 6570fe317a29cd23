"""What is deleted is gone from the bytes of the files and of their log, not only from the tables."""

import re
import struct
import time
from datetime import UTC, date, datetime, timedelta

import psycopg
import pytest
from sqlalchemy import func, make_url, select, text

from db import Store, migrate
from db.commands.purge import LONG_LIVED, SHORT_LIVED
from db.commands.record import Receipt, record_responses
from db.commands.withdraw import withdraw
from db.models import Comment, Response, ResponseTiming
from jobs.purge import Purges, purge_due
from settings import PROJECT
from survey import AnswerSheet, Pace
from tests.db.files import database_files, holding
from tests.db.office import DAY, open_office, sheet
from tests.db.test_signals import store_all, timed
from tests.postgres import Postgres

NEXT_DAY = DAY + timedelta(days=1)
NOON_AFTER = datetime(2026, 3, 6, 5, tzinfo=UTC)
FORMS = 400
"""Enough to fill pages, so that rows are moved from one to another."""


def timing_marks(store: Store, day: date) -> set[bytes]:
    """A form's random id with its minute and pace, as the row of each has them in the file."""
    with store.read() as session:
        rows = session.execute(
            select(ResponseTiming.response_id, ResponseTiming.minute)
            .join(Response, Response.id == ResponseTiming.response_id)
            .where(Response.day == day)
        ).all()
    if store.is_sqlite:
        return {row.response_id.encode() + row.minute.to_bytes(2) + b"from_20" for row in rows}
    return {
        row.response_id.encode() + b"\0\0\0" + struct.pack("<i", row.minute) + b"\x11from_20" for row in rows
    }


def looks_like_timings(store: Store) -> bytes:
    return rb"[0-9a-f]{32}..from_20" if store.is_sqlite else rb"[0-9a-f]{32}\0\0\0....\x11from_20"


def test_the_minute_of_a_form_is_in_no_file_once_it_is_purged(store: Store) -> None:
    office = open_office(store)
    for first in range(0, FORMS, 50):
        some = range(first, first + 50)
        store_all(store, *(timed(office, 500 + n, Pace.FROM_20, day=DAY) for n in some))
        store_all(store, *(timed(office, 500 + n, Pace.FROM_20, day=NEXT_DAY) for n in some))
    old, kept = timing_marks(store, DAY), timing_marks(store, NEXT_DAY)
    assert len(old) == len(kept) == FORMS
    assert old | kept <= holding(store, looks_like_timings(store))
    assert purge_due(store, NOON_AFTER).minutes == FORMS
    assert holding(store, looks_like_timings(store)) == kept


def test_a_comment_is_in_no_file_once_it_is_withdrawn_or_its_time_is_over(store: Store) -> None:
    office = open_office(store)
    old, new = date(2025, 7, 31), date(2025, 8, 1)
    past, withdrawn, kept = ({f"DAU{kind}{n:04d}HET".encode() for n in range(FORMS)} for kind in "QRG")
    sheets: list[AnswerSheet] = []
    for place, (mark, day) in enumerate([*((m, old) for m in past), *((m, new) for m in withdrawn | kept)]):
        sheets.append(sheet(office, day=day, comment=f"{mark.decode()} {'chờ lâu ' * (place % 40)}"))
    receipts: dict[bytes, str] = {}
    for first in range(0, len(sheets), 100):
        some = sheets[first : first + 100]
        with store.write() as session:
            for each, outcome in zip(some, record_responses(session, some), strict=True):
                assert isinstance(outcome, Receipt)
                receipts[each.comment.split()[0].encode()] = outcome.code
    assert holding(store, rb"DAU\w{5}HET") == past | withdrawn | kept
    with store.write() as session:
        for mark in withdrawn:
            withdraw(session, receipts[mark])
    assert purge_due(store, datetime(2027, 8, 1, 5, tzinfo=UTC)).comments == FORMS
    assert holding(store, rb"DAU\w{5}HET") == kept
    with store.read() as session:
        assert session.scalar(select(func.count()).select_from(Comment)) == FORMS


def test_what_a_withdrawn_form_answered_is_in_no_file_once_the_whole_database_was_rewritten(
    store: Store,
) -> None:
    office = open_office(store)
    odd = sheet(office, level=1, seed=3)
    mark = odd.answers.to_json().encode()
    store_all(store, *(sheet(office, seed=n) for n in range(FORMS)))
    [receipt] = store_all(store, odd)
    assert holding(store, re.escape(mark)) == {mark}
    with store.write() as session:
        withdraw(session, receipt)
    store.rewrite()
    assert holding(store, re.escape(mark)) == set()


def test_what_is_kept_is_the_same_after_the_tables_were_written_anew(store: Store) -> None:
    office = open_office(store)
    store_all(store, *(timed(office, 500 + n, comment=f"Ý kiến {n}") for n in range(30)))

    def rows() -> list[list[tuple[object, ...]]]:
        with store.read() as session:
            return [
                sorted(tuple(row) for row in session.execute(select(table.__table__)))
                for table in (ResponseTiming, Comment)
            ]

    before = rows()
    assert store.forget_deleted((*SHORT_LIVED, *LONG_LIVED)) is True
    assert rows() == before


def test_somebody_who_reads_is_not_waited_for_and_the_rest_is_done_later(store: Store) -> None:
    office = open_office(store)
    store_all(store, timed(office, 500))
    with store.read() as session:
        session.scalars(select(ResponseTiming)).all()
        began = time.monotonic()
        purge_due(store, NOON_AFTER)
        assert store.forget_deleted(SHORT_LIVED) is False
        store_all(store, timed(office, None))
        assert time.monotonic() - began < 15  # who waits does so for twenty
    assert store.forget_deleted(SHORT_LIVED) is True
    assert holding(store, looks_like_timings(store)) == set()


def test_minutes_are_looked_after_each_hour_and_comments_at_night_and_when_the_server_starts(
    store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[tuple[str, ...]] = []
    answers = [False, True, True, True, True, True]

    def forget(tables: tuple[str, ...]) -> bool:
        asked.append(tuple(tables))
        return answers.pop(0)

    monkeypatch.setattr(store, "forget_deleted", forget)
    purges, everything = Purges(store), (*SHORT_LIVED, *LONG_LIVED)
    evening = datetime(2026, 3, 6, 15, 30, tzinfo=UTC)  # half past ten in Vietnam
    for hours in range(6):
        purges(evening + timedelta(hours=hours))
    assert asked == [everything, everything, SHORT_LIVED, SHORT_LIVED, everything, SHORT_LIVED]


def test_the_files_that_are_searched_are_those_of_the_database(store: Store) -> None:
    open_office(store)
    names = set(database_files(store))
    if store.is_sqlite:
        assert {"feedback.db", "feedback.db-wal"} <= names
    else:
        assert any(name.startswith("base/") for name in names)
        assert any(name.startswith("pg_wal/") for name in names)


RIGHTS = re.search(r"```sql\n(.*?)```", (PROJECT / "docs/administrator.en.md").read_text("utf-8"), re.DOTALL)


def test_the_guides_rights_let_the_servers_own_user_begin_a_new_log_and_without_them_it_purges_all_the_same(
    postgres: Postgres,
) -> None:
    assert RIGHTS is not None
    postgres.run("CREATE ROLE gopy LOGIN")
    with postgres.empty() as url:
        postgres.run(f"ALTER DATABASE {make_url(url).database} OWNER TO gopy")
        own = url.replace("postgres@", "gopy@")
        migrate(own)
        store = Store(own)
        try:
            store_all(store, timed(open_office(store), 500))
            started = log_file(store)
            assert purge_due(store, NOON_AFTER).minutes == 1
            assert log_file(store) == started
            with psycopg.connect(
                host=postgres.socket_dir, user="postgres", dbname=make_url(url).database, autocommit=True
            ) as administrator:
                for statement in RIGHTS[1].strip().split("\n"):
                    administrator.execute(statement.encode())
            assert store.forget_deleted(SHORT_LIVED) is True
            assert log_file(store) > started
        finally:
            store.close()
    postgres.run("DROP ROLE gopy")


def log_file(store: Store) -> str:
    with store.read() as session:
        return str(session.scalar(text("SELECT pg_walfile_name(pg_current_wal_lsn())")))
