"""The log over the answers: sealed in batches, and every way of cheating in the database is found."""

from collections.abc import Callable, Iterator
from datetime import date, timedelta
from itertools import pairwise

import pytest
from sqlalchemy import delete, event, func, insert, select, text, update
from sqlalchemy.orm import Session

from db import Store
from db.commands.purge import purge_comments
from db.commands.record import Receipt, receipt_digest, record_responses
from db.commands.seal import LEAST, seal
from db.commands.succession import rename_unit
from db.commands.withdraw import withdraw
from db.models import (
    Comment,
    Flag,
    InstrumentVersion,
    LogHead,
    LogNode,
    LogPlace,
    Officer,
    Response,
    Unit,
    Unsealed,
)
from db.queries.log import consistency, count_withdrawals, inclusion, newest_head, standing, withdrawals
from db.queries.log_check import Finding, LogCheck, check_log
from survey import Part
from survey.suspicion import Reason
from tests.db.office import DAY, Office, sheet
from trust.heads import Head, Signer, read_head
from trust.leaves import withdrawal_hash
from trust.merkle_proofs import verify_consistency, verify_inclusion

SIGNER = Signer.of("feedback.example/nhat-ky", bytes(range(32)))
OTHER = Signer.of("feedback.example/nhat-ky", bytes(32))
NEXT = DAY + timedelta(days=1)


@pytest.fixture
def store(database_url: str) -> Iterator[Store]:
    opened = Store(database_url)
    yield opened
    opened.close()


def read(note: str) -> Head:
    return read_head(note, SIGNER.public)


def answer(store: Store, office: Office, number: int, day: date = DAY, **more: object) -> list[str]:
    """So many answers; their receipts."""
    with store.write() as session:
        outcomes = record_responses(
            session,
            [sheet(office, level=1 + n % 5, seed=n, day=day, **more) for n in range(number)],  # type: ignore[arg-type]
        )
    return [outcome.code for outcome in outcomes if isinstance(outcome, Receipt)]


def sealed(store: Store, today: date = NEXT, part: Part = Part.MORNING, **more: bool) -> Head | None:
    with store.write() as session:
        return seal(session, SIGNER, today, part, **more)


def checked(store: Store, *witnessed: Head) -> LogCheck:
    with store.read() as session:
        return check_log(session, NEXT, read, witnessed)


def found(store: Store, *witnessed: Head) -> set[Finding]:
    return set(checked(store, *witnessed).numbers)


def test_answers_are_sealed_once_their_half_day_is_over_and_ten_of_them_wait(
    store: Store, office: Office
) -> None:
    answer(store, office, LEAST - 1)
    assert sealed(store) is None
    answer(store, office, 1)
    assert sealed(store, DAY, Part.MORNING) is None, "their morning is not over"
    head = sealed(store, DAY, Part.AFTERNOON)
    assert head is not None
    assert (head.size, head.until) == (LEAST, f"{DAY} afternoon")
    assert sealed(store) is None, "nothing waits"
    assert found(store) == set()


def test_few_answers_are_sealed_after_a_week(store: Store, office: Office) -> None:
    answer(store, office, 2)
    assert sealed(store, DAY + timedelta(days=6)) is None
    head = sealed(store, DAY + timedelta(days=7))
    assert head is not None and head.size == 2


def test_a_batch_stands_in_an_order_of_its_own(store: Store, office: Office) -> None:
    receipts = answer(store, office, 60)
    sealed(store)
    with store.read() as session:
        places = [standing(session, receipt_digest(code)) for code in receipts]
        ids = session.scalars(select(LogPlace.response_id).order_by(LogPlace.position)).all()
    positions = [place.position for place in places if place is not None]
    assert sorted(positions) == list(range(60))  # type: ignore[type-var]
    assert positions != sorted(positions)  # type: ignore[type-var]
    assert ids != sorted(ids)


def test_every_receipt_proves_its_leaf_and_every_head_the_one_before(store: Store, office: Office) -> None:
    receipts, heads = [], []
    for round_ in range(3):
        receipts += answer(store, office, LEAST + round_)
        head = sealed(store)
        assert head is not None
        heads.append(head)
    with store.read() as session:
        for code in receipts:
            place = standing(session, receipt_digest(code))
            assert place is not None and place.position is not None
            proof = inclusion(session, place.position, heads[-1].size)
            assert verify_inclusion(place.leaf.hashed, place.position, proof.size, proof.path, heads[-1].root)
        for earlier, later in pairwise(heads):
            path = consistency(session, earlier.size, later.size)
            assert verify_consistency(earlier.size, later.size, earlier.root, later.root, path)
        newest = newest_head(session)
        assert newest is not None and read(newest.note) == heads[-1]
    assert found(store, *heads) == set()


