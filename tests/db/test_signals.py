"""What tells of false answers is counted, subtracted, and gone when its time is over."""

import time
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import func, inspect, select, text

from db import Store
from db.commands.patterns import count_patterns
from db.commands.purge import MINUTES_KEPT
from db.commands.record import Receipt, record_responses
from db.commands.recount import recount
from db.commands.withdraw import withdraw
from db.models import PatternCount, Response, ResponseTiming
from db.queries.integrity import counter_days
from jobs.purge import purge_due
from survey import AnswerSheet, FormCounts, Pace, Timing
from tests.db.office import DAY, Office, open_office, sheet

TABLES = (ResponseTiming, PatternCount)


def timed(office: Office, minute: int | None, pace: Pace = Pace.FROM_20, **given: object) -> AnswerSheet:
    made = sheet(office, **given)  # type: ignore[arg-type]
    object.__setattr__(made, "timing", None if minute is None else Timing(minute, pace))
    return made


def store_all(store: Store, *sheets: AnswerSheet) -> list[str]:
    with store.write() as session:
        outcomes = record_responses(session, sheets)
    return [outcome.code for outcome in outcomes if isinstance(outcome, Receipt)]


def kept(store: Store) -> dict[str, int]:
    with store.read() as session:
        counts = {
            table.__tablename__: session.scalar(select(func.count()).select_from(table)) or 0
            for table in TABLES
        }
    return {name: count for name, count in counts.items() if count}


def test_a_counters_day_tells_what_the_check_needs(store: Store) -> None:
    office = open_office(store)
    store_all(
        store,
        timed(office, 500, Pace.UNDER_10, level=5, seed=1),
        timed(office, 500, Pace.UNDER_10, level=5, seed=1),
        timed(office, 501, Pace.FROM_40, level=2, seed=1),
        timed(office, 502, Pace.UNKNOWN, level=5, seed=2),
        timed(office, None, level=5, seed=3),
        timed(office, 900, day=date(2026, 3, 5)),
    )
    with store.read() as session:
        today, tomorrow = counter_days(session, [office.unit_id], DAY, date(2026, 3, 5))
        assert counter_days(session, [office.unit_id], date(2026, 3, 6), date(2026, 3, 9)) == []
    assert (today.counter_id, today.day, today.forms) == (office.counter_id, DAY, 5)
    assert today.straight_lined == FormCounts(5, 5)
    assert (tomorrow.day, tomorrow.forms) == (date(2026, 3, 5), 1)
    with store.write() as session:
        assert session.scalars(select(PatternCount.forms)).all() == [1]  # of the form without a minute
        count_patterns(session)
    with store.read() as session:
        alike = session.execute(select(PatternCount.day, PatternCount.forms)).all()
        assert recount(session).agrees
    assert sorted(map(tuple, alike)) == [(DAY, 1), (DAY, 1), (DAY, 1), (DAY, 2), (date(2026, 3, 5), 1)]


def test_a_form_sent_twice_is_timed_once(store: Store) -> None:
    office = open_office(store)
    first = timed(office, 500, key="the same key of a form")
    again = timed(office, 700, key="the same key of a form")
    store_all(store, first)
    store_all(store, again)
    with store.read() as session:
        assert session.scalars(select(ResponseTiming.minute)).all() == [500]


def test_a_form_taken_back_leaves_no_trace_in_any_of_them(store: Store) -> None:
    office = open_office(store)
    receipts = store_all(store, timed(office, 500, seed=1), timed(office, 501, level=1, seed=2))
    with store.write() as session:
        withdraw(session, receipts[0])
    assert set(kept(store).values()) == {1}
    with store.write() as session:
        withdraw(session, receipts[1])
    assert kept(store) == {}
    with store.read() as session:
        assert recount(session).agrees


