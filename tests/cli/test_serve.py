"""What the terminal says of the server: before anything is installed, once it answers, and at its end."""

import ast
import os
import shutil
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

BEFORE = ("-I", "cli/before.py")
OLDER = f"""#!/bin/sh
case "$2" in *"(3, 11)"*) exit 1 ;; esac
exec {sys.executable} "$@"
"""
"""A Python 3 that is not new enough."""

NOT_PYTHON_3 = "#!/bin/sh\necho 'Unknown option' >&2\nexit 2\n"


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


def make_run(environment: Path, *told: str, env: dict[str, str]) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        ["make", "run", f"VENV={environment}", *told],
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
        assert server.process.wait(timeout=60) == 0
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
        ("::1", OWN_MACHINE),
        ("0.0.0.0", WHOLE_NETWORK),  # noqa: S104
        ("10.0.0.7", WHOLE_NETWORK),
        ("counters.example.vn", WHOLE_NETWORK),
    ],
)
def test_a_trial_says_who_can_reach_it_and_a_real_server_does_not(address: str, reached: str) -> None:
    assert reached in ready(TRIAL, address)
    behind_a_web_server = replace(TRIAL, public_url="https://gopy.example.vn")
    for real in (replace(TRIAL, demo=False), behind_a_web_server):
        assert not {OWN_MACHINE, WHOLE_NETWORK} & set(ready(real, address))


def test_a_server_that_never_answers_is_not_called_ready() -> None:
    assert not answers("127.0.0.1", free_port(), seconds=0.3)


@pytest.mark.parametrize("flags", ["", "-j"])
def test_a_taken_port_is_said_before_anything_is_installed(taken: int, flags: str, tmp_path: Path) -> None:
    ended = make_run(tmp_path / "none", env=without_ours(PORT=str(taken), MAKEFLAGS=flags))
    assert ended.returncode != 0
    assert ended.stdout == ""
    assert f"Cổng {taken} đang được dùng" in ended.stderr
    assert f"Port {taken} is in use" in ended.stderr
    assert ended.stderr.count("PORT=8600 make run") == 2
    assert not (tmp_path / "none").exists()


@pytest.mark.parametrize("address", ["127.0.0.1", ""])
def test_a_port_is_free_where_nobody_listens_on_this_machine(address: str, taken: int) -> None:
    assert refusal(taken, address)
    assert not refusal(free_port(), address)


def test_what_is_no_port_is_left_to_the_settings_which_name_the_variable() -> None:
    for port in ("70000", "0", "", "http", "-1", "８５０１"):
        assert before(sys.executable, port).stdout == b""


def before(python: str, port: str) -> subprocess.CompletedProcess[bytes]:
    return subprocess.run(
        [python, *BEFORE],
        cwd=PROJECT,
        env=without_ours(PORT=port, LC_ALL="C"),
        capture_output=True,
        check=True,
    )


def test_what_comes_first_is_in_the_words_of_python_3_6() -> None:
    """Its annotations too, which are evaluated: `str | None` ends there in a traceback."""
    code = ast.parse((PROJECT / "cli/before.py").read_text(encoding="utf-8"), feature_version=(3, 6))
    annotations = [
        annotation
        for node in ast.walk(code)
        for annotation in (getattr(node, "annotation", None), getattr(node, "returns", None))
        if annotation
    ]
    assert {ast.unparse(each) for each in annotations} == {"int", "str"}


def test_every_python_3_on_this_machine_says_what_comes_first() -> None:
    port = free_port()
    for python in (sys.executable, *older_pythons()):
        assert f"cổng {port}".encode() in before(python, str(port)).stdout


def older_pythons() -> list[str]:
    found = filter(None, (shutil.which(f"python3.{minor}") for minor in range(6, 11)))
    return [
        each
        for each in found
        if not subprocess.run([each, "-c", ""], capture_output=True, check=False).returncode
    ]


def test_a_terminal_without_vietnamese_letters_ends_nothing() -> None:
    env = without_ours(PORT=str(free_port()), PYTHONIOENCODING="ascii")
    subprocess.run([sys.executable, "cli/before.py"], cwd=PROJECT, env=env, capture_output=True, check=True)


@pytest.mark.parametrize("found", [OLDER, NOT_PYTHON_3, ""], ids=["too old", "no Python 3", "nothing"])
def test_whoever_has_no_python_that_is_new_enough_is_told_so(found: str, tmp_path: Path) -> None:
    python = tmp_path / "python"
    if found:
        python.write_text(found)
        python.chmod(0o755)
    ended = make_run(tmp_path / "none", f"PYTHON={python}", env=without_ours(PORT=str(free_port())))
    assert ended.returncode != 0
    said = ended.stdout.splitlines()
    assert said[-2].startswith("Cần Python 3.11 trở lên")
    assert said[-1].startswith("Python 3.11 or newer is needed")
    assert (len(said) == 4) is (found == OLDER)
    assert all(line.startswith("make: ***") for line in ended.stderr.splitlines())


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
