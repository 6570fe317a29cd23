"""Our server, started as a person starts it: a process of its own, on a free port of this machine."""

import os
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

PROJECT = Path(__file__).parent.parent
STREAMLIT = ("-m", "streamlit", "run", "{app}.py", "--server.port", "{port}", "--server.address", "127.0.0.1")
UVICORN = ("-m", "uvicorn", "{app}:app", "--port", "{port}", "--host", "127.0.0.1")
START_SECONDS = 120
STOP_SECONDS = 30
OURS = (
    *("DATABASE_URL", "DEMO", "LOG_KEY", "PORT", "PUBLIC_URL", "RELEASE", "SIGNING_KEYS", "VAR_DIR"),
    *("SMTP_FROM", "SMTP_URL", "WITNESS_EMAIL", "WITNESS_OF"),
)


class ServerDidNotStart(AssertionError):
    """The process ended or gave no answer in time; the message holds its log."""


@dataclass(frozen=True, slots=True)
class Server:
    """A server that answers."""

    base_url: str
    process: subprocess.Popen[bytes]
    log_file: Path

    @property
    def port(self) -> int:
        return int(self.base_url.rpartition(":")[2])

    def log(self) -> str:
        """Everything it has written so far, both streams."""
        return self.log_file.read_text(encoding="utf-8", errors="replace")


@contextmanager
def running_server(
    log_file: Path,
    env: Mapping[str, str],
    *,
    command: Sequence[str] = STREAMLIT,
    app: str = "survey_app",
    folder: Path = PROJECT,
) -> Iterator[Server]:
    """A server for as long as the block lasts, with only the given variables of ours in its environment."""
    port = free_port()
    base_url = f"http://127.0.0.1:{port}"
    inherited = {
        name: value
        for name, value in os.environ.items()
        if name not in OURS and not name.startswith("STREAMLIT_")
    }
    ours = {"PORT": str(port), "PUBLIC_URL": base_url, "PYTHONPATH": str(PROJECT), **env}
    with log_file.open("wb") as log:
        process = subprocess.Popen(
            [sys.executable, *(part.format(app=app, port=port) for part in command)],
            cwd=folder,
            env={**inherited, **ours},
            stdin=subprocess.DEVNULL,
            stdout=log,
            stderr=subprocess.STDOUT,
            start_new_session=True,
        )
    try:
        server = Server(base_url, process, log_file)
        _wait_until_it_answers(server)
        yield server
    finally:
        _stop(process)


def free_port() -> int:
    """A port of this machine that nobody listens on just now."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


def _wait_until_it_answers(server: Server) -> None:
    end = time.monotonic() + START_SECONDS
    while time.monotonic() < end and server.process.poll() is None:
        try:
            with urllib.request.urlopen(f"{server.base_url}/_stcore/health", timeout=5):
                return
        except (urllib.error.URLError, OSError):
            time.sleep(0.1)
    raise ServerDidNotStart(server.log())


def _stop(process: subprocess.Popen[bytes]) -> None:
    """Ends the process and what it started, by its process group."""
    try:
        os.killpg(process.pid, signal.SIGTERM)
        process.wait(STOP_SECONDS)
    except ProcessLookupError:
        process.wait()
    except subprocess.TimeoutExpired:
        os.killpg(process.pid, signal.SIGKILL)
        process.wait()
