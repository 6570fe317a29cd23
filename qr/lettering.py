"""Noto Sans in two weights: how wide a line is, where it breaks, and whether every letter is there.

Widths are in the unit of the size. The fonts hold Latin with every Vietnamese letter; see fonts/README.md.
"""

import unicodedata
from collections.abc import Sequence
from enum import Enum
from functools import cache, lru_cache
from itertools import combinations, pairwise
from pathlib import Path

from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.ttfonts import TTFont

LONGEST_TEXT = 200
"""Characters that any one text on a poster may have."""

_UNITS = ("tỉnh", "xã", "phường", "đặc")  # "thành phố" begins with a word that is too common
_TERMS = (
    "trung tâm",
    "phục vụ",
    "hành chính",
    "chính công",
    "thành phố",
    "đường dẫn",
    "điện thoại",
    "chi nhánh",
)

FONTS = Path(__file__).parent / "fonts"


class Weight(Enum):
    """The two cuts of the typeface; the value is the font's name in a PDF and of its file."""

    REGULAR = "NotoSans-Regular"
    BOLD = "NotoSans-Bold"


class LetterNotInFont(ValueError):
    """A text has a letter that would be printed as an empty box."""


class TextTooLong(ValueError):
    """A text does not fit the place it has on the sheet, even at the smallest size that can be read."""


@cache
def font(weight: Weight) -> TTFont:
    """The font, read once and made known to the PDF library."""
    made = TTFont(weight.value, str(FONTS / f"{weight.value}.ttf"))
    pdfmetrics.registerFont(made)
    return made


def composed(text: str) -> str:
    """The text in one line and with composed letters (NFC), as the fonts have them.

    Raises:
        LetterNotInFont: a letter is in none of the fonts.
    """
    clean = unicodedata.normalize("NFC", " ".join(text.split()))
    for weight in Weight:
        letters = font(weight).face.charToGlyph
        missing = [letter for letter in clean if ord(letter) not in letters]
        if missing:
            named = unicodedata.name(missing[0], f"U+{ord(missing[0]):04X}")
            raise LetterNotInFont(f"the poster's font has no {named}, needed for {clean[:80]!r}")
    return clean


def width(text: str, size: float, weight: Weight = Weight.REGULAR) -> float:
    """How wide a line is when set at a size."""
    return float(font(weight).stringWidth(text, size))


@lru_cache(maxsize=1024)
def fitted(
    text: str, room: float, attempts: tuple[tuple[float, int], ...], weight: Weight = Weight.REGULAR
) -> tuple[float, tuple[str, ...]]:
    """The first (size, lines) of the attempts that holds the text within the room: the size, and the lines.

    Raises:
        TextTooLong: none does.
    """
    if len(text) <= LONGEST_TEXT:
        for torn in (False, True):  # a name is torn apart only where it fits in no other way
            for size, lines in attempts:
                if broken := _broken(text, room / size, lines, weight, torn):
                    return size, broken
    raise TextTooLong(f"too long for the {attempts[-1][1]} lines it has on a poster: {text[:LONGEST_TEXT]!r}")


def _broken(text: str, room: float, lines: int, weight: Weight, torn: bool) -> tuple[str, ...] | None:
    """The text in as few lines as fit the room (in units of the size), broken where it is best read."""
    words = text.split(" ")
    ends = [width(" ".join(words[:n]), 1, weight) for n in range(len(words) + 1)]
    starts = [0.0, *(end + width(" ", 1, weight) for end in ends[1:])]
    allowed = [n for n in range(1, len(words)) if torn or not _belong_together(words[n - 1], words[n])]
    for count in range(1, lines + 1):
        cuts = [(0, *cut, len(words)) for cut in combinations(allowed, count - 1)]
        measured = [(max(ends[b] - starts[a] for a, b in pairwise(cut)), cut) for cut in cuts]
        fitting = [(widest, cut) for widest, cut in measured if widest <= room]
        if fitting:
            _, best = min(fitting, key=lambda one: one[0] / room - 0.1 * _pauses(words, one[1]))
            return tuple(" ".join(words[a:b]) for a, b in pairwise(best))
    return None


def _belong_together(word: str, following: str) -> bool:
    """Whether a line break between two words would tear a name (Thái | Nguyên) or a term (hành | chính)."""
    return (word[:1].isupper() and following[:1].isupper() and word[-1].isalnum()) or (
        f"{word} {following}".lower() in _TERMS
    )


def _pauses(words: Sequence[str], cut: Sequence[int]) -> int:
    """How many of the breaks come where a reader pauses: after punctuation, or before the name of a unit."""
    inner = cut[1:-1]
    return sum(words[n - 1][-1] in ".,;:–?" or words[n].lower() in _UNITS for n in inner)
