"""The tables of a report of units: which columns, which cells. A file writes them as they are."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from enum import Enum
from typing import Final

from reports.cells import Cell
from reports.log_head import head_cells, how_to_check
from reports.methods import method_title
from reports.other_indices import Known, other_indices
from reports.standing import Standing
from reports.standing_wording import group_name, how_compared, line_note, side_name
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
    how_parts,
    interval_method,
    not_a_ranking,
    period_name,
    sample_mark,
    scope_sentence,
)
from scoring import Interval, NotEstimable, Score
from scoring.weighting.post_stratified import PostStratified
from survey import Criterion, Instrument
from words import Translator

_METHODS: Final = ("01-index", "02-share-interval", "03-index-interval", "08-mix-and-weights")
_METHODS_BESIDE: Final = ("05-shrunken-share", "09-comparisons", "10-funnel", "11-ranks")
_METHODS_OF_PARTS: Final = ("16-integrity-signals",)
_METHODS_OF_HIDING: Final = ("18-disclosure",)


def method_pages(report: UnitsReport) -> tuple[str, ...]:
    """The pages on methods that a report rests on, by name."""
    beside = _METHODS_BESIDE if report.beside else ()
    return (*_METHODS, *beside, *(_METHODS_OF_PARTS if report.parts else ()), *_METHODS_OF_HIDING)


class Look(Enum):
    """How a column's numbers are written; the value is its width in characters."""

    TEXT = 18
    NAME = 52
    NOTE = 42
    COUNT = 12
    SHARE = 13
    NUMBER = 14

    @property
    def decimals(self) -> int | None:
        """To how many a number is rounded: 0.8740 is 87.40 %. Counts are whole; texts have none."""
        return {Look.SHARE: 4, Look.NUMBER: 2}.get(self)


@dataclass(frozen=True, slots=True)
class Column:
    title: str
    look: Look


@dataclass(frozen=True, slots=True)
class Table:
    """A sheet: its name, its columns, its rows.

    Numbers are rounded here as their columns print them. The further digits of a mean are no better known, and they
    would tell the counts behind it.
    """

    name: str
    columns: tuple[Column, ...]
    rows: tuple[tuple[Cell, ...], ...]

    def __post_init__(self) -> None:
        looks = [column.look for column in self.columns]
        rounded = [
            tuple(_rounded(cell, look) for cell, look in zip(cells, looks, strict=True))
            for cells in self.rows
        ]
        object.__setattr__(self, "rows", tuple(rounded))


def _rounded(cell: Cell, look: Look) -> Cell:
    return round(cell, look.decimals) if isinstance(cell, float) and look.decimals is not None else cell


def index_table(t: Translator, report: UnitsReport) -> Table:
    """One row for each unit: the index with its interval, n, criteria used, response rate."""
    columns = (
        Column(t("Unit code"), Look.TEXT),
        Column(t("Unit"), Look.NAME),
        Column(t("Kind"), Look.NOTE),
        *index_columns(t),
        Column(t("Forms in months with dossiers"), Look.COUNT),
        Column(t("Dossiers handled"), Look.COUNT),
        Column(t("Forms per dossier"), Look.SHARE),
        Column(t("Index weighted to the dossiers"), Look.SHARE),
        Column(t("Weighted index from"), Look.SHARE),
        Column(t("Weighted index to"), Look.SHARE),
        *(_standing_columns(t) if report.beside else ()),
        Column(t("Note"), Look.NOTE),
    )
    return Table(t("Index"), columns, tuple(_index_row(t, report, line) for line in report.lines))


def _index_row(t: Translator, report: UnitsReport, line: UnitLine) -> tuple[Cell, ...]:
    note = line_note(t, report, line)
    beside = _standing_cells(t, report.standing(line)) if report.beside else ()
    names = (line.code, line.name, t(line.kind.label))
    if isinstance(line.shown, Hidden):
        return (*names, *([None] * 15), *beside, note)
    return (
        *names,
        *index_cells(t, line.shown),
        *_answered_cells(line.shown),
        *_weighted_cells(report.weighted.get(line.unit_id)),
        *beside,
        note,
    )


