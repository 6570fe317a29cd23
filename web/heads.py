"""How much of a request is read before it is refused, and how long its head may take.

What parses requests for uvicorn takes a head of any size, and waits for its end as long as nobody hangs up: a line of
50 MB kept everybody waiting for five seconds, and a connection on which nothing came stayed for good.
"""

from asyncio import TimerHandle
from typing import Any, Final

from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol

LARGEST_HEAD: Final = 32_768
"""Bytes, as nginx takes them; browsers send about one thousand."""

MOST_HEADERS: Final = 100

LARGEST_REQUEST: Final = 1_048_576
"""Bytes, head included: sixteen times the largest form. Who sends more is cut off."""

HEAD_SECONDS: Final = 30.0
"""Until the head of a request is whole, from the opening of the connection or the first byte after an answer."""


class HeadTooLarge(ValueError):
    """More than `LARGEST_HEAD` bytes or `MOST_HEADERS` headers; the parser answers 400 and hangs up."""


class BoundedRequests(HttpToolsProtocol):
    """A connection as uvicorn keeps it, with bounds on what comes."""

    def __init__(self, *given: Any, **named: Any) -> None:
        super().__init__(*given, **named)
        self._bytes = self._head_bytes = 0
        self._reads_head, self._upgraded = True, False
        self._patience: TimerHandle | None = None

    def connection_made(self, transport: Any) -> None:
        super().connection_made(transport)
        self._be_patient()

    def connection_lost(self, exc: Exception | None) -> None:
        self._no_more_patience()
        super().connection_lost(exc)

    def data_received(self, data: bytes) -> None:
        read_head = self._reads_head
        super().data_received(data)
        if self._upgraded or self.transport.is_closing():
            return
        self._bytes += len(data)
        if self._reads_head and read_head and self._bytes > LARGEST_HEAD:
            self.send_400_response("The head of the request is too large.")
        elif self._bytes > LARGEST_REQUEST:
            self.transport.close()
        elif self.cycle is None or self.cycle.response_complete:  # type: ignore[redundant-expr]
            self._be_patient()

    def on_message_begin(self) -> None:
        super().on_message_begin()
        self._bytes = self._head_bytes = 0
        self._reads_head = True

    def on_url(self, url: bytes) -> None:
        self._count(url)
        super().on_url(url)

    def on_header(self, name: bytes, value: bytes) -> None:
        self._count(name, value)
        super().on_header(name, value)

    def on_headers_complete(self) -> None:
        self._reads_head = False
        self._no_more_patience()
        super().on_headers_complete()

    def handle_websocket_upgrade(self) -> None:
        self._upgraded = True
        super().handle_websocket_upgrade()

    def _count(self, *parts: bytes) -> None:
        self._head_bytes += sum(map(len, parts))
        if self._head_bytes > LARGEST_HEAD or len(self.headers) >= MOST_HEADERS:
            raise HeadTooLarge

    def _be_patient(self) -> None:
        if self._patience is None:
            self._patience = self.loop.call_later(HEAD_SECONDS, self.transport.close)

    def _no_more_patience(self) -> None:
        if self._patience is not None:
            self._patience.cancel()
            self._patience = None


def bound_requests() -> None:
    """From here on every connection of this process is bounded. Calling it twice changes nothing.

    Neither `streamlit run` nor its settings reach uvicorn's choice of a class, which is made before our app is
    loaded; so that class is told to make ours.
    """
    HttpToolsProtocol.__new__ = _bounded  # type: ignore[method-assign,assignment]


def _bounded(kind: type[HttpToolsProtocol], *_: Any, **__: Any) -> HttpToolsProtocol:
    return object.__new__(BoundedRequests if kind is HttpToolsProtocol else kind)
