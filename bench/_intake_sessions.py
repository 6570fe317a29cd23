"""Browsers at Streamlit's pages: a WebSocket, a run of the script to its end, a tap where one is due, and away."""

import asyncio
import multiprocessing
import time
from concurrent.futures import ProcessPoolExecutor
from contextlib import suppress
from dataclasses import dataclass, field

from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from websockets.asyncio.client import ClientConnection, connect
from websockets.exceptions import WebSocketException
from websockets.typing import Origin, Subprotocol

PROCESSES = 2
AT_ONCE = 8
"""Sessions that are open at the same time, over and over."""

_LONGEST_SECONDS = 60


@dataclass(frozen=True, slots=True)
class Page:
    """A page of a server, as a browser asks for it.

    query   what stands behind the question mark of its address
    shows   bytes of a text that it shows once it is whole
    path    of the page within the application
    cookie  of whoever is signed in
    taps    part of the id of a button that is tapped after the first run; then `shows` is looked for in the second
    """

    base_url: str
    query: str = ""
    shows: bytes = b""
    path: str = ""
    cookie: str = ""
    taps: str = ""


@dataclass(slots=True)
class Seen:
    """Sessions whose script ran to its end and showed what was looked for: their waits, in seconds."""

    waits: list[float] = field(default_factory=list)
    failed: int = 0
    seconds: float = 0.0

    def add(self, other: "Seen") -> None:
        self.waits += other.waits
        self.failed += other.failed
        self.seconds = max(self.seconds, other.seconds)

    @property
    def per_second(self) -> float:
        return len(self.waits) / self.seconds


def open_for(page: Page, seconds: float) -> Seen:
    """Sessions opened and closed, `AT_ONCE` of them at a time."""
    return _apart([(page, AT_ONCE // PROCESSES, seconds, 0.0)] * PROCESSES)


def arrive(page: Page, people: int, spread: float) -> Seen:
    """So many people, each with one session, within so many seconds."""
    return _apart([(page, people, 0.0, spread)])


def _apart(work: list[tuple[Page, int, float, float]]) -> Seen:
    together = Seen()
    with ProcessPoolExecutor(len(work), multiprocessing.get_context("spawn")) as pool:
        list(pool.map(int, range(len(work))))  # all have started
        for seen in pool.map(_open, *zip(*work, strict=True)):
            together.add(seen)
    return together


def _open(page: Page, at_once: int, seconds: float, spread: float) -> Seen:
    return asyncio.run(_open_all(page, at_once, seconds, spread))


async def _open_all(page: Page, at_once: int, seconds: float, spread: float) -> Seen:
    seen = Seen()
    began = time.perf_counter()

    async def one(number: int) -> None:
        await asyncio.sleep(number * spread / at_once)
        while True:
            await _one_session(page, seen)
            if time.perf_counter() - began >= seconds:
                return

    await asyncio.gather(*(one(number) for number in range(at_once)))
    seen.seconds = time.perf_counter() - began
    return seen


async def _one_session(page: Page, seen: Seen) -> None:
    began = time.perf_counter()
    with suppress(OSError, TimeoutError, WebSocketException):
        async with asyncio.timeout(_LONGEST_SECONDS), opened(page) as line:
            if await run_script(line, page):
                seen.waits.append(time.perf_counter() - began)
                return
    seen.failed += 1


def opened(page: Page) -> connect:
    """The line that a browser opens for this page."""
    return connect(
        page.base_url.replace("http://", "ws://") + "/_stcore/stream",
        origin=Origin(page.base_url),
        subprotocols=[Subprotocol("streamlit")],
        additional_headers={"Cookie": page.cookie} if page.cookie else None,
        compression=None,
        max_size=None,
    )


async def run_script(line: ClientConnection, page: Page) -> bool:
    """Run the page's script to its end, and again after the tap; whether it showed what was looked for."""
    run = await _run(line, page, None)
    if page.taps:
        run = await _run(line, page, run)
    return run.shown


@dataclass(slots=True)
class _Run:
    shown: bool = False
    button: str = ""
    script: str = ""


async def _run(line: ClientConnection, page: Page, before: _Run | None) -> _Run:
    asked = BackMsg()
    asked.rerun_script.query_string = page.query
    asked.rerun_script.page_name = page.path
    asked.rerun_script.context_info.timezone = "Asia/Ho_Chi_Minh"
    asked.rerun_script.context_info.locale = "vi-VN"
    asked.rerun_script.context_info.url = f"{page.base_url}/{page.path}"
    if before is not None:
        asked.rerun_script.page_script_hash = before.script
        asked.rerun_script.widget_states.widgets.add(id=before.button, trigger_value=True)
    await line.send(asked.SerializeToString())
    run = _Run()
    async for data in line:
        assert isinstance(data, bytes)
        run.shown = run.shown or page.shows in data
        message = ForwardMsg()
        message.ParseFromString(data)
        kind = message.WhichOneof("type")
        if kind == "script_finished":
            break
        if kind == "new_session":
            run.script = message.new_session.page_script_hash
        if kind == "delta" and page.taps in message.delta.new_element.button.id:
            run.button = run.button or message.delta.new_element.button.id
    return run
