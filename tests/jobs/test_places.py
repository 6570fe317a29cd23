from dataclasses import replace
from datetime import UTC, date, datetime

import pytest
from sqlalchemy import event

from db import process
from db.commands.counters import revoke_code
from db.commands.record import record_responses
from db.commands.tickets import issue_tickets
from db.process import ProcessNotOpen
from db.queries.places import PosterRetired, PosterUnknown, TicketSpent
from jobs import places
from jobs.places import FRESH_SECONDS, place_behind
from tests.db.office import Office, open_office, sheet
from trust.codes import new_code

NOW = datetime(2026, 3, 4, 3, tzinfo=UTC)


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> list[float]:
    """A clock that stands still until a test moves it."""
    clock = [1000.0]
    monkeypatch.setattr(places, "monotonic", lambda: clock[0])
    return clock


@pytest.fixture
def opened(sqlite_url: str, clock: list[float]):
    process.open_process(sqlite_url)
    yield
    process.close_process()


@pytest.fixture
def office(opened: None) -> Office:
    return open_office(process.store())


@pytest.fixture
def asked(office: Office) -> list[str]:
    """What the database is asked from here on."""
    statements: list[str] = []
    event.listen(
        process.store().engine, "before_cursor_execute", lambda *told: statements.append(str(told[2]))
    )
    return statements


def test_a_sheet_that_many_scan_is_looked_up_once_in_five_seconds(office, asked, clock):
    first = place_behind(office.code, NOW)
    once = len(asked)
    assert place_behind(office.code, NOW) is first
    assert len(asked) == once
    clock[0] += FRESH_SECONDS
    assert place_behind(office.code, NOW) == first
    assert len(asked) > once


def test_a_sheet_that_is_withdrawn_opens_nothing_five_seconds_later(office, clock):
    place_behind(office.code, NOW)
    with process.store().write() as session:
        revoke_code(session, office.code, date(2026, 1, 1))
    clock[0] += FRESH_SECONDS
    with pytest.raises(PosterRetired):
        place_behind(office.code, NOW)


def test_that_there_is_no_such_sheet_is_not_kept(opened):
    code = new_code()
    for _ in range(2):
        with pytest.raises(PosterUnknown):
            place_behind(code, NOW)
    assert places._kept is not None and not places._kept.places


def test_another_database_has_places_of_its_own(office, tmp_path, sqlite_url):
    place_behind(office.code, NOW)
    process.close_process()
    with pytest.raises(ProcessNotOpen):
        place_behind(office.code, NOW)
    process.open_process(sqlite_url)
    with process.store().write() as session:
        revoke_code(session, office.code, date(2026, 1, 1))
    with pytest.raises(PosterRetired):
        place_behind(office.code, NOW)


def test_made_up_codes_do_not_fill_the_memory(office, monkeypatch):
    monkeypatch.setattr(places, "_MOST", 2)
    for typed in (office.code, office.code.lower(), f" {office.code}", f"{office.code} "):
        assert place_behind(typed, NOW).code == office.code
    assert places._kept is not None and len(places._kept.places) <= 2


def test_a_ticket_is_not_kept_so_one_that_was_spent_says_so_at_once(office):
    with process.store().write() as session:
        issued = issue_tickets(session, office.counter_id, 1, date(2026, 3, 4))
    ticket = replace(office, code=issued.codes[0])
    assert place_behind(ticket.code, NOW).ticket
    assert places._kept is not None and not places._kept.places
    with process.store().write() as session:
        record_responses(session, [sheet(ticket)])
    with pytest.raises(TicketSpent):
        place_behind(ticket.code, NOW)