def test_a_withdrawn_answer_keeps_its_place_and_shows_the_secret_that_only_its_receipt_held(
    store: Store, office: Office
) -> None:
    receipts = answer(store, office, LEAST, comment="Cảm ơn.")
    with store.write() as session:
        withdraw(session, receipts[3])  # before it is sealed
    sealed(store)
    with store.write() as session:
        withdraw(session, receipts[5])
    check = checked(store)
    assert (check.agrees, check.withdrawn, check.sealed) == (True, 2, LEAST)
    with store.read() as session:
        told = withdrawals(session)
        head = newest_head(session)
        assert head is not None
        for each in told:
            assert withdrawal_hash(each.secret) == each.leaf.withdrawal
            proof = inclusion(session, each.position, head.size)
            assert verify_inclusion(each.leaf.hashed, each.position, proof.size, proof.path, head.root)
        salts = session.scalars(select(Response.salt).where(Response.withdrawal_secret.is_not(None))).all()
    assert len(told) == 2
    assert salts == [None, None]
    assert not {receipts[3], receipts[5]} & {each.secret for each in told}, "and not the receipt itself"


def _delete_a_row(session: Session) -> None:
    victim = _some(session)
    session.execute(delete(Comment).where(Comment.response_id == victim))
    session.execute(delete(Response).where(Response.id == victim))


def _delete_a_row_and_its_place(session: Session) -> None:
    victim = _some(session)
    _delete_a_row(session)
    session.execute(delete(LogPlace).where(LogPlace.response_id == victim))


def _some(session: Session) -> str:
    return str(session.scalars(select(LogPlace.response_id).where(LogPlace.position == 4)).one())


def _better_answers(session: Session) -> None:
    told = session.scalars(select(Response.answers).where(Response.id == _some(session))).one()
    best = told.replace(":1", ":5").replace(":2", ":5").replace(":3", ":5").replace(":4", ":5")
    if best == told:
        best = told.replace(":5", ":4")
    session.execute(update(Response).where(Response.id == _some(session)).values(answers=best))


def _another_day(session: Session) -> None:
    session.execute(update(Response).where(Response.id == _some(session)).values(day=NEXT))


def _verified_by_hand(session: Session) -> None:
    session.execute(update(Response).where(Response.id == _some(session)).values(verified=True))


def _another_comment(session: Session) -> None:
    session.execute(update(Comment).where(Comment.response_id == _some(session)).values(text="Rất tốt."))


def _comment_removed(session: Session) -> None:
    session.execute(delete(Comment).where(Comment.response_id == _some(session)))


def _said_to_be_without_comment(session: Session) -> None:
    _comment_removed(session)
    session.execute(update(Response).where(Response.id == _some(session)).values(commented=False))


def _withdrawn_by_hand(session: Session) -> None:
    session.execute(update(Response).where(Response.id == _some(session)).values(withdrawn=True, answers=""))


def _withdrawn_with_a_made_up_secret(session: Session) -> None:
    _withdrawn_by_hand(session)
    session.execute(
        update(Response).where(Response.id == _some(session)).values(salt=None, withdrawal_secret="0" * 64)
    )


def _two_places_swapped(session: Session) -> None:
    for here, there in ((2, 12), (7, 2), (12, 7)):
        session.execute(update(LogPlace).where(LogPlace.position == here).values(position=there))


def _put_in_by_hand(session: Session) -> None:
    row = dict(session.execute(select(Response.__table__).limit(1)).one()._mapping)
    row |= {"id": "f" * 32, "key_digest": bytes(32), "receipt_digest": bytes(32)}
    session.execute(Response.__table__.insert().values(row))  # type: ignore[attr-defined]


def _sent_to_another_unit(session: Session) -> None:
    other = Unit(code="khác", kind="commune_centre", name="Nơi khác", path="/9/", valid_from=DAY)
    session.add(other)
    session.flush()
    session.execute(update(Response).where(Response.id == _some(session)).values(unit_id=other.id))


def _given_to_a_colleague(session: Session) -> None:
    unit_id = session.scalars(select(Response.unit_id).limit(1)).one()
    other = Officer(unit_id=unit_id, badge="khác", name="Cán bộ khác", kind="official", valid_from=DAY)
    session.add(other)
    session.flush()
    session.execute(update(Response).where(Response.id == _some(session)).values(officer_id=other.id))


def _another_purpose(session: Session) -> None:
    session.execute(update(Response).where(Response.id == _some(session)).values(purpose="ask"))


def _another_channel(session: Session) -> None:
    session.execute(update(Response).where(Response.id == _some(session)).values(channel="online"))


def _comment_sent_to_another_month(session: Session) -> None:
    session.execute(update(Comment).where(Comment.response_id == _some(session)).values(month="2024-01"))


