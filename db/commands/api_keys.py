"""Keys of systems that may ask for tickets, such as the machine that prints queue numbers: made once, closed."""

import re
import secrets
from typing import Final

from sqlalchemy import delete, exists, select
from sqlalchemy.orm import Session

from db.models import ApiKey, Unit
from trust.codes import digest

_NAME: Final = re.compile(r"[a-z0-9](?:[a-z0-9._-]{1,62}[a-z0-9])")


class SystemNameRefused(ValueError):
    """A name has 3 to 64 of a-z, 0-9, dot, hyphen and underscore, and begins and ends with a letter or digit."""


class SystemNameTaken(ValueError):
    """A system of this name has a key."""


class NoSuchUnit(LookupError):
    """A key is for a unit that there is not."""


class NoSuchSystem(LookupError):
    """No system of this name has a key."""


def add_api_key(session: Session, name: str, unit_id: int) -> str:
    """A key for a system, for this unit and those below it; it is given out here and kept nowhere.

    Raises:
        SystemNameRefused, SystemNameTaken, NoSuchUnit: nothing was made.
    """
    if not _NAME.fullmatch(name):
        raise SystemNameRefused(name[:80])
    if session.scalar(select(exists().where(ApiKey.name == name))):
        raise SystemNameTaken(name)
    if session.get(Unit, unit_id) is None:
        raise NoSuchUnit(str(unit_id))
    key = secrets.token_urlsafe(32)
    session.add(ApiKey(name=name, key_digest=api_key_digest(key), unit_id=unit_id))
    session.flush()
    return key


def close_api_key(session: Session, name: str) -> None:
    """From now on this system's key opens nothing; tickets that it was given stay good. Raises NoSuchSystem."""
    key_id = session.scalar(select(ApiKey.id).where(ApiKey.name == name))
    if key_id is None:
        raise NoSuchSystem(name)
    session.execute(delete(ApiKey).where(ApiKey.id == key_id))


def api_key_digest(key: str) -> bytes:
    """What the table keeps of a key."""
    return digest("api-key", key.encode("utf-8", "replace"))
