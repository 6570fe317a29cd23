"""Whether what offices see is still what the counts say: a released copy that was altered by hand.

A copy is held against the counts of its days, as a release would make it now. Months in which something waits for the
next release differ rightly and are left out; that release replaces them. Of the parts of a month (`ReleasedPart`)
nothing is said: what is told of them depends on what was told before.
"""

from collections import Counter as Sums
from collections import defaultdict
from collections.abc import Iterator, Mapping
from datetime import date
from typing import Any, Final, TypeAlias

from sqlalchemy import func, select, union
from sqlalchemy.orm import Session

from db.commands.record import layouts_of
from db.instruments import published
from db.models import PendingDay, Release, TallyCell
from db.released import COPIED, MonthCopy
from survey import Month, TallyLayout

_OF_THE_RELEASE: Final = frozenset({"unit_id", "month", "release_id", "revision"})


Rows: TypeAlias = Sums[frozenset[tuple[str, Any]]]
"""Rows of a table, without what the release itself wrote."""


def altered_months(session: Session) -> Iterator[tuple[int, Month]]:
    """The units' months whose released figures are not those of their days.

    Needs a session that sees one state of the database, as `Store.read` gives.
    """
    layouts = layouts_of(published(session))
    last_days = select(Release.unit_id, func.max(Release.through)).group_by(Release.unit_id)
    through = {row[0]: row[1] for row in session.execute(last_days)}
    waiting = {
        (unit_id, Month.of(day))
        for unit_id, day in session.execute(select(PendingDay.unit_id, PendingDay.day))
        if day <= through.get(unit_id, date.min)
    }
    counted: dict[int, set[Month]] = defaultdict(set)
    for unit_id, day in session.execute(select(TallyCell.unit_id, TallyCell.day).distinct()):
        if day <= through.get(unit_id, date.min):
            counted[unit_id].add(Month.of(day))
    released = session.scalars(union(*(select(table.__table__.c["unit_id"]) for table in COPIED)))
    for unit_id in sorted({*released, *counted}):
        stored, last = _stored(session, unit_id), through.get(unit_id, date.min)
        for month in sorted({month for _, month in stored} | counted[unit_id]):
            if (unit_id, month) not in waiting and _differs(session, unit_id, month, last, layouts, stored):
                yield unit_id, month


def _differs(
    session: Session,
    unit_id: int,
    month: Month,
    through: date,
    layouts: Mapping[int, TallyLayout],
    stored: Mapping[tuple[str, Month], Rows],
) -> bool:
    copies = MonthCopy.read(session, unit_id, month, through, layouts).copies()
    return any(
        stored.get((table.__tablename__, month), Sums()) != Sums(map(_row, rows)) for table, rows in copies
    )


def _stored(session: Session, unit_id: int) -> dict[tuple[str, Month], Rows]:
    """What is released of a unit, by table and month."""
    found: dict[tuple[str, Month], Rows] = defaultdict(Sums)
    for table in COPIED:
        columns = table.__table__.c
        for row in session.execute(select(table.__table__).where(columns["unit_id"] == unit_id)):
            found[table.__tablename__, Month.parse(row.month)][_row(row._mapping)] += 1
    return found


def _row(columns: Mapping[Any, Any]) -> frozenset[tuple[str, Any]]:
    return frozenset(
        (str(name), value) for name, value in columns.items() if str(name) not in _OF_THE_RELEASE
    )
