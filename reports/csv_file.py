"""A report as a text file: one row for each unit, and in each row what its figures rest on.

Excel splits a text file at the list separator of the reader's country: a semicolon in Vietnam, where the comma is
in the decimals, a comma in English. So the file is written as its language is; LibreOffice asks, and shows both
rightly. A byte order mark tells both that it is UTF-8.
"""

import csv
from io import StringIO

from reports.cells import Cell, harmless
from reports.log_head import head_cells
from reports.parts_table import parts_cells, parts_columns
from reports.tables import Look, index_table, instrument_title
from reports.values import UnitsReport
from reports.wording import sample_mark, scope_sentence
from words import Translator, language

_SEPARATORS = {"vi": (";", ",")}
_OTHERS = (",", ".")


def csv_file(report: UnitsReport, language_code: str) -> bytes:
    """The table of units in that language, as UTF-8 with a byte order mark; shares are fractions 0 to 1."""
    t = language(language_code)
    separator, point = _SEPARATORS.get(language_code, _OTHERS)
    table, more = index_table(t, report), parts_columns(t) if report.parts else ()
    columns = (*table.columns, *more)
    context = _context(t, report)
    text = StringIO()
    writer = csv.writer(text, delimiter=separator, lineterminator="\r\n")
    writer.writerow([*(column.title for column in columns), *(name for name, _ in context)])
    for line, row in zip(report.lines, table.rows, strict=True):
        told = (*row, *(parts_cells(t, report.parts.get(line.unit_id)) if more else ()))
        cells = [_written(cell, column.look, point) for cell, column in zip(told, columns, strict=True)]
        writer.writerow([*cells, *(harmless(said) for _, said in context)])
    return text.getvalue().encode("utf-8-sig")


def _context(t: Translator, report: UnitsReport) -> list[tuple[str, str]]:
    period = report.named.period
    return [
        (t("Months from"), str(period.first)),
        (t("Months to"), str(period.last)),
        (t("Figures through"), report.through.isoformat() if report.through else ""),
        (t("Questionnaire version"), instrument_title(t, report.instrument)),
        (t("What these figures are"), scope_sentence(t)),
        (t("Data"), sample_mark(t) if report.sample else t("answers of citizens")),
        *((name, str(said)) for name, said in head_cells(t, report.head)),
    ]


def _written(cell: Cell, look: Look, point: str) -> str:
    if cell is None:
        return ""
    if isinstance(cell, str):
        return harmless(cell)
    return str(cell) if look.decimals is None else f"{cell:.{look.decimals}f}".replace(".", point)
