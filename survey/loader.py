"""Reads questionnaire files. A malformed one is refused with the place in the file and the reason."""

import hashlib
import tomllib
from collections.abc import Callable, Mapping, Sequence
from functools import cache
from pathlib import Path
from typing import Any, TypeVar

from scoring.scale import Scale
from survey.instrument import (
    Choice,
    Criterion,
    Element,
    Instrument,
    Level,
    Need,
    Purpose,
    Role,
    Text,
    Topic,
)

T = TypeVar("T")

FOLDER = Path(__file__).parent / "instruments"
_REQUIRED_LANGUAGES = ("vi", "en")
_LEAST_LEVELS, _MOST_LEVELS = 3, 7


class InstrumentMalformed(ValueError):
    """A questionnaire file that cannot be used: `place` in the file and `reason`."""

    def __init__(self, source: str, place: str, reason: str) -> None:
        super().__init__(f"{source}: {place}: {reason}")
        self.source, self.place, self.reason = source, place, reason


class _Table:
    """One table of the file, which knows where it stands, so that every refusal names its place."""

    def __init__(self, source: str, place: str, data: object) -> None:
        self.source, self.place = source, place
        if not isinstance(data, dict):
            raise self.refuse("a table is expected here")
        self._data: dict[str, Any] = data
        self._read: set[str] = set()

    def refuse(self, reason: str, key: str | None = None) -> InstrumentMalformed:
        place = f"{self.place}.{key}" if key and self.place else key or self.place or "the file"
        return InstrumentMalformed(self.source, place, reason)

    def _take(self, key: str) -> object:
        self._read.add(key)
        return self._data.get(key)

    def has(self, key: str) -> bool:
        return key in self._data

    def string(self, key: str) -> str:
        value = self._take(key)
        if not isinstance(value, str) or not value.strip():
            raise self.refuse("a text is missing here", key)
        return value

    def whole(self, key: str, least: int, most: int) -> int:
        value = self._take(key)
        if not isinstance(value, int) or isinstance(value, bool) or not least <= value <= most:
            raise self.refuse(f"a whole number from {least} to {most} is expected", key)
        return value

    def flag(self, key: str) -> bool:
        value = self._take(key)
        if value is None:
            return False
        if not isinstance(value, bool):
            raise self.refuse("true or false is expected", key)
        return value

    def one_of(self, key: str, allowed: Sequence[str]) -> str:
        value = self.string(key)
        if value not in allowed:
            raise self.refuse(f"{value!r} is none of {', '.join(allowed)}", key)
        return value

    def wholes(self, key: str) -> tuple[int, ...]:
        value = self._take(key)
        if not isinstance(value, list) or not all(type(n) is int for n in value):
            raise self.refuse("a list of whole numbers is expected", key)
        return tuple(value)

    def text(self, key: str) -> Text:
        table = self.table(key)
        by_language = {language: table.string(language) for language in table._data}
        for language in _REQUIRED_LANGUAGES:
            if language not in by_language:
                raise table.refuse(f"the text in {language!r} is missing")
        return Text(by_language)

    def table(self, key: str) -> "_Table":
        if key not in self._data:
            raise self.refuse("is missing", key)
        return _Table(self.source, f"{self.place}.{key}".lstrip("."), self._take(key))

    def tables(self, key: str) -> list["_Table"]:
        rows = self._take(key)
        if rows is None:
            return []
        if not isinstance(rows, list):
            raise self.refuse("a list of tables is expected", key)
        return [_Table(self.source, f"{key}[{place}]", row) for place, row in enumerate(rows, start=1)]

    def finish(self) -> None:
        """Refuse keys nobody asked for: a typing mistake must not silently change a questionnaire."""
        unknown = sorted(set(self._data) - self._read)
        if unknown:
            raise self.refuse("is not a known key", unknown[0])


