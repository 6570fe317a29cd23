"""Units beside each other: which ones, their figures as a table, and their intervals as a chart."""

import unicodedata
from collections.abc import Sequence

import pandas as pd
import streamlit as st

from pages.shared.results.charts import caterpillar
from pages.shared.results.conclusion import index_sentence, say
from pages.shared.results.criteria import dot_of
from reports import UnitLine, UnitsReport, together
from reports.values import Hidden
from reports.wording import CONFIDENCE, unit_note
from scoring import Gate, Interval
from survey.offices import UnitKind
from words import Translator


def choose_lines(t: Translator, report: UnitsReport) -> tuple[UnitLine, ...]:
    """The lines of the kinds and with the words that the reader asks for."""
    kinds = list(dict.fromkeys(line.kind for line in report.lines))
    left, right = st.columns(2)
    with left:
        wanted = st.text_input(t("Search for a unit"), autocomplete="off")
    with right:
        kind = _chosen_kind(t, kinds) if len(kinds) > 1 else None
    return tuple(
        line
        for line in report.lines
        if (kind is None or line.kind is kind)
        and folded(wanted) in folded(f"{line.code} {line.place} {line.name}")
    )


def _chosen_kind(t: Translator, kinds: Sequence[UnitKind]) -> UnitKind | None:
    return st.selectbox(
        t("Kind of unit"),
        [None, *kinds],
        format_func=lambda kind: t("All kinds") if kind is None else t(kind.label),
    )


def folded(text: str) -> str:
    """The text without case and tone marks, as people type in a hurry: "Đức Xuân" is "duc xuan"."""
    apart = unicodedata.normalize("NFD", text.casefold().replace("đ", "d"))
    return "".join(letter for letter in apart if not unicodedata.combining(letter)).strip()


def show_together(t: Translator, report: UnitsReport, lines: Sequence[UnitLine]) -> None:
    """How many units are listed and shown, and their figures as one group: the shown ones only."""
    shown = [line for line in lines if line.figures is not None]
    whole = together(shown)
    counts = t("{shown} of {all} units shown.", shown=len(shown), all=len(lines))
    if whole is None:
        say(counts, [])
        return
    say(index_sentence(t, whole.index(), report.named), [counts, t("Hidden units are in no total.")])


def show_lines(t: Translator, lines: Sequence[UnitLine]) -> None:
    """The intervals of those that can be compared, then everything as a table."""
    dots = []
    for line in lines:
        if line.figures is not None and line.figures.gate is Gate.SHOWN:
            dot = dot_of(line.place, line.figures.index())
            if dot is not None:
                dots.append(dot)
    if len(dots) > 1:
        st.subheader(t("Index and 95% interval"))
        caterpillar(
            t, sorted(dots, key=lambda dot: dot.share), t("Index of each unit, with its 95% interval")
        )
        st.caption(
            t(
                "From the lowest index to the highest, only to be read more easily. Units with fewer than 30 forms "
                "are left out."
            )
        )
    st.subheader(t("All figures"))
    _frame(t, lines)


def _frame(t: Translator, lines: Sequence[UnitLine]) -> None:
    names = {
        "code": t("Unit code"),
        "unit": t("Unit"),
        "index": t("Index"),
        "low": t("Interval from"),
        "high": t("Interval to"),
        "n": t("Forms (n)"),
        "used": t("Criteria used"),
        "rate": t("Forms per dossier"),
        "note": t("Note"),
        "kind": t("Kind"),
    }
    frame = pd.DataFrame([_cells(t, line) for line in lines], columns=list(names)).rename(columns=names)
    st.dataframe(
        frame, hide_index=True, height=560 if len(lines) > 14 else "auto", alt=t("Units and their figures")
    )


def _cells(t: Translator, line: UnitLine) -> dict[str, str | int | None]:
    cells = {
        "code": line.code,
        "unit": line.place,
        "kind": t(line.kind.label),
        "note": unit_note(t, line.shown),
    }
    if isinstance(line.shown, Hidden):
        return {**cells, **dict.fromkeys(("index", "low", "high", "used", "rate"), "–"), "n": None}
    index = line.shown.index()
    interval = index.interval(CONFIDENCE)
    known = isinstance(interval, Interval) and isinstance(index.value, float)
    answered = line.shown.answered
    return {
        **cells,
        "index": t.percent(index.value) if isinstance(index.value, float) else "–",
        "low": t.percent(interval.low) if isinstance(interval, Interval) and known else "–",
        "high": t.percent(interval.high) if isinstance(interval, Interval) and known else "–",
        "n": index.respondents,
        "used": f"{len(index.used)}/{index.planned}",
        "rate": t.percent(answered.share) if answered and answered.share is not None else "–",
    }
