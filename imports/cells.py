"""What a cell may hold: each function reads its text, or raises `CellRefused` with the reason."""

import re
import unicodedata
from collections.abc import Callable, Mapping
from datetime import date, timedelta
from enum import StrEnum
from typing import Final, TypeVar

from imports.reasons import CellRefused
from survey.calendar import Month
from survey.hours import HoursRefused, Spans, Weekday, read_hours
from survey.registers import FieldAtCounter
from words import Translator, language, languages, mark

Choice = TypeVar("Choice", bound=StrEnum)

LONGEST_NAME: Final = 300
LONGEST_CODE: Final = 32
_YEARS: Final = range(2000, 2101)
_LARGEST_COUNT: Final = 100_000_000
_MOST_DIGITS: Final = 12
_MOST_DAYS: Final = 62

_ISO_DAY: Final = re.compile(r"(?P<year>\d{4})-(?P<month>\d{1,2})-(?P<day>\d{1,2})")
_LOCAL_DAY: Final = re.compile(r"(?P<day>\d{1,2})[/.-](?P<month>\d{1,2})[/.-](?P<year>\d{4})")
_ISO_MONTH: Final = re.compile(r"(?P<year>\d{4})-(?P<month>\d{1,2})")
_LOCAL_MONTH: Final = re.compile(r"(?:tháng )?(?P<month>\d{1,2})[/.-](?P<year>\d{4})", re.IGNORECASE)
_UNTIL: Final = re.compile(r"\s*[-–—]\s*|\s+(?:đến|to)\s+", re.IGNORECASE)
_CODE: Final = re.compile(r"[0-9A-Z](?:[0-9A-Z._-]*[0-9A-Z])?")


_TAKEN_BACK: Final = frozenset({"-", "–", "—"})
CLOSED: Final = mark("closed")
"""What is written instead of the hours of a day on which nobody is received."""


def folded(text: str) -> str:
    """A text without case, marks and punctuation, for comparing: "Mã đơn vị" and "MA_DON_VI" are the same."""
    letters = unicodedata.normalize("NFD", text.casefold().replace("đ", "d"))
    plain = "".join(letter for letter in letters if not unicodedata.combining(letter))
    return " ".join(re.findall(r"[a-z0-9]+", plain))


def name(text: str) -> str:
    """A name of up to 300 letters, on one line."""
    line = " ".join(unicodedata.normalize("NFC", text).split())
    if any(unicodedata.category(letter)[0] == "C" for letter in line):
        raise CellRefused(mark("this holds characters that cannot be seen"))
    if len(line) > LONGEST_NAME:
        raise CellRefused(mark("this has more than {most} characters"), most=LONGEST_NAME)
    return line


def number(text: str) -> str:
    """The number of a counter or a badge, as written: zeros at the front count."""
    written = name(text)
    if len(written) > LONGEST_CODE:
        raise CellRefused(mark("this has more than {most} characters"), most=LONGEST_CODE)
    return written


def code(text: str) -> str:
    """A code of a unit or a field, in capitals."""
    written = number(text).upper()
    if not _CODE.fullmatch(written):
        raise CellRefused(
            mark("“{value}” is no code: codes have letters A–Z, digits and hyphens"), value=text[:40]
        )
    return written


def instrument(text: str) -> str:
    """The name of a questionnaire, without its version."""
    return number(text).lower()


def badge(text: str) -> str | None:
    """The number of a badge; a hyphen says that nobody is to stand there."""
    written = number(text)
    return None if written in _TAKEN_BACK else written


def day(text: str) -> date:
    """A day, written 31/03/2026 or 2026-03-31."""
    found = _ISO_DAY.fullmatch(text) or _LOCAL_DAY.fullmatch(text)
    try:
        if found is None:
            raise ValueError
        read = date(int(found["year"]), int(found["month"]), int(found["day"]))
    except ValueError:
        raise CellRefused(mark("“{value}” is no day; write 31/03/2026"), value=text[:40]) from None
    if read.year not in _YEARS:
        raise CellRefused(mark("the year {year} cannot be right"), year=read.year)
    return read


