"""Takes out of free text what could name a person: long numbers, e-mail addresses, addresses of people's pages.

Identity numbers have 12 digits (CCCD) or 9 (old CMND), phone numbers 8 to 11; people write them with all kinds of
signs between the digits. Whatever digits stand together, parted by a few signs and no letter, are therefore read as
one number, and hidden from eight digits up. Before, dates, times, prices and numbers of decisions are set aside, so
they stay readable. What is spelt in words is not found, nor is a name: the page says so.

Work grows with the length of the text and no faster: patterns never go back over what they have read.
"""

import re
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final

HIDDEN_NUMBER: Final = "[số đã ẩn]"
HIDDEN_EMAIL: Final = "[thư điện tử đã ẩn]"
HIDDEN_LINK: Final = "[địa chỉ mạng đã ẩn]"

_LEAST_DIGITS: Final = 8
_GAP: Final = 4
"""Signs between digits up to which these are one number, as in "(0912) - 345"."""

_PARTS_OF_A_PRICE: Final = 5

_DIGITS: Final = re.compile(r"\d++")
_NO_GAP: Final = re.compile(r"[^\W\d_]|[%‰°=₫$€£]")
_YEAR: Final = re.compile(r"(?:19|20)\d\d")
_CURRENCY: Final = re.compile(r"\s?(?:đ|₫|vnd|vnđ|đồng)(?!\w)", re.IGNORECASE)

_LINK: Final = re.compile(
    r"(?<![\w@.-])(?:https?://\S++|www\.\S++|(?:[\w-]++\.)++(?:com|vn|me|net|org|info|link|page|ly|be|tv|app)/\S*+)",
    re.IGNORECASE,
)
_BEFORE_HOST: Final = re.compile(r"https?://", re.IGNORECASE)
_AFTER_HOST: Final = re.compile(r"[/:?#]")
_OPEN, _CLOSED = r"[(\[{<]\s?", r"\s?[)\]}>]"
_AT: Final = re.compile(
    rf"{_OPEN}(?:at|a\s?còng|@){_CLOSED}|@|(?<!\w)a[ -]còng(?!\w)|(?<=\w) at (?=[\w-]++(?: dot |\.\w))",
    re.IGNORECASE,
)
_DOT: Final = re.compile(
    rf"\s?{_OPEN}(?:dot|chấm|\.){_CLOSED}\s?|\s?\.\s?(?=\w)|\s(?:dot|chấm)\s", re.IGNORECASE
)
_LABEL: Final = re.compile(r"[\w-]++")
_OF_A_NAME: Final = frozenset("._+-")


def scrubbed(text: str) -> str:
    """The text with long numbers, e-mail addresses and addresses of pages hidden.

    A text in which nothing is hidden stays as it is, letter by letter.

    >>> scrubbed("Gọi (0912) 345 678 hoặc a.b＠mail.vn, ngày 12/03/2026 nộp 1.200.000 đồng")
    'Gọi [số đã ẩn] hoặc [thư điện tử đã ẩn], ngày 12/03/2026 nộp 1.200.000 đồng'
    """
    plain = _plain(text)
    hidden = _hide_numbers(_hide_emails(_LINK.sub(_hide_link, plain)))
    return text if hidden == plain else hidden


def _plain(text: str) -> str:
    """The text in the plain form of every letter and digit, without signs that nobody sees."""
    seen = "".join(sign for sign in text if unicodedata.category(sign) != "Cf")
    return unicodedata.normalize("NFKC", seen)


def _hide_link(found: re.Match[str]) -> str:
    """Addresses of the administration stay: what is said about them is what the comment is for."""
    address = found.group()
    host = _AFTER_HOST.split(_BEFORE_HOST.sub("", address), maxsplit=1)[0]
    if f".{host.lower()}".endswith(".gov.vn"):
        return address
    kept = address.rstrip(".,;:!?)]}\"'”»")
    return HIDDEN_LINK + address[len(kept) :]


def _hide_emails(text: str) -> str:
    """What stands on both sides of an at sign, however that is written; alone before it, a name on a network."""
    parts, end = [], 0
    for at in _AT.finditer(text):
        if at.start() < end:
            continue
        stop = _domain_after(text, at.end())
        spaced = at.group() != "@" or text[at.end() : at.end() + 1].isspace()
        if stop > at.end():
            start = _name_before(text, at.start(), end, spaced=spaced)
            parts += [text[end:start], HIDDEN_EMAIL]
            end = stop
    return "".join([*parts, text[end:]])


def _name_before(text: str, at: int, least: int, *, spaced: bool) -> int:
    """Where the name before an at sign begins, past one space where there may be one; at the sign without any."""
    start = at - 1 if spaced and at > least and text[at - 1].isspace() else at
    first = start
    while first > least and (text[first - 1].isalnum() or text[first - 1] in _OF_A_NAME):
        first -= 1
    return first if first < start else at


def _domain_after(text: str, at: int) -> int:
    """Where the domain after an at sign ends; at the sign itself where there is none."""
    start = at + 1 if text[at : at + 1].isspace() else at
    label = _LABEL.match(text, start)
    if label is None:
        return at
    end = label.end()
    while (dot := _DOT.match(text, end)) and (label := _LABEL.match(text, dot.end())):
        end = label.end()
    return end


@dataclass(frozen=True, slots=True)
class _Run:
    """Digits without a sign between them, and the signs that part them from those before in the same number."""

    digits: str
    gap: str
    start: int
    end: int


def _hide_numbers(text: str) -> str:
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
    """The runs that belong to no date, time, price or number of a decision."""
    left: list[_Run] = []
    place = 0
    while place < len(runs):
        length = _readable(runs, place, text)
        left += runs[place : place + (length == 0)]
        place += length or 1
    return left


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
    return end - place if _is_readable(digits, sign, text, runs[end - 1].end) else 0


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
            return len(first) <= 2 or (len(first) <= 4 and not first.startswith("0"))
        case "/", [day, month]:
            return _is_day(day, month)
    return _is_price(digits, sign, text, end)


def _is_day(day: str, month: str) -> bool:
    return max(len(day), len(month)) <= 2 and 1 <= int(day) <= 31 and 1 <= int(month) <= 12


def _is_price(digits: Sequence[str], sign: str, text: str, end: int) -> bool:
    """Thousands parted by one sign: whole thousands, or any number with the currency after it."""
    first, *thousands = digits
    if sign not in (".", ",", " ") or len(first) > 3 or any(len(part) != 3 for part in thousands):
        return False
    if first.startswith("0"):
        return False
    return (sign != " " and thousands[-1] == "000") or _CURRENCY.match(text, end) is not None
