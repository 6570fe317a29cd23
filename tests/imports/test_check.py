"""Rows against templates: entries with their lines, or every reason why not."""

from datetime import date

import pytest

from imports import TEMPLATES, Checked, RowsRefused, check_rows, fitting, read_table
from survey import Month, Part
from survey.offices import Channel, StaffKind
from survey.registers import (
    CounterEntry,
    DossierEntry,
    DutyEntry,
    EntriesRefused,
    EntryProblem,
    FieldAtCounter,
    FieldEntry,
    Misfit,
    OfficerEntry,
)
from words import language

COUNTERS = "Mã đơn vị;Số quầy;Tên quầy;Kênh;Mẫu phiếu;Lĩnh vực;Từ ngày;Đến ngày\n"
ROSTER = "Mã đơn vị;Số quầy;Kênh;Ngày trực;Buổi;Số thẻ\n"
DOSSIERS = "Mã đơn vị;Mã lĩnh vực;Kênh;Tháng;Số hồ sơ đã giải quyết;Trong đó quá hạn\n"
OFFICERS = "Mã đơn vị;Số thẻ;Họ và tên;Loại nhân sự;Từ ngày;Đến ngày\n"


def checked(name: str, text: str) -> Checked:
    return check_rows(TEMPLATES[name], read_table(text.encode()))


def problems(name: str, text: str, tongue: str = "en") -> list[str]:
    with pytest.raises(RowsRefused) as refused:
        checked(name, text)
    return [problem.said(language(tongue)) for problem in refused.value.problems]


def test_a_row_of_a_counter_becomes_its_entry() -> None:
    found = checked(
        "counters",
        COUNTERS
        + "05443-tt;03;Tư pháp,  hộ tịch;Tại quầy;;HT=05443; ;;\n".replace("; ;;", ";01/01/2026;31/12/2026"),
    )
    assert found.entries == (
        CounterEntry(
            unit="05443-TT",
            number="03",
            name="Tư pháp, hộ tịch",
            channel=Channel.COUNTER,
            valid_from=date(2026, 1, 1),
            valid_to=date(2027, 1, 1),  # lists give the last day, the period ends before the day after it
            fields=(FieldAtCounter("HT", "05443"),),
        ),
    )
    assert found.lines == (2,)


def test_several_fields_stand_in_one_cell_or_in_a_row_each() -> None:
    one = checked("counters", COUNTERS + '05443-TT;03;Hộ tịch;;;"HT=05443; CT";2026-01-01;\n')
    rows = "05443-TT;03;Hộ tịch;;;HT=05443;2026-01-01;\n05443-TT;03;Hộ tịch;;;CT;2026-01-01;\n"
    assert one.entries == checked("counters", COUNTERS + rows).entries
    assert one.entries[0].fields == (FieldAtCounter("HT", "05443"), FieldAtCounter("CT"))


def test_rows_of_one_counter_that_disagree_are_refused() -> None:
    rows = "05443-TT;03;Hộ tịch;;;HT;2026-01-01;\n05443-TT;03;Đất đai;;;DD;2026-01-01;\n"
    assert problems("counters", COUNTERS + rows) == [
        "Line 3, column “Unit code”: line 2 says the same or something else about this already"
    ]


def test_titles_are_known_in_both_languages_without_marks_and_in_any_order() -> None:
    vietnamese = checked("officers", OFFICERS + "05443-TT;0123;Cán bộ thẻ 0123;Công chức;01/01/2026;\n")
    english = checked(
        "officers",
        "employment,FULL NAME,badge number,unit code,valid_from\n"
        "contract staff,Cán bộ thẻ 0124,0124,05443-TT,2026-01-01\n",
    )
    plain = checked(
        "officers", "ma don vi,so the,ho va ten,loai,tu ngay\n05443-TT,1,A,nhân viên bưu điện,1/1/2026\n"
    )
    assert vietnamese.entries == (
        OfficerEntry("05443-TT", "0123", "Cán bộ thẻ 0123", StaffKind.OFFICIAL, date(2026, 1, 1)),
    )
    assert (english.entries[0].badge, english.entries[0].kind) == ("0124", StaffKind.CONTRACT)
    assert plain.entries[0].kind is StaffKind.POST_OFFICE


