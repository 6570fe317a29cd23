"""Units of one kind beside each other: whether they differ at all, who stands out, and the funnel that shows it."""

from collections.abc import Sequence
from typing import Final

import numpy as np
import pandas as pd
import streamlit as st

from pages.shared.results.charts import FunnelDot, FunnelLine, funnel_chart
from pages.shared.results.conclusion import interval_words
from pages.shared.results.tables import plain
from reports import UnitLine, UnitsReport
from reports.standing import KindStanding, Standing
from reports.standing_wording import (
    criteria_sentence,
    differ_sentence,
    flag_name,
    funnel_of,
    funnel_sentences,
    group_name,
    groups_sentence,
    left_out_reason,
    places_words,
    reliability_sentence,
)
from scoring import Funnel, FunnelUnit, NotEstimable
from words import Translator

_GRID: Final = 60
_ALARM: Final = 0.998


def kinds_of(report: UnitsReport, lines: Sequence[UnitLine]) -> tuple[KindStanding, ...]:
    """The kinds of these lines that have more than one unit to compare; each with all its units."""
    wanted = {line.kind for line in lines}
    return tuple(kind for kind in report.kinds.values() if kind.kind in wanted and len(kind.by_unit) > 1)


def say_how_they_differ(t: Translator, kinds: Sequence[KindStanding]) -> None:
    """Whether the units of each kind differ at all, how much of it is real, how many have a group."""
    for kind in kinds:
        said = " ".join((differ_sentence(t, kind), reliability_sentence(t, kind), groups_sentence(t, kind)))
        st.markdown(f"**{plain(t(kind.kind.label))}.** {plain(said)}")


def show_funnels(t: Translator, report: UnitsReport, kinds: Sequence[KindStanding]) -> None:
    """For each kind with enough units the funnel, and everything about where they stand as a table."""
    places = {line.unit_id: line.place for line in report.lines}
    for kind in kinds:
        shape = funnel_of(kind)
        if shape is None:
            continue
        st.subheader(t("Who stands out: {kind}", kind=t(kind.kind.label)))
        st.markdown(plain(" ".join(funnel_sentences(t, kind, places))))
        about = t("Share of each unit by its effective answers, with the lines of the funnel")
        funnel_chart(t, _dots(t, kind, places), _lines(kind, shape), shape.target, about)
        st.caption(
            t(
                "Across: answers, counted as independent ones (effective answers). Up: share satisfied. Dashed lines "
                "95%, solid lines 99.8%, the dotted line is the mean of the kind. Diamonds are flagged."
            )
        )
        st.caption(criteria_sentence(t, kind, len(report.instrument.criteria)))
        with st.expander(t("Figures as a table")):
            _table(t, kind, places)


def _dots(t: Translator, kind: KindStanding, places: dict[int, str]) -> list[FunnelDot]:
    return [
        FunnelDot(places[unit_id], unit.share, unit.effective, unit.respondents, flag_name(t, unit.flag))
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
    st.dataframe(
        pd.DataFrame(rows),
        hide_index=True,
        placeholder="–",
        alt=t("Where each unit stands among its kind"),
    )


def _row(t: Translator, place: str, standing: Standing) -> dict[str, str | int | None]:
    reliability = standing.reliability
    return {
        t("Unit"): place,
        **_in_funnel(t, standing.in_funnel),
        t("Reliability"): t.number(reliability) if isinstance(reliability, float) else None,
        t("Forms needed"): standing.forms_needed,
        t("Group"): group_name(t, standing) or None,
        t("Places"): places_words(t, standing) or None,
    }


def _in_funnel(t: Translator, found: FunnelUnit | NotEstimable) -> dict[str, str | int | None]:
    titles = (
        t("Share on the criteria compared"),
        t("Effective answers"),
        t("95% lines"),
        t("Stands out"),
    )
    if isinstance(found, NotEstimable):
        return {**dict.fromkeys(titles[:3]), titles[3]: left_out_reason(t, found)}
    cells = (
        t.percent(found.share),
        round(found.effective),
        interval_words(t, found.warning),
        flag_name(t, found.flag) or t("no"),
    )
    return dict(zip(titles, cells, strict=True))
