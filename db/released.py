"""What is released of a unit's month: copies of its counts, each rolled up for the question that it answers.

`ReleasedCell` holds everything by month; the other tables hold the same counts again where a page of a hundred units
would else read tens of thousands of cells.
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import asdict, dataclass
from datetime import date
from typing import Any, TypeVar

import numpy as np
from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from db.cells import PAIRS, TALLIES, CellKey, PairKey
from db.models import (
    NONE,
    Base,
    PairCell,
    ReleasedCell,
    ReleasedConduct,
    ReleasedMonth,
    ReleasedPairs,
    ReleasedStratum,
    TallyCell,
)
from db.packing import Counts, pack, unpack
from scoring.indices.clusters import ClusterMoments
from survey import Month, PairLayout, Tally, TallyLayout

_TABLES: tuple[type[Base], ...] = (
    ReleasedCell,
    ReleasedMonth,
    ReleasedPairs,
    ReleasedStratum,
    ReleasedConduct,
)

Group = TypeVar("Group")


@dataclass(frozen=True, slots=True)
class MonthCopy:
    """The counts of the days of a unit's month, as they are released."""

    unit_id: int
    month: Month
    layouts: Mapping[int, TallyLayout]
    cells: Mapping[CellKey, Counts]
    pairs: Mapping[int, Counts]

    @classmethod
    def read(
        cls, session: Session, unit_id: int, month: Month, through: date, layouts: Mapping[int, TallyLayout]
    ) -> "MonthCopy":
        """From the days of the month up to and including `through`."""
        last = min(month.last_day, through)
        cells = {
            CellKey(*key): unpack(packed, layouts[CellKey(*key).instrument_id].width)
            for *key, packed in session.execute(
                select(*TALLIES.columns, TALLIES.counts).where(
                    TallyCell.unit_id == unit_id, TallyCell.day.between(month.first_day, last)
                )
            )
            if packed
        }
        pairs: dict[int, Counts] = {}
        for *columns, packed in session.execute(
            select(*PAIRS.columns, PAIRS.counts).where(
                PairCell.unit_id == unit_id, PairCell.day.between(month.first_day, last)
            )
        ):
            number = PairKey(*columns).instrument_id
            counts = unpack(packed, PairLayout.of(layouts[number].instrument).width)
            pairs[number] = pairs.get(number, 0) + counts
        return cls(unit_id, month, layouts, cells, pairs)

    def replace(self, session: Session, release_id: int, revisions: Mapping[int, int]) -> None:
        """Put this copy in place of what was released of the month. `revisions` by questionnaire; 0 for others."""
        here = {"unit_id": self.unit_id, "month": str(self.month)}
        for table in _TABLES:
            session.execute(delete(table).filter_by(**here), execution_options={"synchronize_session": False})
        for table, rows in (
            (ReleasedCell, self._cells()),
            (ReleasedMonth, self._totals(release_id, revisions)),
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
        """By questionnaire: all counts of the month, and the moments of its clusters.

        A cluster is an officer's day, or a counter's day where the officer is unknown.
        """
        clusters = self._summed(
            lambda key: (key.instrument_id, key.day, key.officer_id, 0 if key.officer_id else key.counter_id)
        )
        for number in sorted({key.instrument_id for key in self.cells}):
            of_version = [counts for key, counts in clusters.items() if key[0] == number]
            tallies = [Tally(self.layouts[number].instrument, counts) for counts in of_version]
            moments = ClusterMoments.of(
                np.array([tally.satisfied for tally in tallies]),
                np.array([tally.answered for tally in tallies]),
            )
            yield {
                "instrument_id": number,
                "counts": pack(np.sum(of_version, axis=0)),
                "moments": moments.to_vector().astype("<i8").tobytes(),
                "revision": revisions.get(number, 0),
                "release_id": release_id,
            }

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
