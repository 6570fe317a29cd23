"""What is done again and again goes on after a failure, and ends when told."""

import logging
import threading
from datetime import UTC, date, datetime

import pytest
from sqlalchemy import func, select

from db import Store
from db.commands.record import record_responses
from db.models import Comment
from jobs.purge import purge_due
from jobs.rounds import Rounds
from tests.db.office import open_office, sheet


def test_a_round_that_fails_is_tried_again_and_the_end_waits_for_it(caplog: pytest.LogCaptureFixture) -> None:
    done = threading.Event()
    rounds: list[int] = []

    def task() -> None:
        rounds.append(1)
        if len(rounds) == 1:
            raise RuntimeError("a citizen's words must not reach the log")
        done.set()

    running = Rounds("release", 0.01, task)
    with caplog.at_level(logging.ERROR):
        running.start()
        assert done.wait(60)
        running.stop()
    after = len(rounds)
    assert "release failed: RuntimeError" in caplog.text
    assert "citizen" not in caplog.text
    assert len(rounds) == after


def test_the_end_does_not_wait_for_an_answer_of_another_server() -> None:
    asking, answered, over = (threading.Event() for _ in range(3))

    def task() -> None:
        asking.set()
        answered.wait(60)
        over.set()

    running = Rounds("witness", 0.01, task, patience=0.01)
    running.start()
    assert asking.wait(60)
    running.stop()
    assert not over.is_set()
    answered.set()


def test_a_comment_is_kept_24_months_and_then_deleted(store: Store) -> None:
    """As the notice before the first question says."""
    office = open_office(store)
    with store.write() as session:
        record_responses(
            session,
            [
                sheet(office, comment="Tháng bảy", day=date(2025, 7, 31)),
                sheet(office, comment="Tháng tám", day=date(2025, 8, 1)),
            ],
        )

    def kept() -> int:
        with store.read() as session:
            return session.scalar(select(func.count()).select_from(Comment)) or 0

    assert purge_due(store, datetime(2027, 7, 31, 12, tzinfo=UTC)).comments == 0
    assert kept() == 2
    assert purge_due(store, datetime(2027, 8, 1, 12, tzinfo=UTC)).comments == 1
    assert kept() == 1
