"""The tables: forward, equal to the models, and back."""

import sys
from datetime import UTC, date, datetime

import pytest
from sqlalchemy import create_engine, inspect, select, text

from db import Store
from db.commands.flag import flag_answers
from db.commands.record import Receipt, record_responses
from db.commands.recount import recount
from db.commands.release import Policy
from db.commands.withdraw import withdraw
from db.migrate import check, downgrade, migrate
from db.models import PendingDay, ReleasedMonth, Response
from db.packing import unpack
from jobs.release import release_due
from survey import TallyLayout
from survey.suspicion import Reason
from tests.db.counting_anew import counted_anew, released_rows
from tests.db.office import instrument, open_office, put_on_duty, sheet

NEXT_DAY = datetime(2026, 3, 5, 1, 0, tzinfo=UTC)


def test_migrations_lead_to_the_models_and_back_to_nothing(empty_database_url: str) -> None:
    migrate(empty_database_url)
    check(empty_database_url)
    migrate(empty_database_url)
    downgrade(empty_database_url, "base")
    engine = create_engine(empty_database_url)
    assert set(inspect(engine).get_table_names()) <= {"alembic_version"}
    engine.dispose()


def _answered_and_released(store: Store) -> tuple[str, dict[str, object]]:
    """Two units with released months; of the second, one answer was taken back since."""
    receipts = []
    for office in (open_office(store), open_office(store)):
        with store.write() as session:
            put_on_duty(session, office)
            outcomes = record_responses(
                session,
                [
                    *(sheet(office, level=level, seed=level) for level in (1, 3, 5, 5)),
                    *(sheet(office, level=4, seed=seed, day=date(2026, 2, 27)) for seed in range(3)),
                ],
            )
            receipts += [outcome.code for outcome in outcomes if isinstance(outcome, Receipt)]
    release_due(store, Policy.LIVE, NEXT_DAY)
    with store.read() as session:
        released = released_rows(session)
    with store.write() as session:
        withdraw(session, receipts[-1])
    return receipts[0], dict(released)


def test_months_with_flags_of_before_wait_for_a_release_that_counts_them(empty_database_url: str) -> None:
    migrate(empty_database_url)
    store = Store(empty_database_url)
    _answered_and_released(store)
    with store.write() as session:
        one = session.scalars(select(Response.id).where(Response.withdrawn.is_(False)).limit(1)).one()
        flag_answers(session, {one: {Reason.BURST}})
    release_due(store, Policy.LIVE, NEXT_DAY)
    downgrade(empty_database_url, "0007")
    migrate(empty_database_url)
    with store.read() as session:
        assert sum(session.scalars(select(ReleasedMonth.flagged))) == 0
        assert len(session.scalars(select(PendingDay)).all()) == 1
    release_due(store, Policy.LIVE, NEXT_DAY)
    with store.read() as session:
        assert sum(session.scalars(select(ReleasedMonth.flagged))) == 1
    store.close()


def test_answers_stored_before_are_counted_in_full_by_the_upgrade(empty_database_url: str) -> None:
    migrate(empty_database_url)
    store = Store(empty_database_url)
    receipt, released = _answered_and_released(store)
    downgrade(empty_database_url, "0002")
    old = TallyLayout.of(instrument()).first_of_form
    with store.read() as session:
        for table in ("tally_cell", "released_cell", "released_month"):
            for (packed,) in session.execute(text(f"SELECT counts FROM {table}")):
                unpack(packed, old)
        waiting = session.execute(text("SELECT count(*) FROM pending_day")).scalar()
    migrate(empty_database_url)
    with store.read() as session:
        assert recount(session).agrees
        assert session.execute(text("SELECT count(*) FROM pending_day")).scalar() == waiting
        completed = released_rows(session)
        revisions = session.scalars(select(ReleasedMonth.revision)).all()
    changed = max(key[0] for key in released["cells"]), "2026-02"  # type: ignore[attr-defined]
    for table, rows in released.items():
        kept = {key: counts for key, counts in rows.items() if key[:2] != changed}  # type: ignore[attr-defined]
        assert {key: counts for key, counts in completed[table].items() if key[:2] != changed} == kept
    assert set(revisions) == {0}
    with store.write() as session:
        withdraw(session, receipt)
    release_due(store, Policy.LIVE, NEXT_DAY)
    with store.read() as session:
        assert recount(session).agrees
        assert released_rows(session) == counted_anew(session, NEXT_DAY.date())
    store.close()


def test_a_second_start_does_not_count_again(
    empty_database_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    migrate(empty_database_url)
    monkeypatch.setattr(
        sys.modules["db.migrate"], "complete_counts", lambda session: pytest.fail("counted again")
    )
    migrate(empty_database_url)
