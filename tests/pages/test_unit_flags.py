"""What a unit head reads of marked forms: how many, and the index with and without them."""

import re
from collections.abc import Iterator
from datetime import date

import pytest
from sqlalchemy import select

from access import Role
from db import process
from db.commands.flag import flag_answers
from db.models import Response
from survey.suspicion import Reason
from tests.db.office import Office
from tests.pages.province import answer, open_offices, province_of, release
from tests.pages.test_unit_results import opened, said


@pytest.fixture
def office(running: None) -> Iterator[Office]:
    """Forty forms at level 5, twelve at level 1."""
    offices = open_offices(process.store(), ["Xã Một"])
    province_of(process.store(), offices)
    [office] = offices.values()
    answer(process.store(), office, 40, level=5)
    answer(process.store(), office, 12, level=1)
    yield office


def flag(worst: int) -> None:
    with process.store().write() as session:
        low = [row.id for row in session.scalars(select(Response)) if '"overall":1' in row.answers]
        assert flag_answers(session, {each: {Reason.BURST} for each in low[:worst]}) == worst
    release(process.store())


def test_where_nothing_is_marked_a_sentence_says_so(office, sign_in):
    flag(0)
    sign_in(Role.UNIT_HEAD, office.unit_id)
    text = said(opened())
    assert "Không có phiếu nào bị đánh dấu là có thể không thật. Chưa có phiếu nào có vé." in text
    assert "không kể phiếu bị đánh dấu" not in text


def test_twelve_marked_forms_are_told_with_both_indices(office, sign_in):
    flag(12)
    sign_in(Role.UNIT_HEAD, office.unit_id)
    text = said(opened())
    assert "Có 12 phiếu bị đánh dấu" in text
    assert "Trên 10% số phiếu bị đánh dấu" in text
    [table] = [t.value for t in opened().table if "mọi phiếu" in t.value.to_string()]
    rows = [tuple(cell.replace("\\", "") for cell in row) for row in table.to_numpy().tolist()]
    assert [(name, value, n) for name, value, _, n in rows] == [
        ("mọi phiếu", "76,92%", "52"),
        ("không kể phiếu bị đánh dấu", "100,00%", "40"),
    ]


def test_of_fewer_than_ten_marked_forms_neither_number_nor_index_is_told(office, sign_in):
    flag(3)
    sign_in(Role.UNIT_HEAD, office.unit_id)
    text = said(opened())
    assert "có tháng mà số phiếu đó, hoặc số phiếu còn lại, dưới 10." in text
    assert "không kể phiếu bị đánh dấu" not in text
    assert not re.search(r"\b49\b", text)
    assert "không được so sánh" not in text


def test_with_more_than_one_in_ten_marked_nothing_is_compared_though_their_number_is_not_told(
    office, sign_in
):
    """7 of 52, in March; in February 40 forms, which would be compared with."""
    answer(process.store(), office, 40, level=4, day=date(2026, 2, 4))
    flag(7)
    sign_in(Role.UNIT_HEAD, office.unit_id)
    page = opened()
    text = said(page.selectbox[0].select("Tháng 3/2026").run())
    assert (
        "nên các con số này không được so sánh. Xin đề nghị bộ phận cải cách hành chính xem xét các phiếu đó"
        in text
    )
    assert "Trên 10% số phiếu bị đánh dấu" in text
    assert not re.search(r"Chênh lệch so với|Tăng |Giảm |Thấp nhất trong|Có 7 phiếu|từ 45 phiếu", text)
    assert "không được so sánh" not in said(page.selectbox[0].select("Tháng 2/2026").run())
