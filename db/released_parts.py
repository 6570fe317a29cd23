"""What is released of some of a month's forms: of those without a flag, and of those that came with a ticket.

Neither one release nor two beside each other tell of one to nine forms. A part stands beside its rest, of which
nothing is made but their sum is known; both are of nobody or of ten forms and more. From one release to the next one
of the two stands still, or both move by ten and more. Flags that came since and are fewer wait, their forms counted
as if they had none; where that does not help, the part stays as it was told last.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from typing import Final, NamedTuple, TypeAlias

import numpy as np
from sqlalchemy import exists, select, update
from sqlalchemy.orm import Session

from db.cells import CellKey
from db.commands.record import cell_of_response
from db.models import Flag, ReleasedMonth, ReleasedPart, Response
from db.packing import Counts, pack, unpack
from scoring.gates import MIN_SHOWN
from scoring.indices.clusters import ClusterMoments
from survey import Answers, Instrument, Month, Tally, TallyLayout

Cells: TypeAlias = Mapping[CellKey, Counts]

_AT_ONCE: Final = 500


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


@dataclass(frozen=True, slots=True)
class MonthParts:
    """The forms of a month by one questionnaire.

    cells    the sums of all, by day
    flagged  of those that carry a flag
    waiting  of these, those that were not told as flagged yet
    before   None where nothing holds back what is told: in a demonstration, or before the first release
    """

    instrument: Instrument
    cells: Cells
    flagged: Cells = field(default_factory=dict)
    waiting: Cells = field(default_factory=dict)
    before: ToldBefore | None = None

    @property
    def respondents_flagged(self) -> int:
        """The respondents that carry a flag, told or not."""
        return int(_forms(self.flagged)[1])

    def rows(self) -> Iterator[PartRow]:
        """What may be told of the two parts."""
        flagged = self.told_as_flagged()
        yield from self._by_flag(flagged)
        yield from self._by_ticket(flagged)

    def told_as_flagged(self) -> Cells | None:
        """All that carry a flag, or those that were told before; None where neither may be told."""
        if not _sum(self.flagged, self._width).any():
            return {}
        told = _less(self.flagged, self.waiting)
        for some in (self.flagged, told):
            rest = _less(self.cells, some)
            if (
                _sum(some, self._width).any()
                and _enough(*(_forms(each) for each in (some, rest)))
                and self._moves(Subset.FLAGGED, Subset.UNFLAGGED, some, rest)
            ):
                return some
        return None

    @property
    def _width(self) -> int:
        return TallyLayout.of(self.instrument).width

    def _by_flag(self, flagged: Cells | None) -> Iterator[PartRow]:
        if flagged is None:
            yield from self._as_before(Subset.UNFLAGGED, Subset.FLAGGED)
        elif flagged:
            yield PartRow(Subset.FLAGGED, pack(_sum(flagged, self._width)))
            yield PartRow(Subset.UNFLAGGED, *sum_and_moments(self.instrument, _less(self.cells, flagged)))
        elif _enough(_forms(self.cells)):
            yield PartRow(Subset.ALL_UNFLAGGED)

    def _by_ticket(self, flagged: Cells | None) -> Iterator[PartRow]:
        verified, rest = (
            {key: n for key, n in self.cells.items() if key.verified is v} for v in (True, False)
        )
        groups = [_forms(verified), _forms(rest)]
        if flagged is not None:
            groups += [_forms(_less(some, flagged)) for some in (verified, rest)]
            groups += [
                _forms({key: flagged[key] for key in some if key in flagged}) for some in (verified, rest)
            ]
        if not _enough(*groups):
            yield from self._as_before(Subset.VERIFIED, Subset.UNVERIFIED)
        elif not _forms(verified).any():
            yield PartRow(Subset.NONE_VERIFIED)
        elif self._moves(Subset.VERIFIED, Subset.UNVERIFIED, verified, rest):
            yield PartRow(Subset.UNVERIFIED, pack(_sum(rest, self._width)))
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
        sums = (_sum(some, self._width), _sum(others, self._width))
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


@dataclass(frozen=True, slots=True)
class WaitingFlags:
    """Counted answers that carry a flag and were not told as flagged yet: their cells; their ids by questionnaire.

    What is told is noted by these ids: a flag that comes while a release is written was not read, and waits on.
    """

    cells: dict[CellKey, Counts] = field(default_factory=dict)
    answers: dict[int, list[str]] = field(default_factory=dict)


def waiting_flags(
    session: Session, unit_id: int, first: date, last: date, layouts: Mapping[int, TallyLayout]
) -> WaitingFlags:
    """Of a unit's days, both ends included."""
    told = exists().where(Flag.response_id == Response.id, Flag.told)
    rows = session.scalars(
        select(Response).where(
            Response.unit_id == unit_id,
            Response.day.between(first, last),
            Response.withdrawn.is_(False),
            Response.excluded.is_(False),
            exists().where(Flag.response_id == Response.id),
            ~told,
        )
    )
    found = WaitingFlags()
    for row in rows:
        counts = layouts[row.instrument_id].contribution(Answers.from_json(row.answers))
        key = cell_of_response(row)
        found.cells[key] = found.cells.get(key, 0) + counts
        found.answers.setdefault(row.instrument_id, []).append(row.id)
    return found


def note_told(session: Session, response_ids: Sequence[str]) -> None:
    """The flags of these answers are told from here on."""
    for start in range(0, len(response_ids), _AT_ONCE):
        some = response_ids[start : start + _AT_ONCE]
        session.execute(
            update(Flag).where(Flag.response_id.in_(some)).values(told=True),
            execution_options={"synchronize_session": False},
        )


def _less(cells: Cells, some: Cells) -> dict[CellKey, Counts]:
    return {key: counts - some.get(key, 0) for key, counts in cells.items()}


def _sum(cells: Cells, width: int) -> Counts:
    total: Counts = np.sum([*cells.values(), np.zeros(width, dtype=np.int64)], axis=0)
    return total


def _forms(cells: Cells) -> Counts:
    """(2,): forms of some cells, and those of them with a valid criterion."""
    return _sum({key: counts[:2] for key, counts in cells.items()}, 2)


def _enough(*groups: Counts) -> bool:
    """Whether each group, counted either way, is of nobody or of at least ten."""
    return all(((group == 0) | (group >= MIN_SHOWN)).all() for group in groups)
