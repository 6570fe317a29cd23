"""One answer becomes one row and is counted once."""

from collections.abc import Sequence
from datetime import date

import pytest
from sqlalchemy import delete, func, inspect, select
from sqlalchemy.orm import Session

from db import Store
from db.commands.record import Receipt, record_responses
from db.commands.recount import recount
from db.instruments import published
from db.models import Comment, Counter, CounterCode, PairCell, PendingDay, Response, TallyCell
from db.packing import unpack
from db.queries.places import PosterRetired, PosterUnknown, place_of
from survey import AnswerSheet, Tally, TallyLayout
from tests.db.office import DAY, instrument, open_office, put_on_duty, sheet
from trust.codes import LONG_CODE_LENGTH, new_code, normalise


def store_all(store: Store, sheets: Sequence[AnswerSheet]) -> list[object]:
    with store.write() as session:
        return list(record_responses(session, sheets))


def rows(session: Session) -> int:
    return session.scalar(select(func.count()).select_from(Response)) or 0


def live_tally(session: Session) -> Tally:
    width = TallyLayout.of(instrument()).width
    cells = [unpack(packed, width) for packed in session.scalars(select(TallyCell.counts))]
    return Tally(instrument(), sum(cells))  # type: ignore[arg-type]


def test_a_form_becomes_one_row_and_is_counted_once(store: Store) -> None:
    office = open_office(store)
    (receipt,) = store_all(store, [sheet(office, level=4)])
    assert isinstance(receipt, Receipt)
    assert not receipt.repeated
    with store.read() as session:
        assert rows(session) == 1
        tally = live_tally(session)
        assert (tally.forms, tally.respondents, tally.conduct_respondents) == (1, 1, 1)
        # Someone who collects a result is asked 8 to 11 and four drawn by lot: eight answers, all satisfied.
        assert int(tally.answered.sum()) == int(tally.satisfied.sum()) == 8
        assert recount(session).agrees


def test_the_same_key_twice_is_one_answer_with_the_same_receipt(store: Store) -> None:
    office = open_office(store)
    (first,) = store_all(store, [sheet(office, "the same key of a form", level=5)])
    (again,) = store_all(store, [sheet(office, "the same key of a form", level=1)])
    assert isinstance(first, Receipt)
    assert again == Receipt(first.code, repeated=True)
    with store.read() as session:
        assert rows(session) == 1
        assert live_tally(session).satisfied.sum() == 8
        assert recount(session).agrees


def test_the_same_key_twice_in_one_batch_is_one_answer(store: Store) -> None:
    office = open_office(store)
    twice = sheet(office, "the same key of a form")
    first, again = store_all(store, [twice, twice])
    assert isinstance(first, Receipt)
    assert isinstance(again, Receipt)
    assert (first.code, first.repeated, again.repeated) == (again.code, False, True)
    with store.read() as session:
        assert rows(session) == 1
        assert recount(session).agrees


def test_a_form_sent_again_after_its_poster_was_retired_gets_its_receipt(store: Store) -> None:
    """A phone that never saw the first answer of the server tries again, perhaps days later."""
    office = open_office(store)
    (first,) = store_all(store, [sheet(office, "the same key of a form")])
    with store.write() as session:
        session.get_one(CounterCode, office.code).revoked_on = DAY
    again, other = store_all(store, [sheet(office, "the same key of a form"), sheet(office)])
    assert isinstance(first, Receipt)
    assert again == Receipt(first.code, repeated=True)
    assert isinstance(other, PosterRetired)
    with store.read() as session:
        assert rows(session) == 1


def test_a_sheet_of_an_unknown_poster_is_refused_alone(store: Store) -> None:
    office = open_office(store)
    stranger = sheet(office)
    object.__setattr__(stranger, "code", new_code())
    refused, stored = store_all(store, [stranger, sheet(office)])
    assert isinstance(refused, PosterUnknown)
    assert isinstance(stored, Receipt)
    with store.read() as session:
        assert rows(session) == 1


@pytest.mark.parametrize("how", ["revoked", "ended", "not yet", "counter closed"])
def test_a_retired_poster_stores_nothing(store: Store, how: str) -> None:
    office = open_office(store)
    with store.write() as session:
        poster = session.get_one(CounterCode, office.code)
        if how == "revoked":
            poster.revoked_on = DAY
        elif how == "ended":
            poster.valid_to = DAY
        elif how == "not yet":
            poster.valid_from = date(2026, 3, 5)
        else:
            session.get_one(Counter, office.counter_id).valid_to = DAY
    (outcome,) = store_all(store, [sheet(office)])
    assert isinstance(outcome, PosterRetired)
    with store.read() as session:
        assert rows(session) == 0
        with pytest.raises(PosterRetired):
            place_of(session, office.code, DAY)


