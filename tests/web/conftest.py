from collections.abc import Iterator

import pytest
from argon2 import PasswordHasher

from access import Role
from db import process
from db.commands import accounts
from db.commands.accounts import create_account, open_sign_in
from db.queries import accounts as account_queries
from jobs.doors import Doors
from jobs.keys import keys
from settings import settings
from tests.db.office import Office, open_office
from tests.web.asking import HOST
from trust.keys import new_key
from web.patience import Patience

SIGNING_KEY = new_key()
PASSWORD = "một cửa liên thông"


@pytest.fixture(autouse=True)
def served(sqlite_url: str, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """The process is open on an empty database, passwords are quick to check, nobody has failed yet."""
    yield from serving(sqlite_url, monkeypatch)


def serving(database_url: str, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """The same on a migrated database of either kind, while it is iterated."""
    quick = PasswordHasher(time_cost=1, memory_cost=64, parallelism=1)
    monkeypatch.setattr(accounts, "hasher", lambda: quick)
    monkeypatch.setattr(account_queries, "hasher", lambda: quick)
    monkeypatch.setattr("web.sign_in.patience", Patience())
    monkeypatch.setattr("web.static._begin_packing", lambda: None)
    monkeypatch.setattr("jobs.places._kept", None)
    monkeypatch.setattr("jobs.arrivals.doors", Doors())
    monkeypatch.setattr("web.quick._versions", {})
    monkeypatch.setenv("PUBLIC_URL", f"http://{HOST}")
    monkeypatch.setenv("DATABASE_URL", database_url)
    monkeypatch.setenv("SIGNING_KEYS", SIGNING_KEY)
    keys.cache_clear()
    account_queries._nobodys_hash.cache_clear()
    settings.cache_clear()
    process.open_process(database_url)
    yield
    process.close_process()
    keys.cache_clear()
    account_queries._nobodys_hash.cache_clear()


@pytest.fixture
def office(served: None) -> Office:
    """One centre with one counter."""
    return open_office(process.store())


@pytest.fixture
def account_of(office: Office):
    """``account_of(role, unit_id=..., name=...)`` makes an account and gives its id."""

    def make(role: Role = Role.UNIT_HEAD, unit_id: int | None = None, name: str | None = None) -> int:
        with process.store().write() as session:
            account = create_account(
                session, name or role.value, f"Ông {role.value}", PASSWORD, role, unit_id or office.unit_id
            )
            return account.id

    return make


@pytest.fixture
def cookie_of(account_of):
    """``cookie_of(role)`` is the cookie of somebody of that role who is signed in."""
    from datetime import UTC, datetime

    def sign_in(role: Role, unit_id: int | None = None) -> str:
        account_id = account_of(role, unit_id)
        with process.store().write() as session:
            return open_sign_in(session, account_id, datetime.now(UTC))

    return sign_in
