"""Withdrawing and re-attributing are subtractions and additions: rows and tallies stay equal."""

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import func, select

from db import Store
from db.commands.reattribute import reattribute
from db.commands.record import Receipt, record_responses
from db.commands.recount import recount
from db.commands.withdraw import AlreadyWithdrawn, ReceiptUnknown, withdraw
from db.models import Comment, PendingDay, Response, TallyCell
from db.queries.receipts import ReceiptState, find
from survey import Part
from tests.db.office import DAY, Office, open_office, put_on_duty, sheet
from trust.codes import NotACode, new_code


def recorded(store: Store, office: Office, key: str, level: int = 5, comment: str = "") -> str:
    with store.write() as session:
        (receipt,) = record_responses(session, [sheet(office, key, level=level, comment=comment)])
    assert isinstance(receipt, Receipt)
    return receipt.code


def test_a_withdrawn_answer_leaves_the_counts_and_its_content_is_gone(store: Store) -> None:
    office = open_office(store)
    receipt = recorded(store, office, "a form that is taken back", comment="Chờ lâu")
    with store.write() as session:
        withdraw(session, receipt.lower())
    with store.read() as session:
        assert session.execute(select(Response.withdrawn, Response.answers)).one() == (True, "")
        assert session.scalar(select(func.count()).select_from(Comment)) == 0
        assert session.scalars(select(TallyCell.counts)).all() == [b""]
        assert recount(session).agrees
        assert find(session, receipt).state is ReceiptState.WITHDRAWN


def test_an_answer_can_be_withdrawn_once_and_its_form_not_sent_again(store: Store) -> None:
    office = open_office(store)
    receipt = recorded(store, office, "a form that is taken back")
    with store.write() as session:
        withdraw(session, receipt)
    with store.write() as session, pytest.raises(AlreadyWithdrawn):
        withdraw(session, receipt)
    assert recorded(store, office, "a form that is taken back") == receipt
    with store.read() as session:
        assert session.scalars(select(TallyCell.counts)).all() == [b""]


def test_a_receipt_nobody_got_withdraws_nothing(store: Store) -> None:
    recorded(store, open_office(store), "a form that stays stored")
    with store.write() as session:
        with pytest.raises(ReceiptUnknown):
            withdraw(session, new_code())
        with pytest.raises(NotACode):
            withdraw(session, "not a receipt at all")
        assert find(session, "not a receipt at all").state is ReceiptState.UNKNOWN
        assert find(session, new_code()).state is ReceiptState.UNKNOWN


def test_a_roster_that_comes_later_moves_the_answers_to_the_officer_it_names(store: Store) -> None:
    office = open_office(store)
    recorded(store, office, "a form of the morning")
    with store.write() as session:
        officer_id = put_on_duty(session, office)
        assert reattribute(session, [(office.counter_id, DAY, Part.AFTERNOON)]) == 0
        assert reattribute(session, [(office.counter_id, DAY, Part.MORNING)]) == 1
        assert reattribute(session, [(office.counter_id, DAY, Part.MORNING)]) == 0
    with store.read() as session:
        cells = dict(session.execute(select(TallyCell.officer_id, TallyCell.counts)).all())
        assert cells[0] == b""
        assert cells[officer_id] != b""
        assert recount(session).agrees
        assert session.execute(select(PendingDay.added, PendingDay.removed)).one() == (1, 0)


def test_a_recount_finds_every_way_in_which_rows_and_tallies_part(store: Store) -> None:
    office = open_office(store)
    recorded(store, office, "the first of two forms")
    recorded(store, office, "the second of two forms", level=2)
    with store.write() as session:
        session.scalars(select(TallyCell)).one().counts = b""
    with store.write() as session:
        assert not recount(session).agrees
        assert not recount(session, repair=True).agrees
    with store.write() as session:
        assert recount(session).agrees
        session.delete(session.scalars(select(Response)).first())
    with store.read() as session:
        assert recount(session).by_table == {"tally_cell": 1, "pair_cell": 1, "pattern_count": 1}


@settings(max_examples=15, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    levels=st.lists(st.integers(1, 5), min_size=1, max_size=6),
    taken=st.sets(st.integers(0, 5)),
)
def test_counts_are_those_of_the_answers_that_stay_in_any_order(
    store: Store, levels: list[int], taken: set[int]
) -> None:
    office = open_office(store)
    receipts = [
        recorded(store, office, f"{office.code}-form-{place}", level) for place, level in enumerate(levels)
    ]
    with store.write() as session:
        for place in taken & set(range(len(levels))):
            withdraw(session, receipts[place])
    with store.read() as session:
        assert recount(session).agrees
