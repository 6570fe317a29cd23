"""Streamlit's and uvicorn's settings, read back from the installed packages and from a running server."""

import json
import os
import subprocess
import sys
import urllib.error
import urllib.request
from collections.abc import Callable, Sequence
from contextlib import AbstractContextManager
from pathlib import Path

import pytest
from websockets.sync.client import connect

from tests.server import PROJECT, STREAMLIT, UVICORN, Server, running_server

WANTED = {
    "server.headless": True,
    "server.fileWatcherType": "none",
    "server.runOnSave": False,
    "server.allowRunOnSave": False,
    "server.enableCORS": True,
    "server.enableXsrfProtection": False,
    "server.enableAgentApi": False,
    "server.enableStaticServing": False,
    "server.maxUploadSize": 10,
    "runner.postScriptGC": False,
    "runner.magicEnabled": False,
    "client.showErrorDetails": "none",
    "client.showErrorLinks": False,
    "client.toolbarMode": "minimal",
    "client.showSidebarNavigation": False,
    "client.disableDataExport": True,
    "browser.gatherUsageStats": False,
    "logger.hideWelcomeMessage": True,
    "global.developmentMode": False,
}
COLOURS = (
    "primaryColor",
    "linkColor",
    "textColor",
    "borderColor",
    "backgroundColor",
    "secondaryBackgroundColor",
)

READ = """
import json, sys
from streamlit import config
print(json.dumps({name: config.get_option(name) for name in json.load(sys.stdin)}))
"""

PLAIN_APP = """
import asyncio
import streamlit as st
from starlette.responses import JSONResponse
from starlette.routing import Route

async def loop(request):
    return JSONResponse(type(asyncio.get_running_loop()).__module__)

app = st.App({page!r}, routes=[Route("/loop", loop)])
"""
QUIET_APP = (
    """
from settings import keep_addresses_out_of_the_log
keep_addresses_out_of_the_log()
"""
    + PLAIN_APP
)
LAUNCHERS = pytest.mark.parametrize("command", [STREAMLIT, UVICORN], ids=["streamlit", "uvicorn"])


def read_back(names: Sequence[str]) -> dict[str, object]:
    """What Streamlit itself makes of our file, in a process started as the server is."""
    environment = {name: value for name, value in os.environ.items() if not name.startswith("STREAMLIT_")}
    answer = subprocess.run(
        [sys.executable, "-c", READ],
        input=json.dumps(list(names)).encode(),
        capture_output=True,
        check=True,
        cwd=PROJECT,
        env=environment,
        timeout=60,
    )
    assert answer.stderr == b"", "Streamlit complains about an option"
    values: dict[str, object] = json.loads(answer.stdout)
    return values


def test_streamlit_reads_every_setting_that_was_decided() -> None:
    assert read_back(list(WANTED)) == WANTED


def luminance(colour: str) -> float:
    """WCAG 2.2, relative luminance of "#rrggbb"."""
    parts = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    red, green, blue = (
        part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts
    )
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    """WCAG 2.2, contrast ratio from 1 to 21."""
    darker, lighter = sorted((luminance(one), luminance(other)))
    return (lighter + 0.05) / (darker + 0.05)


def test_contrast_is_the_ratio_that_wcag_defines() -> None:
    assert contrast("#000000", "#ffffff") == pytest.approx(21)  # WCAG 2.2: black on white is 21 : 1
    assert contrast("#767676", "#ffffff") == pytest.approx(4.54, abs=0.005)  # WebAIM's well-known limit grey


def test_the_theme_can_be_read_by_weak_eyes() -> None:
    colours = read_back([f"theme.{name}" for name in COLOURS])
    for ground in ("backgroundColor", "secondaryBackgroundColor"):
        for ink, least in (
            ("textColor", 7.0),
            ("linkColor", 4.5),
            ("primaryColor", 4.5),
            ("borderColor", 3.0),
        ):
            assert contrast(str(colours[f"theme.{ink}"]), str(colours[f"theme.{ground}"])) >= least


@pytest.fixture
def app(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[[str], str]:
    """Writes a small server of our kind, and says how it is started."""

    def write(source: str) -> str:
        page = tmp_path / "page.py"
        page.write_text("import streamlit as st\nst.write('open')\n", encoding="utf-8")
        (tmp_path / "small_app.py").write_text(source.format(page=str(page)), encoding="utf-8")
        return str(tmp_path / "small_app")

    return write


def visit(server: Server) -> None:
    """What a citizen's browser does: asks for the page, and opens the WebSocket."""
    try:
        with urllib.request.urlopen(f"{server.base_url}/?c=SEKRET", timeout=10) as page:
            assert page.status == 200
    except urllib.error.HTTPError as answer:
        assert answer.code == 404  # our own server knows no such poster
    address = server.base_url.replace("http://", "ws://")
    with connect(f"{address}/_stcore/stream?c=SEKRET", origin=server.base_url, open_timeout=10):
        pass


def tells_a_visit(log: str) -> bool:
    return "SEKRET" in log or "127.0.0.1:" in log.replace("http://127.0.0.1:", "")


def started(tmp_path: Path, command: Sequence[str], app: str) -> AbstractContextManager[Server]:
    """A small server, started with Streamlit by its file or with uvicorn by its module.

    It is started outside our folder, so that nothing of our configuration file makes its log quiet.
    """
    folder, module = str(Path(app).parent), Path(app).name
    by_file = command is STREAMLIT
    return running_server(
        tmp_path / "server.log",
        {"PYTHONPATH": os.pathsep.join([str(PROJECT), folder])},
        command=command,
        app=app if by_file else module,
        folder=tmp_path,
    )


@LAUNCHERS
def test_no_address_and_no_code_reaches_the_log(
    command: Sequence[str], app: Callable[[str], str], tmp_path: Path
) -> None:
    with started(tmp_path, command, app(QUIET_APP)) as server:
        visit(server)
    assert not tells_a_visit(server.log())


def test_without_our_filter_plain_uvicorn_tells_of_a_visit(app: Callable[[str], str], tmp_path: Path) -> None:
    with started(tmp_path, UVICORN, app(PLAIN_APP)) as server:
        visit(server)
    assert tells_a_visit(server.log())


@LAUNCHERS
def test_the_server_runs_on_uvloop_and_httptools(
    command: Sequence[str], app: Callable[[str], str], tmp_path: Path
) -> None:
    with (
        started(tmp_path, command, app(QUIET_APP)) as server,
        urllib.request.urlopen(f"{server.base_url}/loop", timeout=10) as answer,
    ):
        assert json.load(answer) == "uvloop"
    from uvicorn.protocols.http.auto import AutoHTTPProtocol

    assert AutoHTTPProtocol.__module__ == "uvicorn.protocols.http.httptools_impl"


def test_our_own_server_keeps_visits_out_of_its_log(sqlite_url: str, serve: Callable[..., Server]) -> None:
    server = serve(sqlite_url)
    visit(server)
    assert not tells_a_visit(server.log())
    assert "External URL" not in server.log(), "Streamlit asked an outside service for our address"
