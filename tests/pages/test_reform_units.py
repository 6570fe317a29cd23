"""What the reform team reads: units beside each other, what is hidden, and what is in a total."""

import re
from datetime import date

import pandas as pd
import pyarrow as pa
import pytest
from streamlit.testing.v1 import AppTest

from access import Role
from db import process
from tests.pages.province import answer, import_dossiers, open_offices, province_of, release
from tests.pages.test_unit_results import said


def units_page() -> None:
    from pages.reform.units import page

    page()


def opened() -> AppTest:
    page = AppTest.from_function(units_page, default_timeout=30).run()
    assert not page.exception
    return page


@pytest.fixture
def three_communes(running, sign_in):
    """40 satisfied forms, 20 of 25 satisfied forms, and 9 forms; 160 dossiers at the first."""
    store = process.store()
    offices = open_offices(store, ["Phường Đức Xuân", "Xã Phong Quang", "Xã Bằng Thành"])
    province = province_of(store, offices)
    first, second, third = offices.values()
    answer(store, first, 40, level=5)
    answer(store, second, 20, level=4)
    answer(store, second, 5, level=2)
    answer(store, third, 9, level=1)
    import_dossiers(store, first, 160)
    release(store)
    sign_in(Role.REFORM_TEAM, province)
    return offices


def test_units_stand_beside_each_other_and_what_is_hidden_cannot_be_worked_out(three_communes):
    """9 forms are hidden; 25 with them, because all minus 40 would be 9 otherwise."""
    page = opened()
    table = page.dataframe[0].value.set_index("Đơn vị")
    assert list(table.index) == ["Phường Đức Xuân", "Xã Phong Quang", "Xã Bằng Thành"]
    first = table.loc["Phường Đức Xuân"]
    assert (first["Chỉ số"], first["Số phiếu (n)"], first["Tỷ lệ phiếu/hồ sơ"]) == ("100,00%", 40, "25,00%")
    assert first["Số tiêu chí được tính"] == "7/16"
    assert table.loc["Xã Bằng Thành", "Ghi chú"] == "dưới 10 phiếu: ẩn"
    assert table.loc["Xã Phong Quang", "Ghi chú"] == "ẩn để bảo vệ đơn vị hoặc kỳ có ít phiếu"
    hidden = table.loc[["Xã Phong Quang", "Xã Bằng Thành"]]
    assert hidden[["Chỉ số", "Khoảng tin cậy 95%", "Số phiếu (n)"]].isna().all().all()
    text = said(page)
    assert "tính từ 40 phiếu" in text
    assert "Hiển thị 1/3 đơn vị." in text
    assert "không phải bảng xếp hạng" in text


def test_from_ten_to_twenty_nine_forms_a_unit_is_marked_as_not_compared(three_communes):
    answer(process.store(), three_communes["Xã Bằng Thành"], 31, level=1)
    release(process.store())
    table = opened().dataframe[0].value.set_index("Đơn vị")
    middle = table.loc["Xã Phong Quang"]
    assert (middle["Chỉ số"], middle["Số phiếu (n)"]) == ("80,00%", 25)  # 20 of 25, each criterion
    assert middle["Ghi chú"] == "10–29 phiếu: chưa so sánh; mới có 7/16 tiêu chí"
    assert table.loc["Xã Bằng Thành", "Chỉ số"] == "0,00%"
    assert table.loc["Xã Bằng Thành", "Ghi chú"].startswith("chưa so sánh: cần khoảng ")  # one officer-day


@pytest.mark.parametrize("typed", ["duc xuan", "ĐỨC", "  Xuân "])
def test_a_unit_is_found_without_tone_marks(typed, three_communes):
    page = opened()
    page.text_input[0].set_value(typed).run()
    assert list(page.dataframe[0].value["Đơn vị"]) == ["Phường Đức Xuân"]


def test_a_search_without_a_hit_says_so_in_words(three_communes):
    page = opened()
    page.text_input[0].set_value("không có nơi này").run()
    assert not page.exception
    assert [info.value for info in page.info] == [
        "Không có đơn vị nào phù hợp. Xin tìm tên khác hoặc chọn loại khác."
    ]
    assert not page.dataframe


def test_files_leave_through_the_route_that_asks_for_the_right(three_communes):
    text = said(opened())
    assert 'href="/tep/ket-qua?unit=' in text
    assert "format=xlsx" in text
    assert "format=csv" in text


def test_no_officer_is_on_the_page_of_all_units(three_communes):
    assert "Cán bộ tiếp nhận" not in said(opened())


@pytest.mark.parametrize("role", [Role.UNIT_HEAD, Role.ADMIN])
def test_who_may_not_compare_units_reads_nothing(role, three_communes, sign_in):
    sign_in(role, three_communes["Phường Đức Xuân"].unit_id)
    text = said(opened())
    assert "không có quyền" in text
    assert "%" not in text