def month(text: str) -> Month:
    """A month, written 03/2026 or 2026-03; a spreadsheet that made a day of it means the day's month."""
    if _ISO_DAY.fullmatch(text) or _LOCAL_DAY.fullmatch(text):
        return Month.of(day(text))
    found = _ISO_MONTH.fullmatch(text) or _LOCAL_MONTH.fullmatch(text)
    try:
        if found is None:
            raise ValueError
        read = Month(int(found["year"]), int(found["month"]))
    except ValueError:
        raise CellRefused(mark("“{value}” is no month; write 03/2026"), value=text[:40]) from None
    if read.year not in _YEARS:
        raise CellRefused(mark("the year {year} cannot be right"), year=read.year)
    return read


def days(text: str) -> tuple[Weekday | date, ...]:
    """Days of the week, or days: one, or several in a row, "Thứ hai - Thứ sáu", "16/02/2026 - 20/02/2026"."""
    for cut in _UNTIL.finditer(text):
        first, last = _one_day(text[: cut.start()]), _one_day(text[cut.end() :])
        if isinstance(first, Weekday) and isinstance(last, Weekday) and first.number <= last.number:
            return tuple(Weekday)[first.number : last.number + 1]
        if isinstance(first, date) and isinstance(last, date) and 0 <= (last - first).days < _MOST_DAYS:
            return tuple(first + timedelta(days=n) for n in range((last - first).days + 1))
    one = _one_day(text)
    if one is None:
        raise CellRefused(
            mark("“{value}” is no day of the week and no day; write Saturday, Monday - Friday or 30/04/2026"),
            value=text[:40],
        )
    return (one,)


def hours(text: str) -> Spans | None:
    """The hours of a day, none where it is closed; a hyphen takes an earlier entry back."""
    if text.strip() in _TAKEN_BACK:
        return None
    if folded(text) in _CLOSED:
        return ()
    try:
        return read_hours(text)
    except HoursRefused:
        raise CellRefused(
            mark("“{value}” are no hours; write 07:30-11:30 13:30-17:00, or closed"), value=text[:40]
        ) from None


def count(text: str) -> int:
    """How many: a whole number from 0 on, without separators."""
    if (
        not (text.isascii() and text.isdigit())
        or int(text[:_MOST_DIGITS]) > _LARGEST_COUNT
        or len(text) > _MOST_DIGITS
    ):
        raise CellRefused(
            mark("“{value}” is no count; write a whole number without dots or commas"), value=text[:40]
        )
    return int(text)


def fields(text: str) -> tuple[FieldAtCounter, ...]:
    """Fields with the agency that decides on each: "HT=05443; DD=19-SNNMT"."""
    found: dict[str, FieldAtCounter] = {}
    for part in filter(None, (part.strip() for part in re.split(r"[;,\n]", text))):
        field, equals, decider = part.partition("=")
        handled = FieldAtCounter(code(field.strip()), code(decider.strip()) if equals else None)
        if handled.field in found:
            raise CellRefused(mark("the field “{value}” is there twice"), value=handled.field)
        found[handled.field] = handled
    return tuple(found.values())


def one_of(labels: Mapping[Choice, str], also: Mapping[str, Choice]) -> Callable[[str], Choice]:
    """A reader of one choice: by its label in any language, its value, or another usual name."""
    known = {folded(other): choice for other, choice in also.items()}
    for choice, label in labels.items():
        known[folded(choice)] = choice
        known |= {folded(language(tongue)(label)): choice for tongue in languages()}

    def read(text: str) -> Choice:
        choice = known.get(folded(text))
        if choice is None:
            raise CellRefused(
                mark("“{value}” is none of: {allowed}"), value=text[:40], allowed=Labels(labels)
            )
        return choice

    return read


_one_weekday = one_of(
    {each: each.label for each in Weekday},
    {
        **{f"{name} {n}": each for n, each in enumerate(Weekday, start=2) for name in ("thứ", "t")},
        **{f"t{n}": each for n, each in enumerate(Weekday, start=2)},
        **{each.value[:3]: each for each in Weekday},
        "cn": Weekday.SUNDAY,
    },
)
_CLOSED: Final = frozenset(map(folded, ("nghỉ", "đóng cửa", "không làm việc", CLOSED)))


def _one_day(text: str) -> Weekday | date | None:
    for read in (_one_weekday, day):
        try:
            return read(text.strip())
        except CellRefused:
            pass
    return None


class Labels:
    """The labels of a choice, named in the language in which they are said."""

    def __init__(self, labels: Mapping[Choice, str]) -> None:
        self._labels = tuple(labels.values())

    def said(self, t: Translator) -> str:
        return ", ".join(t(label) for label in self._labels)
