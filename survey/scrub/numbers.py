"""Long numbers: identity, phone and account numbers, with all kinds of signs between their digits.

Identity numbers have 12 digits (CCCD) or 9 (old CMND), phone numbers 8 to 11, bank accounts 8 to 19. Whatever digits
stand together, parted by a few signs and no letter, are read as one number, and hidden from eight digits up. Before,
dates, times, prices, counters in a row and numbers of decisions are set aside, so they stay readable.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final

HIDDEN_NUMBER: Final = "[số đã ẩn]"

_LEAST_DIGITS: Final = 8
_GAP: Final = 4
"""Signs between digits up to which these are one number, as in "(0912) - 345"."""

_PARTS_OF_A_PRICE: Final = 5
_OF_A_COUNTER: Final = 2
_BEFORE: Final = 20
"""Signs before a number in which a word may stand that tells what it is."""

_DIGITS: Final = re.compile(r"\d++")
_NO_GAP: Final = re.compile(r"[^\W\d_]|[%‰°=₫$€£]")
_YEAR: Final = re.compile(r"(?:19|20)\d\d")
_CURRENCY: Final = re.compile(r"\s?(?:đ|₫|vnd|vnđ|đồng)(?!\w)", re.IGNORECASE)
_OF_A_DECISION: Final = re.compile(r"/[^\W\d_]")
_ACCOUNT: Final = re.compile(r"(?<![^\W\d])(?:stk|tk|tài khoản|tai khoan)\W*+\Z", re.IGNORECASE)
_IN_A_ROW: Final = re.compile(
    r"(?<![^\W\d])(?:quầy|phòng|cửa|bàn|tầng|ngày|tháng|mục|điều|khoản|câu|bước)(?: số)?\s?\Z", re.IGNORECASE
)


@dataclass(frozen=True, slots=True)
class _Run:
    """Digits without a sign between them, and the signs that part them from those before in the same number."""

    digits: str
    gap: str
    start: int
    end: int


def hide_numbers(text: str) -> str:
    """The text with numbers of eight digits and more hidden that are no date, time, price, list or decision."""
    parts, end = [], 0
    for runs in _together(text):
        left = _not_set_aside(runs, text)
        if sum(len(run.digits) for run in left) < _LEAST_DIGITS:
            continue
        if all(_YEAR.fullmatch(run.digits) for run in left):
            continue
        first, last = left[0].start, left[-1].end
        first -= text.endswith("+", end, first)
        first -= text.endswith("(", end, first) and ")" in text[first:last]
        parts += [text[end:first], HIDDEN_NUMBER]
        end = last
    return "".join([*parts, text[end:]])


def _together(text: str) -> Iterator[list[_Run]]:
    """The runs of digits that are read as one number: a few signs and no letter between them."""
    runs: list[_Run] = []
    for found in _DIGITS.finditer(text):
        start, end = found.span()
        gap = text[runs[-1].end : start] if runs and start - runs[-1].end <= _GAP else None
        if gap is None or _NO_GAP.search(gap):
            if runs:
                yield runs
            runs, gap = [], ""
        runs.append(_Run(found.group(), gap, start, end))
    if runs:
        yield runs


def _not_set_aside(runs: Sequence[_Run], text: str) -> list[_Run]:
    """The runs that belong to no row of counters, date, time, price or number of a decision."""
    left: list[_Run] = []
    place = _in_a_row(runs, text)
    while place < len(runs):
        length = _readable(runs, place, text)
        left += runs[place : place + (length == 0)]
        place += length or 1
    return left


def _in_a_row(runs: Sequence[_Run], text: str) -> int:
    """How many runs at the beginning number counters, rooms or days, as in "quầy 12, 13, 14 và 15"."""
    if not _IN_A_ROW.search(_before(runs[0].start, text)):
        return 0
    for place, run in enumerate(runs):
        if place and run.gap != ", ":
            return place - 1
        if len(run.digits) > _OF_A_COUNTER or run.digits.startswith("0"):
            return place
    return len(runs)


def _before(start: int, text: str) -> str:
    return text[max(0, start - _BEFORE) : start]


def _readable(runs: Sequence[_Run], place: int, text: str) -> int:
    """How many runs from here are something that stays readable; 0 where nothing is.

    Its parts have one and the same sign between them, and another one stands before and after: 09/12/34/56/78 is no
    date.
    """
    sign = runs[place + 1].gap if place + 1 < len(runs) else ""
    if not sign or (place and runs[place].gap == sign):
        return 0
    end = place + 1
    while end < len(runs) and runs[end].gap == sign and end - place <= _PARTS_OF_A_PRICE:
        end += 1
    digits = [run.digits for run in runs[place:end]]
    stop = runs[end - 1].end
    return end - place if _is_readable(digits, sign, text, stop) or _is_price(digits, sign, text, stop) else 0


def _is_readable(digits: Sequence[str], sign: str, text: str, end: int) -> bool:
    match sign, digits:
        case ":", [hour, minute, *second] if len(second) <= 1:
            return len(hour) <= 2 and all(len(part) == 2 and part < "60" for part in (minute, *second))
        case "/" | "." | "-" | " ", [day, month, year]:
            if (_is_day(day, month) and _YEAR.fullmatch(year)) or (
                _YEAR.fullmatch(day) and _is_day(year, month)
            ):
                return True
        case "/" | "-" | "–", [first, year] if _YEAR.fullmatch(year):
            longest = 6 if sign == "/" and _OF_A_DECISION.match(text, end) else 4
            return len(first) <= 2 or (len(first) <= longest and not first.startswith("0"))
        case "/", [day, month]:
            return _is_day(day, month)
    return False


def _is_day(day: str, month: str) -> bool:
    return max(len(day), len(month)) <= 2 and 1 <= int(day) <= 31 and 1 <= int(month) <= 12


def _is_price(digits: Sequence[str], sign: str, text: str, end: int) -> bool:
    """Thousands parted by one sign: any number with the currency after it, or whole thousands of no account."""
    first, *thousands = digits
    if sign not in (".", ",", " ") or len(first) > 3 or any(len(part) != 3 for part in thousands):
        return False
    if first.startswith("0"):
        return False
    if _CURRENCY.match(text, end):
        return True
    start = end - len(sign.join(digits))
    return sign != " " and thousands[-1] == "000" and not _ACCOUNT.search(_before(start, text))
