"""Lists through the command line: in whole or not at all."""

from datetime import UTC, datetime
from pathlib import Path

import openpyxl
import pytest

from tests.cli.conftest import Manage

COUNTERS = (
    "Mã đơn vị;Số quầy;Tên quầy;Kênh;Lĩnh vực;Từ ngày\n"
    "05443-TT;03;Tư pháp, hộ tịch;Tại quầy;HT=05443;01/01/2026\n"
    "05443-TT;TT;Kết quả trực tuyến;Trực tuyến;;01/01/2026\n"
)
OFFICERS = (
    "Mã đơn vị;Số thẻ;Họ và tên;Loại nhân sự;Từ ngày\n05443-TT;0123;Cán bộ thẻ 0123;Công chức;01/01/2026\n"
)
ROSTER = "Mã đơn vị;Số quầy;Kênh;Ngày trực;Buổi;Số thẻ\n05443-TT;03;;02/03/2026;Cả ngày;0123\n"
DOSSIERS = (
    "Mã đơn vị;Mã lĩnh vực;Kênh;Tháng;Số hồ sơ đã giải quyết;Trong đó quá hạn\n05443-TT;HT;;03/2026;120;4\n"
)
FIELDS = "Mã lĩnh vực;Tên lĩnh vực\nQT;Quốc tịch\n"


@pytest.fixture
def csv(tmp_path: Path):  # type: ignore[no-untyped-def]
    def write(text: str) -> Path:
        file = tmp_path / "danh sách.csv"
        file.write_text(text, encoding="utf-8")
        return file

    return write


def test_every_list_is_imported_and_importing_it_again_changes_nothing(province: Manage, csv) -> None:  # type: ignore[no-untyped-def]
    lists = {
        "fields": FIELDS,
        "counters": COUNTERS,
        "officers": OFFICERS,
        "roster": ROSTER,
        "dossiers": DOSSIERS,
    }
    added = {"fields": 1, "counters": 2, "officers": 1, "roster": 2, "dossiers": 1}
    for name, text in lists.items():
        first = province(f"import-{name}", csv(text), "--language", "en")
        assert first.output.strip() == f"{added[name]} added, 0 changed, 0 unchanged."
        again = province(f"import-{name}", csv(text))
        assert again.output.strip() == f"Đã thêm 0, sửa 0, giữ nguyên {added[name]}."


def test_a_template_filled_in_by_hand_is_imported(province: Manage, tmp_path: Path) -> None:
    file = tmp_path / "mẫu" / "quầy.xlsx"
    assert province("template", "counters", "--out", file).exit_code == 0
    book = openpyxl.load_workbook(file)
    book.worksheets[0].append(["05443-TT", "01", "Chứng thực", "Tại quầy", None, "CT", "01/01/2026"])
    book.save(file)
    result = province("import-counters", file)
    assert (result.exit_code, result.output.strip()) == (0, "Đã thêm 1, sửa 0, giữ nguyên 0.")


def test_a_file_with_bad_rows_is_told_row_by_row_and_changes_nothing(province: Manage, csv) -> None:  # type: ignore[no-untyped-def]
    result = province("import-counters", csv(COUNTERS + "05443-TT;04;;Tại quầy;HT;32/01/2026\n"))
    assert result.exit_code == 1
    assert result.output.splitlines() == [
        "Dòng 4, cột “Tên quầy”: ô này bắt buộc phải điền",
        "Dòng 4, cột “Từ ngày”: “32/01/2026” không phải là ngày; hãy ghi như 31/03/2026",
        "Có 2 lỗi; chưa thay đổi gì.",
    ]
    assert province("import-counters", csv(COUNTERS)).output.strip() == "Đã thêm 2, sửa 0, giữ nguyên 0."


def test_rows_that_do_not_fit_the_offices_are_told_the_same_way(province: Manage, csv) -> None:  # type: ignore[no-untyped-def]
    text = COUNTERS + "05443;05;Chứng thực;Tại quầy;XX;01/01/2026\n77777;05;Chứng thực;;;01/01/2026\n"
    result = province("import-counters", csv(text), "--language", "en")
    assert result.exit_code == 1
    assert result.output.splitlines() == [
        "Line 4, column “Unit code”: the unit “05443” does not receive citizens; its centre has the code “05443-TT”",
        "Line 4, column “Fields handled”: there is no field of procedure with the code “XX”; import-fields adds one",
        "Line 5, column “Unit code”: there is no unit with the code “77777” (zeros at the front count)",
        "3 problems; nothing was changed.",
    ]
    assert province("import-counters", csv(COUNTERS)).output.strip() == "Đã thêm 2, sửa 0, giữ nguyên 0."


