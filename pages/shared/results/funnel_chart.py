"""A funnel: units by their share and by what their answers are worth, among the limits that chance alone sets."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from pages.shared.results import vega
from pages.shared.results.vega import GRID, NAMED, POINT, TEXT, Row, Spec
from words import Translator

_WORTH_TICKS: Final = (30, 50, 100, 200, 500, 1000, 2000, 5000, 10000, 20000, 50000, 100000)
_FLAGGED: Final = "(datum.flag !== '')"
_DASHES: Final = {"low": [5, 4], "high": [5, 4], "lowest": [1, 0], "highest": [1, 0]}
"""How each limit is drawn."""


@dataclass(frozen=True, slots=True)
class FunnelDot(vega.Rounded):
    """A unit in a funnel: its share, what its answers are worth, its n; flagged in words, with a letter for it."""

    label: str
    share: float
    effective: float
    n: int
    flag: str
    letter: str


@dataclass(frozen=True, slots=True)
class FunnelLine(vega.Rounded):
    """The limits of a funnel at so many effective answers: 95% inside, 99.8% outside."""

    effective: float
    low: float
    high: float
    lowest: float
    highest: float


def funnel_chart(
    t: Translator, rows: Sequence[FunnelDot], lines: Sequence[FunnelLine], target: float, about: str
) -> None:
    """Units by share and effective answers among the lines of their funnel; flagged ones by shape and letter."""
    lowest = min(*(row.share for row in rows), *(line.lowest for line in lines))
    x = vega.numbers("effective", scale={"type": "log", "nice": False}, axis=_worth_axis(t, lines))
    layers = [*_limits(x, lines, lowest), _target(target), *_units(t, x)]
    vega.show(layers, [_row(t, row) for row in rows], about, 380)


def _limits(x: Spec, lines: Sequence[FunnelLine], lowest: float) -> list[Spec]:
    rows = [{field: getattr(line, field) for field in ("effective", *_DASHES)} for line in lines]
    scale, axis = vega.up_to_all(lowest), vega.percent_axis()
    drawn = [
        vega.marks(
            "line",
            {"x": x, "y": vega.numbers(field, title=None, scale=scale, axis=axis)},
            color=TEXT,
            strokeWidth=1.2,
            strokeDash=dash,
        )
        for field, dash in _DASHES.items()
    ]
    return [vega.of_rows(layer, rows) for layer in drawn]


def _target(target: float) -> Spec:
    line = vega.marks("rule", {"y": vega.numbers("target")}, color=TEXT, strokeDash=[1, 3])
    return vega.of_rows(line, [{"target": vega.as_printed(target)}])


def _units(t: Translator, x: Spec) -> list[Spec]:
    titles = {
        "label": " ",
        "value": t("Share satisfied"),
        "worth": t("Effective answers"),
        "n": "n",
        "flag": t("Stands out"),
    }
    common = {"x": x, "y": vega.numbers("share"), "tooltip": vega.tips(titles)}
    points = vega.marks(
        "point",
        {
            **common,
            "color": vega.either(_FLAGGED, NAMED, POINT),
            "shape": vega.either(_FLAGGED, "diamond", "circle"),
            "size": vega.either(_FLAGGED, 130, 36),
        },
        filled=True,
        opacity=1,
    )
    letters = vega.marks("text", {**common, "text": vega.words("letter")}, dx=14, color=TEXT, fontSize=14)
    return [points, {**letters, "transform": [{"filter": _FLAGGED}]}]


def _worth_axis(t: Translator, lines: Sequence[FunnelLine]) -> Spec:
    first, last = lines[0].effective, lines[-1].effective
    ticks = [tick for tick in _WORTH_TICKS if first <= tick <= last]
    written = " : ".join(f"datum.value == {tick} ? '{t.number(tick, 0)}'" for tick in ticks)
    return {
        "title": t("Effective answers"),
        "titleColor": TEXT,
        "titleFontWeight": "normal",
        "values": ticks,
        "labelExpr": f"{written} : ''" if ticks else "''",
        "grid": False,
        "labelColor": TEXT,
        "domainColor": GRID,
        "tickColor": GRID,
    }


def _row(t: Translator, row: FunnelDot) -> Row:
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