def index_columns(t: Translator) -> tuple[Column, ...]:
    """The index with all that must stand beside it."""
    return (
        Column(t("Index"), Look.SHARE),
        Column(t("Interval from"), Look.SHARE),
        Column(t("Interval to"), Look.SHARE),
        Column(t("Method of the interval"), Look.NAME),
        Column(t("Forms (n)"), Look.COUNT),
        Column(t("Valid answers"), Look.COUNT),
        Column(t("Officer-days"), Look.COUNT),
        Column(t("Criteria used"), Look.COUNT),
        Column(t("Criteria in all"), Look.COUNT),
    )


def index_cells(t: Translator, figures: UnitFigures) -> tuple[Cell, ...]:
    """The cells of `index_columns`."""
    index = figures.index()
    return (
        None if isinstance(index.value, NotEstimable) else index.value,
        *interval_cells(t, index.interval(CONFIDENCE)),
        index.respondents,
        index.answers,
        index.clusters,
        len(index.used),
        index.planned,
    )


def interval_cells(t: Translator, interval: Interval | NotEstimable) -> tuple[Cell, ...]:
    """From, to, and how it was computed."""
    if isinstance(interval, NotEstimable):
        return (None, None, None)
    return (interval.low, interval.high, interval_method(t, interval))


def _answered_cells(figures: UnitFigures) -> tuple[Cell, ...]:
    answered = figures.answered
    return (None, None, None) if answered is None else (answered.forms, answered.dossiers, answered.share)


def _weighted_cells(weighted: PostStratified | None) -> tuple[Cell, ...]:
    if weighted is None:
        return (None, None, None)
    interval = weighted.interval(CONFIDENCE)
    return (weighted.value, interval.low, interval.high)


def _standing_columns(t: Translator) -> tuple[Column, ...]:
    return (
        Column(t("Reliability"), Look.NUMBER),
        Column(t("Comparable"), Look.TEXT),
        Column(t("Forms needed"), Look.COUNT),
        Column(t("Stands out"), Look.TEXT),
        Column(t("Group"), Look.TEXT),
        Column(t("Place from"), Look.COUNT),
        Column(t("Place to"), Look.COUNT),
        Column(t("Share on the criteria compared"), Look.SHARE),
        Column(t("Effective answers"), Look.COUNT),
    )


def _standing_cells(t: Translator, standing: Standing | None) -> tuple[Cell, ...]:
    """Where a unit stands among its kind; places only beside a group."""
    if standing is None:
        return (None,) * 9
    found, reliability = standing.in_funnel, standing.reliability
    inside = None if isinstance(found, NotEstimable) else found
    best, worst = standing.places[:2] if standing.places else (None, None)
    return (
        None if isinstance(reliability, NotEstimable) else reliability,
        t("yes") if standing.comparable else t("no"),
        standing.forms_needed,
        side_name(t, inside.flag) if inside else None,
        group_name(t, standing),
        best,
        worst,
        inside.share if inside else None,
        round(inside.effective) if inside else None,
    )


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
            rows.append((*names, *([None] * 5), _why_hidden(t, figures, criterion.number)))
        else:
            [seen] = index.criteria
            limits = (interval.low, interval.high)
            rows.append((*names, seen.satisfied, seen.answers, index.value, *limits, ""))
    return Table(t("Criteria"), columns, tuple(rows))


def _why_hidden(t: Translator, figures: UnitFigures, number: int) -> str:
    if number in figures.hidden_criteria:
        return t("hidden to protect a unit or period with few answers")
    return t("under 10 valid answers: hidden")


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
        if enough_to_compare(sum(levels)) and criterion.number not in figures.hidden_criteria:
            rows.append((*names, *levels, sum(levels)))
    return Table(t("Levels"), columns, tuple(rows))


