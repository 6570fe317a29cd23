"""Writes to counters and the codes on their posters."""

from collections.abc import Sequence
from datetime import date

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from db.commands.entries import Counters, Misfits, Units, all_found, fields_by_code
from db.instruments import InstrumentUnknown, Published, published
from db.models import Counter, CounterCode, CounterField, Field, Unit
from survey.offices import Channel
from survey.registers import CounterEntry, FieldEntry, Imported, Misfit
from trust.codes import new_code, normalise


class CounterUnknown(LookupError):
    """There is no such counter."""


class CodeUnknown(LookupError):
    """No poster carries this code."""


def import_counters(session: Session, entries: Sequence[CounterEntry]) -> Imported:
    """Add or change counters, by unit, number and channel; a new one gets the code of its poster at once.

    The fields of an entry replace those the counter had. Counters that no entry names stay as they are. Raises
    `EntriesRefused` with every entry that does not fit.
    """
    misfits, publications = Misfits(), published(session)
    units, fields = Units.of(session), fields_by_code(session)
    found = [units.receiving(entry.unit, misfits, position) for position, entry in enumerate(entries)]
    counters = Counters.of(session, [unit.id for unit in found if unit is not None])
    wanted = [
        _deciders(entry, unit, units, fields, misfits, position)
        for position, (entry, unit) in enumerate(zip(entries, found, strict=True))
    ]
    for position, (entry, unit) in enumerate(zip(entries, found, strict=True)):
        _check_counter(entry, unit, counters, publications, misfits, position)
    misfits.refuse_any()
    handled = _fields_of(session, [row.id for row in counters.rows.values()])
    added = changed = 0
    for entry, unit, deciders in zip(entries, all_found(found), wanted, strict=True):
        counter = counters.rows.get((unit.id, entry.number, entry.channel))
        if counter is None:
            counter = _open_counter(session, entry, unit)
            counters.rows[unit.id, entry.number, entry.channel] = counter
            _set_fields(session, counter, deciders)
            added += 1
        else:
            was = handled.get(counter.id, {})
            changed += _change(session, counter, entry, deciders, was)
        handled[counter.id] = deciders
    session.flush()
    return Imported(added, changed, len(entries) - added - changed)


def import_fields(session: Session, entries: Sequence[FieldEntry]) -> Imported:
    """Add fields of procedure, or change their names, by code."""
    rows = {row.code: row for row in session.scalars(select(Field))}
    added = changed = 0
    for entry in entries:
        row = rows.get(entry.code)
        if row is None:
            rows[entry.code] = row = Field(code=entry.code, name=entry.name)
            session.add(row)
            added += 1
        elif row.name != entry.name:
            row.name = entry.name
            changed += 1
    session.flush()
    return Imported(added, changed, len(entries) - added - changed)


def find_counter(session: Session, unit_id: int, number: str, channel: Channel) -> int:
    """The id of a unit's counter by its number and channel. Raises `CounterUnknown`."""
    counter_id = session.scalar(
        select(Counter.id).filter_by(unit_id=unit_id, number=number, channel=str(channel))
    )
    if counter_id is None:
        raise CounterUnknown(number)
    return counter_id


def add_code(session: Session, counter_id: int, valid_from: date, valid_to: date | None = None) -> str:
    """A further code for a counter's posters; those it has keep working. Raises `CounterUnknown`."""
    if session.get(Counter, counter_id) is None:
        raise CounterUnknown(counter_id)
    code = new_code()
    session.add(
        CounterCode(
            code=code, counter_id=counter_id, valid_from=valid_from, valid_to=valid_to, revoked_on=None
        )
    )
    session.flush()
    return code


