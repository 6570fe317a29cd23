"""Completes the counts of answers that were stored before a version counted so much."""

from datetime import timedelta

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from db.cells import CellKey
from db.commands.purge import PATTERNS_KEPT, purge_patterns
from db.commands.record import layouts_of
from db.commands.recount import recount
from db.counting import note_pending
from db.instruments import published
from db.models import Release, ReleasedCell, ReleasedMonth, Response
from db.packing import Counts, unpack
from db.released import MonthCopy
from survey import Month, TallyLayout


def complete_counts(session: Session) -> None:
    """Count all answers anew, and add to what is released what was not counted before.

    Patterns of ratings are counted for the last two months only, as they are kept. A released month is completed
    where its days still hold exactly the answers that were released; nothing that was published changes. Where
    answers were taken back or came since, the month waits for its next release, as those do.
    """
    newest = session.scalar(select(func.max(Response.day)))
    if newest is None:
        return
    purge_patterns(session, newest - PATTERNS_KEPT - timedelta(days=1))
    recount(session, repair=True, tell=False)
    layouts = layouts_of(published(session))
    months = session.execute(
        select(ReleasedMonth.unit_id, ReleasedMonth.month, Release.id, Release.through)
        .join(Release, Release.id == ReleasedMonth.release_id)
        .distinct()
        .order_by(ReleasedMonth.unit_id, ReleasedMonth.month)
    ).all()
    for row in months:
        month = Month.parse(row.month)
        copy = MonthCopy.read(session, row.unit_id, month, row.through, layouts)
        if _published_of(copy.merged(), layouts) == _released(session, row.unit_id, month, layouts):
            copy.replace(session, row.id, _revisions(session, row.unit_id, month))
        else:
            days = {(key.unit_id, key.day) for key in copy.cells}
            note_pending(session, dict.fromkeys(sorted(days), (0, 0)))


def _published_of(cells: dict[CellKey, Counts], layouts: dict[int, TallyLayout]) -> dict[CellKey, list[int]]:
    """Of these counts, those that were counted before."""
    return {key: counts[: layouts[key.instrument_id].first_of_form].tolist() for key, counts in cells.items()}


def _released(
    session: Session, unit_id: int, month: Month, layouts: dict[int, TallyLayout]
) -> dict[CellKey, list[int]]:
    names = [name for name in CellKey._fields if name != "day"]
    rows = session.execute(
        select(*(getattr(ReleasedCell, name) for name in names), ReleasedCell.counts).where(
            ReleasedCell.unit_id == unit_id, ReleasedCell.month == str(month)
        )
    )
    cells = {}
    for *columns, packed in rows:
        key = CellKey(**dict(zip(names, columns, strict=True)), day=month.first_day)
        cells[key] = unpack(packed, layouts[key.instrument_id].width)
    return _published_of(cells, layouts)


def _revisions(session: Session, unit_id: int, month: Month) -> dict[int, int]:
    rows = session.execute(
        select(ReleasedMonth.instrument_id, ReleasedMonth.revision).filter_by(
            unit_id=unit_id, month=str(month)
        )
    )
    return {row.instrument_id: row.revision for row in rows}
