"""What every list import needs: codes looked up once, and every entry that does not fit gathered."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session

from db.models import Counter, Field, Unit
from survey.offices import UnitKind
from survey.registers import EntriesRefused, EntryProblem, Misfit


class Misfits:
    """Gathers what does not fit, entry by entry; `refuse_any` ends the import where there is something."""

    def __init__(self) -> None:
        self._found: list[EntryProblem] = []

    def add(self, position: int, attribute: str, misfit: Misfit, value: object, instead: str = "") -> None:
        self._found.append(EntryProblem(position, attribute, misfit, str(value), instead))

    def refuse_any(self) -> None:
        """Raise `EntriesRefused` with everything gathered so far."""
        if self._found:
            raise EntriesRefused(tuple(sorted(self._found, key=lambda problem: problem.position)))


@dataclass(slots=True)
class Units:
    """The units by code, looked up once for a whole list."""

    rows: dict[str, Unit]

    @classmethod
    def of(cls, session: Session) -> "Units":
        rows = session.scalars(select(Unit).order_by(Unit.valid_to.is_(None), Unit.valid_from))
        return cls({row.code: row for row in rows})

    def find(self, code: str, misfits: Misfits, position: int, attribute: str = "unit") -> Unit | None:
        """The unit with this code, closed or not; a misfit where there is none."""
        unit = self.rows.get(code)
        if unit is None:
            misfits.add(position, attribute, Misfit.UNIT_UNKNOWN, code)
        return unit

    def receiving(self, code: str, misfits: Misfits, position: int) -> Unit | None:
        """The unit with this code, which still exists and may have counters."""
        unit = self.find(code, misfits, position)
        if unit is None:
            return None
        if unit.valid_to is not None:
            misfits.add(position, "unit", Misfit.UNIT_CLOSED, code)
            return None
        if not UnitKind(unit.kind).has_counters:
            misfits.add(position, "unit", Misfit.NO_COUNTERS_HERE, code, _centre_code(self.rows, code))
            return None
        return unit


@dataclass(slots=True)
class Counters:
    """The counters of some units, by unit, number and channel."""

    rows: dict[tuple[int, str, str], Counter] = field(default_factory=dict)

    @classmethod
    def of(cls, session: Session, unit_ids: Iterable[int]) -> "Counters":
        found = session.scalars(select(Counter).where(Counter.unit_id.in_(sorted(set(unit_ids)))))
        return cls({(row.unit_id, row.number, row.channel): row for row in found})

    def written_otherwise(self, unit_id: int, number: str, channel: str) -> str:
        """How this number is written in the list of counters where only zeros differ ("3" for "03"), or ""."""
        for unit, other, other_channel in self.rows:
            if (unit, other_channel) == (unit_id, channel) and _same_number(other, number):
                return other
        return ""


def all_found(units: Iterable[Unit | None]) -> list[Unit]:
    """The units of entries none of which was refused, in order."""
    return [unit for unit in units if unit is not None]


def fields_by_code(session: Session) -> dict[str, int]:
    """The id of every field of procedure."""
    return {row.code: row.id for row in session.execute(select(Field.code, Field.id))}


def within(day: date, valid_from: date, valid_to: date | None) -> bool:
    """A period holds its first day and ends before `valid_to`."""
    return valid_from <= day and (valid_to is None or day < valid_to)


def _same_number(one: str, other: str) -> bool:
    return one != other and one.lstrip("0").casefold() == other.lstrip("0").casefold()


def _centre_code(units: dict[str, Unit], code: str) -> str:
    return f"{code}-TT" if f"{code}-TT" in units else ""
