"""The command line on a database of its own."""

from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from cli import main
from jobs.packed import KEPT_IN
from settings import settings

Manage = Callable[..., Result]


@pytest.fixture
def environment(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[..., None]:
    """`environment(DEMO="yes")` sets variables; the settings are read again."""
    monkeypatch.setenv("VAR_DIR", str(tmp_path / "var"))
    monkeypatch.setattr(
        "cli.start.pack_streamlit", lambda var_dir: (var_dir / KEPT_IN).mkdir(parents=True, exist_ok=True)
    )

    def change(**variables: str) -> None:
        for name, value in variables.items():
            monkeypatch.setenv(name, value)
        settings.cache_clear()

    return change


@pytest.fixture
def manage(environment: Callable[..., None], database_url: str) -> Manage:
    """`manage("import-units", "--province", "19")` runs a command on a migrated database, on each kind."""
    environment(DATABASE_URL=database_url, PUBLIC_URL="https://danhgia.example.vn")

    def run(*arguments: object, typed: str = "") -> Result:
        return CliRunner().invoke(main, [str(argument) for argument in arguments], input=typed or None)

    return run


@pytest.fixture
def province(manage: Manage) -> Manage:
    """The same with Thái Nguyên imported."""
    assert manage("import-units", "--province", "19").exit_code == 0
    return manage
