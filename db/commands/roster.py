"""Writes to the roster; answers that were stored before are given to the officer it names."""

from collections.abc import Collection, Sequence
from datetime import date

from sqlalchemy import ColumnElement, and_, delete, false, insert, select, update
from sqlalchemy.orm import QueryableAttribute, Session

from db.commands.duty import Shift, claim_counters
from db.commands.entries import Counters, Misfits, Units, within
from db.commands.reattribute import reattribute
from db.models import Counter, Officer, Response, Roster, Unit
from survey.registers import DutyEntry, Imported, Misfit


def import_roster(session: Session, entries: Sequence[DutyEntry]) -> Imported:
    """Add, change or take back who was on duty, by counter, day and part of day.

    An officer is looked up by badge in the counter's unit. Answers stored already for a shift that changes are
    re-attributed; offices see that with the next release. Raises `EntriesRefused` with every entry that does
    not fit.
    """
    misfits, units = Misfits(), Units.of(session)
    found = [units.find(entry.unit, misfits, position) for position, entry in enumerate(entries)]
    unit_ids = {unit.id for unit in found if unit is not None}
    counters, officers = Counters.of(session, unit_ids), _officers(session, unit_ids)
    duties: dict[Shift, int | None] = {}
    for position, (entry, unit) in enumerate(zip(entries, found, strict=True)):
        counter = unit and _counter(entry, unit, counters, misfits, position)
        officer = unit and entry.badge and _officer(entry, unit, officers, misfits, position)
        if counter:
            duties[counter.id, entry.day, str(entry.part)] = officer.id if officer else None
    misfits.refuse_any()
    return _store(session, duties)


def _officers(session: Session, unit_ids: set[int]) -> dict[tuple[int, str], Officer]:
    found = session.scalars(select(Officer).where(Officer.unit_id.in_(sorted(unit_ids))))
    return {(row.unit_id, row.badge): row for row in found}


def _counter(
    entry: DutyEntry, unit: Unit, counters: Counters, misfits: Misfits, position: int
) -> Counter | None:
    counter = counters.rows.get((unit.id, entry.number, entry.channel))
    if counter is None:
        instead = counters.written_otherwise(unit.id, entry.number, entry.channel)
        misfits.add(position, "number", Misfit.COUNTER_UNKNOWN, entry.number, instead)
    elif not within(entry.day, counter.valid_from, counter.valid_to):
        misfits.add(position, "day", Misfit.COUNTER_NOT_OPEN, entry.number)
    return counter


def _officer(
    entry: DutyEntry, unit: Unit, officers: dict[tuple[int, str], Officer], misfits: Misfits, position: int
) -> Officer | None:
    officer = officers.get((unit.id, entry.badge or ""))
    if officer is None:
        misfits.add(position, "badge", Misfit.OFFICER_UNKNOWN, entry.badge)
    elif not within(entry.day, officer.valid_from, officer.valid_to):
        misfits.add(position, "badge", Misfit.OFFICER_NOT_THERE, entry.badge)
    return officer


def _store(session: Session, duties: dict[Shift, int | None]) -> Imported:
    claim_counters(session, {counter_id for counter_id, _, _ in duties})
    stored = _stored(session, duties)
    differing = {shift: officer for shift, officer in duties.items() if officer != stored.get(shift)}
    fresh = [_row(shift, officer) for shift, officer in differing.items() if shift not in stored]
    others = [_row(shift, officer) for shift, officer in differing.items() if officer and shift in stored]
    if fresh:
        session.execute(insert(Roster), fresh)
    if others:
        session.execute(update(Roster), others)
    for shift, officer in differing.items():
        if officer is None:
            counter_id, day, part = shift
            session.execute(delete(Roster).filter_by(counter_id=counter_id, day=day, part=part))
    moved = _reattribute(session, differing)
    return Imported(len(fresh), len(differing) - len(fresh), len(duties) - len(differing), moved)


def _row(shift: Shift, officer_id: int | None) -> dict[str, object]:
    counter_id, day, part = shift
    return {"counter_id": counter_id, "day": day, "part": part, "officer_id": officer_id}


def _stored(session: Session, duties: Collection[Shift]) -> dict[Shift, int]:
    rows = session.execute(
        select(Roster.counter_id, Roster.day, Roster.part, Roster.officer_id).where(
            _within(Roster.counter_id, Roster.day, duties)
        )
    )
    return {(row.counter_id, row.day, row.part): row.officer_id for row in rows}


def _reattribute(session: Session, shifts: Collection[Shift]) -> int:
    """Give answers of these shifts to their officers; shifts without an answer are not looked at one by one."""
    columns = (Response.counter_id, Response.day, Response.part)
    rows = session.execute(
        select(*columns).distinct().where(_within(Response.counter_id, Response.day, shifts))
    )
    answered = {(row.counter_id, row.day, row.part) for row in rows}
    return reattribute(session, answered & set(shifts))


def _within(
    counter: QueryableAttribute[int], day: QueryableAttribute[date], shifts: Collection[Shift]
) -> ColumnElement[bool]:
    """Of the counters of these shifts, between the first and the last of their days."""
    if not shifts:
        return false()
    days = [shift[1] for shift in shifts]
    return and_(counter.in_(sorted({shift[0] for shift in shifts})), day.between(min(days), max(days)))
