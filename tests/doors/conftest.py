"""The process open on a database of either kind, as the routes' own tests have it on SQLite."""

from collections.abc import Iterator

import pytest

from tests.doors.world import World, open_world
from tests.web.conftest import account_of, cookie_of, office, serving  # noqa: F401  fixtures
from web import api
from web.allowance import Allowance


@pytest.fixture(autouse=True)
def served(database_url: str, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Files are not made: what reads a request is tried here, and making one takes half a second."""

    async def not_made(*_: object) -> bytes:
        return b"%PDF-"

    monkeypatch.setattr("web.office_file.run_apart", not_made)
    monkeypatch.setattr("web.tickets.run_apart", not_made)
    monkeypatch.setattr(api, "allowance", Allowance())
    yield from serving(database_url, monkeypatch)


@pytest.fixture
def world(served: None) -> World:
    """An office in use: a form that is sealed in the log, tickets, accounts of every role, a key for systems."""
    return open_world()
