"""Marks are cleared by two people and a reason, stay on record, and count again the same way."""

import pytest
from sqlalchemy import Delete, Update, delete, func, select, update

from db import Store
from db.commands.decide import (
    AnswersRefused,
    NoMarkToClear,
    NoRightToDecide,
    SamePerson,
    propose_decision,
)
from db.commands.flag import flag_answers
from db.commands.reattribute import reattribute
from db.commands.record import receipt_digest
from db.commands.withdraw import withdraw
from db.models import DecidedResponse, Decision, Flag, FlaggedCell, PendingDay, Response
from db.packing import unpack
from db.queries.decisions import count_cleared, decisions_for, public_decisions
from db.queries.flagged import flagged_answers
from db.queries.log_check import Finding, check_log
from db.queries.receipts import ReceiptState, find
from jobs.keys import signer
from survey import TallyLayout
from survey.decisions import Cause, Effect, Stage
from survey.suspicion import Reason
from tests.db.office import DAY, Office, instrument, open_office, put_on_duty
from tests.db.people import People
from tests.db.test_decide import confirm, counted, propose, take_back
from tests.db.test_signals import store_all, timed

WHY = "Giờ làm việc thứ Bảy nhập sau."


@pytest.fixture
def receipts(store: Store, office: Office) -> dict[str, str]:
    """By id, the receipts of four answers."""
    codes = store_all(store, *(timed(office, 500 + n, seed=n) for n in range(4)))
    with store.read() as session:
        digests = {row.receipt_digest: row.id for row in session.scalars(select(Response))}
    return {digests[receipt_digest(code)]: code for code in codes}


@pytest.fixture
def marked(store: Store, receipts: dict[str, str]) -> list[str]:
    """Three of the answers, which carry marks."""
    ids = sorted(receipts)[:3]
    with store.write() as session:
        flag_answers(session, {each: {Reason.OUT_OF_HOURS, Reason.BURST} for each in ids})
    return ids


def clear(store: Store, ids: list[str], account_id: int) -> int:
    with store.write() as session:
        return propose_decision(session, ids, Cause.WRONG_HOURS, WHY, account_id)


def counted_as_marked(store: Store) -> int:
    """What the counts say, which a recount proves."""
    counted(store)
    width = TallyLayout.of(instrument()).width
    with store.read() as session:
        return sum(int(unpack(packed, width)[0]) for packed in session.scalars(select(FlaggedCell.counts)))


def test_two_people_clear_marks_which_stay_on_record(
    store: Store, office: Office, people: People, marked: list[str], receipts: dict[str, str]
) -> None:
    with store.write() as session:
        session.execute(PendingDay.__table__.delete())
    number = clear(store, marked[:2], people.first)
    assert counted_as_marked(store) == 3
    with pytest.raises(SamePerson):
        confirm(store, number, people.first)
    assert confirm(store, number, people.second) is Stage.CONFIRMED
    assert (counted_as_marked(store), counted(store)) == (1, 4)
    with store.read() as session:
        assert session.scalar(select(func.count()).select_from(Flag)) == 6
        assert len(session.scalars(select(PendingDay)).all()) == 1, "offices see it with the next release"
        listed = {each.id: each.cleared_by for each in flagged_answers(session, [office.unit_id], DAY, DAY)}
        assert listed == {marked[0]: number, marked[1]: number, marked[2]: None}
        [told] = public_decisions(session, 5)
        assert (told.said.cause.effect, told.said.forms, told.said.sentence) == (Effect.CLEAR_MARKS, 2, WHY)
        assert count_cleared(session) == 2
        assert {find(session, code).state for code in receipts.values()} == {ReceiptState.COUNTED}
        assert check_log(session, DAY, signer().read).agrees


def test_what_is_cleared_is_not_marked_again_by_a_later_round_but_by_two_people(
    store: Store, people: People, marked: list[str]
) -> None:
    number = clear(store, marked, people.first)
    confirm(store, number, people.second)
    with store.write() as session:
        assert flag_answers(session, {each: {Reason.BEYOND_CAPACITY} for each in marked}) == 0
    assert counted_as_marked(store) == 0
    with store.read() as session:
        assert str(Reason.BEYOND_CAPACITY) not in set(session.scalars(select(Flag.reason)))
    assert take_back(store, number, people.first) is Stage.UNDOING
    assert counted_as_marked(store) == 0
    assert confirm(store, number, people.second) is Stage.UNDONE
    assert counted_as_marked(store) == 3


