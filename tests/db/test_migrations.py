"""The tables: forward, equal to the models, and back."""

import sys
from datetime import UTC, date, datetime

import pytest
from sqlalchemy import create_engine, func, inspect, select, text

from db import Store
from db.commands.decide import confirm_decision, propose_decision, withdraw_decision
from db.commands.flag import flag_answers
from db.commands.record import Receipt, receipt_digest, record_responses
from db.commands.recount import recount
from db.commands.release import Policy
from db.commands.seal import seal
from db.commands.withdraw import withdraw
from db.migrate import check, downgrade, migrate
from db.models import DecidedResponse, Decision, Flag, PendingDay, ReleasedMonth, Response, Unsealed
from db.packing import unpack
from db.queries.figures import figures_by_month
from db.queries.log import Standing, standing
from db.queries.log_check import Finding, check_log
from jobs.release import release_due
from survey import Answers, AnswerSheet, Month, Part, Period, TallyLayout
from survey.decisions import Cause, Stage
from survey.suspicion import Reason
from tests.db.counting_anew import counted_anew, released_rows
from tests.db.office import DAY, NAME, Office, instrument, open_office, put_on_duty, sheet
from tests.db.people import People
from tests.db.test_decide import WHY
from tests.db.test_signals import store_all
from trust.heads import Signer

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


def test_flags_of_released_months_are_counted_by_the_upgrade_as_a_release_counts_them(
    empty_database_url: str,
) -> None:
    """Of March: a respondent, a form without a criterion, withdrawn, left out, of a day after the release."""
    migrate(empty_database_url)
    store = Store(empty_database_url)
    office, february = open_office(store), date(2026, 2, 27)
    receipts = store_all(
        store,
        *(sheet(office, seed=seed) for seed in range(5)),
        *(sheet(office, day=february, seed=seed) for seed in range(2)),
        AnswerSheet(instrument(), "no criterion", office.code, DAY, Part.MORNING, Answers(overall=4)),
    )
    marked, withdrawn, left_out, *_, of_february, _, without = receipts
    _flag(store, marked, withdrawn, left_out, of_february, without)
    _leave_out(store, office, left_out)
    with store.write() as session:
        withdraw(session, withdrawn)
    release_due(store, Policy.LIVE, NEXT_DAY)
    released = {(office.unit_id, "2026-02"): 1, (office.unit_id, "2026-03"): 1}
    assert _flagged_by_month(store) == released
    _flag(store, *store_all(store, sheet(office, day=date(2026, 3, 9))))
    downgrade(empty_database_url, "0007")
    migrate(empty_database_url)
    assert _flagged_by_month(store) == released
    with store.read() as session:
        by_month = figures_by_month(session, [office.unit_id], Period(Month(2026, 2), Month(2026, 3)), NAME)
        waiting = session.scalars(select(PendingDay.day).order_by(PendingDay.day)).all()
    assert [each.too_many_flagged for each in by_month.values()] == [True, True]
    assert waiting == [february, DAY, date(2026, 3, 9)]
    release_due(store, Policy.LIVE, datetime(2026, 3, 10, 1, 0, tzinfo=UTC))
    assert _flagged_by_month(store) == released | {(office.unit_id, "2026-03"): 2}
    store.close()


def _flag(store: Store, *receipts: str) -> None:
    with store.write() as session:
        digests = [receipt_digest(receipt) for receipt in receipts]
        ids = session.scalars(select(Response.id).where(Response.receipt_digest.in_(digests)))
        flag_answers(session, {each: {Reason.BURST} for each in ids})


def _leave_out(store: Store, office: Office, receipt: str) -> None:
    people = People(store, office.unit_id)
    with store.write() as session:
        found = session.scalars(select(Response.id).where(Response.receipt_digest == receipt_digest(receipt)))
        number = propose_decision(session, found.all(), Cause.SCRIPTED, WHY, people.first)
        confirm_decision(session, number, people.second)


def _flagged_by_month(store: Store) -> dict[tuple[int, str], int]:
    with store.read() as session:
        return {(row.unit_id, row.month): row.flagged for row in session.scalars(select(ReleasedMonth))}


