"""Accounts and sign-ins: made, changed, opened, closed. Sessions are committed by whoever opened them.

A password is kept as an Argon2id hash, a sign-in as a digest of its cookie: the tables open no door.
"""

import re
import secrets
import unicodedata
from datetime import datetime, timedelta
from functools import cache
from typing import Final

from argon2 import PasswordHasher
from sqlalchemy import delete, exists, select
from sqlalchemy.orm import Session

from access import Role
from db.models import Account, SignIn, Unit
from trust.codes import digest

SIGN_IN_LASTS: Final = timedelta(hours=12)
SHORTEST_PASSWORD: Final = 10
LONGEST_PASSWORD: Final = 200
"""Characters. A longer text would only cost time."""

LONGEST_USERNAME: Final = 64

_USERNAME: Final = re.compile(r"[a-z0-9](?:[a-z0-9._-]{1,62}[a-z0-9])")


class UsernameRefused(ValueError):
    """A username has 3 to 64 of a-z, 0-9, dot, hyphen and underscore, and begins and ends with a letter or digit."""


class UsernameTaken(ValueError):
    """There is an account of this name."""


class PasswordRefused(ValueError):
    """A password is too short, too long, blank, or the username."""


class NoSuchUnit(LookupError):
    """An account stands on a unit that there is not."""


class NoSuchAccount(LookupError):
    """There is no account of this name."""


@cache
def hasher() -> PasswordHasher:
    """Argon2id with the parameters of RFC 9106 for servers with little memory (64 MiB, three passes)."""
    return PasswordHasher()


_NO_LETTER = "?"
"""Stands in no username."""


def normal_username(text: str) -> str:
    """The name as it is stored: no space around it, small letters.

    A sign that nobody can see makes it nobody's name; PostgreSQL could not even look for some of them.

    A normal name is its own: what is counted under a name is counted for the account that is looked up.
    """
    seen = "".join(
        _NO_LETTER if unicodedata.category(sign)[0] == "C" else sign for sign in text[:200].strip()
    )
    name = unicodedata.normalize("NFKC", seen).strip().lower()
    return name[: LONGEST_USERNAME + 1].rstrip()


def normal_password(text: str) -> str:
    """The same letters, however a keyboard put them together (NFC): Vietnamese ones come in two ways."""
    return unicodedata.normalize("NFC", text)


def create_account(
    session: Session, username: str, display_name: str, password: str, role: Role, unit_id: int
) -> Account:
    """A new account that may sign in at once.

    Raises:
        UsernameRefused, UsernameTaken, PasswordRefused, NoSuchUnit: nothing was made.
    """
    name = normal_username(username)
    if not _USERNAME.fullmatch(name):
        raise UsernameRefused(username[:80])
    if session.scalar(select(exists().where(Account.username == name))):
        raise UsernameTaken(name)
    if session.get(Unit, unit_id) is None:
        raise NoSuchUnit(str(unit_id))
    account = Account(
        username=name,
        display_name=unicodedata.normalize("NFC", display_name.strip()) or name,
        password_hash=_hash(password, username=name),
        role=Role(role).value,
        unit_id=unit_id,
        active=True,
    )
    session.add(account)
    session.flush()
    return account


def set_password(session: Session, username: str, password: str) -> None:
    """Give an account another password; every browser that is signed in with it is signed out.

    Raises:
        NoSuchAccount, PasswordRefused: the old password stands.
    """
    account = _account(session, username)
    account.password_hash = _hash(password, username=account.username)
    close_all_sign_ins(session, account.id)


def set_active(session: Session, username: str, active: bool) -> None:
    """Close an account, which signs it out everywhere, or open it again. Raises NoSuchAccount."""
    account = _account(session, username)
    account.active = active
    if not active:
        close_all_sign_ins(session, account.id)


def open_sign_in(session: Session, account_id: int, now: datetime) -> str:
    """Sign a browser in for twelve hours; the answer is what its cookie holds, and is kept nowhere."""
    purge_expired_sign_ins(session, now)
    token = secrets.token_urlsafe(32)
    session.add(
        SignIn(token_digest=token_digest(token), account_id=account_id, expires_at=now + SIGN_IN_LASTS)
    )
    return token


def close_sign_in(session: Session, token: str) -> None:
    """Sign this browser out; a token that opens nothing is no error."""
    session.execute(delete(SignIn).where(SignIn.token_digest == token_digest(token)))


def close_all_sign_ins(session: Session, account_id: int) -> None:
    """Sign an account out of every browser."""
    session.execute(delete(SignIn).where(SignIn.account_id == account_id))


def purge_expired_sign_ins(session: Session, now: datetime) -> None:
    """Forget the sign-ins that have run out."""
    session.execute(delete(SignIn).where(SignIn.expires_at <= now))


def token_digest(token: str) -> bytes:
    """What the table keeps of a cookie."""
    return digest("sign-in", token.encode("utf-8", "replace"))


def _hash(password: str, *, username: str) -> str:
    text = normal_password(password)
    if not SHORTEST_PASSWORD <= len(text) <= LONGEST_PASSWORD:
        raise PasswordRefused(f"a password has {SHORTEST_PASSWORD} to {LONGEST_PASSWORD} characters")
    if not text.strip() or len(set(text)) == 1 or text.lower() == username:
        raise PasswordRefused("a password is not blank, not one character repeated and not the username")
    return hasher().hash(text)


def _account(session: Session, username: str) -> Account:
    name = normal_username(username)
    account = session.scalar(select(Account).where(Account.username == name))
    if account is None:
        raise NoSuchAccount(name)
    return account
