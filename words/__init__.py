"""Every sentence a person reads, by language.

A sentence is written once, in plain English, where it is needed: ``t("Counter {number}", number=3)``. The
English text is the key; ``words/<language>/*.po`` (gettext catalogues, merged) hold the other languages, and
a sentence without a translation stays English. Adding a language is adding a folder. The callable is always
named ``t``, so that the tests can extract what must be translated; a sentence held as data is written
``mark("...")`` and translated later. This room imports none of ours.
"""

import datetime
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from functools import cache
from pathlib import Path
from typing import Final

from babel import Locale
from babel.dates import format_date
from babel.messages.catalog import Message
from babel.messages.pofile import read_po
from babel.numbers import format_decimal

SOURCE: Final = "en"
"""The language the sentences are written in; it needs no catalogue."""

DEFAULT: Final = "vi"
"""The language a person meets first."""

ROOM: Final = Path(__file__).parent


class UnknownLanguage(LookupError):
    """No folder of this room is named so; the message lists the languages there are."""


class NotANumber(ValueError):
    """NaN or infinity is never shown to a person."""


def mark(sentence: str) -> str:
    """The sentence itself; marks one that is held as data and translated where it is shown."""
    return sentence


DAY_PATTERN: Final = mark("d MMM yyyy")
MONTH_PATTERN: Final = mark("MMMM yyyy")
"""How a day and a month are written (Babel's date patterns); each language has its own."""


@dataclass(frozen=True, slots=True, eq=False)
class Translator:
    """Says a sentence, a number or a day in one language."""

    code: str
    locale: Locale
    sentences: Mapping[str, str]
    plurals: Mapping[str, tuple[str, ...]]
    """Keyed by the singular sentence."""

    @property
    def name(self) -> str:
        """The language's own name, as on a switch: "Tiếng Việt", "English"."""
        name = self.locale.get_language_name() or self.code
        return name[:1].upper() + name[1:]

    def __call__(self, sentence: str, /, **values: object) -> str:
        """The sentence in this language, each ``{name}`` replaced; KeyError where a value is missing."""
        return self.sentences.get(sentence, sentence).format_map(values)

    def plural(self, singular: str, plural: str, /, *, n: int, **values: object) -> str:
        """The form that goes with ``n``; ``{n}`` in it is written with the language's grouping."""
        forms = self.plurals.get(singular)
        if forms is None:
            sentence = singular if n == 1 else plural
        else:
            sentence = forms[min(_plural_form(self.locale, n), len(forms) - 1)]
        return sentence.format_map({**values, "n": self.number(n, decimals=0)})

    def number(self, value: float | Decimal, decimals: int = 2, *, signed: bool = False) -> str:
        """A number with exactly ``decimals`` decimals, halves away from zero; "1.234,50" in Vietnamese.

        ``signed`` writes the plus of a difference too. A value that rounds to zero has no sign.
        """
        rounded = _rounded(value, decimals)
        pattern = "#,##0" + ("." + "0" * decimals if decimals else "")
        digits: str = format_decimal(abs(rounded), format=pattern, locale=self.locale)
        if rounded < 0:
            return "\N{MINUS SIGN}" + digits
        return "+" + digits if signed and rounded > 0 else digits

    def percent(self, fraction: float, decimals: int = 2) -> str:
        """A fraction (0.874) as a percentage ("87,40%" in Vietnamese)."""
        return self.number(_exact(fraction) * 100, decimals) + "%"

    def date(self, day: datetime.date) -> str:
        """A day: 22/07/2026 in Vietnamese, 22 Jul 2026 in English."""
        return format_date(day, format=self(DAY_PATTERN), locale=self.locale)

    def month(self, day: datetime.date) -> str:
        """The month of a day: tháng 7/2026 in Vietnamese, July 2026 in English."""
        return format_date(day, format=self(MONTH_PATTERN), locale=self.locale)


@cache
def languages() -> tuple[str, ...]:
    """The codes that ``language`` knows: one folder each, and the source; the default comes first."""
    folders = {path.parent.name for path in ROOM.glob("*/*.po")}
    others = sorted((folders | {SOURCE}) - {DEFAULT})
    return (DEFAULT, *others)


@cache
def language(code: str) -> Translator:
    """The translator of a language, read once. Raises UnknownLanguage."""
    if code not in languages():
        raise UnknownLanguage(f"no language {code!r}; there are {', '.join(languages())}")
    sentences: dict[str, str] = {}
    plurals: dict[str, tuple[str, ...]] = {}
    for message in _messages(code):
        if isinstance(message.id, str):
            sentences[message.id] = str(message.string)
        else:
            plurals[message.id[0]] = tuple(message.string or ())
    return Translator(code, _locale(code), sentences, plurals)


def _messages(code: str) -> Iterator[Message]:
    """Every finished entry of a language's catalogues: translated, and not marked fuzzy."""
    for path in sorted((ROOM / code).glob("*.po")):
        with path.open("rb") as catalogue:
            for message in read_po(catalogue, locale=code, abort_invalid=True):
                if message.id and message.string and not message.fuzzy:
                    yield message


def _locale(code: str) -> Locale:
    """English dates are written the British way, day before month."""
    return Locale.parse("en_GB" if code == "en" else code)


@cache
def _plural_form(locale: Locale, n: int) -> int:
    """The position of the gettext form for ``n``: the catalogues list them in CLDR's order."""
    order = [tag for tag in ("zero", "one", "two", "few", "many") if tag in locale.plural_form.tags]
    return [*order, "other"].index(locale.plural_form(n))


def _exact(value: float | Decimal) -> Decimal:
    """The decimal that a float prints as, so that 0.285 rounds as a person expects."""
    number = value if isinstance(value, Decimal) else Decimal(str(float(value)))
    if not number.is_finite():
        raise NotANumber(f"{value} cannot be shown")
    return number


def _rounded(value: float | Decimal, decimals: int) -> Decimal:
    return _exact(value).quantize(Decimal(1).scaleb(-decimals), rounding=ROUND_HALF_UP)
