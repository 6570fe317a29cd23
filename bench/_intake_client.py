"""Citizens at the quick form as the server sees them: kept-alive connections that open a form and send it.

Written on bare sockets, so that the client takes as little as it can of the machine that it shares with the server.
Each process has its own event loop and its share of the connections.
"""

import asyncio
import json
import multiprocessing
import re
import time
import zlib
from collections.abc import Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass, field
from html import unescape
from itertools import cycle
from random import randrange
from urllib.parse import urlencode, urlsplit

PROCESSES = 2
"""Of the client; one alone was never busier than two thirds of its time."""

_OPENING = re.compile(rb'name="t" value="([^"]+)"')
_ASKED = re.compile(rb'data-asked="([^"]+)"')
_RECEIPT = re.compile(rb'id="receipt">([^<]+)<')
_LENGTH = re.compile(rb"\r\ncontent-length: (\d+)\r\n", re.IGNORECASE)
_PURPOSE = "result"
_ECHO = b"echo"


@dataclass(slots=True)
class Tally:
    """What citizens got: `opened` and `sent` are their waits in seconds, one for each request that was answered."""

    opened: list[float] = field(default_factory=list)
    sent: list[float] = field(default_factory=list)
    receipts: list[str] = field(default_factory=list)
    echoes: int = 0
    refused: int = 0
    seconds: float = 0.0

    def add(self, other: "Tally") -> None:
        self.opened += other.opened
        self.sent += other.sent
        self.receipts += other.receipts
        self.echoes += other.echoes
        self.refused += other.refused
        self.seconds = max(self.seconds, other.seconds)

    @property
    def submissions(self) -> int:
        return len(self.receipts) + self.echoes

    @property
    def per_second(self) -> float:
        return self.submissions / self.seconds

    def longest(self, share: float) -> float:
        """The wait in milliseconds within which this share of the slower of the two requests were answered."""
        return max(quantile(self.opened, share), quantile(self.sent, share)) * 1000


@dataclass(frozen=True, slots=True)
class Visits:
    """What one process does: `connections` at once, over and over for `seconds`; with none, each once.

    `spread` seconds lie between the first arrival and the last.
    """

    base_url: str
    codes: tuple[str, ...]
    connections: int
    seconds: float = 0.0
    spread: float = 0.0


def quantile(waits: Sequence[float], share: float) -> float:
    """The wait within which this share was answered; 0 of none."""
    ordered = sorted(waits)
    return ordered[min(int(len(ordered) * share), len(ordered) - 1)] if ordered else 0.0


def visit(visits: Visits, processes: int = PROCESSES) -> Tally:
    """All connections of all processes at once; the connections are dealt out."""
    shares = [
        Visits(
            visits.base_url,
            visits.codes[number:] + visits.codes[:number],
            (visits.connections + number) // processes,
            visits.seconds,
            visits.spread,
        )
        for number in range(processes)
    ]
    together = Tally()
    with ProcessPoolExecutor(processes, multiprocessing.get_context("spawn")) as pool:
        list(pool.map(int, range(processes)))  # all have started
        for tally in pool.map(_visit, shares):
            together.add(tally)
    return together


def _visit(visits: Visits) -> Tally:
    return asyncio.run(_visit_all(visits))


async def _visit_all(visits: Visits) -> Tally:
    tally = Tally()
    began = time.perf_counter()
    pause = visits.spread / max(visits.connections, 1)
    await asyncio.gather(
        *(
            _come(visits, number, number * pause, began + visits.seconds, tally)
            for number in range(visits.connections)
        )
    )
    tally.seconds = time.perf_counter() - began
    return tally


