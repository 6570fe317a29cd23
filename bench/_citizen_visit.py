"""One visit of a phone to a page, as its browser tells it: when a question could be answered, what came till then.

The browser slows itself down, as its developers' tools do: every answer waits for the latency, and no more comes
than the line carries. It leaves out what a new connection costs (greetings of TCP and TLS, slow start), on all pages
alike.
"""

import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import partial
from math import inf
from typing import Any, Final, TypeAlias

from playwright.sync_api import Browser, CDPSession, Page, Request

_PIXEL_5: Final[Mapping[str, Any]] = {
    "viewport": {"width": 393, "height": 727},
    "device_scale_factor": 2.75,
    "is_mobile": True,
    "has_touch": True,
    "locale": "vi-VN",
}
_CALLS_ITSELF: Final = (
    "Mozilla/5.0 (Linux; Android 11; Pixel 5) AppleWebKit/537.36 (KHTML, like Gecko) "
    "Chrome/{} Mobile Safari/537.36"
)
CPU_SLOWED: Final = 4
_LONGEST: Final = 90.0
"""Seconds after which a visit is given up."""

_ANSWERABLE: Final = """(() => {
  const look = () => {
    const found = document.querySelector(SELECTOR);
    if (found && found.getClientRects().length && !document.getElementById("opening"))
      answerable(String(performance.timeOrigin + performance.now()));
    else requestAnimationFrame(look);
  };
  look();
})()"""
"""Tells the moment at which the first question is on the page, and nothing lies over it."""

_NOT_TOLD: Final = "Object.defineProperty(Navigator.prototype, 'connection', {get: () => undefined})"

Event: TypeAlias = dict[str, Any]


class NeverAnswerable(RuntimeError):
    """No question came in time."""


@dataclass(frozen=True, slots=True)
class Network:
    """A line: bits a second both ways, and milliseconds that every answer waits."""

    name: str
    bits: int | None = None
    latency: int = 0

    def conditions(self) -> Event:
        """As `Network.emulateNetworkConditions` takes them."""
        speed = self.bits / 8 if self.bits else -1
        return {
            "offline": False,
            "latency": self.latency,
            "downloadThroughput": speed,
            "uploadThroughput": speed,
        }


NETWORKS: Final = {
    "none": Network("no throttle"),
    "4G": Network("4G", 9_000_000, 85),
    "fast 3G": Network("fast 3G", 1_600_000, 150),
    "slow 3G": Network("slow 3G", 400_000, 400),
}


@dataclass(frozen=True, slots=True)
class Way:
    """How somebody comes: at which path, and with what browser."""

    name: str
    path: str
    first_question: str
    script: bool = True
    tells_connection: bool = True
    saves_data: bool = False


@dataclass(frozen=True, slots=True)
class Visit:
    """Until the first question could be answered: seconds, bytes as they came (headers too), answers; and where."""

    seconds: float
    received: int
    requests: int
    address: str


@dataclass(slots=True)
class _Answer:
    """What came for one request."""

    began: float
    so_far: int
    """What its head took on the way."""
    length: int
    """What the server says is to come."""
    total: int | None = None
    """Known once it is all there."""

    @property
    def size(self) -> int:
        return self.so_far + self.length if self.total is None else self.total