def test_only_what_carries_a_mark_and_is_counted_can_be_cleared(
    store: Store, people: People, marked: list[str], receipts: dict[str, str]
) -> None:
    unmarked = (set(receipts) - set(marked)).pop()
    with pytest.raises(NoMarkToClear):
        clear(store, [*marked, unmarked], people.first)
    with pytest.raises(NoRightToDecide):
        clear(store, marked, people.head)
    left_out = propose(store, marked[:1], people.first)
    with pytest.raises(AnswersRefused):
        clear(store, marked[:1], people.second)
    confirm(store, left_out, people.second)
    with pytest.raises(AnswersRefused):
        clear(store, marked[:1], people.second)
    number = clear(store, marked[1:], people.first)
    with pytest.raises(AnswersRefused):
        propose(store, marked[1:2], people.first)
    confirm(store, number, people.second)
    with pytest.raises(AnswersRefused):
        clear(store, marked[1:2], people.first)


def test_whatever_happens_to_a_cleared_answer_its_mark_counts_no_more_until_that_is_undone(
    store: Store, office: Office, people: People, marked: list[str], receipts: dict[str, str]
) -> None:
    cleared = clear(store, marked, people.first)
    confirm(store, cleared, people.second)
    left_out = propose(store, marked[:1], people.first)
    confirm(store, left_out, people.second)
    with store.write() as session:
        withdraw(session, receipts[marked[1]])
        put_on_duty(session, office)
        reattribute(session, [(office.counter_id, DAY, "morning")])
    assert (counted(store), counted_as_marked(store)) == (2, 0)
    take_back(store, cleared, people.first)
    confirm(store, cleared, people.second)
    assert counted_as_marked(store) == 1, "one is withdrawn, one left out"
    take_back(store, left_out, people.first)
    confirm(store, left_out, people.second)
    assert (counted(store), counted_as_marked(store)) == (3, 2)


@pytest.mark.parametrize(
    "by_hand",
    [
        update(Decision).values(confirmed_by=Decision.proposed_by),
        update(Decision).values(cause=str(Cause.TRIAL)),
        update(Decision).values(forms=3),
        update(Flag).values(cleared=False),
        update(Flag).values(cleared=True),
        delete(Flag).where(Flag.cleared),
        delete(DecidedResponse),
    ],
    ids=str,
)
def test_marks_cleared_in_the_database_are_found(
    store: Store, people: People, marked: list[str], by_hand: Update | Delete
) -> None:
    confirm(store, clear(store, marked[:2], people.first), people.second)
    with store.write() as session:
        session.execute(by_hand)
    with store.read() as session:
        assert Finding.CLEARED_BY_NOBODY in check_log(session, DAY, signer().read).numbers


def test_a_second_decision_put_in_by_hand_is_found_and_marks_are_listed_with_the_first(
    store: Store, office: Office, people: People, marked: list[str]
) -> None:
    number = clear(store, marked[:2], people.first)
    confirm(store, number, people.second)
    with store.write() as session:
        row = dict(session.execute(select(Decision.__table__)).one()._mapping)
        again = Decision(**{**row, "id": number + 1})
        session.add(again)
        session.flush()
        session.add_all(DecidedResponse(decision_id=again.id, response_id=each) for each in marked[:2])
    with store.read() as session:
        listed = {each.id: each.cleared_by for each in flagged_answers(session, [office.unit_id], DAY, DAY)}
        check = check_log(session, DAY, signer().read)
    assert listed == {marked[0]: number, marked[1]: number, marked[2]: None}
    assert check.places == {Finding.CLEARED_BY_NOBODY: [f"№ {number + 1}"]}


def test_whoever_may_decide_is_told_what_waits_and_nobody_else(
    store: Store, people: People, marked: list[str]
) -> None:
    confirm(store, clear(store, marked[:1], people.first), people.second)
    waits = clear(store, marked[1:], people.first)
    elsewhere = People(store, open_office(store).unit_id)
    with store.read() as session:
        assert [each.number for each in decisions_for(session, people.second)] == [waits]
        assert len(decisions_for(session, people.second, all_stages=True)) == 2
        assert decisions_for(session, elsewhere.second, all_stages=True) == []
        with pytest.raises(NoRightToDecide):
            decisions_for(session, people.head)
