"""What the tests are given: real databases that nobody else sees, no network, a real browser."""

import os
import socket
from pathlib import Path

import pytest
from playwright.sync_api import Error, Page
from pytest_socket import SocketConnectBlockedError
from sqlalchemy import create_engine, inspect, text

from db import Store
from tests.browser import find_chromium
from tests.postgres import Postgres
from tests.server import OURS, ServerDidNotStart, free_port, running_server


def test_a_database_test_runs_on_both_kinds(store: Store, request: pytest.FixtureRequest) -> None:
    wanted = "sqlite" if store.is_sqlite else "postgresql"
    assert f"[{wanted}]" in request.node.name


@pytest.mark.parametrize("turn", ["first", "second"])
def test_no_test_sees_what_another_has_written(store: Store, turn: str) -> None:
    with store.write() as session:
        session.execute(text("CREATE TABLE left_behind (turn VARCHAR(10))"))
        session.execute(text("INSERT INTO left_behind VALUES (:turn)"), {"turn": turn})
    with store.read() as session:
        assert session.execute(text("SELECT turn FROM left_behind")).scalars().all() == [turn]


def test_an_empty_database_has_no_tables(empty_database_url: str) -> None:
    engine = create_engine(empty_database_url)
    assert inspect(engine).get_table_names() == []
    engine.dispose()


def test_a_database_is_gone_after_its_test(postgres: Postgres) -> None:
    before = _databases(postgres)
    with postgres.empty():
        assert len(_databases(postgres)) == len(before) + 1
    assert _databases(postgres) == before


def _databases(postgres: Postgres) -> list[str]:
    engine = create_engine(postgres.url("postgres"))
    with engine.connect() as connection:
        names = connection.scalars(text("SELECT datname FROM pg_database ORDER BY datname")).all()
    engine.dispose()
    return list(names)


def test_a_test_reaches_nothing_past_this_machine() -> None:
    with (
        socket.socket() as outside,
        pytest.warns(UserWarning, match="192.0.2.1"),
        pytest.raises(SocketConnectBlockedError),
    ):
        outside.connect(("192.0.2.1", 80))  # RFC 5737: an address for documentation, nobody's


def test_the_browser_reaches_nothing_past_this_machine(page: Page) -> None:
    with pytest.raises(Error, match="ERR_NAME_NOT_RESOLVED"):
        page.goto("http://one-stop.example/")


def test_no_variable_of_the_shell_reaches_a_test() -> None:
    assert not set(OURS) & set(os.environ)


def test_a_chromium_that_is_named_but_missing_is_not_replaced(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CHROMIUM", "/nowhere/chromium")
    assert find_chromium() is None


def test_a_server_that_ends_at_once_is_reported_with_what_it_wrote(tmp_path: Path) -> None:
    command = ("-c", "import sys; sys.exit('the roof is missing')")
    with (
        pytest.raises(ServerDidNotStart, match="the roof is missing"),
        running_server(tmp_path / "server.log", {}, command=command),
    ):
        pytest.fail("it never answered")


def test_a_free_port_can_be_listened_on() -> None:
    with socket.socket() as server:
        server.bind(("127.0.0.1", free_port()))