def others_table(t: Translator, report: UnitsReport) -> Table:
    """One row for each unit and index of others that its answers can feed, with what it is out of."""
    columns = (
        Column(t("Unit code"), Look.TEXT),
        Column(t("Unit"), Look.NAME),
        Column(t("Index"), Look.NOTE),
        Column(t("Value"), Look.NUMBER),
        Column(t("Scale"), Look.TEXT),
        Column(t("Interval from"), Look.NUMBER),
        Column(t("Interval to"), Look.NUMBER),
        Column(t("Out of"), Look.COUNT),
        Column(t("Criteria used"), Look.COUNT),
        Column(t("Forms (n)"), Look.COUNT),
        Column(t("What it is out of"), Look.NOTE),
        Column(t("How it is computed"), Look.NAME),
        Column(t("Source"), Look.NAME),
    )
    rows = [
        (line.code, line.name, *_other_cells(t, known, found))
        for line in report.shown
        if line.figures is not None
        for kind in [report.kinds.get(line.kind)]
        for known, found in other_indices(line.figures, kind.lent if kind else None)
    ]
    return Table(t("Other indices"), columns, tuple(rows))


def _other_cells(t: Translator, known: Known, found: Score) -> tuple[Cell, ...]:
    """Fractions as percentages, other scales as they are."""
    definition, interval = known.definition, found.interval(CONFIDENCE)
    times, unit = (100, " %") if definition.high == 1 else (1, "")
    limits = (
        (None, None) if isinstance(interval, NotEstimable) else (interval.low * times, interval.high * times)
    )
    return (
        t(known.name),
        None if isinstance(found.value, NotEstimable) else found.value * times,
        f"{t.number(definition.low * times, 0)}–{t.number(definition.high * times, 0)}{unit}",
        *limits,
        found.answers,
        len(found.used) if known.of_criteria else None,
        found.respondents,
        t(known.out_of),
        t(known.how),
        t(known.source),
    )


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
    t: Translator, report: UnitsReport, methods: Mapping[str, str] | None = None
) -> tuple[tuple[str, Cell], ...]:
    """What every figure of the report rests on, as pairs of a name and what it is.

    `methods`: by the name of each page on methods, its address.
    """
    shown = [line.figures for line in report.lines if line.figures is not None]
    sample = (
        [(sample_mark(t), t("made by a simulator, no real citizen, officer or result"))]
        if report.sample
        else []
    )
    more = [(method_title(name, t.code), address) for name, address in (methods or {}).items()]
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
        (t("What is hidden"), hiding_rule(t)),
        *((t("Comparison"), said) for said in _on_comparison(t, report)),
        *((t("Forms with marks"), said) for said in (how_parts(t, live=report.live) if report.parts else ())),
        (t("Other indices"), _of_others(t)),
        (t("What these figures are"), scope_sentence(t)),
        *more,
        *head_cells(t, report.head),
        *([(t("Log against tampering"), how_to_check(t))] if report.head else []),
    )


def _on_comparison(t: Translator, report: UnitsReport) -> tuple[str, ...]:
    """How units stand beside each other; nothing where there is one alone."""
    said = how_compared(t) if report.beside else ()
    return (not_a_ranking(t), *said) if report.beside or len(report.lines) > 1 else ()


def _of_others(t: Translator) -> str:
    return t(
        "What others would compute of the same answers; never to be set beside this index or beside their published "
        "figures. The interval of an index that is no share of these criteria is on the safe side: the answers of "
        "one form count as one voice. Not here, because other questions are needed: Indonesia's SKM (nine elements, "
        "four levels), Decree 61/2018 (dossiers on nine criteria), item 5.4 of Decision 766 (dossiers late or with "
        "petitions)."
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