def revoke_code(session: Session, code: str, day: date, *, abused: bool = False) -> bool:
    """From that day on the posters with this code open no form; False where it was revoked before.

    Forms that were opened before are still taken. Where the code was `abused`, to collect forms and send them later,
    they are refused too, also where it was revoked without that before.

    Raises `CodeUnknown`, or `trust.codes.NotACode` for what cannot be a code.
    """
    row = session.get(CounterCode, normalise(code), with_for_update=True)
    if row is None:
        raise CodeUnknown(code)
    if row.revoked_on is not None and row.revoked_on <= day and (row.abused or not abused):
        return False
    if row.revoked_on is None or row.revoked_on > day:
        row.revoked_on = day
    row.abused = row.abused or abused
    session.flush()
    return True


def _check_counter(
    entry: CounterEntry,
    unit: Unit | None,
    counters: Counters,
    publications: Published,
    misfits: Misfits,
    position: int,
) -> None:
    try:
        publications.newest(entry.instrument)
    except InstrumentUnknown:
        misfits.add(position, "instrument", Misfit.INSTRUMENT_UNKNOWN, entry.instrument)
    if unit is not None:
        instead = counters.written_otherwise(unit.id, entry.number, entry.channel)
        if instead:
            misfits.add(position, "number", Misfit.WRITTEN_OTHERWISE, entry.number, instead)


def _deciders(
    entry: CounterEntry,
    unit: Unit | None,
    units: Units,
    fields: dict[str, int],
    misfits: Misfits,
    position: int,
) -> dict[int, int]:
    """The deciding unit of each field, both by id."""
    deciders: dict[int, int] = {}
    for handled in entry.fields:
        if handled.field not in fields:
            misfits.add(position, "fields", Misfit.FIELD_UNKNOWN, handled.field)
            continue
        decider = (
            unit if handled.decider is None else units.find(handled.decider, misfits, position, "fields")
        )
        if decider is not None:
            deciders[fields[handled.field]] = decider.id
    return deciders


def _open_counter(session: Session, entry: CounterEntry, unit: Unit) -> Counter:
    counter = Counter(
        unit_id=unit.id,
        number=entry.number,
        name=entry.name,
        channel=entry.channel,
        instrument=entry.instrument,
        valid_from=entry.valid_from,
        valid_to=entry.valid_to,
    )
    session.add(counter)
    session.flush()
    add_code(session, counter.id, entry.valid_from)
    return counter


def _change(
    session: Session, counter: Counter, entry: CounterEntry, deciders: dict[int, int], was: dict[int, int]
) -> bool:
    """Bring a counter to what the entry says; whether anything was different."""
    different = False
    for name in ("name", "instrument", "valid_from", "valid_to"):
        if getattr(counter, name) != getattr(entry, name):
            setattr(counter, name, getattr(entry, name))
            different = True
    if different:
        _open_codes_from(session, counter)
    if deciders != was:
        session.execute(delete(CounterField).where(CounterField.counter_id == counter.id))
        _set_fields(session, counter, deciders)
        different = True
    return different


def _open_codes_from(session: Session, counter: Counter) -> None:
    """A counter that opens earlier than it was first listed takes its posters with it."""
    codes = session.scalars(select(CounterCode).where(CounterCode.counter_id == counter.id)).all()
    first = min((code.valid_from for code in codes), default=counter.valid_from)
    for code in codes:
        if code.valid_from == first and counter.valid_from < first:
            code.valid_from = counter.valid_from


def _set_fields(session: Session, counter: Counter, deciders: dict[int, int]) -> None:
    session.add_all(
        CounterField(counter_id=counter.id, field_id=field_id, deciding_unit_id=decider)
        for field_id, decider in sorted(deciders.items())
    )


def _fields_of(session: Session, counter_ids: Sequence[int]) -> dict[int, dict[int, int]]:
    handled: dict[int, dict[int, int]] = {}
    for row in session.scalars(select(CounterField).where(CounterField.counter_id.in_(sorted(counter_ids)))):
        handled.setdefault(row.counter_id, {})[row.field_id] = row.deciding_unit_id
    return handled
