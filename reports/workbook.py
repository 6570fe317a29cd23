"""A report as a workbook (XLSX): numbers are numbers, and the last sheet says how they came about."""

from collections.abc import Mapping
from io import BytesIO
from math import ceil

import xlsxwriter
from xlsxwriter.format import Format
from xlsxwriter.worksheet import Worksheet

from reports.cells import Cell
from reports.parts_table import parts_table
from reports.tables import (
    Look,
    Table,
    criteria_table,
    explanation,
    index_table,
    levels_table,
    others_table,
)
from reports.values import UnitsReport
from reports.wording import period_name, sample_mark
from words import language

_NUMBERS = {Look.COUNT: "#,##0", Look.SHARE: "0.00%", Look.NUMBER: "0.00"}
_A4 = 9
_EXPLAINED = (34, 100)
_ROWS_ABOVE = 2
_LINE_POINTS = 15
_HEADING_LINES = 4
"""Rows are given their height: LibreOffice does not work it out for wrapped text that others wrote."""


def workbook(report: UnitsReport, language_code: str, methods: Mapping[str, str] | None = None) -> bytes:
    """The report in that language: units, marked forms, criteria, levels, other indices, method; opens in Excel
    and LibreOffice.

    `methods`: by the name of each page on methods, its address. A text is written as a text, whatever it
    begins with, so no name can become a formula.
    """
    t = language(language_code)
    title = f"{report.scope} · {period_name(t, report.named)}"
    if report.sample:
        title = f"{sample_mark(t)} · {title}"
    content = BytesIO()
    book = xlsxwriter.Workbook(
        content, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    )
    book.set_properties({"title": title})
    looks = _looks(book)
    parts = (parts_table,) if report.parts else ()
    for make in (index_table, *parts, criteria_table, levels_table, others_table):
        table = make(t, report)
        _write_table(book.add_worksheet(table.name), table, title, looks)
    _write_explanation(
        book.add_worksheet(t("How it is computed")), explanation(t, report, methods), title, looks
    )
    book.close()
    return content.getvalue()


def _looks(book: xlsxwriter.Workbook) -> dict[str, Format]:
    looks = {look.name: book.add_format({"num_format": number}) for look, number in _NUMBERS.items()}
    return {
        **looks,
        "title": book.add_format({"bold": True, "font_size": 13}),
        "heading": book.add_format(
            {"bold": True, "text_wrap": True, "valign": "top", "bottom": 1, "bg_color": "#E8EEF5"}
        ),
        "wrapped": book.add_format(
            {"text_wrap": True, "valign": "top", "align": "left", "num_format": "#,##0"}
        ),
        "named": book.add_format({"bold": True, "text_wrap": True, "valign": "top"}),
    }


def _write_table(sheet: Worksheet, table: Table, title: str, looks: dict[str, Format]) -> None:
    sheet.write_string(0, 0, title, looks["title"])
    sheet.set_row(_ROWS_ABOVE, _HEADING_LINES * _LINE_POINTS)
    for place, column in enumerate(table.columns):
        sheet.set_column(place, place, column.look.value, looks.get(column.look.name))
        sheet.write_string(_ROWS_ABOVE, place, column.title, looks["heading"])
    for row, cells in enumerate(table.rows, _ROWS_ABOVE + 1):
        for place, cell in enumerate(cells):
            _write_cell(sheet, row, place, cell, looks.get(table.columns[place].look.name))
    last = _ROWS_ABOVE + len(table.rows)
    sheet.autofilter(_ROWS_ABOVE, 0, max(last, _ROWS_ABOVE + 1), len(table.columns) - 1)
    sheet.freeze_panes(_ROWS_ABOVE + 1, 2)
    sheet.repeat_rows(_ROWS_ABOVE)
    _set_print(sheet, title)


def _write_cell(sheet: Worksheet, row: int, place: int, cell: Cell, look: Format | None) -> None:
    if isinstance(cell, str):
        if cell:
            sheet.write_string(row, place, cell)
    elif cell is not None:
        sheet.write_number(row, place, cell, look)


def _write_explanation(
    sheet: Worksheet, pairs: tuple[tuple[str, Cell], ...], title: str, looks: dict[str, Format]
) -> None:
    sheet.write_string(0, 0, title, looks["title"])
    for place, width in enumerate(_EXPLAINED):
        sheet.set_column(place, place, width)
    for row, (name, said) in enumerate(pairs, _ROWS_ABOVE):
        lines = max(
            ceil(len(str(text)) / width) for text, width in zip((name, said), _EXPLAINED, strict=True)
        )
        sheet.set_row(row, lines * _LINE_POINTS)
        sheet.write_string(row, 0, name, looks["named"])
        _write_said(sheet, row, said, looks["wrapped"])
    _set_print(sheet, title)


def _write_said(sheet: Worksheet, row: int, said: Cell, look: Format) -> None:
    if isinstance(said, str):
        sheet.write_string(row, 1, said, look)
    elif said is not None:
        sheet.write_number(row, 1, said, look)


def _set_print(sheet: Worksheet, title: str) -> None:
    sheet.set_landscape()
    sheet.set_paper(_A4)
    sheet.fit_to_pages(1, 0)
    sheet.set_footer(f"&L{title.replace('&', '&&')}&R&P/&N")
