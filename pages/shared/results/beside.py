"""Units beside each other: which ones, their figures as a table, and their intervals as a chart."""

import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import pandas as pd
import streamlit as st

from pages.shared.results.charts import caterpillar
from pages.shared.results.conclusion import index_sentence, interval_words, say
from pages.shared.results.criteria import dot_of
from pages.shared.results.tables import Cells, on_each_width, table
from reports import UnitLine, UnitsReport
from reports.standing_wording import group_name, line_note
from reports.values import Hidden
from reports.wording import CONFIDENCE
from scoring import Gate, Interval
from survey.offices import UnitKind
from words import Translator

_ROWS_WITHOUT_SCROLLING: Final = 14
_TABLE_HEIGHT: Final = 560
_NAME_WIDTH: Final = 175
_NOTE_WIDTH: Final = 245
"""Pixels."""


@dataclass(frozen=True, slots=True)
class Listed:
    """The lines that the reader asked for: all units or one kind, and of these those with the words searched for.

    Figures of several units together are of the kind, never of the lines: the words only narrow the list.
    """

    kind: UnitKind | None
    lines: tuple[UnitLine, ...]


def choose_lines(t: Translator, report: UnitsReport) -> Listed:
    """All units or those of one kind, and the words to look for among them."""
    kinds = list(dict.fromkeys(line.kind for line in report.lines))
    left, right = st.columns(2)
    with left:
        wanted = st.text_input(t("Search for a unit"), autocomplete="off")
    with right:
        kind = _chosen_kind(t, kinds) if len(kinds) > 1 else None
    found = (
        line
        for line in report.of_kind(kind)
        if folded(wanted) in folded(f"{line.code} {line.place} {line.name}")
    )
    return Listed(kind, tuple(found))


def _chosen_kind(t: Translator, kinds: Sequence[UnitKind]) -> UnitKind | None:
    return st.selectbox(
        t("Kind of unit"),
        [None, *kinds],
        format_func=lambda kind: t("All kinds") if kind is None else t(kind.label),
    )


_LONGEST_NAME = 300
"""As the table of units has it; nothing longer can be found."""


def folded(text: str) -> str:
    """The text without case and tone marks, as people type in a hurry: "Đức Xuân" is "duc xuan"."""
    apart = unicodedata.normalize("NFD", text[:_LONGEST_NAME].casefold().replace("đ", "d"))
    return "".join(letter for letter in apart if not unicodedata.combining(letter)).strip()


def show_together(t: Translator, report: UnitsReport, listed: Listed) -> None:
    """How many units there are and how many are shown, and their figures as one group: the shown ones only."""
    lines, whole = report.of_kind(listed.kind), report.together(listed.kind)
    shown = sum(line.figures is not None for line in lines)
    counts = t("{shown} of {all} units shown.", shown=shown, all=len(lines))
    if whole is None:
        say(counts, [])
        return
    said = [f"{counts} {t('What is hidden, a unit or one of its criteria, is in no total.')}"]
    if len(listed.lines) < len(lines):
        said.append(
            t(
                "The search narrows the list to {n} units; figures taken together stay those of all units or of one "
                "kind.",
                n=len(listed.lines),
            )
        )
    say(index_sentence(t, whole.index(), report.named), said)


def show_lines(t: Translator, report: UnitsReport, lines: Sequence[UnitLine]) -> None:
    """Everything as a table, then the intervals of those that can be compared."""
    st.subheader(t("All figures"))
    _frame(t, report, lines)
    dots = []
    for line in lines:
        if line.figures is not None and line.figures.gate is Gate.SHOWN:
            dot = dot_of(line.place, line.figures.index())
            if dot is not None:
                dots.append(dot)
    if len(dots) <= 1:
        return
    st.subheader(t("Index and 95% interval"))
    st.caption(
        t(
            "From the lowest index to the highest, only to be read more easily. Units with fewer than 30 forms, or "
            "with more than one in ten of them marked, are left out."
        )
    )
    ordered = sorted(dots, key=lambda dot: dot.share)
    caterpillar(t, ordered, t("Index of each unit, with its 95% interval"))


def _frame(t: Translator, report: UnitsReport, lines: Sequence[UnitLine]) -> None:
    names = {
        "unit": t("Unit"),
        "index": t("Index"),
        "interval": t("95% interval"),
        "n": t("Forms (n)"),
        "note": t("Note"),
        "group": t("Group"),
        "rate": t("Forms per dossier"),
        "used": t("Criteria used"),
        "code": t("Unit code"),
        "kind": t("Kind"),
    }
    cells = [_cells(t, report, line) for line in lines]
    on_each_width("units", lambda: _sheet(t, names, cells), lambda: _rows(t, names, cells))


def _rows(t: Translator, names: dict[str, str], cells: Sequence[Cells]) -> None:
    """What a phone has room for, unit by unit."""
    kept = ("unit", "index", "interval", "n", "note")
    rows = [
        [t.number(cell, 0) if isinstance(cell, int) else cell or "–" for cell in map(each.get, kept)]
        for each in cells
    ]
    table([names[name] for name in kept], rows, t("Units and their figures"))


def _sheet(t: Translator, names: dict[str, str], cells: Sequence[Cells]) -> None:
    frame = pd.DataFrame(cells, columns=list(names)).rename(columns=names)
    st.dataframe(
        frame,
        hide_index=True,
        height=_TABLE_HEIGHT if len(cells) > _ROWS_WITHOUT_SCROLLING else "auto",
        placeholder="–",
        column_config={
            names["unit"]: st.column_config.Column(width=_NAME_WIDTH, pinned=True),
            names["n"]: st.column_config.NumberColumn(format="localized"),
            names["note"]: st.column_config.Column(width=_NOTE_WIDTH),
        },
        alt=t("Units and their figures"),
    )


def _cells(t: Translator, report: UnitsReport, line: UnitLine) -> Cells:
    """Texts in the reader's language, so that a comma is a comma; n is a number, so that it sorts."""
    cells: Cells = {
        "unit": line.place,
        "note": line_note(t, report, line),
        "code": line.code,
        "kind": t(line.kind.label),
    }
    if isinstance(line.shown, Hidden):
        return cells
    index = line.shown.index()
    interval = index.interval(CONFIDENCE)
    answered = line.shown.answered
    return {
        **cells,
        "index": t.percent(index.value) if isinstance(index.value, float) else None,
        "interval": interval_words(t, interval) if isinstance(interval, Interval) else None,
        "n": index.respondents,
        "group": group_name(t, report.standing(line)) or None,
        "rate": t.percent(answered.share) if answered and answered.share is not None else None,
        "used": f"{len(index.used)}/{index.planned}",
    }
