"""The few words of Vega-Lite that our charts are written in, as plain dictionaries, and the way to the page.

Not Altair: it checks each part of a chart against Vega-Lite's schema of 30,000 lines while it is put together. Half
of what a results page took was that, and citizens' forms waited for it.
"""

import hashlib
import json
import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields
from typing import Any, Final, TypeAlias

import pandas as pd
import streamlit as st

POINT: Final = "#0B5CAD"
INTERVAL: Final = "#8FB4D9"
NAMED: Final = "#A63A00"
GRID: Final = "#E3E8EE"
TEXT: Final = "#1B2733"

LINES: Final = "split(datum.value, '\\n')"
"""How Vega is told that a label has several lines."""

_SCHEMA: Final = "https://vega.github.io/schema/vega-lite/v6.json"
_LOOK: Final = {"view": {"stroke": None}, "axis": {"labelFontSize": 13}}
_DECIMALS: Final = 4
"""Of a share as a fraction, as it is printed: a browser gets no more digits, for these would tell counts."""
_LOWEST_STEP: Final = 10

Spec: TypeAlias = dict[str, Any]
Row: TypeAlias = Mapping[str, str | float | bool | None]


@dataclass(frozen=True, slots=True)
class Rounded:
    """Fractions are rounded as they are handed over; whole numbers and texts stay."""

    def __post_init__(self) -> None:
        for each in fields(self):
            found = getattr(self, each.name)
            if isinstance(found, float):
                object.__setattr__(self, each.name, as_printed(found))


def as_printed(share: float) -> float:
    """With the digits that a browser may have."""
    return round(share, _DECIMALS)


def words(field: str, **more: Any) -> Spec:
    """A column of texts, without order of its own."""
    return {"field": field, "type": "nominal", **more}


def numbers(field: str, **more: Any) -> Spec:
    return {"field": field, "type": "quantitative", **more}


def tips(titles: Mapping[str, str]) -> list[Spec]:
    """What is read on hovering: columns of texts with their titles."""
    return [words(field, title=title) for field, title in titles.items()]


def either(test: str, then: str | int, otherwise: str | int) -> Spec:
    """One value where the row passes the test, which Vega reads; else the other."""
    return {"condition": {"test": test, "value": then}, "value": otherwise}


def marks(kind: str, encoding: Mapping[str, object], **look: Any) -> Spec:
    """Marks of one kind; `encoding` says what their places, colours and shapes stand for."""
    return {"mark": {"type": kind, **look}, "encoding": dict(encoding)}


def percent_axis() -> Spec:
    return {
        "format": ".0%",
        "tickCount": 5,
        "grid": True,
        "gridColor": GRID,
        "domain": False,
        "labelColor": TEXT,
    }


def label_axis(**more: Any) -> Spec:
    """Names down the side of a chart."""
    return {
        "labelOverlap": False,
        "labelColor": TEXT,
        "ticks": False,
        "domain": False,
        "labelPadding": 8,
        **more,
    }


def up_to_all(lowest: float) -> Spec:
    """From the next lower tenth to all; a chart of dots need not start at zero, and says so by its axis."""
    return {"domain": [int(lowest * _LOWEST_STEP) / _LOWEST_STEP, 1.0], "nice": False}


def from_nothing(highest: float) -> Spec:
    """From zero to the next higher tenth."""
    return {"domain": [0, math.ceil(highest * _LOWEST_STEP) / _LOWEST_STEP], "nice": False}


def of_rows(layer: Spec, rows: Sequence[Row]) -> Spec:
    """The layer with rows of its own."""
    return {**layer, "data": rows}


def show(layers: Sequence[Spec], rows: Sequence[Row], about: str, height: int) -> None:
    """Marks over each other, of these rows where a layer has none of its own (`of_rows`); `about` says it in words.

    The first row has every column.
    """
    data: dict[str, pd.DataFrame] = {}

    def named(rows: Sequence[Row]) -> Spec:
        name = hashlib.sha256(
            json.dumps(rows).encode()
        ).hexdigest()  # other figures, another name: drawn anew
        data[name] = pd.DataFrame(list(rows))
        return {"name": name}

    spec = {
        "$schema": _SCHEMA,
        "config": _LOOK,
        "height": height,
        "data": named(rows),
        "layer": [{**layer, "data": named(layer["data"])} if "data" in layer else layer for layer in layers],
        "datasets": data,
    }
    st.vega_lite_chart(spec, width="stretch", alt=about)