def test_minutes_go_within_48_hours_and_patterns_after_62_days(store: Store) -> None:
    """As the notice says. The job looks each hour, so nothing is left for an hour too long."""
    office = open_office(store)
    store_all(store, timed(office, 0), timed(office, 1439))
    everything = {"response_timing": 2, "pattern_count": 1}
    first_minute = datetime(2026, 3, 4, 0, 0, tzinfo=UTC) - timedelta(hours=7)
    assert purge_due(store, first_minute + MINUTES_KEPT - timedelta(minutes=61)).minutes == 0
    assert kept(store) == everything
    assert purge_due(store, first_minute + MINUTES_KEPT - timedelta(minutes=60)).minutes == 2
    assert kept(store) == {"pattern_count": 1}
    assert purge_due(store, datetime(2026, 5, 5, 12, tzinfo=UTC)).patterns == 0
    assert purge_due(store, datetime(2026, 5, 6, 12, tzinfo=UTC)).patterns == 1
    assert kept(store) == {}
    with store.read() as session:
        assert recount(session).agrees


def test_a_form_taken_back_after_the_purge_leaves_nothing_either(store: Store) -> None:
    office = open_office(store)
    [receipt] = store_all(store, timed(office, 500))
    purge_due(store, datetime(2026, 3, 6, 12, tzinfo=UTC))
    with store.write() as session:
        withdraw(session, receipt)
    assert kept(store) == {}
    with store.read() as session:
        assert recount(session).agrees
        assert counter_days(session, [office.unit_id], DAY, DAY) == []


def test_a_late_form_of_a_purged_day_is_counted_and_agrees(store: Store) -> None:
    office = open_office(store)
    purge_due(store, datetime(2026, 5, 30, 12, tzinfo=UTC))
    store_all(store, timed(office, None))
    with store.read() as session:
        assert recount(session).agrees
    purge_due(store, datetime(2026, 5, 30, 13, tzinfo=UTC))
    assert kept(store) == {}
    with store.read() as session:
        assert recount(session).agrees


def test_ratings_are_counted_once_also_while_forms_are_taken_back(store: Store) -> None:
    office = open_office(store)
    receipts = store_all(store, *(timed(office, 500 + n, level=1 + n % 2, seed=n // 8) for n in range(60)))

    def take_back(some: list[str]) -> None:
        for receipt in some:
            with store.write() as session:
                withdraw(session, receipt)

    def count() -> None:
        for _ in range(10):
            with store.write() as session:
                count_patterns(session)

    with ThreadPoolExecutor(4) as pool:
        tasks = [pool.submit(take_back, receipts[:15]), pool.submit(take_back, receipts[15:30])]
        tasks += [pool.submit(count), pool.submit(count)]
        for task in tasks:
            task.result()
    with store.read() as session:
        assert session.scalar(select(func.sum(PatternCount.forms))) == 30
        assert recount(session).agrees


def test_after_a_purge_the_log_of_the_file_is_empty(sqlite_url: str) -> None:
    store = Store(sqlite_url)
    store_all(store, timed(open_office(store), 500))
    log = Path(sqlite_url.removeprefix("sqlite:///") + "-wal")
    assert log.stat().st_size > 0
    purge_due(store, datetime(2026, 3, 6, 12, tzinfo=UTC))
    assert log.stat().st_size == 0
    with store.read() as session:
        assert session.execute(text("PRAGMA busy_timeout")).scalar() == 20_000
    store_all(store, timed(open_office(store), 500))  # the connection goes on as it was
    with store.read() as session:
        assert session.scalar(select(func.count()).select_from(Response)) == 2
    store.close()


def test_somebody_who_reads_keeps_neither_the_purge_nor_an_answer_waiting(sqlite_url: str) -> None:
    store = Store(sqlite_url)
    office = open_office(store)
    store_all(store, timed(office, 500))
    with store.read() as session:
        session.scalar(select(func.count()).select_from(Response))
        began = time.monotonic()
        purge_due(store, datetime(2026, 3, 6, 12, tzinfo=UTC))
        store_all(store, timed(office, None))
        assert time.monotonic() - began < 15  # who waits does so for twenty
    store.close()


@pytest.mark.parametrize("table", TABLES)
def test_no_table_holds_seconds_or_the_order_of_arrival(table: type) -> None:
    columns = {column.name for column in inspect(table).local_table.columns}
    assert columns <= {
        "response_id",
        "counter_id",
        "day",
        "minute",
        "pace",
        "counted",
        "judged",
        "pattern",
        "forms",
    }
    assert inspect(table).local_table.dialect_options["sqlite"]["with_rowid"] is False
