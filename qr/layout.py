"""Where everything stands on a poster.

One layout, drawn up in points on A4 (595 wide), is scaled to the paper. The head and the foot take what their
texts need, the QR symbol takes what is left between them. y runs down from the top; a line's y is its baseline.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from qr.lettering import LONGEST_TEXT, TextTooLong, Weight, composed, fitted, width
from qr.marks import Box, Code, Line, Mark, Style, centred, lowered
from qr.sheet import Poster, PosterText, Size
from qr.symbol import symbol

BASE_WIDTH = Size.A4.points[0]
MARGIN = 36.0
LARGEST_SYMBOL = 302.0
SMALLEST_SYMBOL = 240.0
"""Side with the quiet zone: 85 mm on A4 and 60 mm on A5, where a module of version 10 is 0.9 mm wide."""

INK, NAVY, SLATE, AMBER = "#101828", "#12406B", "#475467", "#8A4205"
WHITE, MIST, CREAM = "#FFFFFF", "#EEF3F8", "#FFF4DC"

_INSIDE = BASE_WIDTH - 2 * MARGIN
_LEADING = 1.3
_DROP = _LEADING / 2 + 0.36  # from the top of a line's band to its baseline, in sizes
_GAP = 12.0
_STEPS_WIDE = 190.0
_DISC = 30.0

# (size, lines) to try in turn: few lines before large letters, so that names break where they are read.
_PLACE = ((27, 1), (25, 1), (24, 2), (22, 2), (20, 2), (21, 3), (18, 3), (17, 4), (15, 5))
_COUNTER = ((20, 1), (18, 1), (18, 2), (16, 2), (15, 3), (14, 4))
_LINK = tuple((size, 1) for size in (24, 22, 20, 18, 16, 14, 13, 12))


@dataclass(frozen=True, slots=True)
class Sheet:
    """A poster ready to draw: its marks in drawing order, and how much to scale them to the paper."""

    poster: Poster
    size: Size
    marks: tuple[Mark, ...]

    @property
    def scale(self) -> float:
        """Points of the paper for one point of the layout."""
        return self.size.points[0] / BASE_WIDTH

    @property
    def code(self) -> Code:
        """The square with the QR symbol."""
        return next(mark for mark in self.marks if isinstance(mark, Code))


_PLAIN, _SMALL = Style(Weight.REGULAR, INK), Style(Weight.REGULAR, SLATE)
_BOLD_INK, _BOLD_NAVY = Style(Weight.BOLD, INK), Style(Weight.BOLD, NAVY)


def sheet(poster: Poster, texts: Sequence[PosterText], size: Size = Size.A4) -> Sheet:
    """A poster laid out: the first language large, a second one, if given, small beneath it.

    Raises:
        LetterNotInFont: a name has a letter that the fonts do not have.
        TextTooLong: a name or the link fits at no size that can be read.
    """
    head, top = _head(poster, texts)
    foot, foot_height = _foot(poster, texts)
    bottom = size.points[1] * BASE_WIDTH / size.points[0] - MARGIN - foot_height
    side = min(LARGEST_SYMBOL, bottom - top - 2 * _GAP)
    if side < SMALLEST_SYMBOL:
        raise TextTooLong(f"the texts leave no room for the code: {poster.place[:LONGEST_TEXT]!r}")
    left, upper = (BASE_WIDTH - side - 2 * _GAP - _STEPS_WIDE) / 2, (top + bottom - side) / 2
    code: list[Mark] = [
        Box(left - 3, upper - 3, side + 6, side + 6, 12, WHITE, NAVY, 2.0),
        Code(left, upper, side, symbol(poster.link)),
    ]
    steps, steps_height = _steps(texts, left + side + 2 * _GAP)
    middle = [*code, *lowered(steps, upper + (side - steps_height) / 2)]
    return Sheet(poster, size, (*head, *middle, *lowered(foot, bottom)))


def _head(poster: Poster, texts: Sequence[PosterText]) -> tuple[list[Mark], float]:
    """Sample banner, card with place and counter, and the question; and where they end."""
    marks: list[Mark] = []
    y = MARGIN
    if poster.sample:
        banner, y = _banner(texts, y)
        marks += banner
    card, y = _card(poster, texts[0], y)
    marks += card
    y += _GAP
    for text, size, style in zip(texts, (28, 14), (_BOLD_NAVY, _SMALL), strict=False):
        y = _centred(marks, text.question, y, size, style)
    return marks, y


def _banner(texts: Sequence[PosterText], y: float) -> tuple[list[Mark], float]:
    """The plain mark of a sheet that belongs to sample data."""
    marks: list[Mark] = []
    end = _centred(marks, " · ".join(text.sample for text in texts), y + 3, 20, Style(Weight.BOLD, AMBER))
    end = _centred(marks, texts[0].sample_note, end, 12, Style(Weight.REGULAR, AMBER))
    return [Box(MARGIN, y, _INSIDE, end - y + 4, 8, CREAM, AMBER, 1.2), *marks], end + 4 + _GAP


def _card(poster: Poster, text: PosterText, y: float) -> tuple[list[Mark], float]:
    """Place and counter, white on navy, with the counter's number in a white square at the right."""
    number, square, pad = composed(poster.number), 96.0, 18.0
    room = _INSIDE - 2 * pad - (square + pad if number else 0)
    names: list[Mark] = []
    end = _block(names, composed(poster.place), (MARGIN + pad, y, room), _PLACE, Style(Weight.BOLD, WHITE))
    if counter := composed(poster.counter):
        end = _block(names, counter, (MARGIN + pad, end + 6, room), _COUNTER, Style(Weight.REGULAR, WHITE))
    height = max(end - y, square if number else 0) + 2 * pad - 4
    names = lowered(names, (height - (end - y)) / 2)
    if number:
        right = MARGIN + _INSIDE - pad - square
        names += _number(number, composed(text.counter).upper(), right, y + height / 2, square)
    return [Box(MARGIN, y, _INSIDE, height, 12, NAVY), *names], y + height


