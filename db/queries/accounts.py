"""Who is signed in, and whether a password is right."""

from datetime import datetime
from functools import cache

from argon2.exceptions import InvalidHashError, VerificationError
from sqlalchemy import select
from sqlalchemy.orm import Session

from access import Reader, Role
from db.commands.accounts import (
    LONGEST_PASSWORD,
    hasher,
    normal_password,
    normal_username,
    token_digest,
)
from db.models import Account, SignIn, Unit

_LONGEST_TYPED = 4 * LONGEST_PASSWORD
"""Letters may be typed in up to four parts; what is longer is no password of ours."""


def check_password(session: Session, username: str, password: str) -> int | None:
    """The id of the active account that this name and password belong to, or None.

    A name that nobody has costs the same work as one that somebody has, so time tells no names.
    """
    name = normal_username(username)
    found = session.execute(
        select(Account.id, Account.password_hash, Account.active).where(Account.username == name)
    ).one_or_none()
    right = _fits(password, found.password_hash if found else _nobodys_hash())
    return found.id if found is not None and right and found.active else None


def reader_of(session: Session, token: str | None, now: datetime) -> Reader | None:
    """Whoever is signed in with this cookie; None where it ran out or was closed, or the account is inactive."""
    if not token:
        return None
    found = session.execute(
        select(Account, Unit.path)
        .join(SignIn, SignIn.account_id == Account.id)
        .join(Unit, Unit.id == Account.unit_id)
        .where(SignIn.token_digest == token_digest(token), SignIn.expires_at > now, Account.active)
    ).one_or_none()
    return None if found is None else _reader(*found)


def active_reader(session: Session, account_id: int) -> Reader | None:
    """Whoever has this account; None where it is closed."""
    found = session.execute(
        select(Account, Unit.path)
        .join(Unit, Unit.id == Account.unit_id)
        .where(Account.id == account_id, Account.active)
    ).one_or_none()
    return None if found is None else _reader(*found)


def _reader(account: Account, unit_path: str) -> Reader:
    return Reader(
        account_id=account.id,
        username=account.username,
        display_name=account.display_name,
        role=Role(account.role),
        unit_id=account.unit_id,
        unit_path=unit_path,
    )


def _fits(password: str, password_hash: str) -> bool:
    text = normal_password(password) if len(password) <= _LONGEST_TYPED else ""
    try:
        return hasher().verify(password_hash, text)
    except (VerificationError, InvalidHashError):
        return False


@cache
def _nobodys_hash() -> str:
    """Verified in place of a missing account's."""
    return hasher().hash("the password of nobody")
