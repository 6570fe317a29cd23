"""The empty lists that offices fill in, as a workbook or as CSV, in the language asked for."""

import csv
import io
from typing import Any

import xlsxwriter

from imports.columns import Column
from imports.templates import Template
from words import Translator

_ROWS_WITH_LISTS = 5000


def template_csv(template: Template, t: Translator) -> bytes:
    """The list as CSV that Excel opens: UTF-8 with its mark, semicolons; the example and the help are remarks."""
    written = io.StringIO(newline="")
    writer = csv.writer(written, delimiter=";")
    writer.writerow([t(column.title) for column in template.columns])
    writer.writerow(_example(template, t))
    for column in template.columns:
        writer.writerow([f"# {t(column.title)}: {_explained(column, t)}"])
    return written.getvalue().encode("utf-8-sig")


def template_xlsx(template: Template, t: Translator) -> bytes:
    """The list as a workbook: a sheet to fill in, whose cells are text so that zeros stay, and one with help."""
    written = io.BytesIO()
    book = xlsxwriter.Workbook(written, {"in_memory": True})
    bold = book.add_format({"bold": True, "bg_color": "#E8EEF4", "border": 1, "text_wrap": True})
    text = book.add_format({"num_format": "@"})
    remark = book.add_format({"italic": True, "font_color": "#667085", "num_format": "@"})
    sheet = book.add_worksheet(t("List to fill in"))
    sheet.freeze_panes(1, 0)
    for place, column in enumerate(template.columns):
        sheet.set_column(place, place, 22, text)
        sheet.write_string(0, place, t(column.title), bold)
        if column.choices:
            allowed = [t(choice) for choice in column.choices]
            sheet.data_validation(1, place, _ROWS_WITH_LISTS, place, {"validate": "list", "source": allowed})
    for place, example in enumerate(_example(template, t)):
        sheet.write_string(1, place, example, remark)
    _write_help(book, template, t, bold)
    book.close()
    return written.getvalue()


def _write_help(book: Any, template: Template, t: Translator, bold: Any) -> None:
    sheet = book.add_worksheet(t("How to fill it in"))
    wrapped = book.add_format({"text_wrap": True, "valign": "top"})
    sheet.set_column(0, 0, 24, wrapped)
    sheet.set_column(1, 1, 90, wrapped)
    sheet.write_string(0, 0, t(template.title), bold)
    sheet.write_string(0, 1, t("A row whose first cell begins with # is not read."), bold)
    for row, column in enumerate(template.columns, start=1):
        sheet.write_string(row, 0, t(column.title))
        sheet.write_string(row, 1, _explained(column, t))


def _example(template: Template, t: Translator) -> list[str]:
    """An example row that is not read: its first cell begins with "#"."""
    examples = [t(column.example) if column.example else "" for column in template.columns]
    return [f"# {examples[0]}", *examples[1:]]


def _explained(column: Column, t: Translator) -> str:
    needed = t("Required.") if column.required else t("Optional.")
    return f"{needed} {t(column.help)}"
