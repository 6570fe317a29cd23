"""Tickets on paper: fourteen slips on an A4 sheet, two by seven, as labels of 105 by 42 mm are sold.

Laid out, drawn, read again, and only then handed out, like posters.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from itertools import zip_longest

from qr.check import read_codes
from qr.layout import AMBER, INK, NAVY, SLATE
from qr.lettering import LONGEST_TEXT, TextTooLong, Weight, composed, fitted, width
from qr.links import counter_link, short_link
from qr.marks import Box, Code, Line, Mark, Style, lowered
from qr.pdf import draw_pdf
from qr.raster import page_pictures
from qr.sheet import Size
from qr.symbol import ANY_VERSION, symbol
from words import Translator, language

COLUMNS, ROWS = 2, 7
ON_A_SHEET = COLUMNS * ROWS

CHECKED_AT = 150
"""Dots per inch: a module of a slip is 0.6 mm wide or more."""

_WIDE, _HIGH = Size.A4.points[0] / COLUMNS, Size.A4.points[1] / ROWS
_SIDE = 100.0
_PAD = 12.0
_TEXT = _PAD + _SIDE + 2
_ROOM = _WIDE - _TEXT - _PAD
_TALLEST = _HIGH - 14
_LEADING, _DROP = 1.26, 0.99
_SMALLEST = 0.75
"""By which long names are set smaller at most."""
_CUT = "#98A2B3"

_BOLD, _PLAIN = Style(Weight.BOLD, INK), Style(Weight.REGULAR, INK)
_TITLE, _SMALL, _SAMPLE = Style(Weight.BOLD, NAVY), Style(Weight.REGULAR, SLATE), Style(Weight.BOLD, AMBER)

# (size, lines) to try in turn.
_HEAD = ((11.0, 1), (10.0, 1), (9.0, 1), (9.0, 2))
_PLACE = ((9.0, 1), (9.0, 2), (8.0, 3), (7.0, 4))
_USUAL = ((8.5, 1), (8.0, 1), (7.5, 1), (7.5, 2), (7.0, 3))
_LINK = ((9.0, 1), (8.5, 1), (8.0, 1), (7.5, 1), (7.0, 1))
_OTHER = ((7.0, 1), (6.5, 1), (6.5, 2))


class NoSlips(ValueError):
    """A sheet without tickets was asked for."""


class SlipUnreadable(RuntimeError):
    """A finished sheet does not decode to the links of its tickets: it must not be printed."""


@dataclass(frozen=True, slots=True)
class Place:
    """What all slips of a counter say: no name of an officer, nothing about a citizen.

    `counter` is what people call it, number and all; `last_day` is the last on which the slips are good.
    """

    name: str
    counter: str
    public_url: str
    last_day: date
    sample: bool = False


@dataclass(frozen=True, slots=True)
class Sheet:
    """An A4 page of slips; `links` in the order in which they stand."""

    marks: tuple[Mark, ...]
    links: tuple[str, ...]
    size: Size = Size.A4
    scale: float = 1.0


def slips_pdf(place: Place, codes: Sequence[str], languages: Sequence[str] = ("vi", "en")) -> bytes:
    """Sheets of slips, one for each code in normal form; the first language large, the second in a line.

    Raises:
        NoSlips: there are no codes.
        NotAPublicUrl, NotACounterLink: there is no link.
        LetterNotInFont, TextTooLong: a name cannot be printed.
        SlipUnreadable: a sheet was not read as its own tickets' links.
    """
    if not codes:
        raise NoSlips("there is no ticket to print")
    sheets = [_sheet(place, codes[n : n + ON_A_SHEET], languages) for n in range(0, len(codes), ON_A_SHEET)]
    pdf = draw_pdf(sheets, title=composed(place.name), language=languages[0])
    _check(pdf, sheets)
    return pdf


def _check(pdf: bytes, sheets: Sequence[Sheet]) -> None:
    for picture, sheet in zip_longest(page_pictures(pdf, CHECKED_AT, grey=True), sheets):
        if picture is None or sheet is None or sorted(read_codes(picture)) != sorted(sheet.links):
            raise SlipUnreadable("a sheet of tickets was not read as their links")


def _sheet(place: Place, codes: Sequence[str], languages: Sequence[str]) -> Sheet:
    marks: list[Mark] = []
    for number, code in enumerate(codes):
        row, column = divmod(number, COLUMNS)
        marks += _moved(_slip(place, code, languages), column * _WIDE, row * _HIGH)
    return Sheet((*marks, *_cuts()), tuple(counter_link(place.public_url, code) for code in codes))


def _cuts() -> list[Mark]:
    """Hairlines to cut along."""
    across: list[Mark] = [Box(0, row * _HIGH - 0.2, 2 * _WIDE, 0.4, 0, _CUT) for row in range(1, ROWS)]
    return [*across, Box(_WIDE - 0.2, 0, 0.4, ROWS * _HIGH, 0, _CUT)]


def _slip(place: Place, code: str, languages: Sequence[str]) -> list[Mark]:
    link = counter_link(place.public_url, code)
    lines, height = _text(place, short_link(place.public_url, code), languages)
    share = min(_TALLEST / height, 1.0)
    if share < _SMALLEST:
        raise TextTooLong(f"the texts do not fit a slip: {place.name[:LONGEST_TEXT]!r}")
    text = [replace(line, y=line.y * share, size=line.size * share) for line in lines]
    picture = Code(_PAD, (_HIGH - _SIDE) / 2, _SIDE, symbol(link, ANY_VERSION))
    return [picture, *lowered(text, (_HIGH - height * share) / 2)]


def _text(place: Place, typed: str, languages: Sequence[str]) -> tuple[list[Line], float]:
    """What stands beside the symbol, from 0 down, and its height."""
    t, *others = map(language, languages)
    written: list[tuple[float, Iterable[str], Style]] = []

    def write(text: str, attempts: tuple[tuple[float, int], ...], style: Style) -> None:
        size, lines = fitted(composed(text), _ROOM, attempts, style.weight)
        written.append((size, lines, style))

    if place.sample:
        write(" · ".join(language(code)("SAMPLE DATA") for code in languages), _OTHER, _SAMPLE)
    write(t("Feedback ticket, good for one form"), _HEAD, _TITLE)
    write(place.name, _PLACE, _BOLD)
    write(place.counter, _USUAL, _PLAIN)
    write(t("Scan it, or type this address; until {day}", day=t.date(place.last_day)), _USUAL, _PLAIN)
    written.append((*_typed(typed), _TITLE))
    for other in others:
        write(_in_a_line(other, place.last_day), _OTHER, _SMALL)
    marks: list[Line] = []
    y = 0.0
    for size, lines, style in written:
        for line in lines:
            marks.append(Line(_TEXT, y + size * _DROP, line, size, style))
            y += size * _LEADING
        y += 1.5
    return marks, y


def _in_a_line(t: Translator, last_day: date) -> str:
    return t("Feedback ticket, good for one form until {day}", day=t.date(last_day))


def _typed(link: str) -> tuple[float, tuple[str, ...]]:
    """The size and the lines of the link in words: one, or a long host, however many it takes, above its code."""
    if width(link, _LINK[-1][0], Weight.BOLD) <= _ROOM:
        return fitted(link, _ROOM, _LINK, Weight.BOLD)
    size = _LINK[-1][0]
    host, _, code = link.rpartition("c/")
    lines = [""]
    for letter in host:
        if width(lines[-1] + letter, size, Weight.BOLD) > _ROOM:
            lines.append("")
        lines[-1] += letter
    return size, (*lines, f"c/{code}")


def _moved(marks: Iterable[Mark], by: float, down: float) -> list[Mark]:
    return [replace(mark, x=mark.x + by) for mark in lowered(marks, down)]
