"""What every table and column holds, why, how long, who reads it and whom it may concern: the words of
`inventory.toml`, which stand beside the models and are checked against them.

They are data in two languages side by side, as questionnaires are: documents of the office, not sentences of a page.
"""

import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from functools import cache
from pathlib import Path
from typing import Any, Final, TypeAlias

from db.commands.accounts import SIGN_IN_LASTS
from db.commands.purge import COMMENTS_KEPT_MONTHS, MINUTES_KEPT, PATTERNS_KEPT
from db.models import (
    Base,
    Comment,
    DecidedResponse,
    Flag,
    LogPlace,
    PatternCount,
    Response,
    ResponseTiming,
    Ticket,
    Unsealed,
)
from scoring import MIN_SHOWN
from trust.openings import LONGEST

LANGUAGES: Final = ("vi", "en")
"""In the order in which the file has them."""

CONCERNED: Final = ("citizen", "officer", "account")
"""Whom a column may concern."""

_TOLD: Final[tuple[type[Base], ...]] = (
    Response,
    ResponseTiming,
    Comment,
    Unsealed,
    LogPlace,
    Ticket,
    Flag,
    DecidedResponse,
    PatternCount,
)
OF_A_FORM: Final = tuple(table.__tablename__ for table in _TOLD)
"""The tables that citizens are told of."""

_FILE: Final = Path(__file__).with_name("inventory.toml")
_TERMS: Final = {
    "hours": MINUTES_KEPT // timedelta(hours=1),
    "days": PATTERNS_KEPT.days,
    "months": COMMENTS_KEPT_MONTHS,
    "sign_in": SIGN_IN_LASTS // timedelta(hours=1),
    "shown": MIN_SHOWN,
    "ticket": LONGEST.days,
}

Said: TypeAlias = Mapping[str, str]
"""A text by language."""


class InventoryIncomplete(LookupError):
    """Tables or columns without words, or words without a table or column; the message names them all."""


@dataclass(frozen=True, slots=True)
class Column:
    """One column: what it holds, and whom it may concern."""

    name: str
    holds: Said
    about: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Held:
    """One table."""

    name: str
    holds: Said
    why: Said
    kept: Said
    read: Said
    columns: tuple[Column, ...]


@cache
def inventory() -> tuple[Held, ...]:
    """All tables in the order of the file, columns in the order of the models. Raises `InventoryIncomplete`."""
    told = _told()
    _check(told["tables"])
    return tuple(_held(name, entry, told) for name, entry in told["tables"].items())


def page_words(code: str) -> Mapping[str, str]:
    """The words around the tables, in one language."""
    return {name: _said(texts)[code] for name, texts in _told()["page"].items()}


@cache
def _told() -> Mapping[str, Any]:
    return tomllib.loads(_FILE.read_text(encoding="utf-8"))


def _check(entries: Mapping[str, Any]) -> None:
    tables = {table.name: {column.name for column in table.c} for table in Base.metadata.tables.values()}
    stored = {f"{name}.{column}" for name, columns in tables.items() for column in columns}
    described = [
        f"{name}.{column}"
        for name, entry in entries.items()
        for column in (*entry["columns"], *_usual(entry))
    ]
    about = {
        f"{name}.{column}"
        for name, entry in entries.items()
        for columns in entry.get("about", {}).values()
        for column in columns
    }
    wrong = {
        "without words": sorted(stored - set(described)),
        "not in the models": sorted((set(described) | about) - stored),
        "told twice": sorted({name for name in described if described.count(name) > 1}),
    }
    if any(wrong.values()):
        said = "; ".join(f"{why}: {', '.join(names)}" for why, names in wrong.items() if names)
        raise InventoryIncomplete(f"{_FILE.name} and db/models.py differ: {said}")


def _usual(entry: Mapping[str, Any]) -> Sequence[str]:
    usual: Sequence[str] = entry.get("usual", ())
    return usual


def _held(name: str, entry: Mapping[str, Any], told: Mapping[str, Any]) -> Held:
    words = {**{column: told["usual"][column] for column in _usual(entry)}, **entry["columns"]}
    return Held(
        name=name,
        holds=_said(entry["holds"]),
        why=_said(entry["why"]),
        kept=_said(told["kept"][entry["kept"]]),
        read=_said(told["read"][entry["read"]]),
        columns=tuple(
            Column(
                column.name,
                _said(words[column.name]),
                tuple(whom for whom, columns in entry.get("about", {}).items() if column.name in columns),
            )
            for column in Base.metadata.tables[name].c
        ),
    )


def _said(texts: Sequence[str]) -> Said:
    return {code: text.format(**_TERMS) for code, text in zip(LANGUAGES, texts, strict=True)}
