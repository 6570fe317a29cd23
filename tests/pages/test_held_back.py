"""What readers see in the moments in which it is worked out anew what may be shown of a month that became smaller."""

from datetime import UTC, date, datetime

import pytest
from streamlit.testing.v1 import AppTest

from access import Role
from db import process
from db.commands.record import Receipt, record_responses
from db.commands.release import Policy
from db.commands.withdraw import withdraw
from jobs.hiding import renew
from jobs.release import move_figures
from tests.db.office import sheet
from tests.pages.province import answer, open_offices, province_of, release
from tests.pages.test_reform_units import units_page
from tests.pages.test_unit_results import said, unit_page

LATER = datetime(2026, 3, 20, 1, 0, tzinfo=UTC)
YEAR = "12 tháng gần nhất (4/2025–3/2026)"
WAITING = f"Số liệu {YEAR} đang được tính lại. Phần được phép hiển thị sẽ có lại ở đây sau giây lát"


@pytest.fixture
def taken_back(running, sign_in):
    """Forty forms in February and in March; ``taken_back(role, page)`` opens it, then one of March is withdrawn."""
    store = process.store()
    offices = open_offices(store, ["Xã Một"])
    province = province_of(store, offices)
    [office] = offices.values()
    answer(store, office, 40, day=date(2026, 2, 4))
    answer(store, office, 39)
    with store.write() as session:
        [receipt] = record_responses(session, [sheet(office, level=5, purpose="ask")])
    release(store)

    def taken_back(role: Role, page) -> AppTest:
        sign_in(role, province if role is Role.REFORM_TEAM else office.unit_id)
        opened = AppTest.from_function(page, default_timeout=30).run()
        assert "tính từ 80 phiếu" in said(opened)
        assert isinstance(receipt, Receipt)
        with store.write() as session:
            withdraw(session, receipt.code)
        move_figures(store, Policy.LIVE, LATER)
        return opened

    return taken_back


@pytest.mark.parametrize(("role", "page"), [(Role.UNIT_HEAD, unit_page), (Role.REFORM_TEAM, units_page)])
def test_a_period_that_the_reader_had_says_that_it_is_worked_out_anew_and_comes_back(taken_back, role, page):
    opened = taken_back(role, page).run()
    assert not opened.exception
    assert [info.value for info in opened.info if WAITING in info.value]
    assert "%" not in said(opened)
    assert renew(process.store())
    text = said(opened.run())
    assert "tính từ 79 phiếu" in text
    assert "đang được tính lại" not in text


def test_a_period_that_did_not_move_stands_as_before_without_a_word(taken_back):
    opened = taken_back(Role.UNIT_HEAD, unit_page)
    text = said(opened.selectbox[0].select("Tháng 2/2026").run())
    assert "tính từ 40 phiếu" in text
    assert "đang được tính lại" not in text
