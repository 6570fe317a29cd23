"""Released figures: the one source of every page, export and public door.

Nothing here reads the live tallies, so whoever asks, by whatever door, sees the same release.
"""

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, TypeVar

import numpy as np
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from db.instruments import published
from db.models import Release, ReleasedMonth
from db.packing import Counts, unpack, unpack_rows
from scoring import ClusterMoments, DesignEffect, Index, design_effect, satisfaction_index, vector_length
from scoring.gates import too_many_flagged
from survey import (
    NOTHING_APART,
    Instrument,
    Month,
    Period,
    Tallies,
    Tally,
    TallyLayout,
    ToldApart,
    only_told,
)

Key = TypeVar("Key")


@dataclass(frozen=True, slots=True)
class Figures:
    """Released counts of some units over a period, all of one questionnaire version.

    `revisions` counts changes made after a month was closed. `flagged`, the respondents that carry a flag, may be
    fewer than ten: it is for the gate alone and is told nowhere.
    """

    tally: Tally
    moments: ClusterMoments
    revisions: int = 0
    flagged: int = 0

    @property
    def too_many_flagged(self) -> bool:
        """Whether so many carry a flag that nothing is compared with these figures."""
        return too_many_flagged(self.tally.respondents, self.flagged)

    @property
    def instrument(self) -> Instrument:
        return self.tally.instrument

    def only(self, positions: Collection[int], apart: ToldApart = NOTHING_APART) -> "Figures":
        """These criteria (positions) and figures apart alone: whatever is made of this is made of them."""
        tally = only_told(self.tally.only(positions), apart)
        return Figures(tally, self.moments.only(sorted(positions)), self.revisions, self.flagged)

    def index(self, siblings: DesignEffect | None = None) -> Index:
        """The index over all criteria, by the formula of SIPAS."""
        return satisfaction_index(self.moments, respondents=self.tally.respondents, siblings=siblings)

    def element_index(self, element: str) -> Index:
        """The index over the criteria of one element."""
        return self._part(self.instrument.element_numbers(element), self.tally.element_respondents(element))

    def criterion_index(self, number: int) -> Index:
        """One criterion; its respondents are those who rated it."""
        return self._part((number,), self.tally.satisfaction(number).answers)

    def conduct_index(self) -> Index:
        """The index over the criteria on the officer's conduct."""
        return self._part(self.instrument.conduct, self.tally.conduct_respondents)

    def moments_of(self, numbers: Iterable[int]) -> ClusterMoments:
        """The moments of these criteria alone."""
        return self.moments.restrict(self.instrument.positions(numbers))

    def _part(self, numbers: Iterable[int], respondents: int) -> Index:
        return satisfaction_index(self.moments_of(numbers), respondents=respondents)


def versions_in(session: Session, unit_ids: Collection[int], period: Period) -> list[str]:
    """Questionnaire versions with released answers, the one with most months first."""
    publications = published(session)
    rows = session.execute(
        select(ReleasedMonth.instrument_id, func.count())
        .where(*within(ReleasedMonth, unit_ids, period))
        .group_by(ReleasedMonth.instrument_id)
        .order_by(func.count().desc(), ReleasedMonth.instrument_id.desc())
    )
    return [publications.by_id[number].name for number, _ in rows]


def months_in(session: Session, unit_ids: Collection[int]) -> list[Month]:
    """The months that have released figures, in order."""
    rows = session.scalars(
        select(ReleasedMonth.month)
        .where(ReleasedMonth.unit_id.in_(sorted(unit_ids)))
        .distinct()
        .order_by(ReleasedMonth.month)
    )
    return [Month.parse(month) for month in rows]


def released_through(session: Session, unit_ids: Collection[int]) -> date | None:
    """The last day that the newest release of these units reaches; None before the first."""
    return session.scalar(select(func.max(Release.through)).where(Release.unit_id.in_(sorted(unit_ids))))


def figures_of(session: Session, unit_ids: Collection[int], period: Period, version: str) -> Figures:
    """The figures of all these units together; with no answers, all counts are zero."""
    together = _figures(session, unit_ids, period, version, lambda row: None)
    return together.get(None) or _nothing(published(session).named(version))


def figures_by_unit(
    session: Session, unit_ids: Collection[int], period: Period, version: str
) -> dict[int, Figures]:
    """The figures of each unit that has answers."""
    return _figures(session, unit_ids, period, version, lambda row: row.unit_id)


def figures_by_month(
    session: Session, unit_ids: Collection[int], period: Period, version: str
) -> dict[Month, Figures]:
    """The figures of all these units together, month by month, in order."""
    months = _figures(session, unit_ids, period, version, lambda row: Month.parse(row.month))
    return dict(sorted(months.items()))