def test_rows_that_read_badly_do_not_hide_those_that_do_not_fit_the_offices(province: Manage, csv) -> None:  # type: ignore[no-untyped-def]
    good = "05443-TT;05;Chứng thực;Tại quầy;;01/01/2026\n"
    bad = "05443-TT;06;Hộ tịch;Tại quầy;;31/02/2026\n"
    misfit = "99999-TT;07;Đất đai;Tại quầy;;01/01/2026\n"
    header = COUNTERS.splitlines()[0] + "\n"
    result = province("import-counters", csv(header + good + bad + misfit))
    said = result.output.strip().splitlines()
    assert result.exit_code == 1
    assert [line.split(",")[0] for line in said[:-1]] == ["Dòng 3", "Dòng 4"]
    assert "31/02/2026" in said[0]
    assert "99999-TT" in said[1]
    assert said[-1].endswith("2 lỗi; chưa thay đổi gì.")
    # The good row was only tried: it is new when the file is right.
    assert province("import-counters", csv(header + good)).output.strip() == "Đã thêm 1, sửa 0, giữ nguyên 0."


def test_a_file_that_cannot_be_read_is_one_sentence(manage: Manage, tmp_path: Path) -> None:
    file = tmp_path / "a.xlsx"
    file.write_bytes(b"PK but no workbook")
    result = manage("import-officers", file)
    assert result.exit_code == 1
    assert result.output.strip() == "Không đọc được a.xlsx: tệp này bị hỏng hoặc không phải là tệp .xlsx."
    assert manage("import-officers", tmp_path / "none.csv").exit_code == 2


def test_a_template_has_a_name_and_a_kind_of_file_that_are_known(manage: Manage, tmp_path: Path) -> None:
    assert manage("template", "horoscopes", "--out", tmp_path / "a.xlsx").exit_code == 2
    result = manage("template", "roster", "--out", tmp_path / "a.ods")
    assert (result.exit_code, result.output.strip()) == (1, "Tên tệp phải kết thúc bằng .xlsx hoặc .csv.")
    (tmp_path / "folder.csv").mkdir()
    assert manage("template", "roster", "--out", tmp_path / "folder.csv").exit_code == 2


def test_what_is_wrong_with_a_whole_day_is_said_once(province: Manage, csv) -> None:  # type: ignore[no-untyped-def]
    result = province("import-roster", csv(ROSTER.replace("05443-TT", "77777-TT")), "--language", "en")
    assert result.output.splitlines() == [
        "Line 2, column “Unit code”: there is no unit with the code “77777-TT” (zeros at the front count)",
        "1 problem; nothing was changed.",
    ]


def test_opening_hours_are_taken_over_shown_and_refused_in_a_sentence(province: Manage, csv) -> None:  # type: ignore[no-untyped-def]
    header = "Mã đơn vị;Ngày hoặc thứ;Giờ làm việc\n"
    told = province(
        "opening-hours",
        csv(
            header
            + "19;T2 - T6;7h30-11h30 13h30-17h\n19;Thứ bảy;nghỉ\n05443-TT;CN;8:00-11:00\n"
            + "19;30/04/2099 - 01/05/2099;nghỉ\n"
        ),
        "--unit",
        "05443-TT",
    )
    assert told.output.splitlines() == [
        "Đã thêm 9, sửa 0, giữ nguyên 0.",
        *(
            f"{day:<12} 07:30-11:30 13:30-17:00"
            for day in ("Thứ hai", "Thứ ba", "Thứ tư", "Thứ năm", "Thứ sáu")
        ),
        "Thứ bảy      nghỉ",
        "Chủ nhật     08:00-11:00",
        "30/04/2099   nghỉ",
        "01/05/2099   nghỉ",
    ]
    this_year = datetime.now(UTC).year
    past = province(
        "opening-hours",
        csv(header + f"19;01/01/{this_year};nghỉ\n19;31/12/{this_year - 2};nghỉ\n"),
        "--unit",
        "05443-TT",
    )
    assert f"01/01/{this_year}   nghỉ" in past.output.splitlines()
    assert str(this_year - 2) not in past.output
    bad = csv(header + "19;T6 - T2;7:30-11:30\n19;CN;17:00-8:00\n77777;CN;-\n")
    assert province("opening-hours", bad, "--language", "en").output.splitlines() == [
        "Line 2, column “Day”: “T6 - T2” is no day of the week and no day; write Saturday, Monday - Friday or "
        "30/04/2026",
        "Line 3, column “Opening hours”: “17:00-8:00” are no hours; write 07:30-11:30 13:30-17:00, or closed",
        "Line 4, column “Unit code”: there is no unit with the code “77777” (zeros at the front count)",
        "3 problems; nothing was changed.",
    ]
    assert province("opening-hours").exit_code == 1
    assert "77777" in province("opening-hours", "--unit", "77777").output
