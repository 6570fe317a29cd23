"""The workbook, read back as a spreadsheet program reads it."""

from dataclasses import replace
from io import BytesIO

import openpyxl
import pytest
from scipy import stats

from jobs.standing import members
from reports import Answered, Hidden, UnitsReport, workbook
from reports.methods import method_names, method_title
from reports.standing import standings
from reports.tables import method_pages
from reports.wording import how_parts
from tests.reports.made import HEAD, asked, figures, instrument, line, report, with_parts
from words import language

SEEN = line("Xã Một", figures({5: 20, 2: 10}, Answered(30, 120, 1)))
"""20 of 30 satisfied on each of seven criteria; 30 forms of 120 dossiers."""

HIDDEN = line("Xã Hai", Hidden.TOO_FEW, "99002-TT")


def sheets(content: bytes) -> openpyxl.Workbook:
    return openpyxl.load_workbook(BytesIO(content))


def rows(content: bytes, sheet: str) -> list[dict[str, object]]:
    title, blank, heading, *rest = sheets(content)[sheet].iter_rows(values_only=True)
    assert title[0]
    assert not any(blank)
    return [dict(zip(heading, row, strict=True)) for row in rest]


def test_the_sheets_are_named_in_the_language_of_the_reader():
    assert sheets(workbook(report(SEEN), "vi")).sheetnames == [
        "Chỉ số",
        "Tiêu chí",
        "Phân bố mức",
        "Chỉ số khác",
        "Cách tính",
    ]
    assert sheets(workbook(report(SEEN), "en")).sheetnames == [
        "Index",
        "Criteria",
        "Levels",
        "Other indices",
        "How it is computed",
    ]


def test_figures_are_numbers_that_a_spreadsheet_can_add():
    (row,) = rows(workbook(report(SEEN), "vi"), "Chỉ số")
    assert row["Chỉ số"] == 0.6667
    assert row["Khoảng tin cậy từ"] < 2 / 3 < row["Khoảng tin cậy đến"]
    assert (row["Số phiếu (n)"], row["Số tiêu chí được tính"], row["Tổng số tiêu chí"]) == (30, 7, 16)
    assert (row["Số hồ sơ đã giải quyết"], row["Tỷ lệ phiếu/hồ sơ"]) == (120, 0.25)
    assert row["Ghi chú"] is None


def test_each_criterion_has_its_interval():
    """Two days of 20 and 10 forms, all alike within: 1 / (20^2 + 10^2) * 30^2 = 1.8 voices, two thirds satisfied."""
    found = {row["Tiêu chí số"]: row for row in rows(workbook(report(SEEN), "vi"), "Tiêu chí")}
    voices, share = 1.8, 2 / 3
    # Exact limits at an effective number of answers: Korn and Graubard 1998, Survey Methodology 24:193.
    low = stats.beta.ppf(0.025, voices * share, voices * (1 - share) + 1)
    high = stats.beta.ppf(0.975, voices * share + 1, voices * (1 - share))
    for number in asked():
        row = found[number]
        assert [row["Khoảng tin cậy từ"], row["Khoảng tin cậy đến"]] == pytest.approx([low, high], abs=5e-5)
    assert found[11]["Khoảng tin cậy từ"] is None


def test_shares_are_written_with_two_decimals_and_the_heading_stays_in_sight():
    sheet = sheets(workbook(report(SEEN), "vi"))["Chỉ số"]
    assert sheet["D4"].number_format == "0.00%"
    assert sheet["H4"].number_format == "#,##0"
    assert sheet.freeze_panes == "C4"
    assert sheet.print_title_rows == "$3:$3"
    assert sheet.page_setup.orientation == "landscape"


def test_every_criterion_has_its_numerator_and_denominator():
    found = {row["Tiêu chí số"]: row for row in rows(workbook(report(SEEN), "vi"), "Tiêu chí")}
    assert set(found) == set(instrument().numbers)
    for number, row in found.items():
        told = (row["Số câu trả lời hài lòng"], row["Số câu trả lời hợp lệ"])
        assert told == ((20, 30) if number in asked() else (None, None))
        assert (row["Ghi chú"] == "dưới 10 câu trả lời hợp lệ: ẩn") is (number not in asked())