def load_instrument(content: str, source: str = "questionnaire") -> Instrument:
    """Read one questionnaire from the text of its TOML file.

    Raises `InstrumentMalformed` with the place and the reason.
    """
    try:
        data = tomllib.loads(content)
    except tomllib.TOMLDecodeError as error:
        raise InstrumentMalformed(source, "the file", str(error)) from error
    top = _Table(source, "", data)
    levels = _levels(top)
    instrument = Instrument(
        id=top.string("id"),
        version=top.whole("version", 1, 999),
        digest=hashlib.sha256(content.encode()).hexdigest(),
        title=top.text("title"),
        lead=top.text("lead"),
        levels=levels,
        scale=Scale(levels=len(levels), satisfied_from=top.whole("satisfied_from", 2, len(levels))),
        purposes=_unique(top, "purposes", _purpose, lambda purpose: purpose.id),
        petition=top.text("petition") if top.has("petition") else None,
        overall=top.text("overall") if top.has("overall") else None,
        elements=_unique(top, "elements", _element, lambda element: element.id),
        criteria=_unique(top, "criteria", _criterion, lambda criterion: str(criterion.number)),
        conduct=top.wholes("conduct"),
        rotation=top.whole("rotation", 0, 99),
        choices=_unique(top, "choices", _choice, lambda choice: choice.id),
        extra_choices=top.whole("integrity_asked", 0, 9),
    )
    top.finish()
    _check_whole(top, instrument)
    return instrument


@cache
def shipped_instruments() -> Mapping[str, Instrument]:
    """Every questionnaire in `instruments/`, by name (`counter-2026/1`). Raises `InstrumentMalformed`."""
    found: dict[str, Instrument] = {}
    for path in sorted(FOLDER.glob("*.toml")):
        instrument = load_instrument(path.read_text(encoding="utf-8"), path.name)
        if instrument.name in found:
            raise InstrumentMalformed(path.name, "version", f"{instrument.name} is there twice")
        found[instrument.name] = instrument
    return found


def _unique(top: _Table, key: str, read: Callable[[_Table], T], name: Callable[[T], str]) -> tuple[T, ...]:
    values: list[T] = []
    seen: set[str] = set()
    for table in top.tables(key):
        value = read(table)
        table.finish()
        if name(value) in seen:
            raise table.refuse(f"{name(value)} is there twice")
        seen.add(name(value))
        values.append(value)
    return tuple(values)


def _levels(top: _Table) -> tuple[Level, ...]:
    tables = top.tables("levels")
    if not _LEAST_LEVELS <= len(tables) <= _MOST_LEVELS:
        raise top.refuse(f"a scale has {_LEAST_LEVELS} to {_MOST_LEVELS} levels", "levels")
    levels = []
    for place, table in enumerate(tables, start=1):
        if table.whole("value", 1, _MOST_LEVELS) != place:
            raise table.refuse(
                f"levels run from 1 (worst) upwards without a gap; {place} is expected", "value"
            )
        levels.append(Level(place, table.text("text")))
        table.finish()
    return tuple(levels)


def _purpose(table: _Table) -> Purpose:
    return Purpose(
        table.string("id"), table.text("text"), table.flag("with_result"), table.flag("asks_petition")
    )


def _element(table: _Table) -> Element:
    return Element(table.string("id"), table.text("text"))


def _criterion(table: _Table) -> Criterion:
    return Criterion(
        number=table.whole("number", 1, 99),
        element=table.string("element"),
        role=Role(table.one_of("role", list(Role))),
        need=Need(table.one_of("need", list(Need))) if table.has("need") else None,
        decider=table.flag("decider"),
        text=table.text("text"),
        label=table.text("label"),
    )


def _choice(table: _Table) -> Choice:
    options: dict[str, Text] = {}
    for option in table.tables("options"):
        option_id = option.string("id")
        if option_id in options:
            raise option.refuse(f"{option_id} is there twice")
        options[option_id] = option.text("text")
        option.finish()
    if len(options) < 2:
        raise table.refuse("a question needs at least two options", "options")
    return Choice(table.string("id"), Topic(table.one_of("topic", list(Topic))), table.text("text"), options)


def _check_whole(top: _Table, instrument: Instrument) -> None:
    """What only shows when the whole questionnaire is read."""
    if not instrument.criteria:
        raise top.refuse("a questionnaire needs criteria", "criteria")
    elements = {element.id for element in instrument.elements}
    for place, criterion in enumerate(instrument.criteria, start=1):
        if criterion.element not in elements:
            raise top.refuse(f"element {criterion.element!r} is not defined", f"criteria[{place}].element")
    if not set(instrument.conduct) <= set(instrument.numbers):
        raise top.refuse("names a criterion that is not defined", "conduct")
    rotating = sum(c.role is Role.ROTATING for c in instrument.criteria)
    if instrument.rotation > rotating or (rotating and not instrument.rotation):
        raise top.refuse(f"there are {rotating} rotating criteria", "rotation")
    if (
        instrument.purposes
        and instrument.petition is None
        and any(p.asks_petition for p in instrument.purposes)
    ):
        raise top.refuse("a purpose asks about a petition, but the question is missing", "petition")