def _left_out_by_hand(session: Session) -> None:
    session.execute(update(Response).where(Response.id == _some(session)).values(excluded=True))


def _mark_cleared_by_hand(session: Session) -> None:
    session.add(Flag(response_id=_some(session), reason=str(Reason.BURST), cleared=True))


def _questionnaires_swapped(session: Session) -> None:
    one, other = session.scalars(select(InstrumentVersion).order_by(InstrumentVersion.id).limit(2)).all()
    (name, digest), other_name = (one.name, one.digest), other.name
    one.digest, other.digest, other.name = other.digest, digest, "for a moment"
    session.flush()
    one.name = other_name
    session.flush()
    other.name = name


def _digest_of_a_questionnaire_altered(session: Session) -> None:
    session.execute(update(InstrumentVersion).values(digest="0" * 64))


def _answers_that_are_none(session: Session) -> None:
    session.execute(update(Response).where(Response.id == _some(session)).values(answers="[]"))


def _head_taken_away(session: Session) -> None:
    session.execute(delete(LogHead))


def _node_altered(session: Session) -> None:
    session.execute(update(LogNode).where(LogNode.level == 0, LogNode.position == 3).values(hash=bytes(32)))


def _high_node_altered(session: Session) -> None:
    highest = session.scalar(select(func.max(LogNode.level)))
    session.execute(update(LogNode).where(LogNode.level == highest).values(hash=bytes(32)))


def _head_of_another_key(session: Session) -> None:
    head = read(session.scalars(select(LogHead.note)).one())
    session.execute(update(LogHead).values(note=OTHER.signed(head)))


@pytest.mark.parametrize(
    ("cheat", "named"),
    [
        (_delete_a_row, Finding.ROW_MISSING),
        (_delete_a_row_and_its_place, Finding.PLACE_MISSING),
        (_better_answers, Finding.ALTERED),
        (_another_day, Finding.ALTERED),
        (_verified_by_hand, Finding.ALTERED),
        (_another_comment, Finding.COMMENT_ALTERED),
        (_comment_removed, Finding.COMMENT_MISSING),
        (_said_to_be_without_comment, Finding.ALTERED),
        (_withdrawn_by_hand, Finding.NOT_WITHDRAWN_BY_ITS_RECEIPT),
        (_withdrawn_with_a_made_up_secret, Finding.NOT_WITHDRAWN_BY_ITS_RECEIPT),
        (_two_places_swapped, Finding.OTHER_ROOT),
        (_put_in_by_hand, Finding.WITHOUT_PLACE),
        (_sent_to_another_unit, Finding.MOVED),
        (_given_to_a_colleague, Finding.MOVED),
        (_another_purpose, Finding.MOVED),
        (_another_channel, Finding.MOVED),
        (_comment_sent_to_another_month, Finding.MOVED),
        (_left_out_by_hand, Finding.LEFT_OUT_BY_NOBODY),
        (_mark_cleared_by_hand, Finding.CLEARED_BY_NOBODY),
        (_questionnaires_swapped, Finding.MISREAD),
        (_digest_of_a_questionnaire_altered, Finding.NOT_AS_PUBLISHED),
        (_answers_that_are_none, Finding.ALTERED),
        (_head_taken_away, Finding.NO_HEAD),
        (_node_altered, Finding.PROOFS_BROKEN),
        (_high_node_altered, Finding.PROOFS_BROKEN),
        (_head_of_another_key, Finding.HEAD_FORGED),
    ],
)
def test_cheating_in_the_database_is_found_and_named(
    store: Store, office: Office, cheat: Callable[[Session], None], named: Finding
) -> None:
    answer(store, office, 12, comment="Chờ lâu.")
    sealed(store)
    assert found(store) == set()
    with store.write() as session:
        cheat(session)
    assert named in found(store)


def test_an_answer_that_is_removed_before_it_is_sealed_is_missed(store: Store, office: Office) -> None:
    answer(store, office, 2)
    with store.write() as session:
        session.execute(delete(Response).where(Response.id == select(Response.id).limit(1).scalar_subquery()))
    assert checked(store).numbers == {Finding.ROW_MISSING: 1}


def test_who_lets_a_sealed_answer_wait_again_does_not_stop_the_sealing(store: Store, office: Office) -> None:
    answer(store, office, LEAST)
    sealed(store)
    with store.write() as session:
        session.add(Unsealed(response_id=_some(session)))
    answer(store, office, LEAST)
    head = sealed(store)
    assert head is not None and head.size == 2 * LEAST
    assert found(store) == set()


