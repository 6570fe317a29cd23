"""Charts that read without a mouse, without colour and on a phone; each has a table with the same figures.

One hue for figures, one shape and hue more for the one that is named; both differ in lightness, so they are told
apart with any colour vision and in print.
"""

import math
import textwrap
from collections.abc import Sequence
from dataclasses import dataclass, fields
from typing import Any, Final

import altair as alt
import pandas as pd
import streamlit as st

from words import Translator

POINT: Final = "#0B5CAD"
INTERVAL: Final = "#8FB4D9"
NAMED: Final = "#A63A00"
GRID: Final = "#E3E8EE"
TEXT: Final = "#1B2733"

_LABEL_CHARACTERS: Final = 28
_LINES: Final = "split(datum.value, '\\n')"
"""How Vega is told that a label has several lines."""
_ROW_HEIGHT: Final = 52
_TALL_ROW_HEIGHT: Final = 58
"""Where a label has three lines, so that its last does not seem to belong to the next."""
_LOWEST_STEP: Final = 10


_DECIMALS: Final = 4
"""Of a share as a fraction, as it is printed: a browser gets no more digits, for these would tell counts."""


@dataclass(frozen=True, slots=True)
class _Rounded:
    """Fractions are rounded as they are handed over; whole numbers and texts stay."""

    def __post_init__(self) -> None:
        for each in fields(self):
            found = getattr(self, each.name)
            if isinstance(found, float):
                object.__setattr__(self, each.name, round(found, _DECIMALS))


@dataclass(frozen=True, slots=True)
class Dot(_Rounded):
    """A share with its interval, as fractions, and its n; `named` where the text names it."""

    label: str
    share: float
    low: float
    high: float
    n: int
    named: bool = False


@dataclass(frozen=True, slots=True)
class FunnelDot(_Rounded):
    """A unit in a funnel: its share, what its answers are worth, its n; flagged in words, with a letter for it."""

    label: str
    share: float
    effective: float
    n: int
    flag: str
    letter: str


@dataclass(frozen=True, slots=True)
class FunnelLine(_Rounded):
    """The limits of a funnel at so many effective answers: 95% inside, 99.8% outside."""

    effective: float
    low: float
    high: float
    lowest: float
    highest: float


def dots(t: Translator, rows: Sequence[Dot], about: str) -> None:
    """A dot and a bar for each share and its interval, in the order given; `about` says it in words."""
    frame = pd.DataFrame([_row(t, dot) for dot in rows])
    order = list(frame["label"])
    y = alt.Y("label:N", sort=order, title=None, axis=_wrapped_axis())
    base = alt.Chart(frame).encode(y=y, tooltip=_tips(t))
    bars = base.mark_rule(strokeWidth=5, color=INTERVAL, strokeCap="round").encode(
        x=_share_axis(rows), x2="high:Q"
    )
    named = alt.datum.named
    points = base.mark_point(filled=True, size=110, opacity=1).encode(
        x="share:Q",
        color=alt.condition(named, alt.value(NAMED), alt.value(POINT)),
        shape=alt.condition(named, alt.value("diamond"), alt.value("circle")),
    )
    _show(alt.layer(bars, points).properties(height=_height(frame)), about)


def caterpillar(t: Translator, rows: Sequence[Dot], about: str, usual: float | None = None) -> None:
    """Many intervals in a row, thin, one line of text each; for more than a chart of dots can hold.

    `usual` is a share that is drawn as a line from top to bottom.
    """
    frame = pd.DataFrame(
        [{**_row(t, dot), "line": f"{_short(dot.label)} · {t.percent(dot.share)}"} for dot in rows]
    )
    axis = alt.Axis(
        labelLimit=230,
        labelOverlap=False,
        labelFlush=False,
        labelColor=TEXT,
        ticks=False,
        domain=False,
        labelPadding=8,
    )
    y = alt.Y("line:N", sort=list(frame["line"]), title=None, axis=axis)
    base = alt.Chart(frame).encode(y=y, tooltip=_tips(t))
    within = rows if usual is None else [*rows, Dot("", usual, usual, usual, 0)]
    limits = base.mark_rule(strokeWidth=4, color=INTERVAL).encode(x=_share_axis(within), x2="high:Q")
    points = base.mark_point(filled=True, size=60, color=POINT, opacity=1).encode(x="share:Q")
    layers = [limits, points]
    if usual is not None:
        line = alt.Chart(pd.DataFrame([{"usual": round(usual, _DECIMALS)}])).mark_rule(
            color=TEXT, strokeDash=[5, 4]
        )
        layers.insert(0, line.encode(x=alt.X("usual:Q", scale=_scale(within))))
    _show(alt.layer(*layers).properties(height=22 * len(rows) + 30), about)


