"""The forms without a mark and those of verified visits beside all forms, as a sheet of rows or as more columns."""

from typing import Final

from reports.cells import Cell
from reports.tables import Column, Look, Table, index_cells, index_columns
from reports.values import FlaggedFigures, UnitFigures, UnitLine, UnitsReport
from reports.wording import unit_note
from scoring import MIN_SHOWN
from words import Translator

_WIDTH: Final = 9
"""Cells of a group of forms."""


def parts_table(t: Translator, report: UnitsReport) -> Table:
    """Rows of each unit that is shown: all forms, the marked ones, those without a mark, verified visits."""
    columns = (
        Column(t("Unit code"), Look.TEXT),
        Column(t("Unit"), Look.NAME),
        Column(t("Which forms"), Look.NOTE),
        *index_columns(t),
        Column(t("Note"), Look.NOTE),
    )
    rows = [
        (line.code, line.name, *row)
        for line in report.shown
        for row in _rows(t, line, report.parts.get(line.unit_id))
    ]
    return Table(t("Forms with marks"), columns, tuple(rows))


def _rows(t: Translator, line: UnitLine, found: FlaggedFigures | None) -> list[tuple[Cell, ...]]:
    if found is None:
        return []
    return [
        (t("all forms"), *_cells(t, found.everybody), unit_note(t, line.shown)),
        (t("marked forms"), *_only_forms(found.flagged), _why_empty(t, found.flagged)),
        (t("without marked forms"), *_cells(t, found.unflagged), _why_empty(t, _forms(found.unflagged))),
        (t("verified visits only"), *_cells(t, found.verified), _why_empty(t, _forms(found.verified))),
    ]


def parts_columns(t: Translator) -> tuple[Column, ...]:
    """The same beside a unit's row: how many forms are marked, then both groups."""
    groups = (t("without marked forms"), t("verified visits only"))
    return (
        Column(t("Marked forms"), Look.COUNT),
        *(Column(f"{column.title}, {group}", column.look) for group in groups for column in index_columns(t)),
    )


def parts_cells(t: Translator, found: FlaggedFigures | None) -> tuple[Cell, ...]:
    """The cells of `parts_columns`; empty where a unit is hidden or a group is too small to be told."""
    if found is None:
        return (None,) * (1 + 2 * _WIDTH)
    return (found.flagged, *_cells(t, found.unflagged), *_cells(t, found.verified))


def _cells(t: Translator, figures: UnitFigures | None) -> tuple[Cell, ...]:
    if figures is None or not figures.respondents:
        return _only_forms(_forms(figures))
    return index_cells(t, figures)


def _only_forms(forms: int | None) -> tuple[Cell, ...]:
    return (*([None] * 4), forms, *([None] * (_WIDTH - 5)))


def _forms(figures: UnitFigures | None) -> int | None:
    return None if figures is None else figures.respondents


def _why_empty(t: Translator, forms: int | None) -> str:
    if forms is None:
        return t("fewer than {least} forms in some month: not told", least=MIN_SHOWN)
    return "" if forms else t("no such form")
