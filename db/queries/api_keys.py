"""Which systems have a key, and whose key one is."""

from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from db.commands.api_keys import api_key_digest
from db.models import ApiKey, Unit


@dataclass(frozen=True, slots=True)
class System:
    """A system that has a key, and the unit that it is for, with those below; the key itself is not known."""

    id: int
    name: str
    unit_code: str
    unit_name: str
    unit_path: str


def systems(session: Session) -> tuple[System, ...]:
    """All that have a key, by name."""
    rows = session.execute(_SYSTEMS.order_by(ApiKey.name))
    return tuple(System(*row) for row in rows)


def system_of(session: Session, key: str) -> System | None:
    """The system with this key; None where nobody has it."""
    row = session.execute(_SYSTEMS.where(ApiKey.key_digest == api_key_digest(key))).one_or_none()
    return None if row is None else System(*row)


_SYSTEMS = select(ApiKey.id, ApiKey.name, Unit.code, Unit.name, Unit.path).join(
    Unit, Unit.id == ApiKey.unit_id
)
