"""What is released of some of a month's forms: of those without a flag, and of those that came with a ticket.

Neither one release nor several beside each other tell of one to nine forms. A part stands beside its rest, of which
nothing is made but their sum is known; both are of nobody or of ten forms and more. From one release to the next one
of the two stands still, or both move by ten and more. Flags that came since and are fewer wait, their forms counted
as if they had none, and flags that were cleared since, their forms counted as flagged, by batches (`db.told_flags`).
Where that does not help, the part stays as it was told last.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from itertools import product
from typing import NamedTuple

import numpy as np
from sqlalchemy import select
from sqlalchemy.orm import Session

from db.cells import CellKey
from db.models import ReleasedMonth, ReleasedPart
from db.packing import Counts, pack, unpack
from db.told_flags import Batch, Cells, enough, forms_of, plus, sum_of
from scoring.gates import MIN_SHOWN
from scoring.indices.clusters import ClusterMoments
from survey import Instrument, Month, Tally, TallyLayout


class Subset(StrEnum):
    """Which of a month's forms a row of `ReleasedPart` is about. No row: it may not be told how many these are."""

    UNFLAGGED = "unflagged"
    """Those without a flag."""
    FLAGGED = "flagged"
    """Those with one, as they were when the others were told; counts alone."""
    ALL_UNFLAGGED = "all_unflagged"
    """No form carries a flag; the row holds no counts, for they are those of the month."""
    VERIFIED = "verified"
    """Those that came with a ticket."""
    UNVERIFIED = "unverified"
    """Those without one, as they were when the others were told; counts alone."""
    NONE_VERIFIED = "none_verified"
    """No form came with a ticket; the row holds no counts."""


class PartRow(NamedTuple):
    """A row as it is stored."""

    part: Subset
    counts: bytes = b""
    moments: bytes = b""


@dataclass(frozen=True, slots=True)
class ToldBefore:
    """What the release before told of a month and questionnaire: the sum of all forms, and the rows of parts."""

    everybody: bytes
    rows: Mapping[Subset, PartRow]

    def of(self, part: Subset, rest: Subset, width: int) -> tuple[Counts, Counts]:
        """The sums of a part and its rest; of nobody and everybody where the part was not told."""
        if part not in self.rows or rest not in self.rows:
            return np.zeros(width, dtype=np.int64), unpack(self.everybody, width)
        return unpack(self.rows[part].counts, width), unpack(self.rows[rest].counts, width)


def told_before(session: Session, unit_id: int, month: Month) -> dict[int, ToldBefore]:
    """By questionnaire, what is released of the month now."""
    here = {"unit_id": unit_id, "month": str(month)}
    rows: dict[int, dict[Subset, PartRow]] = {}
    for row in session.scalars(select(ReleasedPart).filter_by(**here)):
        part = PartRow(Subset(row.part), row.counts, row.moments)
        rows.setdefault(row.instrument_id, {})[part.part] = part
    months = select(ReleasedMonth.instrument_id, ReleasedMonth.counts).filter_by(**here)
    return {number: ToldBefore(counts, rows.get(number, {})) for number, counts in session.execute(months)}


class ToldFlagged(NamedTuple):
    """The forms that are told as flagged; the batches that are told as they are now, and were not before."""

    cells: Cells
    put_right: Sequence[Batch]


