"""Figures for people move by release only, so that nobody can watch them after serving one person.

A release takes a unit's closed days and happens only when at least ten further answers have come. Late answers,
withdrawals and re-attributions wait for it. A month closes 15 days after its end; what changes it later is a
numbered revision.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum

import numpy as np
from sqlalchemy import delete, func, select, update
from sqlalchemy.orm import Session

from db.commands.record import layouts_of
from db.counting import CellKey
from db.instruments import published
from db.models import Comment, PendingDay, Release, ReleasedCell, ReleasedMonth, Response, TallyCell
from db.packing import Counts, pack, unpack
from scoring.indices.clusters import ClusterMoments
from survey import Month, Tally, TallyLayout, local_day

FURTHER_ANSWERS = 10
"""A unit's figures move only when so many answers have come since they last did."""

CLOSES_AFTER = timedelta(days=15)
"""A month's figures are final so long after its end."""


class Policy(StrEnum):
    """When figures move: `DAILY` as described above; `LIVE` at once, for demonstrations only."""

    DAILY = "daily"
    LIVE = "live"


@dataclass(frozen=True, slots=True)
class UnitDue:
    """A unit whose figures may move now, up to and including the day `through`."""

    unit_id: int
    through: date


def units_due(session: Session, policy: Policy, now: datetime) -> list[UnitDue]:
    """The units whose waiting changes may be released at an aware moment."""
    today = local_day(now)
    through = today if policy is Policy.LIVE else today - timedelta(days=1)
    enough = 0 if policy is Policy.LIVE else FURTHER_ANSWERS
    rows = session.execute(
        select(PendingDay.unit_id)
        .where(PendingDay.day <= through)
        .group_by(PendingDay.unit_id)
        .having(func.sum(PendingDay.added) >= enough)
        .order_by(PendingDay.unit_id)
    )
    return [UnitDue(unit_id, through) for (unit_id,) in rows]


def release_unit(session: Session, due: UnitDue, policy: Policy, now: datetime) -> int | None:
    """Release one unit's closed days; the number of the release, or None where nothing may move any more.

    Locks the waiting days first: an answer that is being counted meanwhile waits for the next release.
    """
    waiting = session.scalars(
        select(PendingDay)
        .where(PendingDay.unit_id == due.unit_id, PendingDay.day <= due.through)
        .order_by(PendingDay.day)
        .with_for_update()
    ).all()
    added = sum(day.added for day in waiting)
    if not waiting or (policy is Policy.DAILY and added < FURTHER_ANSWERS):
        return None
    release = Release(
        unit_id=due.unit_id,
        number=_last_number(session, due.unit_id) + 1,
        made_at=now,
        through=due.through,
        added=added,
        removed=sum(day.removed for day in waiting),
    )
    session.add(release)
    session.flush()
    layouts = layouts_of(published(session))
    for month in sorted({Month.of(day.day) for day in waiting}):
        _release_month(session, release, month, layouts)
    _release_comments(session, release)
    released = [day.day for day in waiting]  # no other: a day that began to wait meanwhile goes on waiting
    session.execute(delete(PendingDay).where(PendingDay.unit_id == due.unit_id, PendingDay.day.in_(released)))
    return release.number


def _last_number(session: Session, unit_id: int) -> int:
    return session.scalar(select(func.max(Release.number)).where(Release.unit_id == unit_id)) or 0


def _release_month(session: Session, release: Release, month: Month, layouts: dict[int, TallyLayout]) -> None:
    """Replace what is released of a month by the counts of its days up to the release."""
    cells = _cells(session, release, month, layouts)
    here = {"unit_id": release.unit_id, "month": str(month)}
    revisions = {
        row.instrument_id: row.revision for row in session.scalars(select(ReleasedMonth).filter_by(**here))
    }
    session.execute(delete(ReleasedCell).filter_by(**here))
    session.execute(delete(ReleasedMonth).filter_by(**here))
    _insert_cells(session, cells)
    closed = local_day(release.made_at) > month.last_day + CLOSES_AFTER
    for instrument_id, counts, moments in _totals(cells, layouts):
        revision = revisions.get(instrument_id)
        session.add(
            ReleasedMonth(
                **here,
                instrument_id=instrument_id,
                counts=pack(counts),
                moments=moments.to_vector().astype("<i8").tobytes(),
                revision=0 if revision is None else revision + closed,
                release_id=release.id,
            )
        )
    session.flush()


def _cells(
    session: Session, release: Release, month: Month, layouts: dict[int, TallyLayout]
) -> dict[CellKey, Counts]:
    columns = [getattr(TallyCell, name) for name in CellKey._fields]
    rows = session.execute(
        select(*columns, TallyCell.counts).where(
            TallyCell.unit_id == release.unit_id,
            TallyCell.day >= month.first_day,
            TallyCell.day <= min(month.last_day, release.through),
        )
    )
    cells = {}
    for *key, packed in rows:
        cell = CellKey(*key)
        if packed:
            cells[cell] = unpack(packed, layouts[cell.instrument_id].width)
    return cells


def _insert_cells(session: Session, cells: dict[CellKey, Counts]) -> None:
    by_month: dict[CellKey, Counts] = {}
    for key, counts in cells.items():
        merged = key._replace(day=Month.of(key.day).first_day)
        by_month[merged] = by_month.get(merged, 0) + counts
    rows = []
    for key, counts in sorted(by_month.items()):
        row = key._asdict()
        row["month"] = str(Month.of(row.pop("day")))
        rows.append({**row, "counts": pack(counts)})
    if rows:
        session.connection().execute(ReleasedCell.__table__.insert(), rows)  # type: ignore[attr-defined]


def _totals(
    cells: dict[CellKey, Counts], layouts: dict[int, TallyLayout]
) -> Iterable[tuple[int, Counts, ClusterMoments]]:
    """By questionnaire: all counts of the month, and the moments of its clusters.

    A cluster is an officer's day, or a counter's day where the officer is unknown.
    """
    for instrument_id in sorted({key.instrument_id for key in cells}):
        clusters: dict[tuple[date, int, int], Counts] = {}
        for key, counts in cells.items():
            if key.instrument_id == instrument_id:
                cluster = (key.day, key.officer_id, 0 if key.officer_id else key.counter_id)
                clusters[cluster] = clusters.get(cluster, 0) + counts
        instrument = layouts[instrument_id].instrument
        tallies = [Tally(instrument, counts) for counts in clusters.values()]
        moments = ClusterMoments.of(
            np.array([tally.satisfied for tally in tallies]), np.array([tally.answered for tally in tallies])
        )
        yield instrument_id, np.sum(list(clusters.values()), axis=0), moments


def _release_comments(session: Session, release: Release) -> None:
    given = select(Response.id).where(Response.id == Comment.response_id, Response.day <= release.through)
    session.execute(
        update(Comment)
        .where(Comment.unit_id == release.unit_id, Comment.release_id.is_(None))
        .where(given.exists())
        .values(release_id=release.id),
        execution_options={"synchronize_session": False},
    )
