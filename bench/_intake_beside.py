"""Offices at work while citizens answer: ten dashboards and one export, in a process of their own.

Ten heads of units open their results at once, and each changes something a second after the page stood. Whoever
exports fetches the whole province's workbook as soon as the last one came.
"""

import asyncio
import multiprocessing
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from multiprocessing.synchronize import Event

from websockets.exceptions import WebSocketException

from bench._intake_office import Offices
from bench._intake_sessions import Page, opened, run_script

LOOKING_SECONDS = 1.0
_RESULTS = "don-vi"
_SHOWN = "Hài lòng".encode()
_START_SECONDS = 60
_END_SECONDS = 60


@dataclass(slots=True)
class Work:
    """What offices got meanwhile."""

    dashboards: int = 0
    exports: int = 0

    def __str__(self) -> str:
        return f"beside {self.dashboards} runs of 10 dashboards and {self.exports} exports"


class OfficesDidNotWork(AssertionError):
    """No dashboard came, or no export."""


@contextmanager
def beside(base_url: str, offices: Offices) -> Iterator[Work]:
    """Offices work for as long as the block lasts; what they got is known after it. Raises OfficesDidNotWork."""
    work = Work()
    apart = multiprocessing.get_context("spawn")
    started, end, counts = apart.Event(), apart.Event(), apart.Queue()
    process = apart.Process(
        target=_work, args=(base_url, offices, started, end, counts), name="offices", daemon=True
    )
    process.start()
    try:
        started.wait(_START_SECONDS)
        yield work
        end.set()
        work.dashboards, work.exports = counts.get(timeout=_END_SECONDS)
    finally:
        end.set()
        process.join(_END_SECONDS)
        if process.is_alive():
            process.kill()
    if not (work.dashboards and work.exports):
        raise OfficesDidNotWork(str(work))


def _work(
    base_url: str,
    offices: Offices,
    started: Event,
    end: Event,
    counts: "multiprocessing.Queue[tuple[int, int]]",
) -> None:
    started.set()
    counts.put(asyncio.run(_work_all(base_url, offices, end)))


async def _work_all(base_url: str, offices: Offices, end: Event) -> tuple[int, int]:
    pages = [Page(base_url, "lang=vi", _SHOWN, _RESULTS, cookie) for cookie in offices.heads]
    *dashboards, exports = await asyncio.gather(
        *(_look(page, end) for page in pages), _export(base_url, offices, end)
    )
    return sum(dashboards), exports


async def _look(page: Page, end: Event) -> int:
    """How often the page stood whole."""
    times = 0
    with suppress(OSError, WebSocketException):
        async with opened(page) as line:
            while not end.is_set():
                times += await run_script(line, page)
                await asyncio.sleep(LOOKING_SECONDS)
    return times


async def _export(base_url: str, offices: Offices, end: Event) -> int:
    """How many workbooks came."""
    times = 0
    while not end.is_set():
        times += await asyncio.to_thread(_fetched, base_url + offices.export, offices.reformer)
    return times


def _fetched(address: str, cookie: str) -> bool:
    with suppress(OSError):
        asked = urllib.request.Request(address, headers={"Cookie": cookie})
        with urllib.request.urlopen(asked, timeout=_END_SECONDS) as answer:
            return bool(answer.status == 200 and answer.read().startswith(b"PK"))
    return False
