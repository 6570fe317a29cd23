"""Plates of cars and motorcycles: two digits of a province, a series of letters, four or five digits."""

import re
from typing import Final

HIDDEN_PLATE: Final = "[biển số đã ẩn]"

_PLATE: Final = re.compile(
    r"(?<!\w)[1-9]\d"
    r"(?P<before>\s?[-.]\s?|\s)?"
    r"(?P<series>[A-ZĐ][A-ZĐ]?\d?)"
    r"(?P<after>\s?[-.]\s?|\s)?"
    r"(?P<number>\d\d\d[. ]?\d\d|\d\d\d\d)(?!\w)",
    re.IGNORECASE,
)
_DIPLOMATIC: Final = re.compile(
    r"(?<!\w)[1-9]\d[- ]?(?:\d\d\d[- ]?(?:NG|QT|CV|NN)|(?:NG|QT|CV|NN)[- ]?\d\d\d)[- ]?\d\d(?!\w)",
    re.IGNORECASE,
)
_UNITS: Final = frozenset({"m2", "m3"})
_LEAST: Final = 4
_YEAR: Final = re.compile(r"(?:19|20)\d\d")
_MONEY: Final = re.compile(r"[.,]\d|\s?(?:đ|₫|vnd|vnđ|đồng|nghìn|ngàn|triệu|k)(?!\w)", re.IGNORECASE)


def hide_plates(text: str) -> str:
    """The text with plates hidden."""
    return _PLATE.sub(_hidden, _DIPLOMATIC.sub(HIDDEN_PLATE, text))


def _hidden(found: re.Match[str]) -> str:
    return HIDDEN_PLATE if _is_plate(found) else found.group()


def _is_plate(found: re.Match[str]) -> bool:
    """Class 12A 2026, 14h 1500, 50m2 12345 and 50k 20000 đồng are none: small letters stand against the digits
    before them, and have a line or five digits after them."""
    if _MONEY.match(found.string, found.end()) or _YEAR.fullmatch(found["number"]):
        return False
    if found["series"][0].isupper():
        return True
    behind = found["number"] if found["after"] else found["series"] + found["number"]
    parted = "-" in (found["after"] or "") or sum(sign.isdigit() for sign in behind) > _LEAST
    return not found["before"] and parted and found["series"] not in _UNITS