def test_a_whole_day_on_duty_is_two_parts() -> None:
    found = checked("roster", ROSTER + "05443-TT;03;;02/03/2026;Cả ngày;0123\n05443-TT;03;;3/3/2026;sáng;-\n")
    assert found.entries == (
        DutyEntry("05443-TT", "03", Channel.COUNTER, date(2026, 3, 2), Part.MORNING, "0123"),
        DutyEntry("05443-TT", "03", Channel.COUNTER, date(2026, 3, 2), Part.AFTERNOON, "0123"),
        DutyEntry("05443-TT", "03", Channel.COUNTER, date(2026, 3, 3), Part.MORNING, None),
    )
    assert found.lines == (2, 2, 3)


@pytest.mark.parametrize(
    "written", ["03/2026", "3/2026", "2026-03", "tháng 3/2026", "2026-03-01", "01/03/2026"]
)
def test_a_month_is_read_however_a_spreadsheet_writes_it(written: str) -> None:
    [entry] = checked("dossiers", DOSSIERS + f"05443-TT;HT;Bưu điện;{written};120;4\n").entries
    assert entry == DossierEntry("05443-TT", "HT", Channel.POST, Month(2026, 3), handled=120, late=4)


@pytest.mark.parametrize(
    "written", ["31/02/2026", "2026-13-01", "03/31/2026", "1/1/26", "hôm nay", "31/12/1899"]
)
def test_a_day_that_is_none_is_refused(written: str) -> None:
    [said] = problems("officers", OFFICERS + f"05443-TT;0123;A;Công chức;{written};\n")
    assert said.startswith("Line 2, column “First day”: ")


@pytest.mark.parametrize("written", ["-1", "1.200", "1,5", "²", "nhiều", "9" * 40, "0" * 12 + "9" * 30])
def test_a_count_that_is_none_is_refused(written: str) -> None:
    [said] = problems("dossiers", DOSSIERS + f'05443-TT;HT;;03/2026;"{written}";0\n')
    assert "is no count" in said


def test_more_late_dossiers_than_handled_are_refused() -> None:
    assert problems("dossiers", DOSSIERS + "05443-TT;HT;;03/2026;4;5\n") == [
        "Line 2, column “Of these late”: more dossiers are late than were handled"
    ]
    assert checked("dossiers", DOSSIERS + "05443-TT;HT;;03/2026;4;4\n").entries[0].late == 4


def test_every_bad_row_is_told_with_its_line_column_and_reason_in_the_language_asked_for() -> None:
    text = OFFICERS + (
        ";0123;A;Công chức;01/01/2026;\n"
        "05443-TT;0124;A;lãnh đạo;01/01/2026;\n"
        "05443-TT;0125;A;Công chức;01/02/2026;31/01/2026\n"
        "05443-TT;0126;A;Công chức;01/01/2026;\n"
        "05443-TT;0126;B;Công chức;01/01/2026;\n"
        "05443-TT;=A1;A;Công chức;khi nào đó;\n"
    )
    assert problems("officers", text, "vi") == [
        "Dòng 2, cột “Mã đơn vị”: ô này bắt buộc phải điền",
        "Dòng 3, cột “Loại nhân sự”: “lãnh đạo” không thuộc các giá trị được phép: "
        "Công chức, viên chức, Nhân viên hợp đồng, Nhân viên bưu điện",
        "Dòng 4, cột “Đến ngày”: ngày kết thúc trước ngày bắt đầu",
        "Dòng 6, cột “Mã đơn vị”: dòng 5 đã ghi về cùng nội dung này (trùng hoặc khác)",
        "Dòng 7, cột “Số thẻ”: ô này chứa công thức hoặc lỗi; hãy dán giá trị vào đây",
        "Dòng 7, cột “Từ ngày”: “khi nào đó” không phải là ngày; hãy ghi như 31/03/2026",
    ]
    assert problems("officers", text, "en")[0] == "Line 2, column “Unit code”: this must be filled in"


