from datetime import UTC, datetime

import pytest
from argon2 import PasswordHasher

from access import Role
from db import process
from db.commands import accounts
from db.commands.accounts import create_account, open_sign_in
from tests.db.office import Office, open_office


@pytest.fixture(autouse=True)
def nobody_is_signed_in(monkeypatch: pytest.MonkeyPatch) -> None:
    """AppTest has no browser: its cookies are no cookies."""
    monkeypatch.setattr("pages.shared.guard._cookie", lambda: None)


@pytest.fixture
def running(sqlite_url: str):
    """The process is open on an empty database, as the server has it."""
    process.open_process(sqlite_url)
    yield
    process.close_process()


@pytest.fixture
def office(running: None) -> Office:
    """One centre with one counter."""
    return open_office(process.store())


@pytest.fixture
def sign_in(office: Office, monkeypatch: pytest.MonkeyPatch):
    """``sign_in(role)`` gives the browser of this test the cookie of somebody of that role on the office."""
    monkeypatch.setattr(
        accounts, "hasher", lambda: PasswordHasher(time_cost=1, memory_cost=64, parallelism=1)
    )

    def sign_in(role: Role, unit_id: int | None = None) -> str:
        with process.store().write() as session:
            account = create_account(
                session,
                f"{role}.{unit_id or 0}",
                "Người đọc",
                "một cửa liên thông",
                role,
                unit_id or office.unit_id,
            )
            token = open_sign_in(session, account.id, datetime.now(UTC))
        monkeypatch.setattr("pages.shared.guard._cookie", lambda: token)
        return token

    return sign_in