@dataclass(frozen=True, slots=True)
class MonthParts:
    """The forms of a month by one questionnaire.

    cells    the sums of all, by day
    flagged  of those that carry a flag
    batches  those that carry or carried a flag, by what was told of them
    before   None where nothing holds back what is told: in a demonstration, or before the first release
    """

    instrument: Instrument
    cells: Cells
    flagged: Cells = field(default_factory=dict)
    batches: Sequence[Batch] = ()
    before: ToldBefore | None = None

    @property
    def respondents_flagged(self) -> int:
        """The respondents that carry a flag, told or not."""
        return int(forms_of(self.flagged)[1])

    def rows(self) -> Iterator[PartRow]:
        """What may be told of the two parts."""
        told = self.told_as_flagged()
        flagged = None if told is None else told.cells
        yield from self._by_flag(flagged)
        yield from self._by_ticket(flagged)

    def told_as_flagged(self) -> ToldFlagged | None:
        """All that carry a flag, or as near to them as may be told; None where nothing may."""
        if not sum_of(self.flagged, self._width).any():
            return ToldFlagged({}, [each for each in self.batches if each.told])
        for found in self._candidates():
            rest = _less(self.cells, found.cells)
            if (
                sum_of(found.cells, self._width).any()
                and enough(*(forms_of(each) for each in (found.cells, rest)))
                and self._may_follow(found.cells, rest)
            ):
                return found
        return None

    def _candidates(self) -> Iterator[ToldFlagged]:
        """With all batches put right, or those alone to which flags came or of which they were cleared, or none."""
        if self.before is None:
            yield ToldFlagged(self.flagged, self.batches)
            return
        for new, decided in product((True, False), repeat=2):
            put_right = [
                each for each in self.batches if each.may_be_put_right and (decided if each.number else new)
            ]
            yield ToldFlagged(self._told(put_right), put_right)

    def _told(self, put_right: Sequence[Batch] = ()) -> Cells:
        """The forms that are told as flagged, once these batches are put right."""
        total: Cells = {}
        for batch in self.batches:
            if batch.told:
                total = plus(total, batch.right)
            if batch.told is not any(batch is each for each in put_right):
                total = plus(total, batch.wrong)
        return total

    def _may_follow(self, flagged: Cells, rest: Cells) -> bool:
        """Whether that may be told after what was: answers withdrawn or left out since are many or none, batches
        large enough still, and the forms without a flag stand still or move by ten and more."""
        if self.before is None:
            return True
        was_flagged, was_rest = self.before.of(Subset.FLAGGED, Subset.UNFLAGGED, self._width)
        gone = sum_of(self._told(), self._width) - was_flagged
        moved = sum_of(flagged, self._width) - was_flagged
        return not moved.any() or (
            _many_or_none(gone)
            and all(each.whole for each in self.batches)
            and _many_or_none(sum_of(rest, self._width) - was_rest)
        )

    @property
    def _width(self) -> int:
        return TallyLayout.of(self.instrument).width

    def _by_flag(self, flagged: Cells | None) -> Iterator[PartRow]:
        if flagged is None:
            yield from self._as_before(Subset.UNFLAGGED, Subset.FLAGGED)
        elif flagged:
            yield PartRow(Subset.FLAGGED, pack(sum_of(flagged, self._width)))
            yield PartRow(Subset.UNFLAGGED, *sum_and_moments(self.instrument, _less(self.cells, flagged)))
        elif enough(forms_of(self.cells)):
            yield PartRow(Subset.ALL_UNFLAGGED)

    def _by_ticket(self, flagged: Cells | None) -> Iterator[PartRow]:
        verified, rest = (
            {key: n for key, n in self.cells.items() if key.verified is v} for v in (True, False)
        )
        groups = [forms_of(verified), forms_of(rest)]
        if flagged is not None:
            groups += [forms_of(_less(some, flagged)) for some in (verified, rest)]
            groups += [
                forms_of({key: flagged[key] for key in some if key in flagged}) for some in (verified, rest)
            ]
        if not enough(*groups):
            yield from self._as_before(Subset.VERIFIED, Subset.UNVERIFIED)
        elif not forms_of(verified).any():
            yield PartRow(Subset.NONE_VERIFIED)
        elif self._moves(Subset.VERIFIED, Subset.UNVERIFIED, verified, rest):
            yield PartRow(Subset.UNVERIFIED, pack(sum_of(rest, self._width)))
            yield PartRow(Subset.VERIFIED, *sum_and_moments(self.instrument, verified))
        else:
            yield from self._as_before(Subset.VERIFIED, Subset.UNVERIFIED)

    def _as_before(self, *parts: Subset) -> Iterator[PartRow]:
        if self.before is not None:
            yield from (self.before.rows[part] for part in parts if part in self.before.rows)

    def _moves(self, part: Subset, rest: Subset, some: Cells, others: Cells) -> bool:
        """Whether one of the two stands still since it was told last, or both move by ten forms and more."""
        if self.before is None:
            return True
        sums = (sum_of(some, self._width), sum_of(others, self._width))
        moved = [now - then for now, then in zip(sums, self.before.of(part, rest, self._width), strict=True)]
        return not all(each.any() for each in moved) or (np.abs(moved)[:, :2] >= MIN_SHOWN).all().item()


def sum_and_moments(instrument: Instrument, cells: Cells) -> tuple[bytes, bytes]:
    """The sum of some cells of a questionnaire, and the moments of their clusters, as they are stored.

    A cluster is an officer's day, or a counter's day where the officer is unknown.
    """
    clusters: dict[tuple[date, int, int], Counts] = {}
    for key, counts in cells.items():
        cluster = (key.day, key.officer_id, 0 if key.officer_id else key.counter_id)
        clusters[cluster] = clusters[cluster] + counts if cluster in clusters else counts
    tallies = [Tally(instrument, counts) for counts in clusters.values()]
    moments = ClusterMoments.of(
        np.array([tally.satisfied for tally in tallies]), np.array([tally.answered for tally in tallies])
    )
    return pack(np.sum(list(clusters.values()), axis=0)), moments.to_vector().astype("<i8").tobytes()


def _less(cells: Cells, some: Cells) -> dict[CellKey, Counts]:
    return {key: counts - some.get(key, 0) for key, counts in cells.items()}


def _many_or_none(moved: Counts) -> bool:
    """Whether sums are the same, or apart by ten forms and more, counted either way."""
    return not moved.any() or bool((np.abs(moved[:2]) >= MIN_SHOWN).all())
