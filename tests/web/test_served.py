"""The whole server as a process: both ways to start it, and how it ends."""

import json
import signal
import socket
import urllib.request
from pathlib import Path

import pytest

from tests.server import STREAMLIT, UVICORN, Server, running_server
from web.heads import LARGEST_HEAD


@pytest.fixture(autouse=True)
def served() -> None:
    """Here a process of its own is served, not this one."""


def said_to(server: Server, data: bytes) -> bytes:
    """What is answered to these bytes."""
    with socket.create_connection(("127.0.0.1", server.port), timeout=20) as line:
        line.sendall(data)
        return line.recv(100)


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
        assert said_to(server, b"GET / HTTP/1.1\r\nHost: x\r\nX-Long: " + b"a" * LARGEST_HEAD).startswith(
            b"HTTP/1.1 400 "
        )
        server.process.send_signal(signal.SIGTERM)
        server.process.wait(timeout=60)
        log = server.log()
    assert "Traceback" not in log
    assert "Error" not in log
