"""What happens at once, on PostgreSQL in transactions side by side: nothing is lost, none waits in a ring."""

from collections.abc import Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from datetime import UTC, date, datetime, timedelta
from time import sleep
from typing import Any

import pytest
from sqlalchemy import event, func, select, text, update
from sqlalchemy.exc import OperationalError
from sqlalchemy.orm import Session

from db import Store
from db.commands import release as releasing
from db.commands.flag import flag_answers
from db.commands.reattribute import reattribute
from db.commands.record import receipt_digest, record_responses
from db.commands.recount import recount
from db.commands.release import Policy
from db.commands.withdraw import withdraw
from db.models import Flag, PendingDay, Response, TallyCell
from db.queries.parts import parts_of
from db.released import MonthCopy
from db.told_flags import batches_of
from jobs import release as release_job
from jobs.release import release_due
from survey import Month, Part, Period
from survey.decisions import Stage
from survey.suspicion import Reason
from tests.db.office import DAY, NAME, Office, open_office, put_on_duty, sheet
from tests.db.people import People
from tests.db.test_clear_marks import clear
from tests.db.test_decide import confirm
from tests.db.test_release import released
from tests.db.test_released_parts import filled
from trust.codes import new_code

NEXT_DAY = datetime(2026, 3, 5, 1, 0, tzinfo=UTC)


@pytest.fixture
def side_by_side(postgres_url: str) -> Iterator[Store]:
    store = Store(postgres_url)
    yield store
    store.close()


def record(store: Store, office: Office, day: date = DAY) -> None:
    with store.write() as session:
        record_responses(session, [sheet(office, day=day)])


