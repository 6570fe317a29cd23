"""Released figures that were altered in the database are found; those that rightly differ are not called so."""

from datetime import timedelta

import pytest
from sqlalchemy import delete, select

from db import Store
from db.commands.release import Policy
from db.commands.withdraw import withdraw
from db.models import Base
from db.queries.released_check import altered_months
from db.released import COPIED
from jobs.release import release_due
from survey import Month
from tests.db.office import DAY, Office, open_office, put_on_duty
from tests.db.test_release import NEXT_DAY, record


def altered(store: Store, office: Office) -> list[Month]:
    with store.read() as session:
        return [month for unit_id, month in altered_months(session) if unit_id == office.unit_id]


@pytest.mark.parametrize("table", COPIED)
def test_a_released_copy_that_is_not_what_was_counted_is_found(store: Store, table: type[Base]) -> None:
    office = open_office(store)
    with store.write() as session:
        put_on_duty(session, office)
    record(store, office, 12)
    release_due(store, Policy.DAILY, NEXT_DAY)
    assert altered(store, office) == []
    with store.write() as session:
        row = session.scalars(select(table).filter_by(unit_id=office.unit_id)).first()
        assert row is not None
        session.delete(row)
    assert altered(store, office) == [Month.of(DAY)]


def test_a_month_of_which_nothing_was_counted_is_found(store: Store) -> None:
    office = open_office(store)
    record(store, office, 12)
    release_due(store, Policy.DAILY, NEXT_DAY)
    with store.write() as session:
        for table in COPIED:
            for row in session.scalars(select(table).filter_by(unit_id=office.unit_id)).all():
                session.expunge(row)
                session.merge(table(**{**_columns(row), "month": "2026-02"}))
    assert altered(store, office) == [Month(2026, 2)]


def test_a_month_that_was_taken_out_whole_is_found(store: Store) -> None:
    office = open_office(store)
    record(store, office, 12)
    release_due(store, Policy.DAILY, NEXT_DAY)
    with store.write() as session:
        for table in COPIED:
            session.execute(delete(table).where(table.__table__.c["unit_id"] == office.unit_id))
    assert altered(store, office) == [Month.of(DAY)]


def _columns(row: Base) -> dict[str, object]:
    return {column.name: getattr(row, column.name) for column in row.__table__.columns}


def test_what_waits_for_the_next_release_rightly_differs(store: Store) -> None:
    office = open_office(store)
    receipts = record(store, office, 12)
    release_due(store, Policy.DAILY, NEXT_DAY)
    record(store, office, 3, day=DAY + timedelta(days=1), start=20)
    assert altered(store, office) == []
    with store.write() as session:
        withdraw(session, receipts[0])
    assert altered(store, office) == []
    record(store, office, 10, day=DAY - timedelta(days=30), start=40)
    release_due(store, Policy.DAILY, NEXT_DAY + timedelta(days=2))
    assert altered(store, office) == []
