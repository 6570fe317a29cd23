"""From an office's spreadsheet to checked entries, or to every reason why not. Pure: bytes in, values out.

`read_table` reads CSV or XLSX into lines of text, `check_rows` turns them into the entries of a `Template`
(`survey.registers`) or raises `RowsRefused` with every bad row, `fitting` says the same of entries that do not
fit the offices, `template_xlsx` and `template_csv` write the empty lists that offices fill in.
"""

from imports.check import Checked, RowProblem, RowsRefused, check_rows, fitting
from imports.forms import template_csv, template_xlsx
from imports.tables import Table, TableUnreadable, read_table
from imports.templates import TEMPLATES, Template

__all__ = [
    "TEMPLATES",
    "Checked",
    "RowProblem",
    "RowsRefused",
    "Table",
    "TableUnreadable",
    "Template",
    "check_rows",
    "fitting",
    "read_table",
    "template_csv",
    "template_xlsx",
]
