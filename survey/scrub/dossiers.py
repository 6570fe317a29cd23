"""Codes of dossiers, as the one-stop software gives them out: agency, day, number.

The agency is a letter with pairs and triples of digits (`H19.12.34`, `G01.899.108.000`), in older codes behind three
groups (`000.00.12.H19`); the day has six digits, year first. People leave signs out or put others in.
"""

import re
from typing import Final

HIDDEN_DOSSIER: Final = "[mã hồ sơ đã ẩn]"

_GROUPS: Final = 8
"""Groups of digits after the letter up to which the day is looked for."""

_SIGN: Final = r"[.\-–—_/,: ]"
_AGENCY: Final = re.compile(
    rf"(?<!\w)(?:\d\d\d{_SIGN}?\d\d{_SIGN}?\d\d{_SIGN}?)?(?:[A-Z]|[GH] )(?=\d\d)", re.IGNORECASE
)
_NEXT: Final = re.compile(rf"{_SIGN}?{_SIGN}?{_SIGN}?(\d++)")
_DAY: Final = re.compile(r"\d\d(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01])")
_DAY_DIGITS: Final = 6
_RUN_TOGETHER: Final = 12
"""Digits of one group that are at least the beginning of an agency, a day and a number."""


def hide_dossiers(text: str) -> str:
    """The text with dossier codes hidden."""
    parts, end = [], 0
    for agency in _AGENCY.finditer(text):
        stop = _end_of_code(text, agency.end())
        if stop is not None and agency.start() >= end:
            parts += [text[end : agency.start()], HIDDEN_DOSSIER]
            end = stop
    return "".join([*parts, text[end:]])


def _end_of_code(text: str, at: int) -> int | None:
    """Where a code ends of which the letter was read up to here; None where no day and number follow.

    Pairs of digits run together may look like a day, so a number that could be the day is read on behind.
    """
    is_after_day, end = False, None
    for place in range(_GROUPS):
        group = _NEXT.match(text, at)
        if group is None:
            break
        digits, at = group.group(1), group.end()
        if end is not None and len(digits) > _DAY_DIGITS:
            break
        if is_after_day or len(digits) >= _RUN_TOGETHER or (place and _begins_with_day(digits)):
            end = at
        is_after_day = _DAY.fullmatch(digits[-_DAY_DIGITS:]) is not None
        if end is not None and not is_after_day:
            break
    return end


def _begins_with_day(digits: str) -> bool:
    """Whether a day is run together with the number behind it."""
    return len(digits) > _DAY_DIGITS and _DAY.match(digits) is not None