def _number(number: str, above: str, x: float, middle: float, square: float) -> list[Mark]:
    """The counter's number as large as its square allows, with the word "counter" above it."""
    top, centre = middle - square / 2, x + square / 2
    size, _ = fitted(number, square - 14, tuple((size, 1) for size in range(60, 17, -2)), Weight.BOLD)
    return [
        Box(x, top, square, square, 10, WHITE),
        centred(above, centre, top + 24, 15, _BOLD_NAVY),
        centred(number, centre, top + 57 + size * 0.37, size, _BOLD_NAVY),
    ]


def _steps(texts: Sequence[PosterText], x: float) -> tuple[list[Mark], float]:
    """What to do, each step with its number in a disc, and how little it takes; from 0 down, and its height."""
    marks: list[Mark] = []
    y = 0.0
    for number, sentences in enumerate(zip(*(text.steps for text in texts), strict=True), start=1):
        marks.append(Box(x, y, _DISC, _DISC, _DISC / 2, NAVY))
        marks.append(centred(str(number), x + _DISC / 2, y + 21, 17, Style(Weight.BOLD, WHITE)))
        beside = (x + _DISC + 10, _STEPS_WIDE - _DISC - 10)
        for sentence, size, style in zip(sentences, (17, 12), (_BOLD_INK, _SMALL), strict=False):
            y = _block(marks, composed(sentence), (beside[0], y, beside[1]), _shrinking(size, 3), style)
        y += _GAP
    marks.append(Box(x, y, _STEPS_WIDE, 1.2, 0.6, NAVY))
    y += _GAP
    for text, size, style in zip(texts, (15, 12), (_BOLD_NAVY, _SMALL), strict=False):
        y = _block(marks, composed(text.ease), (x, y, _STEPS_WIDE), _shrinking(size, 2), style)
    return marks, y


def _foot(poster: Poster, texts: Sequence[PosterText]) -> tuple[list[Mark], float]:
    """The link in words, privacy, help and period; from 0 down, and its height."""
    inside: list[Mark] = []
    y = 6.0
    for text, size in zip(texts, (14.0, 12.0), strict=False):
        y = _centred(inside, text.type_instead, y, size, _SMALL)
    size, lines = _typed(poster.typed_link)
    for line in lines:
        y = _centred(inside, line, y + 1, size, _BOLD_NAVY)
    y += 6
    marks: list[Mark] = [Box(MARGIN, 0, _INSIDE, y, 10, MIST), *inside]
    y += _GAP - 2
    for text, size, style in zip(texts, (14.0, 11.5), (_PLAIN, _SMALL), strict=False):
        y = _centred(marks, f"{text.privacy} {text.help}", y, size, style, lines=3) + 2
    if texts[0].period:
        y = _centred(marks, texts[0].period, y + 2, 12, _SMALL)
    return marks, y


def _typed(link: str) -> tuple[float, tuple[str, ...]]:
    """The size and the lines of the link in words: one, or a long host above its code."""
    room = _INSIDE - 20
    if width(link, _LINK[-1][0], Weight.BOLD) <= room:
        return fitted(link, room, _LINK, Weight.BOLD)
    host, _, code = link.rpartition("c/")
    size, _ = fitted(host, room, _LINK, Weight.BOLD)
    return size, (host, f"c/{code}")


def _centred(marks: list[Mark], text: str, y: float, size: float, style: Style, *, lines: int = 2) -> float:
    """Adds a text in the middle of the sheet, in few lines; returns where it ends."""
    room = _INSIDE - 12
    size, broken = fitted(composed(text), room, _shrinking(size, lines), style.weight)
    for line in broken:
        marks.append(centred(line, BASE_WIDTH / 2, y + size * _DROP, size, style))
        y += size * _LEADING
    return y


def _block(
    marks: list[Mark],
    text: str,
    place: tuple[float, float, float],
    attempts: tuple[tuple[float, int], ...],
    style: Style,
) -> float:
    """Adds a text flush left at a place (x, y, room); returns where it ends."""
    x, y, room = place
    size, lines = fitted(text, room, attempts, style.weight)
    for line in lines:
        marks.append(Line(x, y + size * _DROP, line, size, style))
        y += size * _LEADING
    return y


def _shrinking(size: float, lines: int) -> tuple[tuple[float, int], ...]:
    """One line down to 86 % of the size, then more lines at full size, then again smaller."""
    return tuple((size * share, count) for count in range(1, lines + 1) for share in (1.0, 0.93, 0.86))
