"""Tallies move with the answers, in the same transaction.

A change is a set of differences by cell. How a transaction gets hold of cells, so that processes counting at once
lose nothing, is in `db.cells`.
"""

from collections import Counter as Sums
from collections.abc import Mapping, Sequence
from datetime import date
from typing import Generic, NamedTuple

import numpy as np
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from db.cells import FLAGGED, PAIRS, TALLIES, CellKey, CellTable, Key, PairKey
from db.inserts import insert_adding, insert_replacing
from db.models import PendingDay
from db.packing import Counts, pack_rows, unpack_rows
from db.patterns import PatternKey, add_patterns, pattern_of, take_patterns
from db.portions import portions
from survey import Answers, PairLayout, TallyLayout

_CELLS_AT_ONCE = 200


class CountBelowZero(RuntimeError):
    """An answer would be taken away that was never counted: rows and tallies have parted."""


class FormPlaces(NamedTuple):
    """Everything that one form raises by one; `pattern` is None while its ratings wait to be counted."""

    tally: list[int]
    pairs: list[int]
    pattern: int | None


def form_places(layout: TallyLayout, answers: Answers, *, waits: bool) -> FormPlaces:
    """What one form raises; `waits` where its ratings are counted when its day is judged."""
    return FormPlaces(
        tally=layout.places(answers),
        pairs=PairLayout.of(layout.instrument).places(answers),
        pattern=None if waits else pattern_of(layout.instrument, answers),
    )


class Differences(Generic[Key]):
    """Forms to add to and take from the cells of one table."""

    def __init__(self) -> None:
        self._added: dict[Key, list[list[int]]] = {}
        self._removed: dict[Key, list[list[int]]] = {}

    def add(self, key: Key, places: list[int]) -> None:
        self._added.setdefault(key, []).append(places)

    def remove(self, key: Key, places: list[int]) -> None:
        self._removed.setdefault(key, []).append(places)

    def cells(self) -> list[Key]:
        return sorted(set(self._added) | set(self._removed))

    def of(self, keys: Sequence[Key], width: int) -> Counts:
        """(keys, width): what each of these cells gains or loses."""
        found = self._sums(self._added, keys, width)
        return found - self._sums(self._removed, keys, width) if self._removed else found

    def _sums(self, forms: Mapping[Key, list[list[int]]], keys: Sequence[Key], width: int) -> Counts:
        places = np.fromiter(
            (
                row * width + place
                for row, key in enumerate(keys)
                for form in forms.get(key, ())
                for place in form
            ),
            dtype=np.int64,
        )
        return np.bincount(places, minlength=len(keys) * width).reshape(len(keys), width)


class Changes:
    """Forms to add to and take from all counts, gathered before they are written."""

    def __init__(self) -> None:
        self.tallies = Differences[CellKey]()
        self.pairs = Differences[PairKey]()
        self.flagged = Differences[CellKey]()
        self.further, self.fewer = Sums[PatternKey](), Sums[PatternKey]()
        self._days: dict[tuple[int, date], tuple[int, int]] = {}

    def add(self, key: CellKey, form: FormPlaces, *, flagged: bool = False) -> None:
        """A further answer; `flagged` where it carries a flag already."""
        self.tallies.add(key, form.tally)
        if flagged:
            self.flagged.add(key, form.tally)
        self.pairs.add(key.pairs, form.pairs)
        if form.pattern is not None:
            self.further[PatternKey(key.counter_id, key.day, form.pattern)] += 1
        self._note(key, added=1)

    def remove(self, key: CellKey, form: FormPlaces, *, flagged: bool) -> None:
        """An answer taken back."""
        self.tallies.remove(key, form.tally)
        if flagged:
            self.flagged.remove(key, form.tally)
        self.pairs.remove(key.pairs, form.pairs)
        if form.pattern is not None:
            self.fewer[PatternKey(key.counter_id, key.day, form.pattern)] += 1
        self._note(key, removed=1)

    def move(self, before: CellKey, officer_id: int, places: list[int], *, flagged: bool) -> None:
        """An answer that belongs to another officer: no further one, and none less; only its tally moves."""
        for differences in (self.tallies, self.flagged) if flagged else (self.tallies,):
            differences.remove(before, places)
            differences.add(before._replace(officer_id=officer_id), places)
        self._note(before)

    def flag(self, key: CellKey, places: list[int]) -> None:
        """A counted answer that carries its first flag, or whose flags count again."""
        self.flagged.add(key, places)
        self._note(key)

    def clear(self, key: CellKey, places: list[int]) -> None:
        """A counted answer whose flags count no more."""
        self.flagged.remove(key, places)
        self._note(key)

    def _note(self, key: CellKey, *, added: int = 0, removed: int = 0) -> None:
        before = self._days.get((key.unit_id, key.day), (0, 0))
        self._days[key.unit_id, key.day] = (before[0] + added, before[1] + removed)

    def days(self) -> dict[tuple[int, date], tuple[int, int]]:
        """Further answers and answers taken back, by every unit and day that anything changes."""
        return self._days


def apply_changes(session: Session, changes: Changes, layouts: Mapping[int, TallyLayout]) -> None:
    """Write the changes into all counts and note the days that wait for a release."""
    tally_widths = {number: layout.width for number, layout in layouts.items()}
    pair_widths = {number: PairLayout.of(layout.instrument).width for number, layout in layouts.items()}
    _apply_all(session, TALLIES, changes.tallies, tally_widths)
    _apply_all(session, FLAGGED, changes.flagged, tally_widths)
    _apply_all(session, PAIRS, changes.pairs, pair_widths)
    add_patterns(session, changes.further)
    _take_patterns(session, changes)
    note_pending(session, changes.days())


def _take_patterns(session: Session, changes: Changes) -> None:
    try:
        take_patterns(session, changes.fewer)
    except IntegrityError as error:
        raise CountBelowZero("patterns") from error


def _apply_all(
    session: Session, cells: CellTable[Key], differences: Differences[Key], widths: Mapping[int, int]
) -> None:
    keys = differences.cells()
    for some in portions(keys, _CELLS_AT_ONCE):
        _apply(session, cells, some, differences, widths)


def _apply(
    session: Session,
    cells: CellTable[Key],
    keys: Sequence[Key],
    differences: Differences[Key],
    widths: Mapping[int, int],
) -> None:
    found = cells.locked(session, keys)
    by_width: dict[int, list[Key]] = {}
    for key in keys:
        by_width.setdefault(widths[key.instrument_id], []).append(key)
    rows = []
    for width, some in by_width.items():
        counts = unpack_rows([found.get(key, b"") for key in some], width) + differences.of(some, width)
        if (counts < 0).any():
            raise CountBelowZero(str(some[int((counts < 0).any(axis=1).argmax())]))
        rows += [{**key._asdict(), "counts": new} for key, new in zip(some, pack_rows(counts), strict=True)]
    insert_replacing(session, cells.table, rows, replacing=("counts",))


def note_pending(session: Session, days: Mapping[tuple[int, date], tuple[int, int]]) -> None:
    """These days of units wait for the next release, with so many answers added and taken back."""
    rows = [
        {"unit_id": unit_id, "day": day, "added": added, "removed": removed}
        for (unit_id, day), (added, removed) in sorted(days.items())
    ]
    insert_adding(session, PendingDay, rows, adding=("added", "removed"))
