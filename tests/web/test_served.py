"""The whole server as a process: both ways to start it, and how it ends."""

import json
import signal
import urllib.request
from pathlib import Path

import pytest

from tests.server import STREAMLIT, UVICORN, running_server


@pytest.fixture(autouse=True)
def served() -> None:
    """Here a process of its own is served, not this one."""


@pytest.mark.parametrize("command", [STREAMLIT, UVICORN], ids=["streamlit run", "uvicorn"])
def test_the_server_starts_answers_and_ends_at_once_without_a_complaint(
    sqlite_url: str, tmp_path: Path, command: tuple[str, ...]
) -> None:
    env = {"DATABASE_URL": sqlite_url, "VAR_DIR": str(tmp_path)}
    with running_server(tmp_path / "server.log", env, command=command) as server:
        with urllib.request.urlopen(server.base_url + "/suc-khoe", timeout=20) as answer:
            assert json.load(answer) == {"database": True, "writer": True}
        with urllib.request.urlopen(server.base_url + "/", timeout=20) as answer:
            assert '<html lang="vi">' in answer.read().decode()
        server.process.send_signal(signal.SIGTERM)
        server.process.wait(timeout=15)
        log = server.log()
    assert "Traceback" not in log
    assert "Error" not in log
