"""Files as lines of text: what is read, and what is refused with a sentence."""

import io
import zipfile
from datetime import date, datetime

import openpyxl
import pytest

from imports import Table, TableUnreadable, read_table
from imports.tables import LARGEST_FILE, MOST_LINES, Line
from words import language

TEXT = "Mã đơn vị;Số quầy\n05443-TT;03\n"


def rows(table: Table) -> list[tuple[str, ...]]:
    return [line.cells for line in (table.header, *table.rows)]


def workbook(*lines: tuple[object, ...], number_format: str | None = None) -> bytes:
    book = openpyxl.Workbook()
    for line in lines:
        book.active.append(line)
    if number_format:
        for row in book.active.iter_rows(min_row=2):
            for cell in row:
                cell.number_format = number_format
    written = io.BytesIO()
    book.save(written)
    return written.getvalue()


def refusal(content: bytes) -> str:
    with pytest.raises(TableUnreadable) as refused:
        read_table(content)
    assert refused.value.reason.said(language("vi")) != refused.value.reason.said(language("en"))
    return refused.value.reason.said(language("en"))


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16"])
@pytest.mark.parametrize("delimiter", [";", ",", "\t"])
def test_csv_is_read_with_each_mark_and_delimiter_that_spreadsheets_write(
    encoding: str, delimiter: str
) -> None:
    content = TEXT.replace(";", delimiter).encode(encoding)
    assert rows(read_table(content)) == [("Mã đơn vị", "Số quầy"), ("05443-TT", "03")]


def test_a_comma_inside_quotation_marks_is_no_delimiter() -> None:
    table = read_table('Tên,Số\n"Tư pháp, hộ tịch",03\n'.encode())
    assert table.rows == (Line(2, ("Tư pháp, hộ tịch", "03")),)


def test_the_line_in_which_excel_names_its_delimiter_is_no_header() -> None:
    table = read_table("sep=;\r\nTên;Số\r\nA;1\r\n".encode())
    assert table.header == Line(2, ("Tên", "Số"))
    assert table.rows == (Line(3, ("A", "1")),)


def test_lines_carry_the_numbers_an_editor_shows_past_blank_lines_remarks_and_line_breaks_in_cells() -> None:
    table = read_table(b'a,b\n\n"x\ny",1\n# remark,2\n,\nz,3\n')
    assert [(line.number, line.cells[0]) for line in table.rows] == [(3, "x\ny"), (7, "z")]


def test_letters_in_windows_1258_are_refused_with_what_to_do() -> None:
    assert "UTF-8" in refusal("Mã đơn vị;Số quầy\n".encode("cp1258", errors="replace") + b"\xcc\xf0;1\n")


def test_a_quotation_mark_that_does_not_close_is_named_with_its_line() -> None:
    assert refusal(b'a,b\n1,"2\n').startswith("line 2 ")


def test_a_first_line_without_end_is_refused_and_not_an_error_of_ours() -> None:
    assert "line 1 cannot be read" in refusal(b"a" * 200_000 + b"\nb")


def test_an_old_workbook_is_refused_with_what_to_do() -> None:
    # The first eight bytes of every OLE2 file: [MS-CFB] 2.2, Header Signature.
    assert ".xlsx" in refusal(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 100)


@pytest.mark.parametrize("content", [b"", b"\n\n", b";;;\n", b"\xef\xbb\xbf"])
def test_a_file_without_anything_in_it_is_said_to_be_empty(content: bytes) -> None:
    assert refusal(content) == "the file is empty"


def test_a_file_that_is_no_table_is_refused() -> None:
    assert "neither" in refusal(b"\x89PNG".replace(b"\x89", b"") + b"\0\0\0")
    assert "damaged" in refusal(b"PK\x03\x04 but no workbook")


def test_a_zip_file_that_is_no_workbook_is_refused() -> None:
    written = io.BytesIO()
    with zipfile.ZipFile(written, "w") as packed:
        packed.writestr("something.txt", "else")
    assert "damaged" in refusal(written.getvalue())


def test_a_workbook_that_would_unpack_beyond_all_measure_is_refused() -> None:
    written = io.BytesIO()
    with zipfile.ZipFile(written, "w", zipfile.ZIP_DEFLATED) as packed:
        packed.writestr("xl/worksheets/sheet1.xml", b"\0" * 201_000_000)
    assert len(written.getvalue()) < LARGEST_FILE
    assert "damaged" in refusal(written.getvalue())


def test_a_file_that_is_too_large_is_refused_unread() -> None:
    assert "10 MB" in refusal(b"a" * (LARGEST_FILE + 1))
    assert "lines" in refusal(b"a\n" * (MOST_LINES + 1))


def test_a_workbook_is_read_as_its_cells_look() -> None:
    content = workbook(
        ("Mã", "Số", "Ngày", "Tháng", "Lượng"),
        ("05443-TT", 3, date(2026, 3, 31), datetime(2026, 3, 1, tzinfo=None), 120.0),  # noqa: DTZ001
        ("x", None, "  31/03/2026 ", True, 1.5),
    )
    assert rows(read_table(content))[1:] == [
        ("05443-TT", "3", "2026-03-31", "2026-03-01", "120"),
        ("x", "", "31/03/2026", "TRUE", "1.5"),
    ]


def test_a_number_shown_with_zeros_in_front_keeps_them() -> None:
    assert rows(read_table(workbook(("Mã",), (12,), (5443,), number_format="00000")))[1:] == [
        ("00012",),
        ("05443",),
    ]


def test_text_that_looks_like_a_number_stays_as_it_was_written() -> None:
    assert rows(read_table(workbook(("Mã",), ("0012",))))[1:] == [("0012",)]


def test_a_formula_is_not_evaluated_and_shows_as_one() -> None:
    [row] = read_table(workbook(("Số",), ("=1+1",))).rows
    assert row.cells == ("=1+1",)


def test_only_the_first_sheet_is_read() -> None:
    book = openpyxl.Workbook()
    book.active.append(["a"])
    book.create_sheet("Hướng dẫn").append(["b"])
    written = io.BytesIO()
    book.save(written)
    assert rows(read_table(written.getvalue())) == [("a",)]