def test_levels_are_told_from_thirty_answers_up():
    (few, enough) = (line("Ít", figures({5: 29})), line("Đủ", figures({5: 20, 2: 10})))
    found = rows(workbook(report(few, enough), "vi"), "Phân bố mức")
    assert {row["Đơn vị"] for row in found} == {"Đủ"}
    assert len(found) == len(asked())
    assert all((row["Rất hài lòng"], row["Không hài lòng"]) == (20, 10) for row in found)


def test_a_hidden_unit_has_a_name_and_a_reason_and_no_number_in_any_sheet():
    content = workbook(report(SEEN, HIDDEN), "vi")
    for sheet in ("Chỉ số", "Tiêu chí", "Phân bố mức", "Chỉ số khác"):
        for row in rows(content, sheet):
            if row["Mã đơn vị"] == "99002-TT":
                assert not [cell for cell in row.values() if isinstance(cell, int | float)]
                assert row["Ghi chú"] == "dưới 10 phiếu: ẩn"


def test_the_last_sheet_says_how_the_figures_came_about():
    sheet = sheets(workbook(report(SEEN, HIDDEN), "vi"))["Cách tính"]
    said = {name.value: value.value for name, value in sheet["A3:B30"] if name.value}
    assert said["Kỳ số liệu"] == "tháng 3/2026"
    assert said["Số liệu đến ngày"] == "31/03/2026"
    assert said["Phiên bản phiếu"] == "Phiếu đánh giá tại quầy (counter-2026/1)"
    assert said["Số phiếu của các đơn vị được hiển thị (n)"] == 30
    assert said["Số đơn vị được hiển thị/tổng số"] == "1/2"
    assert said["Số lần điều chỉnh sau khi chốt tháng"] == 2
    assert "mọi tiêu chí có trọng số như nhau" in said["Công thức"]
    assert "Dưới 10 phiếu" in said["Quy tắc ẩn số liệu"]
    assert "không phải Chỉ số SIPAS do Bộ Nội vụ công bố" in said["Phạm vi của số liệu"]


def test_the_last_sheet_names_the_pages_that_explain_the_methods():
    def said(content: bytes) -> dict[str, object]:
        return {name.value: value.value for name, value in sheets(content)["Cách tính"]["A3:B30"]}

    addresses = {"01-index": "https://here.example/phuong-phap/01-index?lang=vi"}
    name = method_title("01-index", "vi")
    assert said(workbook(report(SEEN), "vi", addresses))[name] == addresses["01-index"]
    assert name not in said(workbook(report(SEEN), "vi"))
    assert set(method_pages(report(SEEN))) <= set(method_names())


def test_a_file_of_one_unit_explains_no_comparison():
    alone, several = report(SEEN), beside_each_other()
    numbers = [[name[:2] for name in method_pages(each)] for each in (alone, several)]
    assert numbers == [["01", "02", "03", "08", "18"], ["01", "02", "03", "08", "05", "09", "10", "11", "18"]]
    assert "So sánh được" not in rows(workbook(alone, "vi"), "Chỉ số")[0]
    assert "So sánh được" in rows(workbook(several, "vi"), "Chỉ số")[0]
    explained = [
        {name.value for name in sheets(workbook(each, "vi"))["Cách tính"]["A"]} for each in (alone, several)
    ]
    assert ["So sánh" in names for names in explained] == [False, True]


def test_each_index_says_how_its_interval_was_computed_and_what_it_is_out_of():
    (row,) = rows(workbook(report(SEEN), "vi"), "Chỉ số")
    assert (row["Số câu trả lời hợp lệ"], row["Lượt cán bộ theo ngày"]) == (7 * 30, 2)
    assert row["Cách tính khoảng"].startswith("quá ít ngày")


def test_no_cell_has_more_digits_than_are_printed():
    book = sheets(workbook(report(SEEN), "vi"))
    shares = {
        each.value for sheet in book for line in sheet for each in line if isinstance(each.value, float)
    }
    assert 0.6667 in shares
    assert all(round(share, 4) == share for share in shares)


def beside_each_other() -> UnitsReport:
    """Two units of one kind."""
    lines = [SEEN, replace(line("Xã Ba", figures({5: 40}), "99003-TT"), unit_id=8)]
    return replace(report(*lines), kinds=standings(members(lines)))