def _short(label: str) -> str:
    """The first words of a long name."""
    return textwrap.shorten(label, _LABEL_CHARACTERS, placeholder="…")


def trend(t: Translator, rows: Sequence[tuple[str, Dot | None]], about: str) -> None:
    """Shares over time with their intervals as a band, n below each month; None is a month without figures."""
    data = [_tick(t, label, dot) for label, dot in rows]
    frame = pd.DataFrame(data)
    axis = alt.Axis(
        labelExpr=_LINES, labelAngle=0, labelOverlap="parity", labelColor=TEXT, domain=False, ticks=False
    )
    x = alt.X("tick:O", sort=[row["tick"] for row in data], title=None, axis=axis)
    base = alt.Chart(frame).encode(x=x, tooltip=_tips(t))
    known = [dot for _, dot in rows if dot is not None]
    y = alt.Y("low:Q", title=None, scale=_scale(known), axis=_percent_axis())
    band = base.mark_area(opacity=0.45, color=INTERVAL).encode(y=y, y2="high:Q")
    line = base.mark_line(color=POINT, strokeWidth=2).encode(y="share:Q")
    points = base.mark_point(filled=True, size=70, color=POINT, opacity=1).encode(y="share:Q")
    _show(alt.layer(band, line, points).properties(height=300), about)


def funnel_chart(
    t: Translator, rows: Sequence[FunnelDot], lines: Sequence[FunnelLine], target: float, about: str
) -> None:
    """Units by share and effective answers among the lines of their funnel; flagged ones by shape and letter."""
    lowest = min(*(row.share for row in rows), *(line.lowest for line in lines))
    x = alt.X("effective:Q", scale=alt.Scale(type="log", nice=False), axis=_worth_axis(t, lines))
    scale = alt.Scale(domain=[int(lowest * _LOWEST_STEP) / _LOWEST_STEP, 1.0], nice=False)
    limits = alt.Chart(pd.DataFrame(lines)).encode(x=x)
    drawn = [
        limits.mark_line(color=TEXT, strokeWidth=1.2, strokeDash=dash).encode(
            y=alt.Y(f"{field}:Q", title=None, scale=scale, axis=_percent_axis())
        )
        for field, dash in (("low", [5, 4]), ("high", [5, 4]), ("lowest", [1, 0]), ("highest", [1, 0]))
    ]
    middle = alt.Chart(pd.DataFrame([{"target": round(target, _DECIMALS)}])).mark_rule(
        color=TEXT, strokeDash=[1, 3]
    )
    frame = pd.DataFrame([_funnel_row(t, row) for row in rows])
    base = alt.Chart(frame).encode(x=x, y="share:Q", tooltip=_funnel_tips(t))
    flagged = alt.datum.flag != ""
    points = base.mark_point(filled=True, opacity=1).encode(
        color=alt.condition(flagged, alt.value(NAMED), alt.value(POINT)),
        shape=alt.condition(flagged, alt.value("diamond"), alt.value("circle")),
        size=alt.condition(flagged, alt.value(130), alt.value(36)),
    )
    letters = base.transform_filter(flagged).mark_text(dx=14, color=TEXT, fontSize=14)
    _show(
        alt.layer(*drawn, middle.encode(y="target:Q"), points, letters.encode(text="letter:N")).properties(
            height=380
        ),
        about,
    )


_WORTH_TICKS: Final = (30, 50, 100, 200, 500, 1000, 2000, 5000, 10000, 20000, 50000, 100000)


def _worth_axis(t: Translator, lines: Sequence[FunnelLine]) -> alt.Axis:
    first, last = lines[0].effective, lines[-1].effective
    ticks = [tick for tick in _WORTH_TICKS if first <= tick <= last]
    written = " : ".join(f"datum.value == {tick} ? '{t.number(tick, 0)}'" for tick in ticks)
    return alt.Axis(
        title=t("Effective answers"),
        titleColor=TEXT,
        titleFontWeight="normal",
        values=ticks,
        labelExpr=f"{written} : ''" if ticks else "''",
        grid=False,
        labelColor=TEXT,
        domainColor=GRID,
        tickColor=GRID,
    )


