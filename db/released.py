"""What is released of a unit's month: copies of its counts, each rolled up for the question that it answers.

`ReleasedCell` holds everything by month; the other tables hold the same counts again where a page of a hundred units
would else read tens of thousands of cells.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, field
from datetime import date
from types import MappingProxyType
from typing import Any, TypeVar

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from db.cells import FLAGGED, PAIRS, TALLIES, CellKey, CellTable, PairKey
from db.models import (
    NONE,
    Base,
    PairCell,
    ReleasedCell,
    ReleasedConduct,
    ReleasedMonth,
    ReleasedPairs,
    ReleasedPart,
    ReleasedStratum,
)
from db.packing import Counts, pack, unpack
from db.released_parts import MonthParts, ToldBefore, sum_and_moments, told_before
from db.told_flags import Batch, batches_of, note_told
from survey import Month, PairLayout, Tally, TallyLayout

_TABLES: tuple[type[Base], ...] = (
    ReleasedCell,
    ReleasedMonth,
    ReleasedPart,
    ReleasedPairs,
    ReleasedStratum,
    ReleasedConduct,
)

COPIED: tuple[type[Base], ...] = tuple(table for table in _TABLES if table is not ReleasedPart)
"""Those that follow from the counts alone, whatever was told before."""

Group = TypeVar("Group")


@dataclass(frozen=True, slots=True)
class MonthCopy:
    """The counts of the days of a unit's month, as they are released."""

    unit_id: int
    month: Month
    layouts: Mapping[int, TallyLayout]
    cells: Mapping[CellKey, Counts]
    pairs: Mapping[int, Counts]
    flagged: Mapping[CellKey, Counts] = field(default_factory=dict)
    batches: Mapping[int, Sequence[Batch]] = field(default_factory=dict)
    """By questionnaire, the answers that carry or carried a flag, by what was told of them."""

    @classmethod
    def read(
        cls, session: Session, unit_id: int, month: Month, through: date, layouts: Mapping[int, TallyLayout]
    ) -> "MonthCopy":
        """From the days of the month up to and including `through`."""
        last = min(month.last_day, through)
        batches = batches_of(session, unit_id, month.first_day, last, layouts)
        cells, flagged = (
            _of_days(session, kind, unit_id, month.first_day, last, layouts) for kind in (TALLIES, FLAGGED)
        )
        pairs: dict[int, Counts] = {}
        for *columns, packed in session.execute(
            select(*PAIRS.columns, PAIRS.counts).where(
                PairCell.unit_id == unit_id, PairCell.day.between(month.first_day, last)
            )
        ):
            number = PairKey(*columns).instrument_id
            counts = unpack(packed, PairLayout.of(layouts[number].instrument).width)
            pairs[number] = pairs.get(number, 0) + counts
        return cls(unit_id, month, layouts, cells, pairs, flagged, batches)

    def replace(
        self, session: Session, release_id: int, revisions: Mapping[int, int], *, at_once: bool = False
    ) -> None:
        """Put this copy in place of what was released of the month. `revisions` by questionnaire; 0 for others.

        `at_once`: parts move with every flag and ticket, as in a demonstration.
        """
        before = {} if at_once else told_before(session, self.unit_id, self.month)
        here = {"unit_id": self.unit_id, "month": str(self.month)}
        for table in _TABLES:
            session.execute(delete(table).filter_by(**here), execution_options={"synchronize_session": False})
        parts: tuple[type[Base], Iterator[dict[str, Any]]] = (ReleasedPart, self._parts(before))
        for table, rows in (*self.copies(release_id, revisions), parts):
            filled = [{**here, **row} for row in rows]
            if filled:
                session.connection().execute(table.__table__.insert(), filled)  # type: ignore[attr-defined]
        self._note_told(session, before)
        session.expire_all()

    def copies(
        self, release_id: int = 0, revisions: Mapping[int, int] = MappingProxyType({})
    ) -> Sequence[tuple[type[Base], Iterator[dict[str, Any]]]]:
        """The rows of each table of `COPIED`, without unit and month."""
        return (
            (ReleasedCell, self._cells()),
            (ReleasedMonth, self._totals(release_id, revisions)),
            (ReleasedPairs, self._pairs()),
            (ReleasedStratum, self._strata()),
            (ReleasedConduct, self._conduct()),
        )

    def _note_told(self, session: Session, before: Mapping[int, ToldBefore]) -> None:
        """What is told of flagged answers from here on."""
        for number, batches in self.batches.items():
            told = self._parts_of(number, before.get(number)).told_as_flagged()
            if told is not None:
                note_told(session, batches, told.put_right)

    def merged(self) -> dict[CellKey, Counts]:
        """The cells of all days together, under the first day of the month."""
        return self._summed(lambda key: key._replace(day=self.month.first_day))

    def _summed(self, group_of: Callable[[CellKey], Group]) -> dict[Group, Counts]:
        sums: dict[Group, Counts] = {}
        for key, counts in self.cells.items():
            group = group_of(key)
            sums[group] = sums[group] + counts if group in sums else counts
        return sums

    def _cells(self) -> Iterator[dict[str, Any]]:
        for key, counts in sorted(self.merged().items(), key=lambda item: item[0]):
            row = key._asdict()
            del row["day"]
            yield {**row, "counts": pack(counts)}

    def _totals(self, release_id: int, revisions: Mapping[int, int]) -> Iterator[dict[str, Any]]:
        """By questionnaire: all counts of the month, and the moments of its clusters."""
        for number in sorted({key.instrument_id for key in self.cells}):
            parts = self._parts_of(number, None)
            counts, moments = sum_and_moments(parts.instrument, parts.cells)
            yield {
                "instrument_id": number,
                "counts": counts,
                "moments": moments,
                "flagged": parts.respondents_flagged,
                "revision": revisions.get(number, 0),
                "release_id": release_id,
            }

    def _parts(self, before: Mapping[int, ToldBefore]) -> Iterator[dict[str, Any]]:
        """By questionnaire, what may be told of the forms without a flag and of those with a ticket."""
        for number in sorted({key.instrument_id for key in self.cells}):
            for row in self._parts_of(number, before.get(number)).rows():
                yield {"instrument_id": number, **row._asdict()}

    def _parts_of(self, number: int, before: ToldBefore | None) -> MonthParts:
        cells, flagged = (
            {key: counts for key, counts in some.items() if key.instrument_id == number}
            for some in (self.cells, self.flagged)
        )
        batches = self.batches.get(number, ())
        return MonthParts(self.layouts[number].instrument, cells, flagged, batches, before)

    def _pairs(self) -> Iterator[dict[str, Any]]:
        for number, counts in sorted(self.pairs.items()):
            if counts.any():
                yield {"instrument_id": number, "counts": pack(counts)}

    def _strata(self) -> Iterator[dict[str, Any]]:
        strata = self._summed(lambda key: (key.instrument_id, key.field_id, key.channel))
        for (number, field_id, channel), counts in sorted(strata.items(), key=lambda item: item[0]):
            yield {
                "instrument_id": number,
                "field_id": field_id,
                "channel": channel,
                "counts": pack(counts),
            }

    def _conduct(self) -> Iterator[dict[str, Any]]:
        officers = self._summed(lambda key: (key.instrument_id, key.officer_id, key.field_id, key.channel))
        for (number, officer_id, field_id, channel), counts in sorted(
            officers.items(), key=lambda item: item[0]
        ):
            moments = Tally(self.layouts[number].instrument, counts).conduct_moments
            if officer_id != NONE and moments.forms:
                yield {
                    "instrument_id": number,
                    "officer_id": officer_id,
                    "field_id": field_id,
                    "channel": channel,
                    **asdict(moments),
                }


def _of_days(
    session: Session,
    cells: CellTable[CellKey],
    unit_id: int,
    first: date,
    last: date,
    layouts: Mapping[int, TallyLayout],
) -> dict[CellKey, Counts]:
    columns = cells.table.__table__.c
    rows = session.execute(
        select(*cells.columns, cells.counts).where(
            columns["unit_id"] == unit_id, columns["day"].between(first, last)
        )
    )
    return {
        CellKey(*key): unpack(packed, layouts[CellKey(*key).instrument_id].width)
        for *key, packed in rows
        if packed
    }
