"""What is released of a unit's month: copies of its counts, each rolled up for the question that it answers.

`ReleasedCell` holds everything by month; the other tables hold the same counts again where a page of a hundred units
would else read tens of thousands of cells.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, field
from datetime import date
from enum import StrEnum
from typing import Any, TypeVar

import numpy as np
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
from scoring.gates import MIN_SHOWN
from scoring.indices.clusters import ClusterMoments
from survey import Month, PairLayout, Tally, TallyLayout

_TABLES: tuple[type[Base], ...] = (
    ReleasedCell,
    ReleasedMonth,
    ReleasedPart,
    ReleasedPairs,
    ReleasedStratum,
    ReleasedConduct,
)

Group = TypeVar("Group")


class Subset(StrEnum):
    """Which of a month's forms a row of `ReleasedPart` is about. No row: it may not be told how many these are."""

    UNFLAGGED = "unflagged"
    """Those without a flag."""
    ALL_UNFLAGGED = "all_unflagged"
    """No form carries a flag; the row holds no counts, for they are those of the month."""
    VERIFIED = "verified"
    """Those that came with a ticket."""
    NONE_VERIFIED = "none_verified"
    """No form came with a ticket; the row holds no counts."""


@dataclass(frozen=True, slots=True)
class MonthCopy:
    """The counts of the days of a unit's month, as they are released."""

    unit_id: int
    month: Month
    layouts: Mapping[int, TallyLayout]
    cells: Mapping[CellKey, Counts]
    pairs: Mapping[int, Counts]
    flagged: Mapping[CellKey, Counts] = field(default_factory=dict)

    @classmethod
    def read(
        cls, session: Session, unit_id: int, month: Month, through: date, layouts: Mapping[int, TallyLayout]
    ) -> "MonthCopy":
        """From the days of the month up to and including `through`."""
        last = min(month.last_day, through)
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
        return cls(unit_id, month, layouts, cells, pairs, flagged)

    def replace(self, session: Session, release_id: int, revisions: Mapping[int, int]) -> None:
        """Put this copy in place of what was released of the month. `revisions` by questionnaire; 0 for others."""
        here = {"unit_id": self.unit_id, "month": str(self.month)}
        for table in _TABLES:
            session.execute(delete(table).filter_by(**here), execution_options={"synchronize_session": False})
        for table, rows in (
            (ReleasedCell, self._cells()),
            (ReleasedMonth, self._totals(release_id, revisions)),
            (ReleasedPart, self._parts()),
            (ReleasedPairs, self._pairs()),
            (ReleasedStratum, self._strata()),
            (ReleasedConduct, self._conduct()),
        ):
            filled = [{**here, **row} for row in rows]
            if filled:
                session.connection().execute(table.__table__.insert(), filled)  # type: ignore[attr-defined]
        session.expire_all()

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
            yield {
                **self._with_moments(number, self._of_version(number)),
                "revision": revisions.get(number, 0),
                "release_id": release_id,
            }

    def _of_version(self, number: int) -> dict[CellKey, Counts]:
        return {key: counts for key, counts in self.cells.items() if key.instrument_id == number}

    def _with_moments(self, number: int, cells: Mapping[CellKey, Counts]) -> dict[str, Any]:
        """The sum of some cells of a questionnaire, and the moments of their clusters.

        A cluster is an officer's day, or a counter's day where the officer is unknown.
        """
        clusters: dict[tuple[date, int, int], Counts] = {}
        for key, counts in cells.items():
            cluster = (key.day, key.officer_id, 0 if key.officer_id else key.counter_id)
            clusters[cluster] = clusters[cluster] + counts if cluster in clusters else counts
        tallies = [Tally(self.layouts[number].instrument, counts) for counts in clusters.values()]
        moments = ClusterMoments.of(
            np.array([tally.satisfied for tally in tallies]),
            np.array([tally.answered for tally in tallies]),
        )
        return {
            "instrument_id": number,
            "counts": pack(np.sum(list(clusters.values()), axis=0)),
            "moments": moments.to_vector().astype("<i8").tobytes(),
        }

    def _parts(self) -> Iterator[dict[str, Any]]:
        """By questionnaire, what may be told of the forms without a flag and of those with a ticket.

        A part is told where it, what is left, and every group that both parts together tell apart, is of no form or
        of ten and more.
        """
        for number in sorted({key.instrument_id for key in self.cells}):
            cells = self._of_version(number)
            clean = {key: counts - self.flagged.get(key, 0) for key, counts in cells.items()}
            odd = {key: counts - clean[key] for key, counts in cells.items()}
            groups = [
                [counts for key, counts in some.items() if key.verified is verified]
                for some in (clean, odd)
                for verified in (True, False)
            ]
            with_ticket, without, odd_with_ticket, odd_without = (_forms(group) for group in groups)
            if told := _enough(with_ticket + without, odd_with_ticket + odd_without):
                yield self._part(number, Subset.UNFLAGGED, clean, (odd_with_ticket + odd_without).any())
            apart = (
                (with_ticket, without, odd_with_ticket, odd_without)
                if told
                else (with_ticket + odd_with_ticket, without + odd_without)
            )
            if _enough(*apart):
                verified_cells = {key: counts for key, counts in cells.items() if key.verified}
                some_verified = (with_ticket + odd_with_ticket).any()
                yield self._part(number, Subset.VERIFIED, verified_cells, some_verified)

    def _part(
        self, number: int, subset: Subset, cells: Mapping[CellKey, Counts], differs: np.bool_
    ) -> dict[str, Any]:
        if differs:
            return {**self._with_moments(number, cells), "part": str(subset)}
        plain = Subset.ALL_UNFLAGGED if subset is Subset.UNFLAGGED else Subset.NONE_VERIFIED
        return {"instrument_id": number, "part": str(plain), "counts": b"", "moments": b""}

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


def _forms(group: Sequence[Counts]) -> Counts:
    """(2,): forms of some cells, and those of them with a valid criterion."""
    sums: Counts = np.sum([counts[:2] for counts in group], axis=0) if group else np.zeros(2, dtype=np.int64)
    return sums


def _enough(*groups: Counts) -> bool:
    """Whether each group, counted either way, is of nobody or of at least ten."""
    return all(((group == 0) | (group >= MIN_SHOWN)).all() for group in groups)
