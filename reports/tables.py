"""The tables of a report of units: which columns, which cells. A file writes them as they are."""

from collections.abc import Iterator
from dataclasses import dataclass
from enum import Enum

from reports.cells import Cell
from reports.values import (
    Hidden,
    UnitFigures,
    UnitLine,
    UnitsReport,
    enough_to_compare,
)
from reports.wording import (
    CONFIDENCE,
    formula,
    hiding_rule,
    interval_method,
    not_a_ranking,
    period_name,
    sample_mark,
    scope_sentence,
    unit_note,
)
from scoring import Interval, NotEstimable
from survey import Criterion, Instrument
from words import Translator


class Look(Enum):
    """How a column's numbers are written; `width` is in characters."""

    TEXT = 18
    NAME = 52
    NOTE = 42
    COUNT = 12
    SHARE = 13


@dataclass(frozen=True, slots=True)
class Column:
    title: str
    look: Look


@dataclass(frozen=True, slots=True)
class Table:
    """A sheet: its name, its columns, its rows."""

    name: str
    columns: tuple[Column, ...]
    rows: tuple[tuple[Cell, ...], ...]


def index_table(t: Translator, report: UnitsReport) -> Table:
    """One row for each unit: the index with its interval, n, criteria used, response rate."""
    columns = (
        Column(t("Unit code"), Look.TEXT),
        Column(t("Unit"), Look.NAME),
        Column(t("Kind"), Look.NOTE),
        Column(t("Index"), Look.SHARE),
        Column(t("Interval from"), Look.SHARE),
        Column(t("Interval to"), Look.SHARE),
        Column(t("Forms (n)"), Look.COUNT),
        Column(t("Criteria used"), Look.COUNT),
        Column(t("Criteria in all"), Look.COUNT),
        Column(t("Forms in months with dossiers"), Look.COUNT),
        Column(t("Dossiers handled"), Look.COUNT),
        Column(t("Forms per dossier"), Look.SHARE),
        Column(t("Note"), Look.NOTE),
    )
    return Table(t("Index"), columns, tuple(_index_row(t, line) for line in report.lines))


def _index_row(t: Translator, line: UnitLine) -> tuple[Cell, ...]:
    note = unit_note(t, line.shown)
    names = (line.code, line.name, t(line.kind.label))
    if isinstance(line.shown, Hidden):
        return (*names, *([None] * 9), note)
    index = line.shown.index()
    interval = index.interval(CONFIDENCE)
    value = None if isinstance(index.value, NotEstimable) else index.value
    low, high = (interval.low, interval.high) if isinstance(interval, Interval) else (None, None)
    return (
        *names,
        value,
        low,
        high,
        index.respondents,
        len(index.used),
        index.planned,
        *_answered_cells(line.shown),
        note,
    )


def _answered_cells(figures: UnitFigures) -> tuple[Cell, ...]:
    answered = figures.answered
    return (None, None, None) if answered is None else (answered.forms, answered.dossiers, answered.share)


def criteria_table(t: Translator, report: UnitsReport) -> Table:
    """One row for each unit and criterion: satisfied answers, valid answers, share with its interval."""
    columns = (
        *_criterion_columns(t),
        Column(t("Satisfied answers"), Look.COUNT),
        Column(t("Valid answers"), Look.COUNT),
        Column(t("Share"), Look.SHARE),
        Column(t("Interval from"), Look.SHARE),
        Column(t("Interval to"), Look.SHARE),
        Column(t("Note"), Look.NOTE),
    )
    rows: list[tuple[Cell, ...]] = []
    for figures, criterion, names in _by_criterion(t, report):
        index = figures.criterion(criterion.number)
        interval = index.interval(CONFIDENCE)
        if isinstance(index.value, NotEstimable) or isinstance(interval, NotEstimable):
            rows.append((*names, *([None] * 5), t("under 10 valid answers: hidden")))
        else:
            [seen] = index.criteria
            limits = (interval.low, interval.high)
            rows.append((*names, seen.satisfied, seen.answers, index.value, *limits, ""))
    return Table(t("Criteria"), columns, tuple(rows))


def levels_table(t: Translator, report: UnitsReport) -> Table:
    """One row for each unit and criterion with at least 30 valid answers: answers at each level."""
    instrument = report.instrument
    columns = (
        *_criterion_columns(t),
        *(Column(level.text.in_language(t.code), Look.COUNT) for level in instrument.levels),
        Column(t("Valid answers"), Look.COUNT),
    )
    rows: list[tuple[Cell, ...]] = []
    for figures, criterion, names in _by_criterion(t, report):
        (position,) = instrument.positions([criterion.number])
        levels = [int(count) for count in figures.tally.levels[position]]
        if enough_to_compare(sum(levels)):
            rows.append((*names, *levels, sum(levels)))
    return Table(t("Levels"), columns, tuple(rows))


def _criterion_columns(t: Translator) -> tuple[Column, ...]:
    return (
        Column(t("Unit code"), Look.TEXT),
        Column(t("Unit"), Look.NAME),
        Column(t("Criterion number"), Look.COUNT),
        Column(t("Criterion"), Look.NAME),
    )


def _by_criterion(
    t: Translator, report: UnitsReport
) -> Iterator[tuple[UnitFigures, Criterion, tuple[Cell, ...]]]:
    """Every criterion of every unit shown, with the cells that name both."""
    for line in report.shown:
        if line.figures is not None:
            for criterion in report.instrument.criteria:
                label = criterion.label.in_language(t.code)
                yield line.figures, criterion, (line.code, line.name, criterion.number, label)


def explanation(
    t: Translator, report: UnitsReport, methods: str | None = None
) -> tuple[tuple[str, Cell], ...]:
    """What every figure of the report rests on, as pairs of a name and what it is.

    `methods` is the address of the page that explains the index.
    """
    shown = [line.figures for line in report.lines if line.figures is not None]
    sample = (
        [(sample_mark(t), t("made by a simulator, no real citizen, officer or result"))]
        if report.sample
        else []
    )
    more = [(t("Formula, source, example and limits"), methods)] if methods else []
    released = [(t("Release"), t("Figures move at once, for demonstration only."))] if report.live else []
    return (
        *sample,
        (t("Scope"), report.scope),
        (t("Period"), period_name(t, report.named)),
        (t("Figures through"), t.date(report.through) if report.through else t("nothing released yet")),
        *released,
        (t("Changes after a month was closed"), report.revisions),
        (t("Questionnaire version"), instrument_title(t, report.instrument)),
        (t("Forms of the units shown (n)"), sum(figures.respondents for figures in shown)),
        (t("Units shown, of all"), f"{len(shown)}/{len(report.lines)}"),
        (t("Formula"), formula(t)),
        *((t("Interval (95%)"), method) for method in _methods(t, shown, report.instrument.numbers)),
        *more,
        (t("What is hidden"), hiding_rule(t)),
        (t("Comparison"), not_a_ranking(t)),
        (t("What these figures are"), scope_sentence(t)),
    )


def _methods(t: Translator, shown: list[UnitFigures], numbers: tuple[int, ...]) -> list[str]:
    intervals = [
        index.interval(CONFIDENCE)
        for figures in shown
        for index in (figures.index(), *map(figures.criterion, numbers))
    ]
    return sorted({interval_method(t, interval) for interval in intervals if isinstance(interval, Interval)})


def instrument_title(t: Translator, instrument: Instrument) -> str:
    """A questionnaire version as a person reads it."""
    return f"{instrument.title.in_language(t.code)} ({instrument.name})"