@dataclass(frozen=True, slots=True, eq=False)
class UnitMonths(Mapping[tuple[int, Month], Figures]):
    """The figures of each unit's month that has any, read at once; a single one is made when it is asked for.

    unit_ids  (R,), months (R): the rows, by unit and month
    tallies   R rows: all counts of each
    """

    unit_ids: Counts
    months: tuple[Month, ...]
    tallies: Tallies
    _moments: Counts
    _revisions: Counts
    _flagged: Counts
    _rows: Mapping[tuple[int, Month], int]

    def __getitem__(self, key: tuple[int, Month]) -> Figures:
        row, instrument = self._rows[key], self.tallies.instrument
        return Figures(
            Tally(instrument, self.tallies.counts[row]),
            ClusterMoments.from_vector(self._moments[row], len(instrument.criteria)),
            int(self._revisions[row]),
            int(self._flagged[row]),
        )

    def __iter__(self) -> Iterator[tuple[int, Month]]:
        return iter(self._rows)

    def __len__(self) -> int:
        return len(self._rows)


def figures_by_unit_month(
    session: Session, unit_ids: Collection[int], period: Period, version: str
) -> UnitMonths:
    """The figures of each of these units in each month, in one question: for series and for many at once."""
    instrument = published(session).named(version)
    rows = sorted(_month_rows(session, unit_ids, period, version), key=lambda row: (row.unit_id, row.month))
    months = {name: Month.parse(name) for name in {row.month for row in rows}}
    moments = np.frombuffer(b"".join(row.moments for row in rows), dtype="<i8")
    return UnitMonths(
        unit_ids=np.array([row.unit_id for row in rows], dtype=np.int64),
        months=tuple(months[row.month] for row in rows),
        tallies=Tallies(
            instrument, unpack_rows([row.counts for row in rows], TallyLayout.of(instrument).width)
        ),
        _moments=moments.reshape(-1, vector_length(len(instrument.criteria))),
        _revisions=np.array([row.revision for row in rows], dtype=np.int64),
        _flagged=np.array([row.flagged for row in rows], dtype=np.int64),
        _rows={(row.unit_id, months[row.month]): place for place, row in enumerate(rows)},
    )


def siblings_effect(
    figures: Iterable[Figures], numbers: Collection[int] | None = None
) -> DesignEffect | None:
    """What officer-days cost in precision in units of one kind; lent to units too small to tell.

    Of these criteria, or of all: answers of one form are alike, so all together cost far more than one alone.
    """
    if numbers is None:
        return design_effect(each.moments for each in figures)
    return design_effect(each.moments_of(numbers) for each in figures)


def within(table: Any, unit_ids: Collection[int], period: Period) -> tuple[Any, ...]:
    """The rows of a released table that belong to these units and months."""
    return (
        table.unit_id.in_(sorted(unit_ids)),
        table.month >= str(period.first),
        table.month <= str(period.last),
    )


def _figures(
    session: Session,
    unit_ids: Collection[int],
    period: Period,
    version: str,
    key_of: Callable[[Any], Key],
) -> dict[Key, Figures]:
    instrument = published(session).named(version)
    grouped: dict[Key, list[Any]] = {}
    for row in _month_rows(session, unit_ids, period, version):
        grouped.setdefault(key_of(row), []).append(row)
    return {key: _summed(instrument, group) for key, group in grouped.items()}


def _month_rows(session: Session, unit_ids: Collection[int], period: Period, version: str) -> Sequence[Any]:
    publications = published(session)
    publications.named(version)
    return session.execute(
        select(
            ReleasedMonth.unit_id,
            ReleasedMonth.month,
            ReleasedMonth.counts,
            ReleasedMonth.moments,
            ReleasedMonth.revision,
            ReleasedMonth.flagged,
        )
        .where(*within(ReleasedMonth, unit_ids, period))
        .where(ReleasedMonth.instrument_id == publications.ids[version])
    ).all()


def _summed(instrument: Instrument, rows: list[Any]) -> Figures:
    criteria = len(instrument.criteria)
    width = TallyLayout.of(instrument).width
    moments = np.frombuffer(b"".join(row.moments for row in rows), dtype="<i8")
    return Figures(
        tally=Tally(instrument, unpack_rows([row.counts for row in rows], width).sum(axis=0)),
        moments=ClusterMoments.from_vector(
            moments.reshape(-1, vector_length(criteria)).sum(axis=0), criteria
        ),
        revisions=sum(row.revision for row in rows),
        flagged=sum(row.flagged for row in rows),
    )


def _nothing(instrument: Instrument) -> Figures:
    return Figures(Tally.empty(instrument), ClusterMoments.zero(len(instrument.criteria)))


def respondents_by_unit_month(
    session: Session, unit_ids: Collection[int], period: Period, version: str | None = None
) -> Mapping[tuple[int, str], int]:
    """Released forms with a valid criterion by unit and month, of one questionnaire version or of all."""
    publications = published(session)
    found: dict[tuple[int, str], int] = {}
    wanted = select(
        ReleasedMonth.unit_id, ReleasedMonth.month, ReleasedMonth.instrument_id, ReleasedMonth.counts
    ).where(*within(ReleasedMonth, unit_ids, period))
    if version is not None:
        wanted = wanted.where(ReleasedMonth.instrument_id == publications.ids[version])
    for row in session.execute(wanted):
        instrument = publications.by_id[row.instrument_id]
        tally = Tally(instrument, unpack(row.counts, TallyLayout.of(instrument).width))
        key = (row.unit_id, row.month)
        found[key] = found.get(key, 0) + tally.respondents
    return found
