"""From nothing to a server that can start."""

import os
import stat
import subprocess
import sys
from collections.abc import Callable
from functools import partial
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

import cli.demo
from cli import COMMANDS, main
from jobs.packed import KEPT_IN
from words import language

PROJECT = Path(__file__).parent.parent.parent


def run(*arguments: str) -> Result:
    return CliRunner().invoke(main, arguments)


@pytest.fixture
def small_demo(monkeypatch: pytest.MonkeyPatch) -> None:
    """Few answers: how many there are is no matter here."""
    monkeypatch.setattr(cli.demo, "load_demo", partial(cli.demo.load_demo, answers=300, officers=20))


def test_the_first_start_makes_sample_data_and_prints_where_to_look(
    environment: Callable[..., None], tmp_path: Path, small_demo: None
) -> None:
    environment(DEMO="yes", PORT="8600")
    first = run("prepare")
    assert first.exit_code == 0, first.output
    lines = first.output.splitlines()
    assert lines[0] == "Đang tạo dữ liệu mẫu, chỉ một lần; việc này mất khoảng một phút."
    assert any("http://localhost:8600/?c=" in line for line in lines)
    assert "Đây là dữ liệu mẫu, chỉ để dùng thử." in lines
    assert (tmp_path / "var" / KEPT_IN).is_dir()
    accounts = tmp_path / "var" / "demo-accounts.txt"
    assert stat.S_IMODE(accounts.stat().st_mode) == 0o600
    assert accounts.read_text(encoding="utf-8").strip() in first.output


def test_the_second_start_shows_the_same_and_makes_nothing(
    environment: Callable[..., None], small_demo: None
) -> None:
    environment(DEMO="yes")
    first, second = run("prepare"), run("prepare")
    assert second.exit_code == 0
    assert first.output.endswith(second.output)
    assert run("demo").exit_code == 1


def test_without_sample_data_the_first_start_says_what_comes_next(environment: Callable[..., None]) -> None:
    environment(DEMO="no")
    result = run("prepare")
    assert result.exit_code == 0
    assert "import-units" in result.output
    assert run("demo", "--language", "en").output.strip() == (
        "Sample data are made with DEMO=yes only, so that they are marked wherever they show."
    )


def test_migrating_a_database_makes_it_usable_and_again_changes_nothing(
    environment: Callable[..., None], empty_database_url: str
) -> None:
    environment(DATABASE_URL=empty_database_url)
    unready = run("import-units", "--province", "19")
    assert (unready.exit_code, len(unready.output.splitlines())) == (1, 1)
    assert "manage.py migrate" in unready.output
    for _ in range(2):
        assert run("migrate").output.strip() == "Các bảng đã ở phiên bản mới nhất."
    assert run("import-units", "--province", "19").exit_code == 0


def test_a_wrong_setting_is_named_with_its_variable(environment: Callable[..., None]) -> None:
    environment(PORT="eight")
    result = run("migrate")
    assert result.exit_code == 1
    assert result.output.startswith("PORT ")


@pytest.mark.parametrize("name", COMMANDS)
def test_every_command_explains_itself_in_both_languages(name: str) -> None:
    command = main.get_command(None, name)  # type: ignore[arg-type]
    assert command is not None
    assert command.name == name
    english = str(command.help).split(" / ", 1)[1]
    assert str(command.help).startswith(language("vi")(english))
    assert run(name, "--help").exit_code == 0


def test_manage_runs_as_a_script_and_loads_no_statistics_to_say_what_it_can_do(tmp_path: Path) -> None:
    check = "import sys, cli.start; sys.exit('scipy.stats' in sys.modules or 'openpyxl' in sys.modules)"
    environment = {**os.environ, "VAR_DIR": str(tmp_path)}
    assert (
        subprocess.run([sys.executable, "-c", check], cwd=PROJECT, env=environment, check=False).returncode
        == 0
    )
    shown = subprocess.run(
        [sys.executable, "manage.py", "migrate", "--help"],
        cwd=PROJECT, env=environment, capture_output=True, text=True, check=True,
    )  # fmt: skip
    assert "migrate" in shown.stdout
