"""CSV and XLSX files as lines of text. Nothing in a file is ever run or evaluated."""

import csv
import io
import re
import warnings
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, time
from typing import Any, Final

import openpyxl

from imports.reasons import Reason, reason
from words import mark

LARGEST_FILE: Final = 10_000_000
"""Bytes of a file."""

LARGEST_UNPACKED: Final = 200_000_000
"""Bytes of a workbook once unpacked: it is a zip file, and could be a bomb."""

MOST_LINES: Final = 200_000
MOST_COLUMNS: Final = 60

FORMULA: Final = "="
"""Begins the text of a cell that holds a formula or an error instead of a value."""

_OLD_OR_LOCKED: Final = b"\xd0\xcf\x11\xe0"
_DELIMITERS: Final = ";,\t"
_ONLY_ZEROS: Final = re.compile(r"0+")


class TableUnreadable(ValueError):
    """The file is no table that can be read; `reason` says what to do."""

    def __init__(self, why: Reason) -> None:
        super().__init__(why.sentence)
        self.reason = why


@dataclass(frozen=True, slots=True)
class Line:
    """One row with the number that its spreadsheet or editor shows, and its cells, without spaces around."""

    number: int
    cells: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Table:
    """The titles of the columns and the rows that hold something."""

    header: Line
    rows: tuple[Line, ...]


def read_table(content: bytes) -> Table:
    """Read a CSV file (UTF-8 or UTF-16; semicolon, comma or tab) or the first sheet of an XLSX workbook.

    Empty rows, and rows whose first cell begins with "#", are left out. Raises `TableUnreadable`.
    """
    if len(content) > LARGEST_FILE:
        raise TableUnreadable(
            reason(mark("the file is larger than {megabytes} MB"), megabytes=LARGEST_FILE // 1_000_000)
        )
    if content.startswith(_OLD_OR_LOCKED):
        raise TableUnreadable(
            reason(mark("this is an old or password-protected workbook; save it as .xlsx without a password"))
        )
    lines = _workbook_lines(content) if content.startswith(b"PK") else _text_lines(content)
    kept = [line for line in lines if any(line.cells) and not line.cells[0].startswith("#")]
    if not kept:
        raise TableUnreadable(reason(mark("the file is empty")))
    return Table(kept[0], tuple(kept[1:]))


def _text_lines(content: bytes) -> Iterator[Line]:
    text = _decoded(content)
    first, _, rest = text.partition("\n")
    skipped = 0
    if first.strip().lower() in {"sep=;", "sep=,", "sep=\t", "sep="}:
        text, skipped = rest, 1
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=_delimiter(text), strict=True)
    begins = 1
    while True:
        try:
            cells = next(reader)
        except StopIteration:
            return
        except csv.Error as error:
            raise TableUnreadable(
                reason(
                    mark(
                        "line {line} cannot be read: a quotation mark does not close, or a cell is far too long"
                    ),
                    line=begins + skipped,
                )
            ) from error
        yield _line(begins + skipped, tuple(cell.strip() for cell in cells))
        begins = reader.line_num + 1


def _decoded(content: bytes) -> str:
    utf16 = content.startswith((b"\xff\xfe", b"\xfe\xff"))
    try:
        text = content.decode("utf-16" if utf16 else "utf-8-sig")
    except UnicodeDecodeError as error:
        raise TableUnreadable(
            reason(mark("the letters of this file are not UTF-8; save it as “CSV UTF-8” or as .xlsx"))
        ) from error
    if "\0" in text:
        raise TableUnreadable(reason(mark("this is neither a CSV file nor an XLSX workbook")))
    return text


_HEADING = 10_000
"""Letters of the first line that tell how a file separates its columns."""


def _delimiter(text: str) -> str:
    """The one that splits the first line with text into most columns."""
    first = next((line for line in text.splitlines() if line.strip() and not line.startswith("#")), "")
    return max(
        _DELIMITERS, key=lambda delimiter: len(next(csv.reader([first[:_HEADING]], delimiter=delimiter), []))
    )


def _workbook_lines(content: bytes) -> Iterator[Line]:
    unreadable = TableUnreadable(reason(mark("this workbook is damaged or is no .xlsx file")))
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as packed:
            size = sum(part.file_size for part in packed.infolist())
        if size > LARGEST_UNPACKED:
            raise unreadable
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # about styles and validations, which nobody reads here
            book = openpyxl.load_workbook(io.BytesIO(content), read_only=True, keep_links=False)
            try:
                yield from _sheet_lines(book)
            finally:
                book.close()
    except TableUnreadable:
        raise
    except Exception as error:  # a damaged workbook fails anywhere inside zipfile, expat and openpyxl
        raise unreadable from error


def _sheet_lines(book: Any) -> Iterator[Line]:
    if not book.worksheets:
        raise TableUnreadable(reason(mark("the file is empty")))
    sheet = book.worksheets[0]
    sheet.reset_dimensions()  # what a file says of its own size is often wrong
    for number, row in enumerate(sheet.iter_rows(max_col=MOST_COLUMNS + 1), start=1):
        yield _line(number, tuple(_cell_text(cell) for cell in row))


def _line(number: int, cells: tuple[str, ...]) -> Line:
    if number > MOST_LINES:
        raise TableUnreadable(reason(mark("the file has more than {lines} lines"), lines=MOST_LINES))
    while cells and not cells[-1]:
        cells = cells[:-1]
    if len(cells) > MOST_COLUMNS:
        raise TableUnreadable(
            reason(mark("line {line} has more than {columns} columns"), line=number, columns=MOST_COLUMNS)
        )
    return Line(number, cells)


def _cell_text(cell: Any) -> str:
    """A cell as a person reads it: 00012 keeps the zeros of its format, a date is written 2026-03-31."""
    value = cell.value
    if cell.data_type in ("f", "e"):
        return FORMULA + str(value).lstrip(FORMULA)
    if value is None:
        return ""
    if isinstance(value, bool):
        return str(value).upper()
    if isinstance(value, datetime):
        return value.date().isoformat() if value.time() == time() else value.isoformat(" ")
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, float) and value.is_integer():
        value = int(value)
    if isinstance(value, int) and value >= 0 and _ONLY_ZEROS.fullmatch(str(cell.number_format)):
        return str(value).zfill(len(cell.number_format))
    return str(value).strip()
