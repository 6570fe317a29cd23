"""The newest signed head of the log in a file of results, so that everybody who keeps the file is a witness."""

from dataclasses import dataclass
from datetime import date

from words import Translator


@dataclass(frozen=True, slots=True)
class LogHead:
    """The log when a file was made.

    size     forms that are sealed
    root     of the tree over them, in hexadecimal digits
    until    the half day up to which forms were sealed, such as `2026-11-23 morning`
    signed   the head in one line, with its signature
    address  of the page that publishes the log
    """

    size: int
    root: str
    until: str
    signed: str
    address: str


def until_words(t: Translator, until: str) -> str:
    """The half day of a head: "23/11/2026, sáng"."""
    day, _, part = until.partition(" ")
    return f"{t.date(date.fromisoformat(day))}, {t('morning') if part == 'morning' else t('afternoon')}"


def head_cells(t: Translator, head: LogHead | None) -> tuple[tuple[str, str | int], ...]:
    """Pairs of a name and what it is; nothing before anything was sealed."""
    if head is None:
        return ()
    return (
        (t("Log against tampering: forms sealed"), head.size),
        (t("Log against tampering: sealed up to"), until_words(t, head.until)),
        (t("Log against tampering: root"), head.root),
        (t("Log against tampering: signed head"), head.signed),
        (t("Log against tampering: published at"), head.address),
    )


def how_to_check(t: Translator) -> str:
    """What the head is good for, for whoever keeps the file."""
    return t(
        "Whoever keeps this file can prove later whether forms were altered, removed or slipped in: the log of that "
        "day has to contain this head. The page of the log says how to check that with the signed head alone; on the "
        "server manage.py verify-log --against FILE compares the two."
    )
