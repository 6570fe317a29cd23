"""The three kinds of mark on a poster, in points of its layout; y runs down from the top."""

from collections.abc import Iterable
from dataclasses import dataclass, replace

from qr.lettering import Weight, width
from qr.symbol import QUIET_ZONE, Symbol


@dataclass(frozen=True, slots=True)
class Style:
    """How letters look: weight and colour (#RRGGBB)."""

    weight: Weight
    ink: str


@dataclass(frozen=True, slots=True)
class Line:
    """A line of text that begins at x, with its baseline at y."""

    x: float
    y: float
    text: str
    size: float
    style: Style


@dataclass(frozen=True, slots=True)
class Box:
    """A rectangle with round corners, x and y its upper left."""

    x: float
    y: float
    wide: float
    high: float
    radius: float
    fill: str
    edge: str = ""
    edge_width: float = 0.0


@dataclass(frozen=True, slots=True)
class Code:
    """A QR symbol with its quiet zone in a square, x and y its upper left."""

    x: float
    y: float
    side: float
    symbol: Symbol

    @property
    def module(self) -> float:
        """Width of a module."""
        return self.side / self.symbol.modules_with_quiet_zone

    @property
    def quiet(self) -> float:
        """Width of the quiet zone."""
        return self.module * QUIET_ZONE


Mark = Line | Box | Code


def centred(text: str, centre: float, y: float, size: float, style: Style) -> Line:
    """A line of text around a centre."""
    return Line(centre - width(text, size, style.weight) / 2, y, text, size, style)


def lowered(marks: Iterable[Mark], by: float) -> list[Mark]:
    """The same marks further down."""
    return [replace(mark, y=mark.y + by) for mark in marks]
