"""Answers leave the counts by two people and a reason, which erases nothing, and come back the same way."""

from datetime import UTC, date, datetime

import pytest
from sqlalchemy import Delete, Update, delete, select, update

from db import Store
from db.commands.accounts import set_active
from db.commands.decide import (
    AnswersRefused,
    NoRightToDecide,
    NoSuchDecision,
    NothingToConfirm,
    SamePerson,
    confirm_decision,
    propose_decision,
    withdraw_decision,
)
from db.commands.flag import flag_answers
from db.commands.reattribute import reattribute
from db.commands.recount import recount
from db.commands.release import Policy
from db.commands.withdraw import withdraw
from db.models import DecidedResponse, Decision, PendingDay, Response, TallyCell
from db.packing import unpack
from db.queries.comments import released_comments
from db.queries.decisions import count_excluded, public_decisions
from db.queries.log_check import Finding, check_log
from db.queries.receipts import ReceiptState, find
from jobs.keys import signer
from jobs.release import release_due
from jobs.seal import seal_due
from survey import Month, Period, TallyLayout
from survey.decisions import Cause, SentenceRefused, Stage
from survey.suspicion import Reason
from tests.db.office import DAY, Office, instrument, open_office, put_on_duty, sheet
from tests.db.people import People
from tests.db.test_signals import store_all, timed
from trust.heads import read_head

WHY = "Gửi dồn lúc nửa đêm."


def ids_of(store: Store) -> list[str]:
    with store.read() as session:
        return list(session.scalars(select(Response.id).order_by(Response.id)))


def counted(store: Store) -> int:
    with store.read() as session:
        assert recount(session).agrees
        width = TallyLayout.of(instrument()).width
        return sum(int(unpack(packed, width)[0]) for packed in session.scalars(select(TallyCell.counts)))


def propose(store: Store, ids: list[str], account_id: int) -> int:
    with store.write() as session:
        return propose_decision(session, ids, Cause.SCRIPTED, WHY, account_id)


def confirm(store: Store, number: int, account_id: int) -> Stage:
    with store.write() as session:
        return confirm_decision(session, number, account_id)


def take_back(store: Store, number: int, account_id: int) -> Stage:
    with store.write() as session:
        return withdraw_decision(session, number, account_id)


def test_two_people_leave_answers_out_and_nothing_is_erased(
    store: Store, office: Office, people: People
) -> None:
    receipts = store_all(store, *(timed(office, 500 + n, seed=n) for n in range(4)))
    with store.read() as session:
        gone = session.scalars(select(Response)).all()[:2]
        texts = {each.id: each.answers for each in gone}
    with store.write() as session:
        session.execute(PendingDay.__table__.delete())
    number = propose(store, list(texts), people.first)
    assert counted(store) == 4
    assert confirm(store, number, people.second) is Stage.CONFIRMED
    assert counted(store) == 2
    with store.read() as session:
        rows = session.scalars(select(Response).where(Response.excluded)).all()
        assert {row.id: row.answers for row in rows} == texts
        [waiting] = session.scalars(select(PendingDay))
        assert (waiting.added, waiting.removed) == (0, 2)
        states = [find(session, receipt).state for receipt in receipts]
        assert sorted(states) == [ReceiptState.COUNTED] * 2 + [ReceiptState.EXCLUDED] * 2
        [why] = {find(session, r).why for r in receipts if find(session, r).state is ReceiptState.EXCLUDED}
        assert why == (Cause.SCRIPTED, WHY)
        [told] = public_decisions(session, 10)
        assert (told.said.number, told.said.month, told.said.forms) == (number, Month.of(DAY), 2)
        assert told.roles == ("reform_team", "admin")
        assert count_excluded(session) == 2


def test_the_log_goes_on_agreeing(store: Store, office: Office, people: People) -> None:
    store_all(store, *(sheet(office, seed=n) for n in range(3)))
    seal_due(store, Policy.LIVE, signer())
    confirm(store, propose(store, ids_of(store)[:1], people.first), people.second)
    with store.read() as session:
        check = check_log(session, DAY, lambda note: read_head(note, signer().public))
    assert check.agrees
    assert check.sealed == 3