@pytest.mark.parametrize("sample", [True, False])
def test_sample_data_are_marked_on_every_sheet_and_real_data_on_none(sample):
    book = sheets(workbook(report(SEEN, sample=sample), "vi"))
    assert all(("DỮ LIỆU MẪU" in sheet["A1"].value) is sample for sheet in book)


@pytest.mark.parametrize("name", ["=1+1", "+84", "-1", "@SUM(A1)", "http://example.vn", '=HYPERLINK("x")'])
def test_a_name_never_becomes_a_formula_or_a_link(name):
    sheet = sheets(workbook(report(line(name, figures({5: 30}))), "vi"))["Chỉ số"]
    assert (sheet["B4"].value, sheet["B4"].data_type, sheet["B4"].hyperlink) == (name, "s", None)


def test_marked_forms_and_verified_visits_are_rows_beside_all_forms():
    told = rows(workbook(with_parts(report(SEEN, HIDDEN)), "vi"), "Phiếu bị đánh dấu")
    assert [(row["Loại phiếu"], row["Chỉ số"], row["Số phiếu (n)"], row["Ghi chú"]) for row in told] == [
        ("mọi phiếu", 0.6667, 30, None),
        ("phiếu bị đánh dấu", None, 10, None),
        ("không kể phiếu bị đánh dấu", 1, 20, None),
        ("chỉ các lượt có vé", None, 0, "không có phiếu nào như vậy"),
    ]
    unmarked = told[2]
    assert 0 < unmarked["Khoảng tin cậy từ"] < 1 == unmarked["Khoảng tin cậy đến"]
    assert unmarked["Cách tính khoảng"].startswith("quá ít ngày")
    assert (unmarked["Số câu trả lời hợp lệ"], unmarked["Số tiêu chí được tính"]) == (7 * 20, 7)


def test_a_group_that_may_not_be_told_has_no_number():
    told = with_parts(report(SEEN))
    few = replace(told, parts={7: replace(told.parts[7], unflagged=None, flagged=None, verified=None)})
    _, *rest = rows(workbook(few, "vi"), "Phiếu bị đánh dấu")
    assert len(rest) == 3
    for row in rest:
        assert not [cell for cell in row.values() if isinstance(cell, int | float)]
        assert row["Ghi chú"] == "có tháng dưới 10 phiếu: không nêu"


def test_the_last_sheet_holds_the_newest_head_of_the_log():
    cells = sheets(workbook(with_parts(report(SEEN)), "vi"))["Cách tính"].iter_rows(values_only=True)
    said = {name: value for name, value in cells if str(name).startswith("Nhật ký chống sửa")}
    assert said.pop("Nhật ký chống sửa").startswith("Ai giữ tệp này")
    assert list(said.values()) == [1250, "23/11/2026, buổi sáng", HEAD.root, HEAD.signed, HEAD.address]


def test_a_unit_with_too_many_flags_has_the_reason_and_no_place():
    marked = replace(SEEN, shown=replace(figures({5: 40}), too_many_flagged=True))
    other = replace(line("Xã Ba", figures({5: 40}), "99003-TT"), unit_id=8)
    whole = replace(report(marked, other), kinds=standings(members([marked, other])))
    first, second = rows(workbook(whole, "vi"), "Chỉ số")
    assert first["Ghi chú"] == "không so sánh: trên 1/10 phiếu bị đánh dấu"
    assert (first["Chỉ số"], first["So sánh được"]) == (1, "không")
    for title in ("Độ tin cậy", "Nhóm", "Hạng từ", "Khác hẳn", "Tỷ lệ trên tiêu chí so sánh"):
        assert first[title] is None
    assert "trên 1/10" not in str(second["Ghi chú"])


def test_a_report_without_any_figure_is_still_a_workbook():
    assert rows(workbook(report(HIDDEN), "vi"), "Tiêu chí") == []


def test_where_figures_move_at_once_nothing_is_said_of_marks_that_wait() -> None:
    t = language("en")
    assert any("from one release to the next" in said for said in how_parts(t))
    assert not any("from one release to the next" in said for said in how_parts(t, live=True))
