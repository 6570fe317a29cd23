"""Which counters a subtree has, and which of their codes work."""

from datetime import date, timedelta

from db import Store
from db.commands.counters import add_code, revoke_code
from db.models import Counter
from db.queries.counters import CodeState, counters_of
from tests.db.office import DAY, open_office


def test_the_state_of_a_code_follows_its_days(store: Store) -> None:
    office = open_office(store)
    tomorrow = DAY + timedelta(days=1)
    with store.write() as session:
        later = add_code(session, office.counter_id, tomorrow)
        ended = add_code(session, office.counter_id, date(2026, 1, 1), DAY)
        revoke_code(session, office.code, tomorrow)
    with store.read() as session:
        [today] = counters_of(session, f"/{office.unit_id}/", DAY)
        [then] = counters_of(session, f"/{office.unit_id}/", tomorrow)
    assert {code.code: code.state for code in today.codes} == {
        later: CodeState.NOT_YET,
        ended: CodeState.ENDED,
        office.code: CodeState.WORKS,
    }
    assert {code.code: code.state for code in then.codes} == {
        later: CodeState.WORKS,
        ended: CodeState.ENDED,
        office.code: CodeState.REVOKED,
    }


def test_a_closed_counter_is_not_listed(store: Store) -> None:
    office = open_office(store)
    with store.write() as session:
        session.get_one(Counter, office.counter_id).valid_to = DAY
    with store.read() as session:
        assert counters_of(session, f"/{office.unit_id}/", DAY) == ()
        assert len(counters_of(session, f"/{office.unit_id}/", DAY - timedelta(days=1))) == 1
