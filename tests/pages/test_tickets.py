"""Streamlit's form behind a ticket: a verified visit, once."""

import pytest
from sqlalchemy import select

from db import process
from db.commands.tickets import issue_tickets
from db.models import Response, Ticket
from tests.db.office import Office
from tests.pages.citizen import Citizen, count
from tests.pages.test_counters import TODAY
from words import language
from words.problems import problem_sentence

SPENT = problem_sentence(language("vi"), "ticket_spent")


@pytest.fixture
def ticket(office: Office) -> str:
    with process.store().write() as session:
        [code] = issue_tickets(session, office.counter_id, 1, TODAY).codes
    return code


def sent(citizen: Citizen) -> Citizen:
    citizen.tap("purpose-result")
    citizen.answer_all()
    citizen.send()
    return citizen


def flags() -> tuple[list[bool], list[bool]]:
    """Whether answers are verified, whether tickets are spent."""
    with process.store().read() as session:
        return list(session.scalars(select(Response.verified))), list(session.scalars(select(Ticket.spent)))


def test_a_form_by_a_ticket_is_a_verified_visit_and_spends_it_only_when_it_was_sent(ticket: str) -> None:
    left = Citizen(ticket)
    left.tap("purpose-result")
    assert flags() == ([], [False])
    citizen = Citizen(ticket)
    assert "Vé này gửi được một phiếu" in citizen.words
    assert sent(citizen).receipt
    assert flags() == ([True], [True])


def test_a_poster_s_form_says_nothing_of_tickets(office: Office, ticket: str) -> None:
    citizen = Citizen(office.code)
    assert "vé" not in citizen.words.lower().split()
    sent(citizen)
    assert flags() == ([False], [False])


def test_a_spent_ticket_says_so_before_any_question(ticket: str) -> None:
    sent(Citizen(ticket))
    again = Citizen(ticket)
    assert again.errors == [SPENT]
    assert not again.at.radio and "purpose-result" not in again.buttons()


def test_two_pages_with_one_ticket_store_one_form_and_tell_the_other(ticket: str) -> None:
    first, second = Citizen(ticket), Citizen(ticket)
    sent(first)
    assert sent(second).receipt is None
    assert second.errors == [SPENT]
    assert count(process.store()) == 1


def test_a_page_loaded_again_after_sending_says_thanks(ticket: str) -> None:
    sent(Citizen(ticket))
    again = Citizen(ticket, **{"da-gui": "1"})
    assert again.errors == []
    assert "cảm ơn" in again.words
