"""Sheets as PDF: vectors and an embedded subset of the font, so that every printer draws the same.

The files carry no time and no random id: the same sheets are the same bytes. Nothing here is checked yet;
`qr.posters` and `qr.slips` are the doors.
"""

from collections.abc import Iterable
from io import BytesIO
from typing import Protocol

from reportlab.lib.colors import HexColor
from reportlab.pdfgen.canvas import Canvas

from qr.lettering import Weight, font
from qr.marks import Box, Code, Line, Mark
from qr.sheet import Size


class Page(Protocol):
    """What can be drawn: marks in drawing order, on a paper, `scale` points of it for one of their layout."""

    @property
    def size(self) -> Size: ...
    @property
    def scale(self) -> float: ...
    @property
    def marks(self) -> tuple[Mark, ...]: ...


def draw_pdf(sheets: Iterable[Page], title: str, language: str) -> bytes:
    """One page for each sheet, each in its own size."""
    for weight in Weight:
        font(weight)
    written = BytesIO()
    canvas = Canvas(
        written, invariant=1, pageCompression=1, lang=language, initialFontName=Weight.REGULAR.value
    )
    canvas.setTitle(title)
    for sheet in sheets:
        canvas.setPageSize(sheet.size.points)
        # From here on in points of the layout, y up from the lower edge.
        canvas.scale(sheet.scale, sheet.scale)
        height = sheet.size.points[1] / sheet.scale
        for mark in sheet.marks:
            _draw(canvas, mark, height)
        canvas.showPage()
    canvas.save()
    return written.getvalue()


def _draw(canvas: Canvas, mark: Mark, height: float) -> None:
    match mark:
        case Line():
            canvas.setFillColor(HexColor(mark.style.ink))
            canvas.setFont(mark.style.weight.value, mark.size)
            canvas.drawString(mark.x, height - mark.y, mark.text)
        case Box():
            _draw_box(canvas, mark, height)
        case Code():
            _draw_code(canvas, mark, height)


def _draw_box(canvas: Canvas, box: Box, height: float) -> None:
    canvas.setFillColor(HexColor(box.fill))
    if box.edge:
        canvas.setStrokeColor(HexColor(box.edge))
        canvas.setLineWidth(box.edge_width)
    canvas.roundRect(
        box.x, height - box.y - box.high, box.wide, box.high, box.radius, stroke=int(bool(box.edge)), fill=1
    )


def _draw_code(canvas: Canvas, code: Code, height: float) -> None:
    """All dark modules as one path, so that no seam shows between neighbours; the ground is white already."""
    module = code.module
    left, top = code.x + code.quiet, height - code.y - code.quiet
    path = canvas.beginPath()
    for row, column, length in code.symbol.runs():
        path.rect(left + column * module, top - (row + 1) * module, length * module, module)
    canvas.setFillColor(HexColor("#000000"))
    canvas.drawPath(path, stroke=0, fill=1)
