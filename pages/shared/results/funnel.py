"""Units of one kind beside each other: whether they differ at all, who stands out, and the funnel that shows it."""

from collections.abc import Sequence
from string import ascii_lowercase
from typing import Final

import numpy as np
import pandas as pd
import streamlit as st

from pages.shared.results.conclusion import interval_words
from pages.shared.results.funnel_chart import FunnelDot, FunnelLine, funnel_chart
from pages.shared.results.tables import Cells, on_each_width, plain, table
from reports import UnitLine, UnitsReport
from reports.standing import KindStanding, Standing
from reports.standing_wording import (
    criteria_sentence,
    differ_sentence,
    flag_name,
    flagged_sentence,
    funnel_of,
    funnel_sentences,
    group_name,
    groups_sentence,
    left_out_reason,
    places_words,
    reliability_sentence,
    side_name,
)
from scoring import Funnel, NotEstimable
from words import Translator

_GRID: Final = 60
_ALARM: Final = 0.998


def kinds_of(report: UnitsReport, lines: Sequence[UnitLine]) -> tuple[KindStanding, ...]:
    """The kinds of these lines that have more than one unit to compare; each with all its units."""
    wanted = {line.kind for line in lines}
    return tuple(kind for kind in report.kinds.values() if kind.kind in wanted and len(kind.by_unit) > 1)


def say_how_they_differ(t: Translator, report: UnitsReport, kinds: Sequence[KindStanding]) -> None:
    """Whether the units of each kind differ at all, how much of it is real, who has a group, who is left out."""
    places = {line.unit_id: line.place for line in report.lines}
    for kind in kinds:
        said = (
            differ_sentence(t, kind),
            reliability_sentence(t, kind),
            groups_sentence(t, kind),
            flagged_sentence(t, kind, places),
        )
        lines = "\n".join(f"- {plain(sentence)}" for sentence in said if sentence)
        st.markdown(f"**{plain(t(kind.kind.label))}**\n\n{lines}")


def show_funnels(t: Translator, report: UnitsReport, kinds: Sequence[KindStanding]) -> None:
    """For each kind with enough units the funnel, and everything about where they stand as a table."""
    places = {line.unit_id: line.place for line in report.lines}
    for kind in kinds:
        shape = funnel_of(kind)
        if shape is None:
            continue
        st.subheader(t("Who stands out: {kind}", kind=t(kind.kind.label)))
        letters = flag_letters(kind)
        names = {each: f"{places[each]} ({letter})" for each, letter in letters.items()}
        st.markdown(plain(" ".join(funnel_sentences(t, kind, names))))
        about = t("Share of each unit by its effective answers, with the lines of the funnel")
        funnel_chart(t, _dots(t, kind, places, letters), _lines(kind, shape), shape.target, about)
        st.caption(
            t(
                "Across: answers, counted as independent ones (effective answers). Up: share satisfied. Dashed lines "
                "95%, solid lines 99.8%, the dotted line is the mean of the kind. Diamonds with a letter are flagged."
            )
        )
        st.caption(criteria_sentence(t, kind, len(report.instrument.criteria)))
        with st.expander(t("Figures as a table")):
            _table(t, kind, places)


def flag_letters(kind: KindStanding) -> dict[int, str]:
    """a, b, c … for the flagged units, in the order of their codes; a name would be too long on a phone."""
    flagged = [unit_id for unit_id, unit in kind.in_funnel.items() if unit.flag]
    return {unit_id: _letter(place) for place, unit_id in enumerate(flagged)}


def _letter(place: int) -> str:
    before, last = divmod(place, len(ascii_lowercase))
    return (_letter(before - 1) if before else "") + ascii_lowercase[last]


def _dots(
    t: Translator, kind: KindStanding, places: dict[int, str], letters: dict[int, str]
) -> list[FunnelDot]:
    return [
        FunnelDot(
            label=places[unit_id],
            share=unit.share,
            effective=round(unit.effective),
            n=unit.respondents,
            flag=flag_name(t, unit.flag),
            letter=letters.get(unit_id, ""),
        )
        for unit_id, unit in kind.in_funnel.items()
    ]


def _lines(kind: KindStanding, shape: Funnel) -> list[FunnelLine]:
    worth = [unit.effective for unit in kind.in_funnel.values()]
    grid = np.geomspace(min(worth), max(worth), _GRID)
    inner, outer = shape.line(grid), shape.line(grid, _ALARM)
    return [
        FunnelLine(float(n), *(float(limits[place]) for limits in (*inner, *outer)))
        for place, n in enumerate(grid)
    ]


def _table(t: Translator, kind: KindStanding, places: dict[int, str]) -> None:
    rows = [_row(t, places[unit_id], standing) for unit_id, standing in kind.by_unit.items()]
    on_each_width(f"funnel-{kind.kind.name.lower()}", lambda: _sheet(t, rows), lambda: _on_a_phone(t, rows))


def _on_a_phone(t: Translator, rows: Sequence[Cells]) -> None:
    titles = (
        t("Unit"),
        t("Share on the criteria compared"),
        t("95% lines"),
        t("Effective answers"),
        t("Stands out"),
        t("Group"),
    )
    told = [
        [t.number(cell, 0) if isinstance(cell, int) else cell or "–" for cell in map(row.get, titles)]
        for row in rows
    ]
    table(titles, told, t("Where each unit stands among its kind"))


def _sheet(t: Translator, rows: Sequence[Cells]) -> None:
    whole = st.column_config.NumberColumn(format="localized")
    st.dataframe(
        pd.DataFrame(rows),
        hide_index=True,
        placeholder="–",
        column_config={
            t("Forms needed"): whole,
            t("Effective answers"): whole,
            t("Places"): st.column_config.Column(width="medium"),
        },
        alt=t("Where each unit stands among its kind"),
    )


def _row(t: Translator, place: str, standing: Standing) -> Cells:
    found, reliability = standing.in_funnel, standing.reliability
    inside = None if isinstance(found, NotEstimable) else found
    left_out = left_out_reason(t, found) if isinstance(found, NotEstimable) else ""
    return {
        t("Unit"): place,
        t("Share on the criteria compared"): t.percent(inside.share) if inside else None,
        t("Stands out"): left_out or side_name(t, standing.flag),
        t("Group"): group_name(t, standing) or None,
        t("Places"): places_words(t, standing) or None,
        t("Reliability"): t.number(reliability) if isinstance(reliability, float) else None,
        t("Forms needed"): standing.forms_needed,
        t("Effective answers"): round(inside.effective) if inside else None,
        t("95% lines"): interval_words(t, inside.warning) if inside else None,
    }