def _funnel_row(t: Translator, row: FunnelDot) -> dict[str, Any]:
    return {
        "label": row.label,
        "share": row.share,
        "effective": row.effective,
        "flag": row.flag,
        "letter": row.letter,
        "value": t.percent(row.share),
        "worth": t.number(row.effective, 0),
        "n": t.number(row.n, 0),
    }


def _funnel_tips(t: Translator) -> list[alt.Tooltip]:
    return [
        alt.Tooltip("label:N", title=" "),
        alt.Tooltip("value:N", title=t("Share satisfied")),
        alt.Tooltip("worth:N", title=t("Effective answers")),
        alt.Tooltip("n:N", title="n"),
        alt.Tooltip("flag:N", title=t("Stands out")),
    ]


def _tick(t: Translator, label: str, dot: Dot | None) -> dict[str, Any]:
    if dot is None:
        return {"tick": f"{label}\n–"}
    return {**_row(t, dot), "tick": f"{label}\n{t.number(dot.n, 0)}"}


def parts(t: Translator, rows: Sequence[Dot], about: str) -> None:
    """Parts of a whole as bars from zero, each with its interval as a line; the axis ends where the longest does."""
    frame = pd.DataFrame([_row(t, dot) for dot in rows])
    highest = math.ceil(max(row.high for row in rows) * _LOWEST_STEP) / _LOWEST_STEP
    axis = alt.Scale(domain=[0, highest], nice=False)
    y = alt.Y("label:N", sort=list(frame["label"]), title=None, axis=_wrapped_axis())
    base = alt.Chart(frame).encode(y=y)
    bars = base.mark_bar(color=INTERVAL, height=18).encode(
        x=alt.X("share:Q", title=None, scale=axis, axis=_percent_axis())
    )
    limits = base.mark_rule(color=POINT, strokeWidth=2.5).encode(x=alt.X("low:Q", title=None), x2="high:Q")
    _show(alt.layer(bars, limits).properties(height=_height(frame)), about)


def _height(frame: pd.DataFrame) -> int:
    tall = frame["label"].str.count("\n").max() > 1
    return (_TALL_ROW_HEIGHT if tall else _ROW_HEIGHT) * len(frame) + 30


def _told(t: Translator, dot: Dot) -> str:
    """What a phone shows without a tooltip: value, interval and n, "87,40% (84,90–89,60) · 412"."""
    low, high = t.number(dot.low * 100), t.number(dot.high * 100)
    return f"{t.percent(dot.share)} ({low}–{high}) · {t.number(dot.n, 0)}"


def _row(t: Translator, dot: Dot) -> dict[str, Any]:
    value = t.percent(dot.share)
    return {
        "label": "\n".join([*textwrap.wrap(dot.label, _LABEL_CHARACTERS)[:2], _told(t, dot)]),
        "name": dot.label,
        "share": dot.share,
        "low": dot.low,
        "high": dot.high,
        "named": dot.named,
        "value": value,
        "interval": f"{t.percent(dot.low)} – {t.percent(dot.high)}",
        "n": t.number(dot.n, 0),
    }


def _tips(t: Translator) -> list[alt.Tooltip]:
    return [
        alt.Tooltip("name:N", title=" "),
        alt.Tooltip("value:N", title=t("Share satisfied")),
        alt.Tooltip("interval:N", title=t("95% interval")),
        alt.Tooltip("n:N", title="n"),
    ]


def _wrapped_axis() -> alt.Axis:
    return alt.Axis(
        labelExpr=_LINES,
        labelLimit=240,
        labelOverlap=False,
        labelColor=TEXT,
        labelLineHeight=15,
        labelOffset=-8,
        ticks=False,
        domain=False,
        labelPadding=8,
    )


def _share_axis(rows: Sequence[Dot]) -> alt.X:
    return alt.X("low:Q", title=None, scale=_scale(rows), axis=_percent_axis())


def _percent_axis() -> alt.Axis:
    return alt.Axis(format=".0%", tickCount=5, grid=True, gridColor=GRID, domain=False, labelColor=TEXT)


def _scale(rows: Sequence[Dot]) -> alt.Scale:
    """From the next lower tenth to all; a chart of dots need not start at zero, and says so by its axis."""
    lowest = min((row.low for row in rows), default=0.0)
    return alt.Scale(domain=[int(lowest * _LOWEST_STEP) / _LOWEST_STEP, 1.0], nice=False)


def _show(chart: Any, about: str) -> None:
    plain = chart.configure_view(stroke=None).configure_axis(labelFontSize=13)
    st.altair_chart(plain, width="stretch", alt=about)
