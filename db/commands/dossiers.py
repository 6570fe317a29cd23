"""Writes to the numbers of dossiers, the denominator of the response rate."""

from collections.abc import Sequence

from sqlalchemy import select
from sqlalchemy.orm import Session

from db.commands.entries import Misfits, Units, all_found, fields_by_code
from db.models import Dossiers
from survey.registers import DossierEntry, Imported, Misfit


def import_dossiers(session: Session, entries: Sequence[DossierEntry]) -> Imported:
    """Add or change the numbers of dossiers, by unit, field, channel and month.

    Raises `EntriesRefused` with every entry that does not fit.
    """
    misfits, units, fields = Misfits(), Units.of(session), fields_by_code(session)
    found = [units.find(entry.unit, misfits, position) for position, entry in enumerate(entries)]
    for position, entry in enumerate(entries):
        if entry.field not in fields:
            misfits.add(position, "field", Misfit.FIELD_UNKNOWN, entry.field)
    misfits.refuse_any()
    places = all_found(found)
    unit_ids = sorted({unit.id for unit in places})
    rows = {
        (row.unit_id, row.field_id, row.channel, row.month): row
        for row in session.scalars(select(Dossiers).where(Dossiers.unit_id.in_(unit_ids)))
    }
    added = changed = 0
    for entry, unit in zip(entries, places, strict=True):
        key = (unit.id, fields[entry.field], str(entry.channel), str(entry.month))
        row = rows.get(key)
        if row is None:
            rows[key] = row = _dossiers(key, entry)
            session.add(row)
            added += 1
        elif (row.handled, row.late) != (entry.handled, entry.late):
            row.handled, row.late = entry.handled, entry.late
            changed += 1
    session.flush()
    return Imported(added, changed, len(entries) - added - changed)


def _dossiers(key: tuple[int, int, str, str], entry: DossierEntry) -> Dossiers:
    unit_id, field_id, channel, month = key
    return Dossiers(
        unit_id=unit_id,
        field_id=field_id,
        channel=channel,
        month=month,
        handled=entry.handled,
        late=entry.late,
    )