def test_decisions_of_before_keep_number_and_stage(
    empty_database_url: str,
) -> None:
    migrate(empty_database_url)
    store = Store(empty_database_url)
    office = open_office(store)
    people = People(store, office.unit_id)
    with store.write() as session:
        record_responses(session, [sheet(office, seed=seed) for seed in range(3)])
    with store.write() as session:
        ids = session.scalars(select(Response.id)).all()
        flag_answers(session, {ids[2]: {Reason.BURST}})
        numbers = [
            propose_decision(session, [each], Cause.TRIAL, "Làm thử.", people.first) for each in ids[:2]
        ]
        confirm_decision(session, numbers[0], people.second)
        withdraw_decision(session, numbers[0], people.second)
        cleared = propose_decision(session, ids[2:], Cause.WRONG_CLOCK, "Sai giờ.", people.first)
        confirm_decision(session, cleared, people.second)
    downgrade(empty_database_url, "0010")
    with store.read() as session:
        before = session.execute(text("SELECT id, state, undone_by FROM exclusion ORDER BY id")).all()
    assert [tuple(row) for row in before] == [
        (numbers[0], "reinstating", people.second),
        (numbers[1], "proposed", None),
    ]
    migrate(empty_database_url)
    with store.write() as session:
        stages = session.execute(select(Decision.id, Decision.stage).order_by(Decision.id)).all()
        assert [tuple(row) for row in stages] == [(numbers[0], "undoing"), (numbers[1], "proposed")]
        assert set(session.scalars(select(DecidedResponse.response_id))) == set(ids[:2])
        assert confirm_decision(session, numbers[1], people.second) is Stage.CONFIRMED
        assert not any(session.scalars(select(Flag.cleared)))
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
        assert session.scalar(select(func.count()).select_from(Unsealed)) == 13, "one is withdrawn"
        completed = released_rows(session)
        revisions = session.scalars(select(ReleasedMonth.revision)).all()
    changed = max(key[0] for key in released["cells"]), "2026-02"  # type: ignore[attr-defined]
    for table, rows in released.items():
        kept = {key: counts for key, counts in rows.items() if key[:2] != changed}  # type: ignore[attr-defined]
        assert {key: counts for key, counts in completed[table].items() if key[:2] != changed} == kept
    assert set(revisions) == {0}
    assert _found(store, Signer.of("feedback.example/nhat-ky", bytes(32))) == {}
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


def test_places_in_the_log_are_kept_both_ways_and_so_is_what_tells_of_removed_answers(
    empty_database_url: str,
) -> None:
    migrate(empty_database_url)
    store = Store(empty_database_url)
    office = open_office(store)
    signer = Signer.of("feedback.example/nhat-ky", bytes(32))
    receipts = store_all(store, *(sheet(office, seed=seed, comment="Cảm ơn.") for seed in range(12)))
    with store.write() as session:
        seal(session, signer, NEXT_DAY.date(), Part.MORNING)
    receipts += store_all(store, *(sheet(office, seed=seed, day=date(2026, 3, 5)) for seed in range(3)))
    with store.write() as session:
        withdraw(session, receipts[0])
        withdraw(session, receipts[-1])
    before = _standings(store, receipts)
    downgrade(empty_database_url, "0011")
    migrate(empty_database_url)
    assert _standings(store, receipts) == before
    assert _found(store, signer) == {}
    downgrade(empty_database_url, "0011")
    with store.write() as session:
        for where in ("position = 4", "position IS NULL AND salt IS NOT NULL"):
            one = f"SELECT min(response_id) FROM log_entry WHERE {where}"
            session.execute(text(f"DELETE FROM comment WHERE response_id = ({one})"))
            session.execute(text(f"DELETE FROM response WHERE id = ({one})"))
    migrate(empty_database_url)
    assert _found(store, signer) == {Finding.ROW_MISSING: 2, Finding.PROOFS_BROKEN: 1, Finding.OTHER_ROOT: 1}
    store.close()


def _standings(store: Store, receipts: list[str]) -> list[Standing | None]:
    with store.read() as session:
        return [standing(session, receipt_digest(receipt)) for receipt in receipts]


def _found(store: Store, signer: Signer) -> dict[Finding, int]:
    with store.read() as session:
        return check_log(session, NEXT_DAY.date(), signer.read).numbers
