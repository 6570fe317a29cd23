"""Adds the official units of a province to the tree. What happens to units later is in `db.commands.succession`."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import insert, select
from sqlalchemy.orm import Session

from db.models import Field, Unit
from db.official_units import STATE_OF, NewUnit, province_units, usual_fields


@dataclass(frozen=True, slots=True)
class ImportedUnits:
    """What an import of official units did: how many were added and how many were there already."""

    added: int
    unchanged: int


def import_units(session: Session, province: str) -> ImportedUnits:
    """Add a province with its centre, agencies, communes and their centres, valid from 1 July 2025.

    A code that is there already, closed or not, is left as it is, so repeating it changes nothing. The usual
    fields of procedure are added too. Raises `UnknownProvince`.
    """
    wanted = province_units(province)
    known = _latest_by_code(session)
    missing = [new for new in wanted if new.code not in known]
    for level in _levels(missing):
        rows = [_row(new, known) for new in level]
        session.add_all(rows)
        session.flush()
        for row in rows:
            above = "/" if row.parent_id is None else _parent(session, row.parent_id).path
            row.path = f"{above}{row.id}/"
            known[row.code] = row
        session.flush()
    _add_usual_fields(session)
    return ImportedUnits(added=len(missing), unchanged=len(wanted) - len(missing))


def _latest_by_code(session: Session) -> dict[str, Unit]:
    return {row.code: row for row in session.scalars(select(Unit).order_by(Unit.valid_from))}


def _levels(units: Sequence[NewUnit]) -> list[list[NewUnit]]:
    """Parents before children: each list needs only units of the lists before it."""
    by_code = {new.code: new for new in units}
    depths: dict[str, int] = {}
    for new in units:  # parents come first in the official list
        depths[new.code] = depths[new.parent] + 1 if new.parent in by_code and new.parent else 0
    deepest = max(depths.values(), default=-1)
    return [[new for new in units if depths[new.code] == depth] for depth in range(deepest + 1)]


def _row(new: NewUnit, known: dict[str, Unit]) -> Unit:
    parent_id = None if new.parent is None else known[new.parent].id
    return Unit(
        code=new.code,
        kind=new.kind,
        name=new.name,
        parent_id=parent_id,
        path="",
        valid_from=STATE_OF,
        valid_to=None,
    )


def _parent(session: Session, unit_id: int) -> Unit:
    return session.get_one(Unit, unit_id)


def _add_usual_fields(session: Session) -> None:
    known = set(session.scalars(select(Field.code)))
    missing = [{"code": code, "name": name} for code, name in usual_fields().items() if code not in known]
    if missing:
        session.execute(insert(Field), missing)
