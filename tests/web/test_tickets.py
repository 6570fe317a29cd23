"""A ticket at every door that opens a form: verified, good for one form, and no trace of it afterwards."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from random import Random

import pytest
from sqlalchemy import select

from db.commands.tickets import end_tickets, issue_tickets
from db.models import Response, Ticket
from db.process import store
from jobs import places
from jobs.keys import keys
from survey import local_day, shipped_instruments
from tests.db.office import Office, open_office
from tests.web.asking import Answer, get, post
from tests.web.quick import Page, opened, receipt_of
from trust.codes import new_code, pretty
from trust.openings import Opening
from web import quick_page
from words import language
from words.problems import problem_sentence

SPENT = "Vé này đã được dùng."
TODAY = local_day(datetime.now(UTC))
SHORT = shipped_instruments()["counter-2026/1"]


def tickets(office: Office, count: int = 1, *, days_ago: int = 0, days: int = 14) -> list[str]:
    with store().write() as session:
        first = TODAY - timedelta(days=days_ago)
        return list(issue_tickets(session, office.counter_id, count, first, days).codes)


@pytest.fixture
def ticket(office: Office) -> str:
    return tickets(office)[0]


def verified() -> list[bool]:
    with store().read() as session:
        return sorted(session.scalars(select(Response.verified)))


def is_spent() -> bool:
    with store().read() as session:
        return session.scalars(select(Ticket.spent)).one()


def test_a_form_by_a_ticket_is_sent_like_any_other_and_is_a_verified_visit(ticket):
    page = opened(ticket)
    assert "Vé này gửi được một phiếu" in page.answer.text
    assert receipt_of(page.send_all())
    assert verified() == [True]


def test_a_poster_says_nothing_of_tickets_and_its_answer_is_not_verified(office, ticket):
    page = opened(office.code)
    assert "Vé này gửi được" not in page.answer.text
    page.send_all()
    assert verified() == [False]


@pytest.mark.parametrize("typed", [str, str.lower, pretty])
def test_every_door_takes_a_ticket_however_its_code_is_typed(ticket, typed):
    for address in (f"/?c={typed(ticket)}", f"/c/{typed(ticket)}", f"/p/{typed(ticket)}"):
        page = get(address)
        assert page.status == 200
        assert f'href="/q/{ticket}?lang=vi"' in page.text
    assert get(f"/q/{typed(ticket)}").status == 200


def test_opening_leaving_changing_the_language_or_failing_spends_nothing(ticket):
    for _ in range(3):
        page = opened(ticket)
    assert page.send(m="ask").status == 422  # empty
    assert post(f"/q/{ticket}", {"t": page.opening, "m": "ask", "c8": "5", "lang": "en"}).status == 200
    assert page.send(c8="9").status == 422
    assert post(f"/q/{ticket}", {"t": "made up"}).status == 400
    assert not is_spent()
    assert receipt_of(page.send_all())
    assert is_spent()


def test_the_same_form_sent_again_gets_the_same_receipt(ticket):
    page = opened(ticket)
    first, again = page.send_all(), page.send_all(level=1)
    assert receipt_of(first) == receipt_of(again)
    assert "không bị tính hai lần" in again.text
    assert verified() == [True]


def test_another_form_with_the_same_ticket_is_refused_with_what_to_do(ticket):
    first, other = opened(ticket), opened(ticket)
    first.send_all()
    refused = other.send_all()
    assert refused.status == 410
    assert "Phiếu của ông/bà chưa được ghi nhận" in refused.text
    assert SPENT in refused.text and "quét mã QR trên tờ ở quầy" in refused.text
    assert (
        'id="said"' in refused.text and 'name="t"' not in refused.text
    )  # a phone that kept it does not try again
    assert verified() == [True]


def test_a_spent_ticket_says_so_before_any_question(ticket):
    opened(ticket).send_all()
    page = get(f"/q/{ticket}")
    assert (page.status, SPENT in page.text) == (410, True)
    assert 'name="t"' not in page.text
    assert "This ticket has been used." in get(f"/q/{ticket}?lang=en").text
    for address in (f"/?c={ticket}", f"/c/{ticket}", f"/p/{ticket}"):
        answer = get(address)
        assert (answer.status, answer.headers["location"]) == (303, f"/q/{ticket}?lang=vi")


def test_a_page_that_is_loaded_again_after_sending_says_thanks_and_offers_no_second_form(office, ticket):
    opened(ticket).send_all()
    thanks = get(f"/q/{ticket}?lang=vi&da-gui=1")
    assert thanks.status == 200
    assert "Xin cảm ơn" in thanks.text
    assert SPENT not in thanks.text and f"/q/{ticket}" not in thanks.text
    left = get(f"/?c={ticket}&da-gui=1").headers["location"]
    assert left == f"/q/{ticket}?lang=vi&da-gui=1"
    assert f"/q/{office.code}" in get(f"/q/{office.code}?lang=vi&da-gui=1").text


def test_a_spent_ticket_is_not_open_for_a_few_seconds_more(ticket):
    assert opened(ticket).answer.status == 200
    opened(ticket).send_all()
    assert get(f"/q/{ticket}").status == 410
    assert ticket not in str(places._kept)


def test_a_ticket_that_there_is_not_looks_like_a_poster_that_there_is_not(office, ticket):
    made_up = [get(f"/q/{code}") for code in (new_code(), "khong-phai-ma", "x" * 300)]
    assert {answer.status for answer in made_up} == {404}
    assert len({answer.text for answer in made_up}) == 1


@pytest.mark.parametrize("how", ["over", "ended", "not yet"])
def test_a_ticket_out_of_its_time_looks_like_a_retired_poster(office, how):
    days_ago = {"over": 14, "not yet": -1}.get(how, 0)
    [ticket] = tickets(office, days_ago=days_ago)
    with store().write() as session:
        if how == "ended":
            end_tickets(session, office.counter_id, TODAY)
    page = get(f"/q/{ticket}")
    assert page.status == 410
    assert problem_sentence(language("vi"), "poster_retired") in page.text


def test_a_form_that_waited_on_a_phone_is_verified_if_the_ticket_was_good_on_the_day_it_was_given(office):
    late, later = tickets(office, 2, days_ago=6, days=3)
    for code, days in ((late, 5), (later, 2)):
        given = datetime.now(UTC) - timedelta(days=days)
        opening = Opening.fresh(code, SHORT.name, SHORT.draw(Random(1)), given)
        clock = str(int((given + timedelta(minutes=2)).timestamp() * 1000))
        answer = post(f"/q/{code}", {"t": opening.signed(keys()), "c8": "5", "g": clock})
        assert answer.status == (200 if code == late else 410)
    assert verified() == [True]


def test_a_tablet_takes_no_tickets_and_does_not_say_what_they_are(office, ticket):
    unknown = get(f"/k/{new_code()}/phieu")
    assert get(f"/k/{ticket}/phieu").body == unknown.body
    assert get(f"/k/{ticket}").status == 404
    opened(ticket).send_all()
    assert get(f"/k/{ticket}/phieu").body == unknown.body
    assert get(f"/k/{office.code}/phieu").status == 200


def test_tickets_take_no_room_among_the_pages_that_are_kept(office):
    quick_page._blank.cache_clear()
    pages = [opened(code) for code in (office.code, *tickets(office, 20))]
    assert quick_page._blank.cache_info().currsize <= 2  # with and without a second part
    assert len({page.opening for page in pages}) == 21
    for page in pages:
        assert f'action="/q/{page.code}?lang=vi"' in page.answer.text
        assert page.answer.text.count(page.code) == 1


def test_two_counters_never_share_a_page(office):
    other = open_office(store())
    one, two = opened(office.code).answer.text, opened(other.code).answer.text
    assert office.code in one and office.code not in two
    assert other.code in two and other.code not in one


def test_a_form_that_comes_back_to_be_mended_keeps_its_ticket(ticket):
    page = opened(ticket)
    back = page.send(m="ask", y="quá dài " * 400)
    assert back.status == 422
    again = Page(back, ticket)
    assert f'action="/q/{ticket}?lang=vi"' in back.text and "Vé này gửi được một phiếu" in back.text
    assert receipt_of(again.send_all())
    assert verified() == [True]


def test_a_ticket_s_opening_does_not_serve_another_code(office, ticket):
    page = replace(opened(ticket), code=office.code)
    answer: Answer = page.send_all()
    assert answer.status == 400
    assert verified() == []
