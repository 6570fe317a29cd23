"""Checks a table against a template: entries with the lines they came from, or every bad row with its reason."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

from imports.cells import Labels, folded
from imports.columns import Column
from imports.reasons import CellRefused, Reason, RowRefused, misfit_reason, reason
from imports.tables import FORMULA, Line, Table
from imports.templates import Template, Values
from survey.registers import CounterEntry, EntriesRefused, FieldEntry
from words import Translator, mark


@dataclass(frozen=True, slots=True)
class RowProblem:
    """What is wrong with a line; `column` is the English title, or the text of one that no template has."""

    line: int
    column: str
    reason: Reason

    def said(self, t: Translator) -> str:
        """The problem in a language: "Dòng 5, cột “Từ ngày”: …"."""
        values = {
            name: value.said(t) if isinstance(value, Labels) else value
            for name, value in self.reason.values.items()
        }
        why = Reason(self.reason.sentence, values).said(t)
        column = t(self.column.replace("{", "{{").replace("}", "}}"))
        return t("Line {line}, column “{column}”: {reason}", line=self.line, column=column, reason=why)


@dataclass(frozen=True, slots=True)
class Checked:
    """Entries of `survey.registers`, and for each the line it began on."""

    template: Template
    entries: tuple[Any, ...]
    lines: tuple[int, ...]


class RowsRefused(ValueError):
    """A file with rows that cannot be used, every one of them, in order of lines; nothing was changed.

    `others` are the rows that could be read: whether they fit the offices can still be found out and told.
    """

    def __init__(self, problems: Sequence[RowProblem], others: Checked | None = None) -> None:
        super().__init__(f"{len(problems)} problems")
        self.problems = tuple(sorted(problems, key=lambda problem: problem.line))
        self.others = others


def check_rows(template: Template, table: Table) -> Checked:
    """The entries of a table. Raises `RowsRefused` with every problem of every row."""
    columns = _columns(template, table)
    problems: list[RowProblem] = []
    found: dict[object, tuple[Any, int]] = {}
    for line in table.rows:
        values = _values(line, columns, problems)
        if values is not None:
            _take(template, line, values, found, problems)
    if not table.rows:
        problems.append(
            RowProblem(table.header.number, table.header.cells[0], reason(mark("no row follows")))
        )
    checked = Checked(
        template, tuple(entry for entry, _ in found.values()), tuple(line for _, line in found.values())
    )
    if problems:
        raise RowsRefused(problems, checked)
    return checked


def fitting(checked: Checked, refused: EntriesRefused) -> RowsRefused:
    """The same refusal said of lines and columns instead of entries."""
    return RowsRefused(
        [
            RowProblem(
                checked.lines[problem.position],
                checked.template.column(problem.attribute).title,
                misfit_reason(problem),
            )
            for problem in refused.problems
        ]
    )


def _columns(template: Template, table: Table) -> dict[Column, int | None]:
    """Where each column stands. A title that is unknown or repeated, or missing, is refused at once."""
    by_title = {title: column for column in template.columns for title in column.titles}
    places: dict[Column, int | None] = {}
    problems: list[RowProblem] = []
    for place, title in enumerate(table.header.cells):
        column = by_title.get(folded(title))
        if column is None and (
            title or any(place < len(row.cells) and row.cells[place] for row in table.rows)
        ):
            shown = title[:60] or str(place + 1)
            problems.append(RowProblem(table.header.number, shown, reason(mark("this column is not known"))))
        elif column in places:
            problems.append(
                RowProblem(table.header.number, title, reason(mark("this column is there twice")))
            )
        elif column is not None:
            places[column] = place
    for column in template.columns:
        if column.required and column not in places:
            problems.append(
                RowProblem(table.header.number, column.title, reason(mark("this column is missing")))
            )
        places.setdefault(column, None)
    if problems:
        raise RowsRefused(problems)
    return places


def _values(line: Line, columns: dict[Column, int | None], problems: list[RowProblem]) -> Values | None:
    """The cells of a row, read; None, and the problems noted, where one cannot be."""
    values: dict[str, Any] = {}
    if len(line.cells) > len(columns) and len(line.cells) > 1 + max(
        p for p in columns.values() if p is not None
    ):
        problems.append(
            RowProblem(
                line.number, str(len(line.cells)), reason(mark("this cell has no column title above it"))
            )
        )
        return None
    before = len(problems)
    for column, place in columns.items():
        text = line.cells[place] if place is not None and place < len(line.cells) else ""
        try:
            values[column.name] = _value(column, text)
        except CellRefused as refused:
            problems.append(RowProblem(line.number, column.title, refused.reason))
    return values if len(problems) == before else None


def _value(column: Column, text: str) -> Any:
    if text.startswith(FORMULA):
        raise CellRefused(mark("this is a formula or an error; put the value itself here"))
    if text:
        return column.read(text)
    if column.required:
        raise CellRefused(mark("this must be filled in"))
    return None


def _take(
    template: Template,
    line: Line,
    values: Values,
    found: dict[object, tuple[Any, int]],
    problems: list[RowProblem],
) -> None:
    """Put a row's entries with those found before; a repeated one is merged or refused."""
    try:
        entries = template.entries(values)
    except RowRefused as refused:
        problems.append(RowProblem(line.number, template.column(refused.column).title, refused.reason))
        return
    for entry in entries:
        key = entry.code if isinstance(entry, FieldEntry) else entry.key
        if key not in found:
            found[key] = (entry, line.number)
            continue
        other, first = found[key]
        merged = _merged(other, entry) if template.merges else None
        if merged is None:
            said = mark("line {other} says the same or something else about this already")
            problems.append(
                RowProblem(line.number, template.columns[0].title, Reason(said, {"other": first}))
            )
        else:
            found[key] = (merged, first)


def _merged(one: CounterEntry, other: CounterEntry) -> CounterEntry | None:
    """Two rows of one counter that agree in everything but their fields, as one; None where they do not."""
    if replace(one, fields=()) != replace(other, fields=()):
        return None
    if {handled.field for handled in one.fields} & {handled.field for handled in other.fields}:
        return None
    if not (one.fields and other.fields):
        return None
    return replace(one, fields=one.fields + other.fields)