def test_a_column_that_is_missing_unknown_or_repeated_is_named() -> None:
    said = problems("officers", "Mã đơn vị;Số thẻ;Số hiệu;Lương {x};Từ ngày\n05443-TT;1;1;2;01/01/2026\n")
    assert said == [
        "Line 1, column “Số hiệu”: this column is there twice",
        "Line 1, column “Lương {x}”: this column is not known",
        "Line 1, column “Full name”: this column is missing",
        "Line 1, column “Employment”: this column is missing",
    ]


def test_a_cell_without_a_title_above_it_is_not_silently_dropped() -> None:
    assert problems("fields", "Mã lĩnh vực;Tên lĩnh vực\nHT;Hộ tịch;và gì đó\n") == [
        "Line 2, column “3”: this cell has no column title above it"
    ]
    assert problems("fields", "Mã lĩnh vực;;Tên lĩnh vực\nHT;x;Hộ tịch\n") == [
        "Line 1, column “2”: this column is not known"
    ]
    assert checked("fields", "Mã lĩnh vực;;Tên lĩnh vực\nHT;;Hộ tịch\n").entries == (
        FieldEntry("HT", "Hộ tịch"),
    )


def test_a_list_without_rows_is_refused() -> None:
    assert problems("fields", "Mã lĩnh vực;Tên lĩnh vực\n")[0].endswith("no row follows")


def test_names_are_put_into_one_form_of_unicode_and_kept_short_and_visible() -> None:
    decomposed = "Ho\u0302\u0323 ti\u0323ch"
    [entry] = checked("fields", f"Mã;Tên\nHT;{decomposed}\n").entries
    assert entry.name == "Hộ tịch"
    assert "more than 300" in problems("fields", f"Mã;Tên\nHT;{'a' * 301}\n")[0]
    assert "cannot be seen" in problems("fields", "Mã;Tên\nHT;Hộ\u200btịch\n")[0]
    assert "is no code" in problems("fields", "Mã;Tên\nHỘ;Hộ tịch\n")[0]


def test_entries_that_do_not_fit_are_told_with_the_lines_they_came_from() -> None:
    found = checked(
        "roster", ROSTER + "05443-TT;3;;02/03/2026;Cả ngày;0123\n\n05443-TT;3;;03/03/2026;sáng;9\n"
    )
    refused = EntriesRefused(
        (
            EntryProblem(1, "number", Misfit.COUNTER_UNKNOWN, "3", "03"),
            EntryProblem(2, "badge", Misfit.OFFICER_UNKNOWN, "9"),
        )
    )
    assert [problem.said(language("vi")) for problem in fitting(found, refused).problems] == [
        "Dòng 2, cột “Số quầy”: đơn vị không có quầy “3” nhưng có quầy “03”",
        "Dòng 4, cột “Số thẻ”: trong đơn vị không có ai mang thẻ số “9”",
    ]


@pytest.mark.parametrize("misfit", list(Misfit))
def test_every_misfit_has_its_sentence_in_both_languages(misfit: Misfit) -> None:
    found = checked("roster", ROSTER + "05443-TT;3;;02/03/2026;sáng;0123\n")
    [problem] = fitting(found, EntriesRefused((EntryProblem(0, "unit", misfit, "XY", "YZ"),))).problems
    vietnamese, english = (problem.reason.said(language(code)) for code in ("vi", "en"))
    assert vietnamese != english
    assert "XY" in vietnamese or "YZ" in vietnamese