@pytest.mark.parametrize(
    "by_hand",
    [
        update(Decision).values(confirmed_by=Decision.proposed_by),
        update(Decision).values(stage=str(Stage.UNDONE)),
        update(Decision).values(month="2026-02"),
        update(Response).values(excluded=False),
        delete(DecidedResponse),
    ],
)
def test_a_decision_altered_in_the_database_is_found(
    store: Store, office: Office, people: People, by_hand: Update | Delete
) -> None:
    store_all(store, *(sheet(office, seed=n) for n in range(3)))
    confirm(store, propose(store, ids_of(store)[:2], people.first), people.second)
    with store.write() as session:
        session.execute(by_hand)
    with store.read() as session:
        found = check_log(session, DAY, signer().read).numbers
    assert set(found) == {Finding.LEFT_OUT_BY_NOBODY}


@pytest.mark.parametrize(
    ("stage", "altered"),
    [
        (Stage.UNDONE, {}),
        (Stage.UNDONE, {"withdrawn_by": Decision.proposed_by, "undone_by": Decision.proposed_by}),
        (Stage.UNDONE, {"withdrawn_by": None, "undone_by": Decision.proposed_by}),
        (Stage.DROPPED, {"withdrawn_by": Decision.proposed_by}),
        (Stage.PROPOSED, {}),
        ("forgotten", {}),
    ],
)
def test_a_decision_that_two_people_did_not_undo_is_found_with_its_answers_counted_again(
    store: Store, office: Office, people: People, stage: str, altered: dict[str, object]
) -> None:
    """Whoever has the database counts the answers again too, so that they and the decision agree."""
    store_all(store, *(sheet(office, seed=n) for n in range(3)))
    number = propose(store, ids_of(store)[:2], people.first)
    confirm(store, number, people.second)
    with store.write() as session:
        session.execute(update(Response).values(excluded=False))
        session.execute(update(Decision).values(stage=str(stage), **altered))
    with store.read() as session:
        check = check_log(session, DAY, signer().read)
    assert check.places == {Finding.LEFT_OUT_BY_NOBODY: [f"№ {number}"]}


def test_what_became_of_a_decision_by_two_people_agrees_with_the_log(
    store: Store, office: Office, people: People
) -> None:
    def agrees() -> bool:
        with store.read() as session:
            return check_log(session, DAY, signer().read).agrees

    store_all(store, *(sheet(office, seed=n) for n in range(3)))
    number = propose(store, ids_of(store)[:2], people.first)
    assert agrees()
    confirm(store, number, people.second)
    for again in (people.second, people.first):
        take_back(store, number, people.first)
        assert agrees()
        take_back(store, number, again)
        assert agrees()
    take_back(store, number, people.second)
    confirm(store, number, people.first)
    assert agrees()
    take_back(store, propose(store, ids_of(store)[:1], people.first), people.first)
    assert agrees()


def test_the_same_account_cannot_confirm_nor_can_one_without_the_right(
    store: Store, office: Office, people: People
) -> None:
    store_all(store, sheet(office))
    number = propose(store, ids_of(store), people.first)
    with pytest.raises(SamePerson):
        confirm(store, number, people.first)
    elsewhere = People(store, open_office(store).unit_id)
    for account_id in (people.head, elsewhere.second, 999):
        with pytest.raises(NoRightToDecide):
            confirm(store, number, account_id)
        with pytest.raises(NoRightToDecide):
            propose(store, ids_of(store), account_id)
    with store.write() as session:
        set_active(session, f"hai.{office.unit_id}", False)
    with pytest.raises(NoRightToDecide):
        confirm(store, number, people.second)
    assert counted(store) == 1


def test_a_proposal_to_undo_is_dropped_by_one_too_and_what_was_decided_stands(
    store: Store, office: Office, people: People
) -> None:
    store_all(store, *(timed(office, 500, seed=n) for n in range(3)))
    number = propose(store, ids_of(store)[:2], people.first)
    confirm(store, number, people.second)
    assert take_back(store, number, people.first) is Stage.UNDOING
    assert take_back(store, number, people.second) is Stage.CONFIRMED
    assert counted(store) == 1
    with pytest.raises(NothingToConfirm):
        confirm(store, number, people.second)
    assert take_back(store, number, people.second) is Stage.UNDOING
    assert confirm(store, number, people.first) is Stage.UNDONE, "only who proposed last may not confirm"
    assert counted(store) == 3


