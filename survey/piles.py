"""Marks piled on one letter: no language needs many, and to put a pile in order takes the square of its height."""

import unicodedata
from typing import Final

MOST_MARKS: Final = 8
"""On one letter, as it is written out in full; Vietnamese has two. Unicode's own limit for a stream is 30."""


def without_piles(text: str) -> str:
    """The text with no more than so many marks on a letter; the further ones are left out. Its time is its length.

    >>> without_piles("Việt")
    'Việt'
    >>> len(without_piles("a" + 4000 * "\\u0315"))
    9
    """
    if text.isascii():
        return text
    kept, marks = [], 0
    for sign in text:
        full = unicodedata.normalize("NFKD", sign)
        if not unicodedata.combining(full[0]):
            marks = 0
        marks += sum(unicodedata.combining(part) != 0 for part in full)
        if marks <= MOST_MARKS:
            kept.append(sign)
    return "".join(kept)
