"""What unit heads and reform teams read of pairs of answers: where to look first, how well questions measure."""

import re

import pytest

from access import Role
from db import process
from tests.pages.province import answer, open_offices, province_of, release
from tests.pages.test_reform_units import opened as units_opened
from tests.pages.test_unit_results import opened as unit_opened
from tests.pages.test_unit_results import said
from tests.pages.varied import answer_variedly

TITLE, QUALITY = "Điều gì đi cùng với sự hài lòng", "Bộ câu hỏi đo tốt đến đâu"


@pytest.fixture
def two_communes(running):
    """2,200 varied forms at one commune, 40 at the other; their province."""
    offices = open_offices(process.store(), ["Xã Một", "Xã Hai"])
    province = province_of(process.store(), offices)
    for office, forms in zip(offices.values(), (2200, 40), strict=True):
        answer_variedly(process.store(), office, forms)
    release(process.store())
    return province, *offices.values()


def section(text: str) -> str:
    """The text from the title on; what is there is in the order in which kinds of element were read."""
    assert TITLE in text
    return text


def test_a_unit_with_enough_forms_reads_its_own(two_communes, sign_in):
    _, large, _ = two_communes
    sign_in(Role.UNIT_HEAD, large.unit_id)
    text = section(said(unit_opened()))
    assert "nên xem trước: “Công chức trực tiếp giải quyết công việc”." in text
    assert "Yếu tố này đi cùng với mức hài lòng chung nhiều nhất." in text
    assert "tính từ 2.200 phiếu" in text
    assert "Tính từ 2.200 phiếu, trên 14/16 tiêu chí; mỗi cặp câu hỏi trong số đó có từ " in text
    assert "không có nghĩa là gây ra" in text
    assert "Số phiếu của riêng đơn vị chưa đủ" not in text
    assert re.search(
        r"Coi 14 tiêu chí như cùng đo một điều: α = 0,\d\d \(khoảng tin cậy 95%: 0,\d\d–0,\d\d\)", text
    )
    assert "15 · Điều gì đi cùng" in text
    assert "nan" not in text.lower()


def test_a_unit_with_too_few_forms_reads_that_of_its_kind_and_its_own_index(two_communes, sign_in):
    _, _, small = two_communes
    sign_in(Role.UNIT_HEAD, small.unit_id)
    text = section(said(unit_opened()))
    assert (
        "Tính chung cho 2 đơn vị (Trung tâm Phục vụ hành chính công cấp xã): 2.240 phiếu, trên 14/16 tiêu chí;"
        in text
    )
    assert "chưa đủ để tính: có cặp câu hỏi chưa đủ 200 phiếu trả lời cả hai câu." in text
    assert "Nên xem trước:" in text
    assert "tính từ 40 phiếu" in text


def test_where_nobody_has_enough_one_sentence_says_what_is_missing(running, sign_in):
    [office] = open_offices(process.store(), ["Xã Một"]).values()
    answer_variedly(process.store(), office, 300)
    release(process.store())
    sign_in(Role.UNIT_HEAD, office.unit_id)
    text = section(said(unit_opened()))
    assert (
        "Chưa tính được: có cặp câu hỏi chưa đủ 200 phiếu trả lời cả hai câu. Kỳ dài hơn có thể đủ phiếu."
        in text
    )
    assert "Nên xem trước" not in text
    assert "Tỷ trọng" not in text


def test_the_reform_team_reads_how_well_the_questions_measure(two_communes, sign_in):
    province, *_ = two_communes
    sign_in(Role.REFORM_TEAM, province)
    page = units_opened()
    text = said(page)
    assert QUALITY in text
    assert re.search(r"cấp xã\*\*: ở \d/5 yếu tố, các tiêu chí cùng đo một điều.", text)
    [quality] = [table.value for table in page.table if "α" in table.value.columns]
    assert list(quality["Yếu tố"])[-1].replace("\\", "") == "Chung 14/16 tiêu chí"
    assert quality["n"].iloc[-1].replace("\\", "") == "2.240"
    petitions = quality[quality["Yếu tố"].str.startswith("Tiếp nhận, xử lý phản ánh")].iloc[0]
    assert petitions["Các tiêu chí"] == "chưa tính được"
    assert (
        "Chưa tính được cho “Tiếp nhận, xử lý phản ánh, kiến nghị của người dân”: có tiêu chí chỉ hỏi" in text
    )
    assert set(petitions[["α", "ω", "n"]].str.replace("\\", "")) == {"–"}
    [alike] = [table.value for table in page.table if "Mẫu số" in table.value.columns]
    assert list(alike["Mẫu số"].str.replace("\\", "")) == ["2.240", "2.240"]


def test_forms_of_one_level_are_counted_among_all_shown(running, sign_in):
    """30 forms at the highest level and 10 at another: 75 % of 40, and every one a straight line; 9 are hidden."""
    offices = open_offices(process.store(), ["Xã Một", "Xã Hai"])
    province = province_of(process.store(), offices)
    first, second = offices.values()
    answer(process.store(), first, 30, level=5)
    answer(process.store(), first, 10, level=4)
    answer(process.store(), second, 3)
    answer(process.store(), second, 8, level=2)
    release(process.store())
    sign_in(Role.REFORM_TEAM, province)
    page = units_opened()
    [alike] = [table.value for table in page.table if "Mẫu số" in table.value.columns]
    plain = alike.map(lambda cell: cell.replace("\\", ""))
    assert list(plain.drop(columns="Khoảng tin cậy 95%").iloc[0])[1:] == [
        "64,71%",
        "33",
        "51",
    ]  # 30 + 3 of 40 + 11
    assert list(plain.drop(columns="Khoảng tin cậy 95%").iloc[1])[1:] == ["100,00%", "51", "51"]


def test_under_thirty_forms_no_share_of_such_forms_is_shown(running, sign_in):
    offices = open_offices(process.store(), ["Xã Một"])
    province = province_of(process.store(), offices)
    [office] = offices.values()
    answer(process.store(), office, 29)
    release(process.store())
    sign_in(Role.REFORM_TEAM, province)
    page = units_opened()
    assert not [table for table in page.table if "Mẫu số" in table.value.columns]


@pytest.mark.parametrize("role", [Role.UNIT_HEAD, Role.ADMIN])
def test_who_may_not_compare_units_reads_nothing_of_the_questions(role, two_communes, sign_in):
    province, *_ = two_communes
    sign_in(role, province)
    assert QUALITY not in said(units_opened())
