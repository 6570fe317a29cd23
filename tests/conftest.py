"""What every test may ask for: databases of both kinds, a running server, a real browser."""

import os
import shutil
import sys
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from fcntl import LOCK_EX, flock
from pathlib import Path

import hypothesis
import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect

from db import Store, cells, migrate
from jobs.form_files import pack_streamlit
from jobs.packed import KEPT_IN
from settings import settings
from tests.browser import chromium, find_chromium
from tests.postgres import Postgres, postgres_server
from tests.server import OURS, Server, running_server

# A shared machine is slow at times; what Hypothesis tries is the same in every run of the build server.
hypothesis.settings.register_profile("here", deadline=None)
hypothesis.settings.register_profile("build", deadline=None, derandomize=True)
hypothesis.settings.load_profile("build" if os.environ.get("CI") == "true" else "here")

expect.set_options(timeout=30_000)  # milliseconds; what comes is not waited for

BOTH = ("sqlite", "postgresql")

MAIN = sys.modules["__main__"]
"""Streamlit's trial of a page leaves one of its own, which a new process could not read."""


@pytest.fixture(autouse=True)
def nothing_kept_from_another_test(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """No setting of the person's shell, and no cached value, reaches a test."""
    for variable in OURS:
        monkeypatch.delenv(variable, raising=False)
    sys.modules["__main__"] = MAIN
    yield
    sys.modules["__main__"] = MAIN
    settings.cache_clear()
    cells.forget_seen()
    if "streamlit" in sys.modules:
        import streamlit

        streamlit.cache_data.clear()
        streamlit.cache_resource.clear()


@pytest.fixture(scope="session")
def postgres() -> Iterator[Postgres]:
    """A PostgreSQL server with a migrated template."""
    with postgres_server() as server:
        server.make_template(migrate)
        yield server


@pytest.fixture
def postgres_url(postgres: Postgres) -> Iterator[str]:
    """The address of a migrated PostgreSQL database that no other test sees."""
    with postgres.migrated() as url:
        yield url


@pytest.fixture(scope="session")
def migrated_sqlite(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A migrated SQLite file to copy, never to open."""
    path = tmp_path_factory.mktemp("sqlite") / "migrated.db"
    migrate(f"sqlite:///{path}")
    return path


@pytest.fixture
def sqlite_url(migrated_sqlite: Path, tmp_path: Path) -> str:
    """The address of a migrated SQLite database that no other test sees."""
    path = shutil.copy(migrated_sqlite, tmp_path / "feedback.db")
    return f"sqlite:///{path}"


@pytest.fixture(params=BOTH)
def database_url(request: pytest.FixtureRequest) -> str:
    """The address of a migrated database; the test runs once on each kind."""
    url: str = request.getfixturevalue("sqlite_url" if request.param == "sqlite" else "postgres_url")
    return url


@pytest.fixture(params=BOTH)
def empty_database_url(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """The address of a database without tables; the test runs once on each kind."""
    if request.param == "sqlite":
        yield f"sqlite:///{tmp_path / 'empty.db'}"
    else:
        with request.getfixturevalue("postgres").empty() as url:
            yield url


@pytest.fixture
def store(database_url: str) -> Iterator[Store]:
    """A migrated database, opened; the test runs once on each kind."""
    opened = Store(database_url)
    yield opened
    opened.close()


@pytest.fixture(scope="session")
def packed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Streamlit's files, compressed once for all servers that are started here, by whichever run side by side."""
    ours = tmp_path_factory.getbasetemp()
    var_dir = (ours.parent if "PYTEST_XDIST_WORKER" in os.environ else ours) / "packed"
    var_dir.mkdir(exist_ok=True)
    with (var_dir / "lock").open("w") as lock:
        flock(lock, LOCK_EX)
        pack_streamlit(var_dir)
    return var_dir / KEPT_IN


@pytest.fixture
def serve(tmp_path: Path, packed: Path) -> Iterator[Callable[..., Server]]:
    """``serve(database_url, RELEASE="live", ...)`` starts our server; it ends with the test.

    Its address is ``.base_url``, what it has written ``.log()``.
    """
    with ExitStack() as servers:

        def start(database_url: str, **env: str) -> Server:
            logs = len(list(tmp_path.glob("server-*.log")))
            (tmp_path / "var").mkdir(exist_ok=True)
            if not (tmp_path / "var" / KEPT_IN).exists():
                (tmp_path / "var" / KEPT_IN).symlink_to(packed)
            environment = {"DATABASE_URL": database_url, "VAR_DIR": str(tmp_path / "var"), **env}
            return servers.enter_context(running_server(tmp_path / f"server-{logs}.log", environment))

        yield start


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """Headless Chromium. Ends with its module: while it runs, no other event loop can in this thread."""
    path = find_chromium()
    if path is None and os.environ.get("CI") == "true":
        pytest.fail("no Chromium was found; the build server needs one")
    if path is None:
        pytest.skip("left out: no Chromium was found; install one, or name it in CHROMIUM")
    with chromium(path) as started:
        yield started


@pytest.fixture
def browser_context(browser: Browser) -> Iterator[BrowserContext]:
    """A visitor who has never been here, with a phone set to Vietnamese."""
    context = browser.new_context(locale="vi-VN", viewport={"width": 412, "height": 915})
    yield context
    context.close()


@pytest.fixture
def page(browser_context: BrowserContext) -> Page:
    """An empty tab of that visitor."""
    return browser_context.new_page()


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """A test that asks for the browser is marked so, and `pytest -m "not browser"` leaves it out."""
    for item in items:
        if "browser" in getattr(item, "fixturenames", ()):
            item.add_marker(pytest.mark.browser)
