"""The page that prints tickets: for whoever prints posters, and nothing is made by a mere link."""

from datetime import date

import pytest
from sqlalchemy import func, select

from access import Role
from access.addresses import tickets_page
from db.models import Counter, Ticket
from db.process import store
from db.queries.places import ticket_digest
from qr.check import read_codes
from qr.links import read_counter_link
from qr.raster import page_pictures
from tests.db.office import open_office
from tests.web.asking import get, post


def stored() -> set[bytes]:
    with store().read() as session:
        return set(session.scalars(select(Ticket.digest)))


def address(counter_id: int) -> str:
    return tickets_page(counter_id, "vi")


def test_a_sheet_is_made_by_the_button_and_not_by_opening_the_page(office, cookie_of):
    cookie = cookie_of(Role.ADMIN)
    page = get(address(office.counter_id), cookie=cookie)
    assert page.status == 200
    assert "Tư pháp, hộ tịch" in page.text and 'value="14"' in page.text
    assert stored() == set()
    answer = post(address(office.counter_id), {"count": "16", "days": "3"}, cookie=cookie)
    assert (answer.status, answer.headers["content-type"]) == (200, "application/pdf")
    assert answer.headers["cache-control"] == "no-store"
    assert answer.headers["content-disposition"] == f'attachment; filename="ve-{office.counter_id}-16.pdf"'
    pictures = page_pictures(answer.body, 150, grey=True)
    codes = [read_counter_link(link) for picture in pictures for link in read_codes(picture)]
    assert len(codes) == 16
    assert {ticket_digest(code) for code in codes} == stored()


@pytest.mark.parametrize("role", [None, Role.UNIT_HEAD, Role.REFORM_TEAM])
def test_whoever_may_not_print_posters_gets_no_tickets(office, cookie_of, role):
    cookie = None if role is None else cookie_of(role)
    for answer in (
        get(address(office.counter_id), cookie=cookie),
        post(address(office.counter_id), {"count": "1", "days": "1"}, cookie=cookie),
    ):
        assert answer.status == 403
        assert "Trung tâm" not in answer.text
    assert stored() == set()


def test_a_counter_elsewhere_and_one_that_is_not_there_look_the_same(office, cookie_of):
    elsewhere = open_office(store())
    cookie = cookie_of(Role.ADMIN)
    for counter in (elsewhere.counter_id, 999_999, "x", "", "-1", "9" * 40):
        for answer in (
            get(f"/in-ve?counter={counter}", cookie=cookie),
            post(f"/in-ve?counter={counter}", {"count": "1", "days": "1"}, cookie=cookie),
        ):
            assert answer.status == 404
            assert "Không có trang nào" in answer.text
    assert stored() == set()


def test_a_closed_counter_gives_out_no_tickets(office, cookie_of):
    cookie = cookie_of(Role.ADMIN)
    with store().write() as session:
        session.get_one(Counter, office.counter_id).valid_to = date(2026, 1, 1)
    assert post(address(office.counter_id), {"count": "1", "days": "1"}, cookie=cookie).status == 404


@pytest.mark.parametrize(
    "wish",
    [
        {},
        {"count": "0", "days": "1"},
        {"count": "501", "days": "1"},
        {"count": "1", "days": "93"},
        {"count": "một", "days": "1"},
        {"count": "१", "days": "1"},
        {"count": "9" * 5000, "days": "1"},
        {"count": '"><script>', "days": "1"},
    ],
)
def test_silly_numbers_bring_the_page_back_with_what_may_be_asked_for(office, cookie_of, wish):
    answer = post(address(office.counter_id), wish, cookie=cookie_of(Role.ADMIN))
    assert answer.status == 422
    assert "Từ 1 đến 500 vé, dùng từ 1 đến 92 ngày." in answer.text
    assert "<script" not in answer.text
    assert stored() == set()


def test_another_site_cannot_have_tickets_made(office, cookie_of):
    cookie = cookie_of(Role.ADMIN)
    headers = {"origin": "https://x.example", "sec-fetch-site": "cross-site"}
    answer = post(address(office.counter_id), {"count": "1", "days": "1"}, cookie=cookie, headers=headers)
    assert answer.status == 403
    with store().read() as session:
        assert session.scalar(select(func.count()).select_from(Ticket)) == 0