def test_a_proposal_is_dropped_by_one_and_counting_again_takes_two(
    store: Store, office: Office, people: People
) -> None:
    store_all(store, *(timed(office, 500, seed=n) for n in range(3)))
    with store.write() as session:
        flag_answers(session, {ids_of(store)[0]: {Reason.BURST}})
    number = propose(store, ids_of(store)[:2], people.first)
    assert take_back(store, number, people.first) is Stage.DROPPED
    with pytest.raises(NothingToConfirm):
        confirm(store, number, people.second)
    number = propose(store, ids_of(store)[:2], people.first)
    confirm(store, number, people.second)
    with pytest.raises(NothingToConfirm):
        confirm(store, number, people.first)
    assert take_back(store, number, people.second) is Stage.UNDOING
    assert counted(store) == 1
    with pytest.raises(SamePerson):
        confirm(store, number, people.second)
    assert confirm(store, number, people.first) is Stage.UNDONE
    assert counted(store) == 3
    with store.read() as session:
        assert [each.said.stage for each in public_decisions(session, 10)] == [Stage.UNDONE]
        assert count_excluded(session) == 0


def test_what_cannot_be_left_out_together_is_refused(store: Store, office: Office, people: People) -> None:
    receipts = store_all(
        store, *(sheet(office, seed=n) for n in range(3)), sheet(office, day=date(2026, 4, 1))
    )
    with store.write() as session:
        withdraw(session, receipts[0])
    with store.read() as session:
        day_of = {row.id: row.day for row in session.execute(select(Response.id, Response.day))}
        gone = session.scalars(select(Response.id).where(Response.withdrawn)).one()
    standing = [each for each in day_of if each != gone and day_of[each] == DAY]
    for ids in ([], [gone], list(day_of), ["nobody"], [*standing, "nobody"]):
        with pytest.raises(AnswersRefused):
            propose(store, ids, people.first)
    propose(store, standing, people.first)
    with pytest.raises(AnswersRefused):
        propose(store, standing[:1], people.second)
    with store.write() as session, pytest.raises(SentenceRefused):
        propose_decision(session, standing, Cause.TRIAL, " ", people.first)
    with pytest.raises(NoSuchDecision):
        confirm(store, 99, people.first)


def test_what_is_published_names_no_number_of_a_person(store: Store, office: Office, people: People) -> None:
    store_all(store, sheet(office))
    with store.write() as session:
        number = propose_decision(
            session, ids_of(store), Cause.SAME_PERSON, "Do 0912 345 678\ngửi", people.first
        )
    confirm(store, number, people.second)
    with store.read() as session:
        assert public_decisions(session, 1)[0].said.sentence == "Do [số đã ẩn] gửi"


def test_withdrawal_roster_and_return_find_the_counts_as_they_are(
    store: Store, office: Office, people: People
) -> None:
    receipts = store_all(store, *(timed(office, 500 + n, seed=n) for n in range(3)))
    with store.write() as session:
        flag_answers(session, {each: {Reason.BURST} for each in ids_of(store)})
    number = propose(store, ids_of(store), people.first)
    confirm(store, number, people.second)
    with store.write() as session:
        officer_id = put_on_duty(session, office)
        reattribute(session, [(office.counter_id, DAY, "morning")])
    with store.write() as session:
        withdraw(session, receipts[0])
    assert counted(store) == 0
    take_back(store, number, people.first)
    confirm(store, number, people.second)
    assert counted(store) == 2
    with store.read() as session:
        held = {row.officer_id for row in session.scalars(select(TallyCell)) if row.counts}
        assert held == {officer_id}
        assert find(session, receipts[0]).state is ReceiptState.WITHDRAWN


def test_a_comment_of_an_answer_that_is_left_out_is_shown_no_more(
    store: Store, office: Office, people: People
) -> None:
    store_all(store, sheet(office, comment="Rất tốt"), sheet(office, comment="Phải chờ lâu"))
    release_due(store, Policy.LIVE, datetime(2026, 3, 5, 1, tzinfo=UTC))
    confirm(store, propose(store, ids_of(store)[:1], people.first), people.second)
    with store.read() as session:
        month = Period(Month.of(DAY), Month.of(DAY))
        assert len(released_comments(session, [office.unit_id], month, head_of=None)) == 1
