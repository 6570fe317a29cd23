"""Charts that read without a mouse, without colour and on a phone; each has a table with the same figures.

One hue for figures, one shape and hue more for the one that is named; both differ in lightness, so they are told
apart with any colour vision and in print.
"""

import textwrap
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from pages.shared.results import vega
from pages.shared.results.vega import INTERVAL, NAMED, POINT, TEXT, Row, Spec
from words import Translator

_LABEL_CHARACTERS: Final = 28
_ROW_HEIGHT: Final = 52
_TALL_ROW_HEIGHT: Final = 58
"""Where a label has three lines, so that its last does not seem to belong to the next."""


@dataclass(frozen=True, slots=True)
class Dot(vega.Rounded):
    """A share with its interval, as fractions, and its n; `named` where the text names it."""

    label: str
    share: float
    low: float
    high: float
    n: int
    named: bool = False


def dots(t: Translator, rows: Sequence[Dot], about: str) -> None:
    """A dot and a bar for each share and its interval, in the order given; `about` says it in words."""
    data = [_row(t, dot) for dot in rows]
    common = {"y": _labels(data), "tooltip": _tips(t)}
    bars = vega.marks(
        "rule",
        {**common, "x": _shares(rows), "x2": {"field": "high"}},
        strokeWidth=5,
        color=INTERVAL,
        strokeCap="round",
    )
    points = _points(
        {
            **common,
            "x": vega.numbers("share"),
            "color": vega.either("datum.named", NAMED, POINT),
            "shape": vega.either("datum.named", "diamond", "circle"),
        },
        size=110,
    )
    vega.show([bars, points], data, about, _height(data))


def caterpillar(t: Translator, rows: Sequence[Dot], about: str, usual: float | None = None) -> None:
    """Many intervals in a row, thin, one line of text each; for more than a chart of dots can hold.

    `usual` is a share that is drawn as a line from top to bottom.
    """
    data = [{**_row(t, dot), "line": f"{_short(dot.label)} · {t.percent(dot.share)}"} for dot in rows]
    axis = vega.label_axis(labelLimit=230, labelFlush=False)
    y = vega.words("line", sort=[row["line"] for row in data], title=None, axis=axis)
    common = {"y": y, "tooltip": _tips(t)}
    within = rows if usual is None else [*rows, Dot("", usual, usual, usual, 0)]
    limits = vega.marks(
        "rule",
        {**common, "x": _shares(within), "x2": {"field": "high"}},
        strokeWidth=4,
        color=INTERVAL,
    )
    layers = [limits, _points({**common, "x": vega.numbers("share")}, size=60, color=POINT)]
    if usual is not None:
        layers.insert(0, _line_at(usual, within))
    vega.show(layers, data, about, 22 * len(rows) + 30)


def _line_at(usual: float, within: Sequence[Dot]) -> Spec:
    x = vega.numbers("usual", scale=_scale(within))
    line = vega.marks("rule", {"x": x}, color=TEXT, strokeDash=[5, 4])
    return vega.of_rows(line, [{"usual": vega.as_printed(usual)}])


def _short(label: str) -> str:
    """The first words of a long name."""
    return textwrap.shorten(label, _LABEL_CHARACTERS, placeholder="…")


def trend(t: Translator, rows: Sequence[tuple[str, Dot | None]], about: str) -> None:
    """Shares over time with their intervals as a band, n below each month; None is a month without figures."""
    data = [_tick(t, label, dot) for label, dot in rows]
    axis = {
        "labelExpr": vega.LINES,
        "labelAngle": 0,
        "labelOverlap": "parity",
        "labelColor": TEXT,
        "domain": False,
        "ticks": False,
    }
    x = {
        "field": "tick",
        "type": "ordinal",
        "sort": [row["tick"] for row in data],
        "title": None,
        "axis": axis,
    }
    common = {"x": x, "tooltip": _tips(t)}
    known = [dot for _, dot in rows if dot is not None]
    y = vega.numbers("low", title=None, scale=_scale(known), axis=vega.percent_axis())
    band = vega.marks("area", {**common, "y": y, "y2": {"field": "high"}}, opacity=0.45, color=INTERVAL)
    through = {**common, "y": vega.numbers("share")}
    line = vega.marks("line", through, color=POINT, strokeWidth=2)
    vega.show([band, line, _points(through, size=70, color=POINT)], data, about, 300)


def _tick(t: Translator, label: str, dot: Dot | None) -> Row:
    """A month without figures has a place, and nothing in it."""
    if dot is None:
        return {**dict.fromkeys(_row(t, Dot("", 0.0, 0.0, 0.0, 0))), "tick": f"{label}\n–"}
    return {**_row(t, dot), "tick": f"{label}\n{t.number(dot.n, 0)}"}


def parts(t: Translator, rows: Sequence[Dot], about: str) -> None:
    """Parts of a whole as bars from zero, each with its interval as a line; the axis ends where the longest does."""
    data = [_row(t, dot) for dot in rows]
    labels = _labels(data)
    scale = vega.from_nothing(max(row.high for row in rows))
    x = vega.numbers("share", title=None, scale=scale, axis=vega.percent_axis())
    bars = vega.marks("bar", {"y": labels, "x": x}, color=INTERVAL, height=18)
    limits = vega.marks(
        "rule",
        {"y": labels, "x": vega.numbers("low", title=None), "x2": {"field": "high"}},
        color=POINT,
        strokeWidth=2.5,
    )
    vega.show([bars, limits], data, about, _height(data))


def _points(encoding: Spec, **look: str | int) -> Spec:
    return vega.marks("point", encoding, filled=True, opacity=1, **look)


def _height(data: Sequence[Row]) -> int:
    tall = any(str(row["label"]).count("\n") > 1 for row in data)
    return (_TALL_ROW_HEIGHT if tall else _ROW_HEIGHT) * len(data) + 30


def _told(t: Translator, dot: Dot) -> str:
    """What a phone shows without a tooltip: value, interval and n, "87,40% (84,90–89,60) · 412"."""
    low, high = t.number(dot.low * 100), t.number(dot.high * 100)
    return f"{t.percent(dot.share)} ({low}–{high}) · {t.number(dot.n, 0)}"


def _row(t: Translator, dot: Dot) -> Row:
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


def _tips(t: Translator) -> list[Spec]:
    titles = {"name": " ", "value": t("Share satisfied"), "interval": t("95% interval"), "n": "n"}
    return vega.tips(titles)


def _labels(data: Sequence[Row]) -> Spec:
    """The names of the rows down the side, in their order, each in up to three lines."""
    axis = vega.label_axis(labelExpr=vega.LINES, labelLimit=240, labelLineHeight=15, labelOffset=-8)
    return vega.words("label", sort=[row["label"] for row in data], title=None, axis=axis)


def _shares(rows: Sequence[Dot]) -> Spec:
    return vega.numbers("low", title=None, scale=_scale(rows), axis=vega.percent_axis())


def _scale(rows: Sequence[Dot]) -> Spec:
    return vega.up_to_all(min((row.low for row in rows), default=0.0))