def test_a_code_typed_by_hand_finds_its_place(store: Store) -> None:
    office = open_office(store)
    with store.read() as session:
        place = place_of(session, " " + office.code.lower(), DAY)
        assert (place.counter_id, place.instrument.name) == (office.counter_id, "counter-2026/1")
        for made_up in ("", "BCFG", "x" * 500, "'; DROP TABLE response; --", new_code()):
            with pytest.raises(PosterUnknown):
                place_of(session, made_up, DAY)


def test_the_officer_on_the_roster_is_the_one_rated(store: Store) -> None:
    office = open_office(store)
    with store.write() as session:
        officer_id = put_on_duty(session, office)
    store_all(store, [sheet(office)])
    with store.read() as session:
        assert session.scalars(select(Response.officer_id)).all() == [officer_id]
        assert session.scalars(select(TallyCell.officer_id)).all() == [officer_id]


def test_the_field_is_known_only_where_the_counter_has_one(store: Store) -> None:
    single, several = open_office(store, fields=1), open_office(store, fields=2)
    store_all(store, [sheet(single), sheet(several)])
    with store.read() as session:
        fields = dict(session.execute(select(Response.unit_id, Response.field_id)).all())
        deciders = dict(session.execute(select(Response.unit_id, Response.deciding_unit_id)).all())
    assert fields[single.unit_id] is not None
    assert fields[several.unit_id] is None
    # Both fields of the counter are decided by the same agency, so the decider is known even so.
    assert deciders[several.unit_id] == several.unit_id


def test_no_column_could_hold_who_answered_or_when_to_the_minute() -> None:
    columns = {column.name for model in (Response, Comment) for column in inspect(model).local_table.columns}
    assert columns == {
        *("id", "key_digest", "receipt_digest", "instrument_id", "unit_id", "counter_id", "officer_id"),
        *("deciding_unit_id", "field_id", "channel", "purpose", "verified", "day", "part", "answers"),
        *("withdrawn", "excluded", "response_id", "month", "text", "salt", "release_id"),
        *("commitment", "commented", "comment_commitment", "withdrawal_secret"),
    }


def test_no_receipt_can_be_worked_out_from_what_is_stored(store: Store) -> None:
    office = open_office(store)
    (receipt,) = store_all(store, [sheet(office, "the key of my own form", comment="Cảm ơn")])
    assert isinstance(receipt, Receipt)
    assert normalise(receipt.code, (LONG_CODE_LENGTH,)) == receipt.code
    with store.read() as session:
        row = session.execute(select(*inspect(Response).local_table.columns)).one()
    assert receipt.code not in repr(row)
    assert "the key of my own form" not in repr(row)


def test_a_comment_is_kept_apart_and_without_numbers_that_name_a_person(store: Store) -> None:
    office = open_office(store)
    store_all(store, [sheet(office, comment="Tôi là 012345678901, gọi 0912.345.678 nhé")])
    with store.read() as session:
        assert session.scalars(select(Comment.text)).all() == ["Tôi là [số đã ẩn], gọi [số đã ẩn] nhé"]


def test_every_day_with_new_answers_waits_for_a_release(store: Store) -> None:
    office = open_office(store)
    store_all(store, [sheet(office), sheet(office), sheet(office, day=date(2026, 3, 5))])
    with store.read() as session:
        waiting = session.execute(select(PendingDay.day, PendingDay.added, PendingDay.removed)).all()
    assert sorted(waiting) == [(DAY, 2, 0), (date(2026, 3, 5), 1, 0)]


def test_an_altered_questionnaire_under_a_published_name_is_refused(store: Store) -> None:
    from db.instruments import PublishedInstrumentChanged
    from db.models import InstrumentVersion

    with store.write() as session:
        session.scalars(select(InstrumentVersion)).first().digest = "0" * 64  # type: ignore[union-attr]
    with store.read() as session, pytest.raises(PublishedInstrumentChanged):
        published(session)


def test_an_answer_is_counted_also_where_its_cell_was_taken_away_since_the_last(store: Store) -> None:
    office = open_office(store)
    store_all(store, [sheet(office, level=4)])
    with store.write() as session:
        session.execute(delete(TallyCell))
        session.execute(delete(PairCell))
    store_all(store, [sheet(office, level=5)])
    with store.write() as session:
        assert live_tally(session).forms == 1
        assert not recount(session, repair=True).agrees
        assert recount(session).agrees
        assert live_tally(session).forms == 2
