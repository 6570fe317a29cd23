"""A ticket makes one answer a verified visit, is spent by it alone, and nothing that is stored joins the two."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from threading import Barrier
from typing import Any

import pytest
from sqlalchemy import event, func, inspect, select, text
from sqlalchemy.orm import Session

from db import Store
from db.commands.counters import CounterUnknown
from db.commands.duty import claim_counters
from db.commands.record import Outcome, Receipt, record_responses
from db.commands.recount import recount
from db.commands.release import Policy
from db.commands.succession import close_unit, rename_unit
from db.commands.tickets import (
    MOST_AT_ONCE,
    MOST_DAYS,
    CounterClosed,
    TicketsRefused,
    end_tickets,
    forget_tickets,
    issue_tickets,
    mix_spent,
)
from db.commands.withdraw import withdraw
from db.models import ApiKey, Counter, Response, TallyCell, Ticket
from db.queries.places import PosterRetired, PosterUnknown, TicketSpent, place_of, ticket_digest
from db.writer import Writer
from jobs.purge import purge_due
from jobs.release import release_due
from survey import AnswerSheet
from tests.db.office import DAY, Office, open_office, sheet
from tests.db.test_release import released
from trust.codes import new_code, normalise

NEXT_DAY = datetime(2026, 3, 5, 1, 0, tzinfo=UTC)


def tickets(store: Store, office: Office, count: int = 1, first: date = DAY, days: int = 14) -> list[Office]:
    """The office as its tickets open it."""
    with store.write() as session:
        issued = issue_tickets(session, office.counter_id, count, first, days)
    return [replace(office, code=code) for code in issued.codes]


def store_all(store: Store, *sheets: AnswerSheet) -> list[Outcome]:
    with store.write() as session:
        return record_responses(session, sheets)


def verified(store: Store) -> list[bool]:
    with store.read() as session:
        return sorted(session.scalars(select(Response.verified)))


def spent(store: Store) -> int:
    with store.read() as session:
        return session.scalar(select(func.count()).select_from(Ticket).where(Ticket.spent)) or 0


@pytest.fixture
def side_by_side(postgres_url: str) -> Iterator[Store]:
    store = Store(postgres_url)
    yield store
    store.close()


def test_an_answer_by_a_ticket_is_a_verified_visit_and_spends_it(store: Store) -> None:
    office = open_office(store)
    [ticket] = tickets(store, office)
    outcomes = store_all(store, sheet(ticket), sheet(office))
    assert all(isinstance(outcome, Receipt) for outcome in outcomes)
    assert verified(store) == [False, True]
    assert spent(store) == 1
    with store.read() as session:
        assert sorted(session.scalars(select(TallyCell.verified))) == [False, True]
        assert recount(session).agrees


def test_what_is_stored_of_an_answer_by_a_ticket_is_what_its_poster_would_have_stored(store: Store) -> None:
    office = open_office(store, fields=2)
    [ticket] = tickets(store, office)
    store_all(store, sheet(office), sheet(ticket))
    with store.read() as session:
        rows = [
            (
                each.unit_id,
                each.counter_id,
                each.officer_id,
                each.deciding_unit_id,
                each.field_id,
                each.channel,
            )
            for each in session.scalars(select(Response))
        ]
    assert rows[0] == rows[1]


def test_both_kinds_of_answers_are_in_the_figures(store: Store) -> None:
    office = open_office(store)
    [ticket] = tickets(store, office)
    store_all(store, sheet(ticket), sheet(office))
    release_due(store, Policy.LIVE, NEXT_DAY)
    assert released(store, office) == 2


def test_another_form_with_a_spent_ticket_is_refused_and_stores_nothing(store: Store) -> None:
    [ticket] = tickets(store, open_office(store))
    store_all(store, sheet(ticket))
    [refused] = store_all(store, sheet(ticket, level=1))
    assert isinstance(refused, TicketSpent)
    assert verified(store) == [True]


def test_the_same_form_sent_again_gets_its_receipt_though_the_ticket_is_spent(store: Store) -> None:
    [ticket] = tickets(store, open_office(store))
    [first] = store_all(store, sheet(ticket, "the same key of a form"))
    again, other = store_all(store, sheet(ticket, "the same key of a form", level=1), sheet(ticket))
    assert isinstance(first, Receipt)
    assert again == Receipt(first.code, repeated=True)
    assert isinstance(other, TicketSpent)


def test_of_two_forms_with_one_ticket_in_a_batch_one_is_stored(store: Store) -> None:
    [ticket] = tickets(store, open_office(store))
    first, again, other = store_all(
        store,
        sheet(ticket, "the key of the first form"),
        sheet(ticket, "the key of the first form"),
        sheet(ticket),
    )
    assert isinstance(first, Receipt)
    assert again == Receipt(first.code, repeated=True)
    assert isinstance(other, TicketSpent)
    assert verified(store) == [True]


def test_a_form_that_fails_spends_nothing(store: Store) -> None:
    [ticket] = tickets(store, open_office(store))
    with pytest.raises(ZeroDivisionError), store.write() as session:
        record_responses(session, [sheet(ticket)])
        raise ZeroDivisionError
    assert (verified(store), spent(store)) == ([], 0)
    [receipt] = store_all(store, sheet(ticket))
    assert isinstance(receipt, Receipt)


def test_taking_an_answer_back_does_not_give_the_ticket_back(store: Store) -> None:
    [ticket] = tickets(store, open_office(store))
    [receipt] = store_all(store, sheet(ticket))
    assert isinstance(receipt, Receipt)
    with store.write() as session:
        withdraw(session, receipt.code)
    [refused] = store_all(store, sheet(ticket))
    assert isinstance(refused, TicketSpent)
    with store.read() as session:
        assert recount(session).agrees


def test_a_ticket_leads_to_its_counter_and_says_when_it_is_spent(store: Store) -> None:
    office = open_office(store)
    [ticket] = tickets(store, office)
    with store.read() as session:
        place = place_of(session, f" {ticket.code.lower()}", DAY)
        by_poster = place_of(session, office.code, DAY)
    assert place.ticket and not by_poster.ticket
    assert replace(place, code=office.code, ticket=False) == by_poster
    store_all(store, sheet(ticket))
    with store.read() as session, pytest.raises(TicketSpent) as told:
        place_of(session, ticket.code, DAY)
    assert told.value.place == place


def test_a_ticket_that_nobody_was_given_is_an_unknown_poster(store: Store) -> None:
    office = replace(open_office(store), code=new_code())
    with store.read() as session, pytest.raises(PosterUnknown):
        place_of(session, office.code, DAY)
    [refused] = store_all(store, sheet(office))
    assert isinstance(refused, PosterUnknown)


@pytest.mark.parametrize("how", ["not yet", "over", "ended", "counter closed", "unit closed"])
def test_a_ticket_out_of_its_time_is_a_retired_poster(store: Store, how: str) -> None:
    office = open_office(store)
    first = {"not yet": DAY + timedelta(days=1), "over": DAY - timedelta(days=14)}.get(how, DAY)
    [ticket] = tickets(store, office, first=first)
    with store.write() as session:
        if how == "ended":
            assert end_tickets(session, office.counter_id, DAY) == 1
        elif how == "counter closed":
            session.get_one(Counter, office.counter_id).valid_to = DAY
        elif how == "unit closed":
            close_unit(session, office.unit_id, DAY)
    [refused] = store_all(store, sheet(ticket))
    assert isinstance(refused, PosterRetired)
    with store.read() as session, pytest.raises(PosterRetired):
        place_of(session, ticket.code, DAY)


def test_a_ticket_is_good_from_its_first_day_through_its_last(store: Store) -> None:
    office = open_office(store)
    with store.write() as session:
        issued = issue_tickets(session, office.counter_id, 3, DAY, days=3)
    assert (issued.valid_from, issued.last_day) == (DAY, DAY + timedelta(days=2))
    days = [DAY, issued.last_day, issued.valid_to]
    outcomes = store_all(
        store,
        *(sheet(replace(office, code=code), day=day) for code, day in zip(issued.codes, days, strict=True)),
    )
    assert [type(outcome) for outcome in outcomes] == [Receipt, Receipt, PosterRetired]


def test_a_form_given_while_the_ticket_was_good_is_verified_though_it_comes_later(store: Store) -> None:
    """As from a phone without a network: its day is the one on which it was given."""
    office = open_office(store)
    [ticket] = tickets(store, office, days=2)
    with store.write() as session:
        end_tickets(session, office.counter_id, DAY + timedelta(days=1))
    purge_due(store, datetime(2026, 3, 17, 1, tzinfo=UTC))
    [receipt] = store_all(store, sheet(ticket, day=DAY))
    assert isinstance(receipt, Receipt)
    assert verified(store) == [True]


def test_tickets_are_forgotten_fourteen_days_after_they_ended(store: Store) -> None:
    office = open_office(store)
    with store.write() as session:
        ends = issue_tickets(session, office.counter_id, 2, DAY, days=5).valid_to
    for days, gone in ((14, 0), (15, 2), (16, 0)):
        with store.write() as session:
            assert forget_tickets(session, ends + timedelta(days=days)) == gone


def test_a_purge_forgets_tickets_and_says_how_many(store: Store) -> None:
    tickets(store, open_office(store), count=3, first=date(2026, 1, 1), days=1)
    assert purge_due(store, datetime(2026, 3, 4, 1, tzinfo=UTC)).tickets == 3


def test_ending_the_tickets_of_a_counter_leaves_spent_ones_and_other_counters(store: Store) -> None:
    office, other = open_office(store), open_office(store)
    used, *_ = tickets(store, office, count=3)
    [elsewhere] = tickets(store, other)
    store_all(store, sheet(used))
    with store.write() as session:
        assert end_tickets(session, office.counter_id, DAY) == 2
        assert end_tickets(session, office.counter_id, DAY) == 0
    with store.read() as session:
        assert place_of(session, elsewhere.code, DAY).ticket
        with pytest.raises(TicketSpent):
            place_of(session, used.code, DAY)


@pytest.mark.parametrize(
    ("count", "days"), [(0, 14), (-1, 14), (MOST_AT_ONCE + 1, 14), (1, 0), (1, MOST_DAYS + 1)]
)
def test_silly_numbers_make_no_tickets(store: Store, count: int, days: int) -> None:
    office = open_office(store)
    with store.write() as session, pytest.raises(TicketsRefused):
        issue_tickets(session, office.counter_id, count, DAY, days)
    with store.read() as session:
        assert session.scalar(select(func.count()).select_from(Ticket)) == 0


def test_a_closed_counter_gives_out_no_tickets_and_one_that_closes_none_that_outlive_it(store: Store) -> None:
    office = open_office(store, valid_to=DAY + timedelta(days=3))
    with store.write() as session:
        assert issue_tickets(session, office.counter_id, 1, DAY).valid_to == DAY + timedelta(days=3)
        with pytest.raises(CounterClosed):
            issue_tickets(session, office.counter_id, 1, DAY + timedelta(days=3))
        with pytest.raises(CounterUnknown):
            issue_tickets(session, 999_999, 1, DAY)


def test_tickets_and_keys_go_on_where_their_unit_gets_another_name(store: Store) -> None:
    office = open_office(store)
    [ticket] = tickets(store, office)
    with store.write() as session:
        session.add(ApiKey(name="may-lay-so", key_digest=b"k" * 32, unit_id=office.unit_id))
        session.flush()
        renamed = rename_unit(session, office.unit_id, "Trung tâm mới", DAY)
    with store.read() as session:
        assert place_of(session, ticket.code, DAY).unit_name == "Trung tâm mới"
        assert session.scalars(select(ApiKey.unit_id)).all() == [renamed.id]


# --- at once -----------------------------------------------------------------------------------------------------


def test_many_writers_with_the_same_tickets_store_each_once(postgres_url: str) -> None:
    """Four writers as four processes have them, on a database that lets transactions run side by side."""
    stores = [Store(postgres_url) for _ in range(4)]
    office = open_office(stores[0])
    slips = tickets(stores[0], office, count=24)
    writers = [Writer(store) for store in stores]
    together = Barrier(len(writers))

    def send(number: int) -> list[Any]:
        forms = [sheet(slip) for slip in (slips if number % 2 else reversed(slips))]
        together.wait()
        waiting = [writers[number].submit(form) for form in forms]
        return [each.exception(30) or each.result() for each in waiting]

    for writer in writers:
        writer.start()
    with ThreadPoolExecutor(len(writers)) as threads:
        outcomes = [outcome for found in threads.map(send, range(len(writers))) for outcome in found]
    for writer in writers:
        writer.stop()
    kinds = [type(outcome) for outcome in outcomes]
    assert (kinds.count(Receipt), kinds.count(TicketSpent)) == (24, 72)
    assert verified(stores[0]) == [True] * 24
    assert spent(stores[0]) == 24
    with stores[0].read() as session:
        assert recount(session).agrees
    for store in stores:
        store.close()


@pytest.mark.parametrize("first_is_kept", [True, False])
def test_the_second_form_waits_for_the_first_and_is_stored_only_if_that_one_was_not(
    side_by_side: Store, first_is_kept: bool
) -> None:
    [ticket] = tickets(side_by_side, open_office(side_by_side))
    with ThreadPoolExecutor(1) as other:
        try:
            with side_by_side.write() as session:
                [first] = record_responses(session, [sheet(ticket)])
                assert isinstance(first, Receipt)
                second = other.submit(store_all, side_by_side, sheet(ticket))
                with pytest.raises(TimeoutError):
                    second.result(0.3)
                if not first_is_kept:
                    raise ZeroDivisionError
        except ZeroDivisionError:
            pass
        [outcome] = second.result(30)
    assert isinstance(outcome, TicketSpent if first_is_kept else Receipt)
    assert verified(side_by_side) == [True]


def test_the_same_form_sent_to_two_processes_at_once_gets_one_receipt_twice(side_by_side: Store) -> None:
    [ticket] = tickets(side_by_side, open_office(side_by_side))
    with ThreadPoolExecutor(1) as other:
        with side_by_side.write() as session:
            [first] = record_responses(session, [sheet(ticket, "the same key of a form")])
            second = other.submit(store_all, side_by_side, sheet(ticket, "the same key of a form"))
            with pytest.raises(TimeoutError):
                second.result(0.3)
        assert isinstance(first, Receipt)
        assert second.result(30) == [Receipt(first.code, repeated=True)]


def test_whoever_sends_while_spent_tickets_are_written_anew_waits_and_is_told_so(side_by_side: Store) -> None:
    [ticket] = tickets(side_by_side, open_office(side_by_side))
    store_all(side_by_side, sheet(ticket))
    for _ in range(8):  # until the statement is one that the server has prepared
        store_all(side_by_side, sheet(ticket))
    with ThreadPoolExecutor(1) as other:
        with side_by_side.write() as session:
            mix_spent(session)
            second = other.submit(store_all, side_by_side, sheet(ticket))
            with pytest.raises(TimeoutError):
                second.result(0.3)
        [outcome] = second.result(30)
    assert isinstance(outcome, TicketSpent)


def test_writing_spent_tickets_anew_waits_for_a_roster_before_it_keeps_answers_waiting(
    side_by_side: Store,
) -> None:
    """Or a roster, an answer and this could wait for each other in a ring."""
    office = open_office(side_by_side)
    used, unused = tickets(side_by_side, office, count=2)
    store_all(side_by_side, sheet(used))

    def write_anew() -> None:
        with side_by_side.write() as session:
            mix_spent(session)

    with ThreadPoolExecutor(1) as other:
        with side_by_side.write() as session:
            claim_counters(session, [office.counter_id])
            waiting = other.submit(write_anew)
            with pytest.raises(TimeoutError):
                waiting.result(0.3)
            session.execute(text("SET LOCAL lock_timeout = '200ms'"))
            locked = select(Ticket).where(Ticket.digest == ticket_digest(unused.code)).with_for_update()
            assert session.scalars(locked).one().spent is False
        waiting.result(30)


# --- what it costs -----------------------------------------------------------------------------------------------


def statements(store: Store, *sheets: AnswerSheet) -> list[str]:
    asked: list[str] = []

    def note(*told: Any) -> None:
        asked.append(str(told[2]))

    event.listen(store.engine, "before_cursor_execute", note)
    store_all(store, *sheets)
    event.remove(store.engine, "before_cursor_execute", note)
    return asked


def test_a_batch_without_tickets_asks_nothing_about_them(store: Store) -> None:
    office = open_office(store)
    [ticket, *_] = tickets(store, office, count=2)
    store_all(store, sheet(office), sheet(ticket))
    by_poster = statements(store, sheet(office), sheet(office))
    assert not any("UPDATE ticket" in asked or "ticket.spent" in asked for asked in by_poster)


def test_a_batch_with_tickets_asks_two_statements_more_however_many_there_are(store: Store) -> None:
    office = open_office(store)
    slips = tickets(store, office, count=9)
    store_all(store, sheet(office), sheet(slips[0]))
    by_poster = statements(store, *(sheet(office) for _ in range(8)))
    by_ticket = statements(store, *(sheet(slip) for slip in slips[1:]))
    assert len(by_ticket) == len(by_poster) + 2


def test_a_ticket_is_found_by_its_key_and_those_of_a_counter_without_reading_all(sqlite_url: str) -> None:
    store = Store(sqlite_url)
    with store.read() as session:
        for question in ("digest IN (x'00', x'01')", "counter_id = 1 AND valid_to > '2026-03-04'"):
            plan = session.execute(text(f"EXPLAIN QUERY PLAN SELECT * FROM ticket WHERE {question}"))
            assert all(row.detail.startswith("SEARCH ticket") for row in plan)
    store.close()


# --- nothing joins ticket and answer -----------------------------------------------------------------------------


def test_a_ticket_has_no_column_for_who_was_given_it_when_it_was_spent_or_by_which_answer() -> None:
    columns = {column.name for column in inspect(Ticket).local_table.columns}
    assert columns == {"digest", "counter_id", "valid_from", "valid_to", "spent"}
    assert inspect(Ticket).local_table.dialect_options["sqlite"]["with_rowid"] is False
    referring = [
        table.name
        for table in inspect(Ticket).local_table.metadata.tables.values()
        if any(key.column.table.name == "ticket" for key in table.foreign_keys)
    ]
    assert referring == []


def test_the_code_of_a_ticket_is_in_no_row_and_in_no_file(sqlite_url: str) -> None:
    store = Store(sqlite_url)
    slips = tickets(store, open_office(store), count=3)
    store_all(store, *(sheet(slip) for slip in slips[:2]))
    folder = Path(sqlite_url.removeprefix("sqlite:///")).parent
    contents = b"".join(file.read_bytes() for file in folder.iterdir())
    for slip in slips:
        assert normalise(slip.code) == slip.code
        assert slip.code.encode() not in contents
        assert ticket_digest(slip.code) in contents
    store.close()


def test_no_value_of_a_row_is_shared_by_a_ticket_and_the_answer_that_spent_it(store: Store) -> None:
    """All that they have in common is the counter."""
    office = open_office(store)
    slips = tickets(store, office, count=5)
    store_all(store, *(sheet(slip) for slip in slips))
    with store.read() as session:
        answers = session.execute(select(*inspect(Response).local_table.columns)).all()
        used = session.execute(select(Ticket.digest)).scalars().all()
    values = {value for row in answers for value in row}
    assert not values & set(used)
    assert not {bytes.fromhex(row.id) for row in answers} & {digest[:16] for digest in used}


def test_sqlite_has_no_row_numbers_that_tell_an_order(sqlite_url: str) -> None:
    store = Store(sqlite_url)
    with store.read() as session:
        for table in ("ticket", "response"):
            made = session.scalar(text("SELECT sql FROM sqlite_master WHERE name = :name"), {"name": table})
            assert "WITHOUT ROWID" in str(made)
    store.close()


def test_in_sqlite_s_file_a_ticket_that_is_spent_stays_in_its_place(sqlite_url: str) -> None:
    """So its place tells nothing of when it was spent, also in pages from which others were deleted."""
    store, file = Store(sqlite_url), Path(sqlite_url.removeprefix("sqlite:///"))
    office = open_office(store)
    tickets(store, office, count=80, first=date(2026, 1, 1), days=1)
    slips = tickets(store, office, count=200)
    purge_due(store, NEXT_DAY)

    def places() -> list[int]:
        store.forget_deleted(["ticket"])
        content = file.read_bytes()
        return [content.index(ticket_digest(slip.code)) for slip in slips]

    before = places()
    for slip in slips[::2]:
        store_all(store, sheet(slip))
    purge_due(store, NEXT_DAY)
    assert places() == before
    assert spent(store) == 100
    store.close()


def test_on_postgresql_no_transaction_number_or_place_joins_them_after_the_next_round(
    side_by_side: Store,
) -> None:
    slips = tickets(side_by_side, open_office(side_by_side), count=12)
    for slip in slips:
        store_all(side_by_side, sheet(slip))

    def written(session: Session, table: str, order: str) -> list[tuple[str, bytes]]:
        rows = session.execute(text(f"SELECT xmin::text, {order} FROM {table} ORDER BY ctid"))
        return [(row[0], bytes(row[1])) for row in rows]

    with side_by_side.read() as session:
        answers = {number for number, _ in written(session, "response", "key_digest")}
        assert {number for number, _ in written(session, "ticket", "digest")} == answers  # what must not stay
    purge_due(side_by_side, NEXT_DAY)
    with side_by_side.read() as session:
        now = written(session, "ticket", "digest")
        assert (
            session.scalar(text("SELECT n_dead_tup FROM pg_stat_user_tables WHERE relname = 'ticket'")) == 0
        )
    assert len({number for number, _ in now}) == 1
    assert not {number for number, _ in now} & answers
    assert [digest for _, digest in now] == sorted(ticket_digest(slip.code) for slip in slips)
