"""What the terminal says of the server: before anything is installed, once it answers, and at its end."""

import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from cli.before import refusal
from cli.serve import answers, ready
from settings import read_settings
from tests.server import OURS, PROJECT, free_port, running_server

SERVE = ("manage.py", "serve")
TRIAL = read_settings({"DEMO": "yes", "PORT": "8600"})
OWN_MACHINE = "Only this machine can open it; the README says how to try it with a phone."
WHOLE_NETWORK = (
    "Every machine on the network can open it, without encryption: for a trial only, with sample data."
)

PRETENDED = '#!/bin/sh\necho "$*, at [$STREAMLIT_SERVER_ADDRESS], port $PORT"\n'
"""Stands where the environment's Python would; says what it is asked for."""


@pytest.fixture
def taken() -> Iterator[int]:
    """A port on which somebody listens."""
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        yield other.getsockname()[1]


def without_ours(**variables: str) -> dict[str, str]:
    """The environment of a person's terminal."""
    inherited = {
        name: value
        for name, value in os.environ.items()
        if name not in OURS and not name.startswith(("MAKE", "MFLAGS", "STREAMLIT_"))
    }
    return {**inherited, **variables}


def make_run(environment: Path, *, env: dict[str, str]) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        ["make", "run", f"VENV={environment}"],
        cwd=PROJECT, env=env, capture_output=True, text=True, check=False, timeout=60,
    )  # fmt: skip


def test_the_terminal_says_when_the_server_is_ready_and_that_it_has_stopped(
    sqlite_url: str, tmp_path: Path
) -> None:
    env = {"DATABASE_URL": sqlite_url, "VAR_DIR": str(tmp_path), "STREAMLIT_SERVER_ADDRESS": "127.0.0.1"}
    with running_server(tmp_path / "server.log", env, command=SERVE) as server:
        ready_line = f"Máy chủ đã sẵn sàng / The server is ready: {server.base_url}"
        _wait_for(ready_line, server.log_file)
        server.process.send_signal(signal.SIGINT)
        assert server.process.wait(timeout=15) == 0
        said = server.log().split("\n")
    assert f"Trang đăng nhập của cơ quan / Sign-in for offices: {server.base_url}/dang-nhap" in said
    assert said[-3:-1] == ["Máy chủ đã dừng.", "The server has stopped."]
    assert "Aborted" not in server.log()


def _wait_for(line: str, log: Path) -> None:
    """The word comes a moment after the answer; the test's time limit ends the wait."""
    while line not in log.read_text(encoding="utf-8"):
        time.sleep(0.05)


@pytest.mark.parametrize(
    ("address", "reached"),
    [
        ("127.0.0.1", OWN_MACHINE),
        ("localhost", OWN_MACHINE),
        ("", WHOLE_NETWORK),
        ("10.0.0.7", WHOLE_NETWORK),
    ],
)
def test_a_trial_says_who_can_reach_it_and_a_real_server_does_not(address: str, reached: str) -> None:
    assert reached in ready(TRIAL, address)
    behind_a_web_server = replace(TRIAL, public_url="https://gopy.example.vn")
    for real in (replace(TRIAL, demo=False), behind_a_web_server):
        assert not {OWN_MACHINE, WHOLE_NETWORK} & set(ready(real, address))


def test_a_server_that_never_answers_is_not_called_ready() -> None:
    assert not answers("127.0.0.1", free_port(), seconds=0.3)


def test_a_taken_port_is_said_before_anything_is_installed(taken: int, tmp_path: Path) -> None:
    ended = make_run(tmp_path / "none", env=without_ours(PORT=str(taken)))
    assert ended.returncode != 0
    assert ended.stdout == ""
    assert f"Cổng {taken} đang được dùng" in ended.stderr
    assert f"Port {taken} is in use" in ended.stderr
    assert ended.stderr.count("PORT=8600 make run") == 2
    assert not (tmp_path / "none").exists()


@pytest.mark.parametrize("address", ["127.0.0.1", ""])
def test_a_port_is_free_where_nobody_listens_on_this_machine(address: str, taken: int) -> None:
    assert refusal(taken, address) is not None
    assert refusal(free_port(), address) is None


def test_what_is_no_port_is_left_to_the_settings_which_name_the_variable() -> None:
    before = [sys.executable, "-I", "cli/before.py"]
    assert subprocess.run(before, cwd=PROJECT, env=without_ours(PORT="70000"), check=False).returncode == 0


@pytest.mark.parametrize(
    ("variables", "address"),
    [
        ({}, "127.0.0.1"),
        ({"PUBLIC_URL": "http://10.0.0.7:8501"}, ""),
        ({"STREAMLIT_SERVER_ADDRESS": "10.0.0.7"}, "10.0.0.7"),
        ({"PUBLIC_URL": "https://gopy.example.vn", "STREAMLIT_SERVER_ADDRESS": "127.0.0.1"}, "127.0.0.1"),
    ],
    ids=["alone", "with an address for others", "told to", "behind a web server"],
)
def test_other_machines_reach_the_server_only_where_an_address_for_them_is_named(
    variables: dict[str, str], address: str, tmp_path: Path
) -> None:
    python = tmp_path / "bin" / "python"
    python.parent.mkdir()
    python.write_text(PRETENDED)
    python.chmod(0o755)
    ended = make_run(tmp_path, env=without_ours(**variables))
    assert ended.returncode == 0, ended.stderr
    asked = ended.stdout.splitlines()
    assert asked[0].startswith("-I cli/before.py")
    assert [line.partition(",")[0] for line in asked[-2:]] == ["manage.py prepare", "manage.py serve"]
    assert all(line.endswith(f"at [{address}], port 8501") for line in (asked[0], *asked[-2:]))
