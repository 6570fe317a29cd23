"""When the counters of a unit are open."""

from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session

from db.models import OpeningHours, SpecialDay
from db.queries.units import unit
from survey.hours import USUAL_WEEK, Hours, Spans, read_hours


def hours_of(session: Session, unit_id: int) -> Hours:
    """The hours of a unit: its own, else those of the nearest unit above it, else the usual. Raises `UnitUnknown`."""
    info = unit(session, unit_id)
    week, days = list(USUAL_WEEK), dict[date, Spans]()
    nearest_last = {above: place for place, above in enumerate((*info.ancestor_ids, info.id))}
    weekdays = session.scalars(select(OpeningHours).where(OpeningHours.unit_id.in_(nearest_last)))
    for each in sorted(weekdays, key=lambda row: nearest_last[row.unit_id]):
        week[each.weekday] = _spans(each.hours)
    special = session.scalars(select(SpecialDay).where(SpecialDay.unit_id.in_(nearest_last)))
    for day in sorted(special, key=lambda row: nearest_last[row.unit_id]):
        days[day.day] = _spans(day.hours)
    return Hours(tuple(week), days)


def _spans(written: str) -> Spans:
    return read_hours(written) if written else ()