@dataclass(slots=True)
class Line:
    """What the browser says of its network, in seconds of its clock; an answer that has begun counts in full.

    Also one that was broken off: how much of it had come, the browser does not tell.
    """

    start: float | None = None
    question: float | None = None
    sent: int = 0
    by_workers: list[Request] = field(default_factory=list)
    _calendar: float = 0.0
    """Seconds from its clock to the calendar's."""
    _answers: dict[str, _Answer] = field(default_factory=dict)
    _frames: list[tuple[float, int]] = field(default_factory=list)
    """What was said over a socket."""
    _sockets: list[float] = field(default_factory=list)
    _painted: dict[str, dict[str, float]] = field(default_factory=dict)
    _pages: dict[str, str] = field(default_factory=dict)

    def listen(self, browser: CDPSession) -> None:
        told: dict[str, Callable[[Event], None]] = {
            "Network.requestWillBeSent": self._asked,
            "Network.responseReceived": self._answered,
            "Network.loadingFinished": self._finished,
            "Network.webSocketHandshakeResponseReceived": lambda e: self._sockets.append(e["timestamp"]),
            "Network.webSocketFrameReceived": self._frame,
            "Page.lifecycleEvent": self._lived,
            "Runtime.bindingCalled": self._question,
        }
        for event, listener in told.items():
            browser.on(event, partial(listener))  # a method would be noted in its object, which has slots
        for command in ("Network.enable", "Page.enable", "Runtime.enable"):
            browser.send(command)
        browser.send("Page.setLifecycleEventsEnabled", {"enabled": True})
        browser.send("Runtime.addBinding", {"name": "answerable"})

    def received(self, until: float = inf) -> int:
        """Bytes, with the heads of answers; of a socket, as they were before it compressed them."""
        answers = sum(answer.size for answer in self._answers.values() if answer.began <= until)
        return answers + sum(size for moment, size in self._frames if moment <= until)

    def requests(self, until: float = inf) -> int:
        """Those that were answered, sockets too."""
        return sum(
            moment <= until
            for moment in (*(answer.began for answer in self._answers.values()), *self._sockets)
        )

    def count_workers(self) -> None:
        """What a service worker fetched is no page's, so the page's network did not tell of it."""
        for request in self.by_workers:
            sizes = request.sizes()
            self._answers[f"{request.url} of a worker"] = _Answer(
                inf, sizes["responseHeadersSize"], sizes["responseBodySize"]
            )

    def plain_form_painted(self) -> float | None:
        """When a page of plain HTML was all there and on the screen."""
        for loader, address in self._pages.items():
            seen = self._painted.get(loader, {})
            if "/q/" in address and {"DOMContentLoaded", "firstContentfulPaint"} <= seen.keys():
                return max(seen["DOMContentLoaded"], seen["firstContentfulPaint"])
        return None

    def _asked(self, event: Event) -> None:
        if self.start is None:
            self.start, self._calendar = event["timestamp"], event["wallTime"] - event["timestamp"]
        if event.get("type") == "Document":
            self._pages[event["loaderId"]] = event["request"]["url"]
        if "redirectResponse" in event:
            head = int(event["redirectResponse"]["encodedDataLength"])
            self._answers[event["requestId"] + " elsewhere"] = _Answer(event["timestamp"], head, 0)
        self.sent += len(event["request"].get("postData", "").encode())

    def _answered(self, event: Event) -> None:
        response = event["response"]
        if response["url"].startswith(("http:", "https:")):
            headers = {name.lower(): value for name, value in response["headers"].items()}
            self._answers[event["requestId"]] = _Answer(
                event["timestamp"], int(response["encodedDataLength"]), int(headers.get("content-length", 0))
            )

    def _finished(self, event: Event) -> None:
        if event["requestId"] in self._answers:
            self._answers[event["requestId"]].total = int(event["encodedDataLength"])

    def _frame(self, event: Event) -> None:
        said = event["response"]
        size = len(said["payloadData"])
        self._frames.append((event["timestamp"], size if said["opcode"] == 1 else size * 3 // 4))

    def _lived(self, event: Event) -> None:
        self._painted.setdefault(event["loaderId"], {})[event["name"]] = event["timestamp"]

    def _question(self, event: Event) -> None:
        if event["name"] == "answerable" and self.question is None:
            self.question = float(event["payload"]) / 1000 - self._calendar


@contextmanager
def phone(browser: Browser, network: Network, way: Way) -> Iterator[tuple[Page, Line]]:
    """A phone that has never been here, on this line, with nothing open yet."""
    context = browser.new_context(
        **_PIXEL_5,
        user_agent=_CALLS_ITSELF.format(browser.version),
        java_script_enabled=way.script,
        extra_http_headers={"Save-Data": "on"} if way.saves_data else {},
    )
    try:
        page, line = context.new_page(), Line()
        context.on(
            "requestfinished", lambda each: line.by_workers.append(each) if each.service_worker else None
        )
        told = context.new_cdp_session(page)
        line.listen(told)
        told.send("Network.emulateNetworkConditions", network.conditions())
        told.send("Emulation.setCPUThrottlingRate", {"rate": CPU_SLOWED})
        page.add_init_script(_ANSWERABLE.replace("SELECTOR", repr(way.first_question)))
        if not way.tells_connection:
            page.add_init_script(_NOT_TOLD)
        yield page, line
    finally:
        context.close()


def open_form(page: Page, line: Line, base_url: str, way: Way) -> Visit:
    """Come, and wait until the first question can be answered. Raises NeverAnswerable."""
    given_up = time.monotonic() + _LONGEST
    page.goto(base_url + way.path, wait_until="commit", timeout=_LONGEST * 1000)
    while (moment := line.question if way.script else line.plain_form_painted()) is None:
        if time.monotonic() > given_up:
            raise NeverAnswerable(f"{way.name}: {page.url}")
        page.wait_for_timeout(20)
    assert line.start is not None
    return Visit(moment - line.start, line.received(moment), line.requests(moment), page.url)
