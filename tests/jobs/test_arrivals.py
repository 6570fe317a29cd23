"""A form on its way to the writer: patience that ends, forms taken back unread, visitors who leave."""

import asyncio
from concurrent.futures import Future
from datetime import date
from random import Random

import pytest

from db.commands.record import Receipt
from db.writer import WriterBusy
from jobs import arrivals
from jobs.arrivals import Arrived, arrive, arriving
from survey import Part, Submission, shipped_instruments
from words.problems import NOT_STORED

SHORT = shipped_instruments()["counter-2026/1"]
RECEIPT = Receipt("4BCFGHJKMN00")


def form_with(**ratings: str) -> Submission:
    return Submission(
        key="key-of-the-form-000001",
        code="4BCFGHJKMN00",
        day=date(2026, 3, 4),
        part=Part.MORNING,
        order=SHORT.draw(Random(0)),
        ratings=ratings,
    )


class Door:
    """A writer that takes every form and stores none until it is told to."""

    def __init__(self) -> None:
        self.taken: list[Future[Receipt]] = []

    def submit(self, sheet: object) -> "Future[Receipt]":
        self.taken.append(Future())
        return self.taken[-1]


@pytest.fixture
def door(monkeypatch: pytest.MonkeyPatch) -> Door:
    made = Door()
    monkeypatch.setattr(arrivals, "writer", lambda: made)
    return made


@pytest.fixture
def no_patience(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(arrivals, "PATIENCE_SECONDS", 0.01)


@pytest.fixture
def form() -> Submission:
    return form_with(overall="5")


def test_a_form_that_is_stored_in_time_has_its_receipt(door: Door, form: Submission) -> None:
    async def sent() -> Arrived:
        waiting = asyncio.create_task(arriving(SHORT, form))
        while not door.taken:
            await asyncio.sleep(0)
        door.taken[0].set_result(RECEIPT)
        return await waiting

    assert asyncio.run(sent()) == Arrived(RECEIPT)


def test_a_form_whose_turn_does_not_come_is_taken_back_unread(
    door: Door, no_patience: None, form: Submission
) -> None:
    assert asyncio.run(arriving(SHORT, form)) == Arrived(failure=NOT_STORED)
    assert arrive(SHORT, form) == Arrived(failure=NOT_STORED)
    assert [each.cancelled() for each in door.taken] == [True, True]


def test_a_form_whose_turn_has_come_is_waited_for_to_its_end(
    door: Door, no_patience: None, form: Submission
) -> None:
    async def sent() -> Arrived:
        waiting = asyncio.create_task(arriving(SHORT, form))
        while not door.taken:
            await asyncio.sleep(0)
        door.taken[0].set_running_or_notify_cancel()
        await asyncio.sleep(0.05)
        assert not waiting.done()
        door.taken[0].set_result(RECEIPT)
        return await waiting

    assert asyncio.run(sent()) == Arrived(RECEIPT)


def test_a_visitor_who_leaves_takes_no_form_back(door: Door, form: Submission) -> None:
    async def left() -> None:
        waiting = asyncio.create_task(arriving(SHORT, form))
        while not door.taken:
            await asyncio.sleep(0)
        await asyncio.sleep(0)
        waiting.cancel()
        await asyncio.gather(waiting, return_exceptions=True)

    asyncio.run(left())
    assert not door.taken[0].cancelled()
    assert door.taken[0].set_running_or_notify_cancel(), "the writer stores it all the same"


def test_a_door_that_is_full_says_so_at_once(monkeypatch: pytest.MonkeyPatch, form: Submission) -> None:
    def full() -> Door:
        raise WriterBusy

    monkeypatch.setattr(arrivals, "writer", full)
    assert asyncio.run(arriving(SHORT, form)) == Arrived(failure=NOT_STORED)


def test_a_form_without_an_answer_never_reaches_the_writer(door: Door) -> None:
    found = asyncio.run(arriving(SHORT, form_with()))
    assert found.problems
    assert door.taken == []
