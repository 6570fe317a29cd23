"""Figures on their way out: frozen values made of scoring values, and the files that hold them.

Pure: no database, no screen, no network. `workbook` and `csv_file` turn a `UnitsReport` into bytes;
`periods` is the closed list of periods for which any figure is offered, `hiding` what of them may be shown;
`wording` is what stands beside it.
"""

from reports.csv_file import csv_file
from reports.periods import NamedPeriod, Span, closed_list
from reports.values import (
    Answered,
    Asked,
    Hidden,
    UnitFigures,
    UnitLine,
    UnitsReport,
)
from reports.workbook import workbook

__all__ = [
    "Answered",
    "Asked",
    "Hidden",
    "NamedPeriod",
    "Span",
    "UnitFigures",
    "UnitLine",
    "UnitsReport",
    "closed_list",
    "csv_file",
    "workbook",
]
