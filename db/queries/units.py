"""Questions about the tree of units. Every answer is a `UnitInfo` or several, never a row."""

from dataclasses import dataclass
from datetime import date

from sqlalchemy import ColumnElement, Select, and_, or_, select
from sqlalchemy.orm import Session

from db.models import Unit, UnitSuccession
from survey.offices import UnitKind, in_a_sentence


class UnitUnknown(LookupError):
    """No unit has this id or code; `wanted` says which was asked for."""

    def __init__(self, wanted: int | str) -> None:
        super().__init__(f"there is no unit {wanted}")
        self.wanted = wanted


@dataclass(frozen=True, slots=True)
class UnitInfo:
    """A unit as it stands: `path` lists the ids from the root down to it, `/1/7/`.

    `valid_to` is the first day on which it no longer exists, None while it does.
    """

    id: int
    code: str
    kind: UnitKind
    name: str
    parent_id: int | None
    path: str
    valid_from: date
    valid_to: date | None

    @property
    def depth(self) -> int:
        """0 for a province, 1 for what stands right below it."""
        return self.path.count("/") - 2

    @property
    def ancestor_ids(self) -> tuple[int, ...]:
        """The ids above this unit, the root first."""
        return tuple(int(step) for step in self.path.strip("/").split("/")[:-1])

    def exists_on(self, day: date) -> bool:
        return self.valid_from <= day and (self.valid_to is None or day < self.valid_to)

    def is_within(self, path: str) -> bool:
        """This unit is the one with that path, or stands below it."""
        return self.path.startswith(path)


def unit(session: Session, unit_id: int) -> UnitInfo:
    """The unit with this id. Raises `UnitUnknown`."""
    row = session.get(Unit, unit_id)
    if row is None:
        raise UnitUnknown(unit_id)
    return _info(row)


def by_code(session: Session, code: str, day: date | None = None) -> UnitInfo:
    """The unit that bears this code on a day; without a day, the one that still exists, else the latest.

    Raises `UnitUnknown`.
    """
    found = [_info(row) for row in session.scalars(_ordered(Unit.code == code.strip().upper()))]
    if day is not None:
        found = [info for info in found if info.exists_on(day)]
    if not found:
        raise UnitUnknown(code)
    return max(found, key=lambda info: (info.valid_to is None, info.valid_from))


def subtree(session: Session, path: str, day: date | None = None) -> tuple[UnitInfo, ...]:
    """The unit with this path and all below it, parents before children; with a day, those that exist then."""
    below = Unit.path.startswith(path, autoescape=True)
    infos = _infos(session, below if day is None else and_(below, _exists_on(day)))
    return tuple(sorted(infos, key=lambda info: (info.depth, info.code, info.valid_from)))


def children(session: Session, unit_id: int, day: date | None = None) -> tuple[UnitInfo, ...]:
    """The units right below, by code; with a day, those that exist then."""
    below = Unit.parent_id == unit_id
    return _infos(session, below if day is None else and_(below, _exists_on(day)))


def roots(session: Session) -> tuple[UnitInfo, ...]:
    """The provinces of this installation, by code; normally one."""
    return _infos(session, and_(Unit.parent_id.is_(None), Unit.valid_to.is_(None)))


def root(session: Session) -> UnitInfo:
    """The province of this installation, the first where there are several. Raises `UnitUnknown` before any."""
    found = roots(session)
    if not found:
        raise UnitUnknown("province")
    return found[0]


def successors(session: Session, unit_id: int) -> tuple[UnitInfo, ...]:
    """The units that took over from this one."""
    heirs = select(UnitSuccession.successor_id).where(UnitSuccession.predecessor_id == unit_id)
    return _infos(session, Unit.id.in_(heirs))


def predecessors(session: Session, unit_id: int) -> tuple[UnitInfo, ...]:
    """The units from which this one took over; their history stays with them."""
    forebears = select(UnitSuccession.predecessor_id).where(UnitSuccession.successor_id == unit_id)
    return _infos(session, Unit.id.in_(forebears))


def full_name(session: Session, info: UnitInfo) -> str:
    """The name with the province it lies in: "Phường Phan Đình Phùng, tỉnh Thái Nguyên".

    A name that already ends in the province ("Sở Tư pháp tỉnh Thái Nguyên") stays as it is.
    """
    if not info.ancestor_ids:
        return info.name
    province = in_a_sentence(unit(session, info.ancestor_ids[0]).name)
    return info.name if info.name.endswith(province) else f"{info.name}, {province}"


def _exists_on(day: date) -> ColumnElement[bool]:
    return and_(Unit.valid_from <= day, or_(Unit.valid_to.is_(None), Unit.valid_to > day))


def _ordered(condition: ColumnElement[bool]) -> Select[Unit]:
    return select(Unit).where(condition).order_by(Unit.code, Unit.valid_from)


def _infos(session: Session, condition: ColumnElement[bool]) -> tuple[UnitInfo, ...]:
    return tuple(_info(row) for row in session.scalars(_ordered(condition)))


def _info(row: Unit) -> UnitInfo:
    return UnitInfo(
        id=row.id,
        code=row.code,
        kind=UnitKind(row.kind),
        name=row.name,
        parent_id=row.parent_id,
        path=row.path,
        valid_from=row.valid_from,
        valid_to=row.valid_to,
    )
