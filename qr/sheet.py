"""What a poster says, and on which paper: values only, drawn elsewhere."""

import unicodedata
from dataclasses import dataclass
from enum import Enum

from qr.links import counter_link, short_link
from words import language


class Size(Enum):
    """Paper, upright: width and height in millimetres (ISO 216)."""

    A4 = (210.0, 297.0)
    A5 = (148.0, 210.0)

    @property
    def points(self) -> tuple[float, float]:
        """Width and height in points of 1/72 inch."""
        wide, high = self.value
        return wide * 72 / 25.4, high * 72 / 25.4


class PosterIncomplete(ValueError):
    """A poster names no place, or neither a counter nor its number."""


@dataclass(frozen=True, slots=True)
class Poster:
    """One counter's sheet. It holds no name of an officer and nothing about a citizen."""

    place: str
    """The name of the place as on its sign: "Trung tâm Phục vụ hành chính công phường Phan Đình Phùng"."""
    counter: str
    """What the counter does or is called: "Tư pháp – Hộ tịch". May be empty where `number` is given."""
    code: str
    """The counter's code in normal form."""
    public_url: str
    """Where citizens reach the server: "https://danhgia.example.vn"."""
    number: str = ""
    """The counter's number as on its sign, printed large: "3", "12A"."""
    period: str = ""
    """The period the code is for, in words: "quý III/2026"."""
    sample: bool = False
    """The code belongs to sample data; the sheet says so."""

    def __post_init__(self) -> None:
        if not self.place.strip():
            raise PosterIncomplete("a poster needs the name of its place")
        if not self.counter.strip() and not self.number.strip():
            raise PosterIncomplete(f"a poster of {self.place!r} needs the name or the number of its counter")
        counter_link(self.public_url, self.code)

    @property
    def link(self) -> str:
        """What the QR symbol holds."""
        return counter_link(self.public_url, self.code)

    @property
    def typed_link(self) -> str:
        """The same link as it is printed in words."""
        return short_link(self.public_url, self.code)

    @property
    def file_name(self) -> str:
        """A name for the sheet's file, in plain letters: "quay-3-tu-phap-ho-tich-4BCF"; the code's start tells
        two counters of the same name apart."""
        number = self.number.strip()
        numbered = f"quay {number}" if number and number not in self.counter else ""
        plain = unicodedata.normalize("NFD", f"{numbered} {self.counter}".lower().replace("đ", "d"))
        kept = "".join(
            letter if letter.isascii() and letter.isalnum() else " "
            for letter in plain
            if not unicodedata.combining(letter)
        )
        return "-".join([*kept.split()[:12], self.code[:4]])


@dataclass(frozen=True, slots=True)
class PosterText:
    """The sentences of a poster in one language."""

    language: str
    counter: str
    question: str
    steps: tuple[str, ...]
    """What to do, in order."""
    ease: str
    type_instead: str
    privacy: str
    help: str
    period: str
    """Empty where the poster names no period."""
    sample: str
    sample_note: str


def poster_text(code: str, *, period: str = "") -> PosterText:
    """The sentences in a language. UnknownLanguage where there is none of that code."""
    t = language(code)
    return PosterText(
        language=code,
        counter=t("Counter"),
        question=t("How were you served today?"),
        steps=(t("Open your phone's camera"), t("Scan this code"), t("Tap the link that appears")),
        ease=t("About one minute, free of charge"),
        type_instead=t("Cannot scan it? Type this address into your phone's browser:"),
        privacy=t(
            "The form asks for no name, phone number or identity number. "
            "The officer who serves you cannot see your own answers."
        ),
        help=t("Need help? Please ask at the guidance desk."),
        period=t("Period: {period}", period=period) if period.strip() else "",
        sample=t("SAMPLE DATA"),
        sample_note=t("for trying out only, not for collecting real opinions"),
    )