@pytest.fixture
def eleven_communes(running, sign_in):
    """Eleven communes of 30 forms on ten days; most satisfied on nine days, the last on two."""
    store = process.store()
    offices = open_offices(store, [f"Xã {letter}" for letter in "ABCDEFGHIJK"])
    province = province_of(store, offices)
    for place, office in enumerate(offices.values()):
        for number in range(10):
            unhappy = number < (8 if place == 10 else 1)
            answer(store, office, 3, day=date(2026, 2, 2 + number), level=2 if unhappy else 5)
    release(store)
    sign_in(Role.REFORM_TEAM, province)
    return offices


def test_units_of_a_kind_are_said_to_differ_and_who_stands_out_is_drawn_and_named(eleven_communes):
    page = opened()
    text = said(page).replace("\\", "")
    assert (
        "Các đơn vị khác nhau vượt mức dao động ngẫu nhiên (11 đơn vị có từ 30 phiếu và 10 lượt cán bộ theo ngày, p "
        in text
    )
    assert "Chưa đơn vị nào có đủ câu trả lời để so sánh riêng với đơn vị khác." in text
    assert "đơn vị nằm ngoài đường 95%" in text
    assert "Được gắn cờ vì thấp hơn hẳn: Xã K (a)." in text
    assert "Đơn vị khác hẳn: Trung tâm Phục vụ hành chính công cấp xã" in [
        each.value for each in page.subheader
    ]
    notes = page.dataframe[1].value.set_index("Đơn vị")["Ghi chú"]
    assert "thấp hơn hẳn đơn vị cùng loại" in notes["Xã K"]
    beside = page.dataframe[0].value.set_index("Đơn vị")
    assert beside.loc["Xã K", "Khác hẳn"] == "thấp hơn"
    assert set(beside["Khác hẳn"].drop("Xã K")) == {"không"}


def test_a_search_leaves_out_lines_and_moves_no_figure_of_the_kind(eleven_communes):
    page = opened()
    whole = page.dataframe[0].value
    page.text_input[0].set_value("Xã A").run()
    assert list(page.dataframe[1].value["Đơn vị"]) == ["Xã A"]
    assert page.dataframe[0].value.equals(whole)


def test_few_units_have_no_funnel_and_no_group(three_communes):
    page = opened()
    assert "Đơn vị khác hẳn" not in " ".join(each.value for each in page.subheader)
    assert page.dataframe[0].value["Nhóm"].isna().all()


def test_a_phone_gets_the_units_row_by_row_with_index_interval_and_forms(three_communes):
    page = opened()
    sheet = page.dataframe[0].value
    [rows] = [t.value for t in page.table if "Số phiếu (n)" in t.value.columns]
    plain = rows.map(lambda cell: cell.replace("\\", ""))
    assert list(rows.columns) == ["Đơn vị", "Chỉ số", "Khoảng tin cậy 95%", "Số phiếu (n)", "Ghi chú"]
    assert list(plain["Đơn vị"]) == list(sheet["Đơn vị"])
    first = plain.iloc[0]
    assert (first["Chỉ số"], first["Số phiếu (n)"]) == ("100,00%", "40")
    assert first["Khoảng tin cậy 95%"] == sheet["Khoảng tin cậy 95%"].iloc[0]
    assert list(plain.iloc[1][["Chỉ số", "Khoảng tin cậy 95%", "Số phiếu (n)"]]) == ["–"] * 3
    styles = "".join(html.proto.body for html in page.get("html"))
    assert "@media (max-width:40rem){.st-key-units-wide{display:none}" in styles


def test_charts_carry_no_more_digits_than_are_printed(eleven_communes):
    page = opened()
    charts = page.get("arrow_vega_lite_chart") or page.get("vega_lite_chart")
    found = [
        number
        for chart in charts
        for each in chart.proto.datasets
        for number in read_stream(each.data.data).select_dtypes("float").to_numpy().ravel()
    ]
    assert 0.9 in found  # nine days of ten
    assert [number for number in found if round(number, 4) != number] == []


def read_stream(data: bytes) -> pd.DataFrame:
    return pa.ipc.open_stream(data).read_all().to_pandas()


def test_a_search_moves_no_figure_of_units_together(three_communes):
    """Whoever could choose the units would choose two groups that differ by a few people."""
    answer(process.store(), three_communes["Xã Bằng Thành"], 31, level=1)
    release(process.store())
    page = opened()
    [whole] = re.findall("<strong>Chỉ số hài lòng.*?</strong>", said(page))
    page.text_input[0].set_value("Xã").run()
    assert [whole] == re.findall("<strong>Chỉ số hài lòng.*?</strong>", said(page))
    assert "Tìm kiếm chỉ thu hẹp danh sách còn 2 đơn vị" in said(page)
