"""Writes to the list of officers."""

from collections.abc import Sequence

from sqlalchemy import select
from sqlalchemy.orm import Session

from db.commands.entries import Misfits, Units, all_found
from db.models import Officer
from survey.registers import Imported, OfficerEntry


def import_officers(session: Session, entries: Sequence[OfficerEntry]) -> Imported:
    """Add or change officers, by unit and badge; those that no entry names stay as they are.

    Raises `EntriesRefused` with every entry that does not fit.
    """
    misfits, units = Misfits(), Units.of(session)
    found = [units.receiving(entry.unit, misfits, position) for position, entry in enumerate(entries)]
    misfits.refuse_any()
    places = all_found(found)
    unit_ids = sorted({unit.id for unit in places})
    rows = {
        (row.unit_id, row.badge): row
        for row in session.scalars(select(Officer).where(Officer.unit_id.in_(unit_ids)))
    }
    added = changed = 0
    for entry, unit in zip(entries, places, strict=True):
        row = rows.get((unit.id, entry.badge))
        if row is None:
            rows[unit.id, entry.badge] = row = _officer(entry, unit.id)
            session.add(row)
            added += 1
        else:
            changed += _change(row, entry)
    session.flush()
    return Imported(added, changed, len(entries) - added - changed)


def _officer(entry: OfficerEntry, unit_id: int) -> Officer:
    return Officer(
        unit_id=unit_id,
        badge=entry.badge,
        name=entry.name,
        kind=entry.kind,
        valid_from=entry.valid_from,
        valid_to=entry.valid_to,
    )


def _change(row: Officer, entry: OfficerEntry) -> bool:
    different = False
    for name in ("name", "kind", "valid_from", "valid_to"):
        if getattr(row, name) != getattr(entry, name):
            setattr(row, name, getattr(entry, name))
            different = True
    return different
