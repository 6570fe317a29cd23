"""Figures for people move by release only, so that nobody can watch them after serving one person.

A release takes a unit's closed days and happens only when at least ten further answers have come and stand. Late
answers, withdrawals and re-attributions wait for it. A month closes 15 days after its end; what changes it later is a
numbered revision.
"""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum
from typing import Final

from sqlalchemy import case, delete, func, select, update
from sqlalchemy.orm import Session

from db.commands.record import layouts_of
from db.instruments import published
from db.models import Comment, PendingDay, Release, ReleasedMonth, Response
from db.released import MonthCopy
from survey import Month, TallyLayout, local_day

FURTHER_ANSWERS = 10
"""A unit's figures move only when so many answers have come since they last did, and were not taken back."""

CLOSES_AFTER = timedelta(days=15)
"""A month's figures are final so long after its end."""


_STANDING: Final = case(
    (PendingDay.added > PendingDay.removed, PendingDay.added - PendingDay.removed), else_=0
)
"""Further answers of a day that stand, at least. Else whoever sends nine and withdraws them could bring the answer
of one person out alone. Withdrawals of days that were released before take nothing from other days."""


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
        .having(func.sum(_STANDING) >= enough)
        .order_by(PendingDay.unit_id)
    )
    return [UnitDue(unit_id, through) for (unit_id,) in rows]


def release_unit(session: Session, due: UnitDue, policy: Policy, now: datetime) -> int | None:
    """Release one unit's closed days; the number of the release, or None where nothing may move any more.

    Needs a session of one moment, as `Store.write_of_one_moment` gives: counts and flags of a day that does not wait
    may change meanwhile. Locks the waiting days first: an answer that is being counted meanwhile waits for the next
    release.
    """
    waiting = session.scalars(
        select(PendingDay)
        .where(PendingDay.unit_id == due.unit_id, PendingDay.day <= due.through)
        .order_by(PendingDay.day)
        .with_for_update()
    ).all()
    standing = sum(max(day.added - day.removed, 0) for day in waiting)
    if not waiting or (policy is Policy.DAILY and standing < FURTHER_ANSWERS):
        return None
    release = Release(
        unit_id=due.unit_id,
        number=_last_number(session, due.unit_id) + 1,
        made_at=now,
        through=due.through,
        added=sum(day.added for day in waiting),
        removed=sum(day.removed for day in waiting),
    )
    session.add(release)
    session.flush()
    layouts = layouts_of(published(session))
    for month in sorted({Month.of(day.day) for day in waiting}):
        _release_month(session, release, month, layouts, policy)
    _release_comments(session, release)
    released = [day.day for day in waiting]  # no other: a day that began to wait meanwhile goes on waiting
    session.execute(delete(PendingDay).where(PendingDay.unit_id == due.unit_id, PendingDay.day.in_(released)))
    return release.number


def _last_number(session: Session, unit_id: int) -> int:
    return session.scalar(select(func.max(Release.number)).where(Release.unit_id == unit_id)) or 0


def _release_month(
    session: Session, release: Release, month: Month, layouts: dict[int, TallyLayout], policy: Policy
) -> None:
    """Replace what is released of a month by the counts of its days up to the release."""
    here = {"unit_id": release.unit_id, "month": str(month)}
    closed = local_day(release.made_at) > month.last_day + CLOSES_AFTER
    revisions = {
        row.instrument_id: row.revision + closed
        for row in session.scalars(select(ReleasedMonth).filter_by(**here))
    }
    copy = MonthCopy.read(session, release.unit_id, month, release.through, layouts)
    copy.replace(session, release.id, revisions, at_once=policy is Policy.LIVE)


def _release_comments(session: Session, release: Release) -> None:
    given = select(Response.id).where(Response.id == Comment.response_id, Response.day <= release.through)
    session.execute(
        update(Comment)
        .where(Comment.unit_id == release.unit_id, Comment.release_id.is_(None))
        .where(given.exists())
        .values(release_id=release.id),
        execution_options={"synchronize_session": False},
    )