async def _come(visits: Visits, number: int, after: float, until: float, tally: Tally) -> None:
    """One connection: a form is opened and sent, once at least, and again until the time is over.

    Each form is another poster's, for no poster takes hundreds of them in a minute.
    """
    first = randrange(len(visits.codes))  # rounds that all begin at the same posters would fill their limit
    codes = cycle(visits.codes[first:] + visits.codes[:first])
    await asyncio.sleep(after)
    address = urlsplit(visits.base_url)
    loop = asyncio.get_running_loop()
    host, port = address.hostname or "", address.port or 80
    _, line = await loop.create_connection(lambda: _Line(address.netloc), host, port)
    try:
        while True:
            await _fill_in(line, f"/q/{next(codes)}?lang=vi", tally)
            if time.perf_counter() >= until:
                return
    finally:
        line.close()


async def _fill_in(line: "_Line", path: str, tally: Tally) -> None:
    began = time.perf_counter()
    page = await line.get(path)
    tally.opened.append(time.perf_counter() - began)
    filled = _filled(page)
    began = time.perf_counter()
    answer = await line.post(path, filled)
    tally.sent.append(time.perf_counter() - began)
    if receipt := _RECEIPT.search(answer):
        tally.receipts.append(receipt[1].decode())
    elif answer.startswith(_ECHO):
        tally.echoes += 1
    else:
        tally.refused += 1


def _filled(page: bytes) -> bytes:
    """Everything that this form asks, at one level, as a browser sends it."""
    opening, asked = _OPENING.search(page), _ASKED.search(page)
    if opening is None or asked is None:
        return b""
    numbers, _ = json.loads(unescape(asked[1].decode()))[_PURPOSE]
    ratings = {f"c{number}": "4" for number in numbers}
    fields = {"t": opening[1].decode(), "m": _PURPOSE, "coverall": "5", **ratings, "y": ""}
    return urlencode(fields).encode()


class _Line(asyncio.Protocol):
    """One kept-alive connection; one request at a time."""

    def __init__(self, host: str) -> None:
        self._headers = (
            f" HTTP/1.1\r\nHost: {host}\r\nUser-Agent: Mozilla/5.0 (Linux; Android 13)\r\n"
            "Accept: text/html,application/xhtml+xml\r\nAccept-Language: vi-VN,vi;q=0.9\r\n"
            "Accept-Encoding: gzip, deflate\r\nConnection: keep-alive\r\n"
            f"Origin: http://{host}\r\nSec-Fetch-Site: same-origin\r\n"
        ).encode()
        self._came = bytearray()
        self._answer: asyncio.Future[bytes] | None = None
        self._transport: asyncio.Transport | None = None

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        assert isinstance(transport, asyncio.Transport)
        self._transport = transport

    def connection_lost(self, _: Exception | None) -> None:
        if self._answer is not None and not self._answer.done():
            self._answer.set_result(b"")

    def data_received(self, data: bytes) -> None:
        self._came += data
        end = self._came.find(b"\r\n\r\n")
        length = _LENGTH.search(self._came, 0, end + 2) if end >= 0 else None
        if length is None or len(self._came) < end + 4 + int(length[1]):
            return
        packed = b"content-encoding: gzip" in self._came[:end].lower()
        body = bytes(self._came[end + 4 :])
        self._came.clear()
        if self._answer is not None and not self._answer.done():
            self._answer.set_result(zlib.decompress(body, 31) if packed else body)

    async def get(self, path: str) -> bytes:
        return await self._ask(f"GET {path}".encode() + self._headers + b"\r\n")

    async def post(self, path: str, body: bytes) -> bytes:
        told = f"Content-Type: application/x-www-form-urlencoded\r\nContent-Length: {len(body)}\r\n\r\n"
        return await self._ask(f"POST {path}".encode() + self._headers + told.encode() + body)

    async def _ask(self, request: bytes) -> bytes:
        self._answer = asyncio.get_running_loop().create_future()
        if self._transport is None or self._transport.is_closing():
            return b""
        self._transport.write(request)
        return await self._answer

    def close(self) -> None:
        if self._transport is not None:
            self._transport.close()