def test_a_day_that_begins_to_wait_during_a_release_goes_on_waiting(
    side_by_side: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    office, late = open_office(side_by_side), date(2026, 2, 27)
    record(side_by_side, office)
    release_month = releasing._release_month

    def while_another_answers(session: Session, *of_month: Any) -> None:
        release_month(session, *of_month)
        record(side_by_side, office, late)

    monkeypatch.setattr(releasing, "_release_month", while_another_answers)
    assert release_due(side_by_side, Policy.LIVE, NEXT_DAY) == 1
    with side_by_side.read() as session:
        assert session.scalars(select(PendingDay.day)).all() == [late]


def _after_a_while(waiting: "Future[Any]") -> None:
    """Whatever does not wait for another transaction is done by now."""
    sleep(0.4)
    assert not waiting.done()


def test_a_roster_waits_for_the_answers_that_are_being_stored(side_by_side: Store) -> None:
    office = open_office(side_by_side)

    def roster() -> int:
        with side_by_side.write() as session:
            put_on_duty(session, office)
            return reattribute(session, [(office.counter_id, DAY, Part.MORNING)])

    with ThreadPoolExecutor(1) as other:
        with side_by_side.write() as session:
            record_responses(session, [sheet(office)])
            moved = other.submit(roster)
            _after_a_while(moved)
        assert moved.result(30) == 1


def test_an_answer_waits_for_the_roster_that_is_being_stored(side_by_side: Store) -> None:
    office = open_office(side_by_side)
    with ThreadPoolExecutor(1) as other:
        with side_by_side.write() as session:
            reattribute(session, [(office.counter_id, DAY, Part.MORNING)])
            officer_id = put_on_duty(session, office)
            answer = other.submit(record, side_by_side, office)
            _after_a_while(answer)
        answer.result(30)
    with side_by_side.read() as session:
        assert session.scalars(select(Response.officer_id)).all() == [officer_id]


def test_mending_the_counts_keeps_answers_waiting(side_by_side: Store) -> None:
    """An answer counted between the reading of rows and the writing of counts would be lost from the counts."""
    office = open_office(side_by_side)
    with side_by_side.write() as mending:
        recount(mending, repair=True)
        with pytest.raises(OperationalError), side_by_side.write() as session:
            session.execute(text("SET LOCAL lock_timeout = '200ms'"))
            record_responses(session, [sheet(office)])


def test_marks_are_cleared_beside_a_release_and_neither_waits_in_a_ring(
    side_by_side: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A release notes on flags what it told, and holds the days that wait; who clears flags changes both."""
    office = open_office(side_by_side)
    people = People(side_by_side, office.unit_id)
    for _ in range(12):
        record(side_by_side, office)
    with side_by_side.write() as session:
        ids = session.scalars(select(Response.id)).all()
        flag_answers(session, {each: {Reason.BURST} for each in ids})
    number = clear(side_by_side, list(ids), people.first)
    read, clearing = MonthCopy.read, []
    with ThreadPoolExecutor(1) as other:

        def read_while_another_clears(session: Session, *asked: Any) -> MonthCopy:
            clearing.append(other.submit(confirm, side_by_side, number, people.second))
            _after_a_while(clearing[0])
            return read(session, *asked)

        monkeypatch.setattr(MonthCopy, "read", read_while_another_clears)
        release_due(side_by_side, Policy.LIVE, NEXT_DAY)
        assert clearing[0].result(30) is Stage.CONFIRMED
    with side_by_side.read() as session:
        assert session.execute(select(Flag.told, Flag.cleared)).all() == [(True, True)] * 12


def test_a_release_is_of_one_moment_and_tells_of_no_answer_withdrawn_meanwhile(
    side_by_side: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Of a day that does not wait: flags read before it and counts after it would make parts that do not add up."""
    office = filled(side_by_side, plain=30, flagged=12, verified=0)
    with side_by_side.write() as session:
        record_responses(session, [sheet(office, day=DAY + timedelta(days=1)) for _ in range(12)])
        [last, *_] = session.scalars(select(Flag.response_id).order_by(Flag.response_id))
        secret = new_code()
        changed = update(Response).where(Response.id == last).values(receipt_digest=receipt_digest(secret))
        session.execute(changed)

    def while_another_withdraws(*asked: Any) -> Any:
        found = batches_of(*asked)
        with side_by_side.write() as session:
            withdraw(session, secret)
        return found

    monkeypatch.setattr("db.released.batches_of", while_another_withdraws)
    assert release_due(side_by_side, Policy.DAILY, NEXT_DAY + timedelta(days=1)) == 1
    with side_by_side.read() as session:
        unflagged = parts_of(session, [office.unit_id], Period(Month.of(DAY), Month.of(DAY)), NAME).unflagged
        assert unflagged is not None
        assert unflagged.tally.forms == 30 + 12
        assert session.scalars(select(PendingDay.day)).all() == [DAY]


def test_a_release_that_was_overtaken_is_made_again(side_by_side: Store) -> None:
    office = open_office(side_by_side)
    record(side_by_side, office)
    with ThreadPoolExecutor(1) as other:
        with side_by_side.write() as session:
            record_responses(session, [sheet(office)])
            moving = other.submit(release_due, side_by_side, Policy.LIVE, NEXT_DAY)
            _after_a_while(moving)
        assert moving.result(30) == 1
    assert released(side_by_side, office) == 2


def test_a_release_that_is_overtaken_each_time_is_left_for_the_next_round(
    side_by_side: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    office = open_office(side_by_side)
    record(side_by_side, office)
    locked = update(PendingDay).values(added=PendingDay.added)

    def after_a_change(session: Session, *asked: Any) -> int | None:
        session.scalar(select(func.count()).select_from(PendingDay))
        with side_by_side.write() as another:
            another.execute(locked)
        return releasing.release_unit(session, *asked)

    with monkeypatch.context() as patched:
        patched.setattr(release_job, "release_unit", after_a_change)
        assert release_due(side_by_side, Policy.LIVE, NEXT_DAY) == 0
    assert release_due(side_by_side, Policy.LIVE, NEXT_DAY) == 1


def test_all_cells_are_locked_before_the_days_that_wait(store: Store) -> None:
    """The order of the writer; a roster of two shifts that took them in turn could wait for it in a ring."""
    office = open_office(store)
    shifts = [(office.counter_id, DAY, part) for part in Part]
    with store.write() as session:
        record_responses(session, [sheet(office, part=part) for part in Part])
        for part in Part:
            put_on_duty(session, office, part=part)
    tables: list[str] = []

    def note(_: Any, __: Any, statement: str, *___: Any) -> None:
        tables.extend(name for name in ("tally_cell", "pending_day") if name in statement)

    event.listen(store.engine, "before_cursor_execute", note)
    with store.write() as session:
        assert reattribute(session, shifts) == 2
    assert tables.index("pending_day") > len(tables) - 1 - tables[::-1].index("tally_cell")


def test_all_answers_of_one_read_are_of_one_moment(store: Store) -> None:
    """Or a release between two questions of a page would make figures that do not add up."""
    office = open_office(store)
    forms = select(func.count()).select_from(Response)
    with store.read() as session:
        assert session.scalar(forms) == 0
        record(store, office)
        assert session.scalar(forms) == 0
    with store.read() as session:
        assert session.scalar(forms) == 1


@pytest.mark.parametrize("damage", [b"", b"half an entry", b"\xff\xff\x01\x00\x00\x00"])
def test_mended_counts_reach_the_offices_with_the_next_release(store: Store, damage: bytes) -> None:
    office = open_office(store)
    record(store, office)
    record(store, office)
    release_due(store, Policy.LIVE, NEXT_DAY)
    with store.write() as session:
        session.execute(update(TallyCell).values(counts=damage))
    with store.read() as session:
        assert len(recount(session).differing) == 1
    with store.write() as session:
        recount(session, repair=True)
    assert release_due(store, Policy.LIVE, NEXT_DAY) == 1
    assert released(store, office) == 2


@pytest.mark.parametrize(
    "question",
    [
        "SELECT * FROM response WHERE (counter_id, day, part) IN (VALUES (1, '2026-03-04', 'morning'))",
        "SELECT DISTINCT counter_id, day, part FROM response WHERE counter_id IN (1, 2) AND day > '2026-03-04'",
        "SELECT * FROM response WHERE unit_id = 1",
        "SELECT * FROM tally_cell WHERE unit_id = 1 AND day BETWEEN '2026-03-01' AND '2026-03-31'",
        "SELECT * FROM released_month WHERE unit_id IN (1, 2) AND month >= '2026-03'",
        "SELECT * FROM released_cell WHERE unit_id IN (1, 2) AND month >= '2026-03'",
        "SELECT * FROM pair_cell WHERE unit_id = 1 AND day BETWEEN '2026-03-01' AND '2026-03-31'",
        "SELECT * FROM released_pairs WHERE unit_id IN (1, 2) AND month >= '2026-03'",
        "SELECT * FROM released_stratum WHERE unit_id IN (1, 2) AND month >= '2026-03'",
        "SELECT * FROM released_conduct WHERE unit_id IN (1, 2) AND month >= '2026-03'",
        "SELECT * FROM pattern_count WHERE counter_id IN (1, 2) AND day > '2026-03-04'",
        "SELECT * FROM comment WHERE unit_id IN (1, 2) AND month >= '2026-03'",
    ],
)
def test_no_usual_question_reads_a_whole_table_of_answers_or_counts(sqlite_url: str, question: str) -> None:
    store = Store(sqlite_url)
    with store.read() as session:
        plan = [row.detail for row in session.execute(text(f"EXPLAIN QUERY PLAN {question}"))]
    store.close()
    assert any(
        step.startswith(("SEARCH response", "SEARCH tally", "SEARCH rel", "SEARCH comm", "SEARCH pa"))
        for step in plan
    )
    tables = ("SCAN response", "SCAN tally", "SCAN rel", "SCAN comm", "SCAN pa")
    assert not any(step.startswith(tables) for step in plan)