@pytest.mark.parametrize("column", ["commitment", "comment_commitment"])
def test_who_removes_a_commitment_keeps_no_other_answer_from_its_place_and_is_found(
    store: Store, office: Office, column: str
) -> None:
    answer(store, office, LEAST + 1)
    with store.write() as session:
        one = select(func.min(Response.id)).scalar_subquery()
        session.execute(update(Response).where(Response.id == one).values({column: None}))
    head = sealed(store)
    assert head is not None and head.size == LEAST
    assert checked(store).numbers == {Finding.ALTERED: 1}


def test_neither_sealing_nor_the_list_of_withdrawn_answers_reads_every_answer_or_place(
    sqlite_url: str,
) -> None:
    store = Store(sqlite_url)
    asked: list[tuple[str, tuple[object, ...]]] = []
    event.listen(store.engine, "before_cursor_execute", lambda *given: asked.append((given[2], given[3])))
    for today, part, at_once in (
        (NEXT, Part.MORNING, False),
        (NEXT, Part.AFTERNOON, False),
        (NEXT, Part.MORNING, True),
    ):
        with store.write() as session:
            seal(session, SIGNER, today, part, at_once=at_once)
    with store.read() as session:
        withdrawals(session)
        count_withdrawals(session)
        standing(session, bytes(32))
        questions = [each for each in asked if each[0].startswith("SELECT")]
        assert len(questions) == 6
        for question, values in questions:
            plan = session.connection().exec_driver_sql(f"EXPLAIN QUERY PLAN {question}", values)
            steps = [row.detail for row in plan]
            assert any(step.startswith("SEARCH response") for step in steps)
            assert not any(step.startswith(("SCAN response", "SCAN log_place")) for step in steps)
            assert not any(step.startswith("SEARCH log_place USING PRIMARY KEY (position>") for step in steps)
    store.close()


def test_answers_of_a_unit_that_was_renamed_since_are_where_they_were_given(
    store: Store, office: Office
) -> None:
    answer(store, office, 12, comment="Chờ lâu.")
    with store.write() as session:
        renamed = rename_unit(session, office.unit_id, "Tên mới", NEXT)
        rename_unit(session, renamed.id, "Tên mới hơn", NEXT + timedelta(days=1))
    answer(store, office, 1)
    assert found(store) == set()


def test_comments_whose_term_is_over_are_missed_by_nobody(store: Store, office: Office) -> None:
    answer(store, office, 12, comment="Chờ lâu.")
    sealed(store)
    later = date(2028, 4, 10)
    with store.write() as session:
        assert purge_comments(session, later) == 12
    with store.read() as session:
        assert check_log(session, later, read).agrees


def _built_anew(store: Store) -> None:
    """Everything thrown away and sealed again, with the server's own key."""
    with store.write() as session:
        for table in (LogHead, LogNode):
            session.execute(delete(table))
        places = select(LogPlace.response_id)
        session.execute(insert(Unsealed).from_select(["response_id"], places))
        session.execute(delete(LogPlace))
    sealed(store)


def test_who_has_the_key_and_builds_the_log_anew_is_found_by_whoever_kept_a_head(
    store: Store, office: Office
) -> None:
    answer(store, office, 12)
    kept = sealed(store)
    assert kept is not None
    answer(store, office, 12)
    sealed(store)
    assert found(store, kept) == set()
    _built_anew(store)
    assert found(store) == set(), "alone it looks whole"
    assert found(store, kept) == {Finding.OTHER_HISTORY}


def test_a_last_batch_that_was_dropped_is_found_by_whoever_kept_its_head(
    store: Store, office: Office
) -> None:
    answer(store, office, 12)
    sealed(store)
    answer(store, office, 12)
    kept = sealed(store)
    assert kept is not None
    with store.write() as session:
        dropped = session.scalars(select(LogPlace.response_id).where(LogPlace.position >= 12)).all()
        session.execute(delete(Response).where(Response.id.in_(dropped)))
        session.execute(delete(LogPlace).where(LogPlace.position >= 12))
        session.execute(delete(LogHead).where(LogHead.size > 12))
        session.execute(delete(LogNode).where(LogNode.level == 0, LogNode.position >= 12))
    assert found(store, kept) == {Finding.SHORTER}


def test_an_answer_altered_and_bound_anew_before_it_is_sealed_no_longer_fits_its_receipt(
    store: Store, office: Office
) -> None:
    """What the receipt promised is another leaf: see the promise that a citizen may keep."""
    [receipt] = answer(store, office, 1)
    with store.read() as session:
        promised = standing(session, receipt_digest(receipt))
    with store.write() as session:
        session.execute(text("UPDATE response SET commitment = comment_commitment"))
    with store.read() as session:
        now = standing(session, receipt_digest(receipt))
    assert promised is not None and now is not None
    assert now.leaf.hashed != promised.leaf.hashed
    assert found(store) == {Finding.ALTERED}
