"""The text table, read back as Excel in Vietnam and in England read it."""

import csv
from dataclasses import replace
from io import StringIO

import pytest

from reports import Answered, Hidden, csv_file
from reports.cells import harmless
from tests.reports.made import HEAD, figures, line, report, with_parts

SEEN = line("Xã Một; Hai", figures({5: 20, 2: 10}, Answered(30, 120, 1)))


def read(content: bytes, separator: str) -> list[dict[str, str]]:
    assert content.startswith(b"\xef\xbb\xbf")
    return list(csv.DictReader(StringIO(content.decode("utf-8-sig"), newline=""), delimiter=separator))


def test_in_vietnamese_columns_are_split_at_semicolons_and_decimals_at_commas():
    (row,) = read(csv_file(report(SEEN), "vi"), ";")
    assert (row["Đơn vị"], row["Chỉ số"], row["Số phiếu (n)"]) == ("Xã Một; Hai", "0,6667", "30")
    assert row["Tỷ lệ phiếu/hồ sơ"] == "0,2500"


def test_in_english_columns_are_split_at_commas_and_decimals_at_points():
    (row,) = read(csv_file(report(SEEN), "en"), ",")
    assert (row["Unit"], row["Index"], row["Forms (n)"]) == ("Xã Một; Hai", "0.6667", "30")


def test_each_row_says_what_it_rests_on():
    (row,) = read(csv_file(report(SEEN, sample=True), "vi"), ";")
    assert (row["Từ tháng"], row["Đến tháng"]) == ("2026-03", "2026-03")
    assert row["Số liệu đến ngày"] == "2026-03-31"
    assert "counter-2026/1" in row["Phiên bản phiếu"]
    assert row["Dữ liệu"] == "DỮ LIỆU MẪU"


@pytest.mark.parametrize(("code", "separator"), [("vi", ";"), ("en", ",")])
def test_every_title_begins_with_a_capital(code, separator):
    (row,) = read(csv_file(with_parts(report(SEEN)), code), separator)
    assert all(title[0].isupper() for title in row)


def test_a_hidden_unit_has_no_number():
    (row,) = read(csv_file(report(line("Xã Hai", Hidden.PROTECTS_ANOTHER)), "vi"), ";")
    told = {name: cell for name, cell in row.items() if cell}
    assert told.keys() == {
        *("Mã đơn vị", "Đơn vị", "Loại đơn vị", "Ghi chú", "Từ tháng", "Đến tháng"),
        *("Số liệu đến ngày", "Phiên bản phiếu", "Phạm vi của số liệu", "Dữ liệu"),
    }
    assert row["Ghi chú"] == "ẩn để bảo vệ đơn vị hoặc kỳ có ít phiếu"


def test_marked_forms_verified_visits_and_the_head_of_the_log_stand_in_each_row():
    other = replace(line("Xã Hai", Hidden.TOO_FEW), unit_id=8)
    one, hidden = read(csv_file(with_parts(report(SEEN, other)), "vi"), ";")
    unmarked, verified = "không kể phiếu bị đánh dấu", "chỉ các lượt có vé"
    assert one["Số phiếu bị đánh dấu"] == "10"
    assert (one[f"Chỉ số, {unmarked}"], one[f"Số phiếu (n), {unmarked}"]) == ("1,0000", "20")
    assert one[f"Cách tính khoảng, {unmarked}"].startswith("quá ít ngày")
    assert (one[f"Chỉ số, {verified}"], one[f"Số phiếu (n), {verified}"]) == ("", "0")
    assert not [cell for title, cell in hidden.items() if cell and title.endswith((unmarked, verified))]
    for row in (one, hidden):
        told = [cell for title, cell in row.items() if title.startswith("Nhật ký chống sửa")]
        assert told == ["1250", "23/11/2026, buổi sáng", HEAD.root, HEAD.signed, HEAD.address]


@pytest.mark.parametrize(
    "name", ["=1+1", "+84", "-1", "@x", "\t=1", "\r=1", " =1", "＝1", '=cmd|"/c calc"!A1']
)
def test_a_name_that_a_spreadsheet_would_compute_gets_an_apostrophe(name):
    (row,) = read(csv_file(report(line(name, figures({5: 30}))), "vi"), ";")
    assert row["Đơn vị"] == "'" + name


@pytest.mark.parametrize("name", ["Xã Một", "", "1", "Quầy 01 = Tư pháp"])
def test_any_other_name_stays_as_it_is(name):
    assert harmless(name) == name
