"""The writer: batches, one bad sheet alone, nothing lost at the end, right under several processes."""

import multiprocessing
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor

import pytest
from sqlalchemy import event, func, select
from sqlalchemy.exc import OperationalError
from sqlalchemy.orm import Session

from db import Store
from db.commands.record import Receipt
from db.commands.recount import recount
from db.models import Response
from db.queries.places import PosterUnknown
from db.writer import LONGEST_REST, Writer, WriterStopped
from survey import AnswerSheet
from tests.db.office import Office, open_office, sheet
from trust.codes import new_code


@pytest.fixture
def writer(store: Store) -> Iterator[Writer]:
    running = Writer(store)
    running.start()
    yield running
    running.stop()


class Clock:
    """Time that passes only while the writer sleeps, and so many callers who come with each of its glances."""

    def __init__(self, writer: Writer, coming: int) -> None:
        self.slept = 0.0
        self._writer, self._coming = writer, coming

    def monotonic(self) -> float:
        return self.slept

    def sleep(self, seconds: float) -> None:
        self.slept += seconds
        for _ in range(self._coming):
            self._writer._queue.put_nowait(None)


def stored(store: Store) -> int:
    with store.read() as session:
        assert recount(session).agrees
        return session.scalar(select(func.count()).select_from(Response)) or 0


def test_forty_callers_at_once_each_get_the_receipt_of_a_stored_answer(store: Store, writer: Writer) -> None:
    offices = [open_office(store) for _ in range(3)]
    sheets = [sheet(offices[place % 3], seed=place) for place in range(120)]
    with ThreadPoolExecutor(40) as callers:
        receipts = list(callers.map(lambda one: writer.submit(one).result(30), sheets))
    assert len({receipt.code for receipt in receipts}) == 120
    assert stored(store) == 120


def test_answers_that_arrive_together_share_a_commit(store: Store) -> None:
    office = open_office(store)
    commits: list[object] = []
    event.listen(store.engine, "commit", commits.append)
    writer = Writer(store)
    waiting = [sheet(office) for _ in range(64)]
    writer._open = True  # the door is open before the thread runs, so all of them wait
    futures = [writer.submit(one) for one in waiting]
    writer._open = False
    writer.start()
    writer.stop()
    assert all(future.result(1) for future in futures)
    assert len(commits) == 1


@pytest.mark.parametrize(
    ("just_stored", "took", "coming", "rests"),
    [
        (1, 60.0, 0, 0.0),
        (2, 60.0, 0, LONGEST_REST),
        (64, 60.0, 1, LONGEST_REST),
        (64, 0.004, 1, 0.004),
        (3, 60.0, 1, 0.003),
        (64, 60.0, 64, 0.001),
    ],
    ids=["alone", "nobody comes", "few come", "a quick batch", "as many wait", "a whole batch waits"],
)
def test_the_writer_rests_until_as_many_wait_again_and_no_longer_than_told(
    store: Store, monkeypatch: pytest.MonkeyPatch, just_stored: int, took: float, coming: int, rests: float
) -> None:
    writer = Writer(store)
    clock = Clock(writer, coming)
    monkeypatch.setattr("db.writer.time", clock)
    writer._rest(just_stored, took)
    assert clock.slept == pytest.approx(rests)


def test_a_sheet_that_is_refused_harms_no_other(store: Store, writer: Writer) -> None:
    office = open_office(store)
    stranger = sheet(office)
    object.__setattr__(stranger, "code", new_code())
    futures = [writer.submit(one) for one in (sheet(office), stranger, sheet(office))]
    assert isinstance(futures[0].result(30), Receipt)
    with pytest.raises(PosterUnknown):
        futures[1].result(30)
    assert isinstance(futures[2].result(30), Receipt)
    assert stored(store) == 2


def test_a_sheet_that_breaks_the_transaction_fails_alone(store: Store) -> None:
    office = open_office(store)
    broken = sheet(office)
    object.__setattr__(broken, "day", "no day at all")
    writer = Writer(store)
    writer._open = True
    futures = [writer.submit(one) for one in (sheet(office), broken, sheet(office))]
    writer._open = False
    writer.start()
    writer.stop()
    assert isinstance(futures[0].result(1), Receipt)
    assert futures[1].exception(1) is not None
    assert isinstance(futures[2].result(1), Receipt)
    assert stored(store) == 2


def test_a_database_that_is_away_is_told_to_every_caller_and_nothing_is_claimed(
    store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    office = open_office(store)
    tries: list[int] = []

    def away(session: Session, sheets: list[AnswerSheet]) -> list[object]:
        tries.append(len(sheets))
        raise OperationalError("COMMIT", {}, ConnectionError("gone"))

    monkeypatch.setattr("db.writer.record_responses", away)
    writer = Writer(store)
    writer._open = True
    futures = [writer.submit(sheet(office)) for _ in range(5)]
    writer._open = False
    writer.start()
    writer.stop()
    assert all(isinstance(future.exception(1), OperationalError) for future in futures)
    assert tries == [5, 5, 5, 5]
    assert stored(store) == 0


def test_stopping_stores_what_waits_and_refuses_what_comes_later(store: Store) -> None:
    office = open_office(store)
    writer = Writer(store)
    writer.start()
    futures = [writer.submit(sheet(office)) for _ in range(50)]
    writer.stop()
    assert all(future.done() for future in futures)
    with pytest.raises(WriterStopped):
        writer.submit(sheet(office))
    assert stored(store) == 50


def _store_from_another_process(address: str, sheets: list[AnswerSheet]) -> None:
    store = Store(address)
    writer = Writer(store)
    writer.start()
    futures = [writer.submit(one) for one in sheets]
    assert all(future.result(60) for future in futures)
    writer.stop()
    store.close()


def test_three_processes_that_count_at_once_lose_nothing(store: Store, database_url: str) -> None:
    """The same cells from every side, and a key that all three send."""
    offices = [open_office(store) for _ in range(4)]
    twice = sheet(offices[0], "a form that was sent three times")
    batches = [[twice, *_share(offices, start)] for start in range(3)]
    context = multiprocessing.get_context("spawn")
    workers = [
        context.Process(target=_store_from_another_process, args=(database_url, batch)) for batch in batches
    ]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join(90)
    assert [worker.exitcode for worker in workers] == [0, 0, 0]
    assert stored(store) == 3 * 100 + 1


def _share(offices: list[Office], start: int) -> list[AnswerSheet]:
    return [sheet(offices[place % 4], seed=start * 100 + place) for place in range(100)]
