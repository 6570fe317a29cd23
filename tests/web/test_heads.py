"""A connection as uvicorn's server keeps it, without a network and without waiting: what comes, what is done."""

from dataclasses import dataclass, field
from typing import Any

import pytest
from uvicorn.config import Config
from uvicorn.server import ServerState

from web.heads import HEAD_SECONDS, LARGEST_HEAD, LARGEST_REQUEST, MOST_HEADERS, bound_requests

HEAD = b"GET /suc-khoe HTTP/1.1\r\nHost: here\r\n"
FORM = b"POST /bien-nhan HTTP/1.1\r\nHost: here\r\nContent-Length: %d\r\n\r\n"


@pytest.fixture(autouse=True)
def served() -> None:
    """No database is asked here."""


@dataclass
class Timer:
    seconds: float
    ring: Any
    cancelled: bool = False

    def cancel(self) -> None:
        self.cancelled = True


@dataclass(eq=False)
class Loop:
    """Keeps what is to be done instead of doing it."""

    timers: list[Timer] = field(default_factory=list)
    asked: int = 0

    def call_later(self, seconds: float, ring: Any) -> Timer:
        self.timers.append(Timer(seconds, ring))
        return self.timers[-1]

    def create_task(self, task: Any) -> "Loop":
        task.close()
        self.asked += 1
        return self

    def add_done_callback(self, _: Any) -> None: ...

    @property
    def waiting(self) -> list[Timer]:
        return [timer for timer in self.timers if not timer.cancelled]


@dataclass
class Line:
    """The other end of the connection."""

    written: bytes = b""
    closed: bool = False

    def write(self, data: bytes) -> None:
        self.written += data

    def close(self) -> None:
        self.closed = True

    def is_closing(self) -> bool:
        return self.closed

    def get_extra_info(self, _: str) -> None:
        return None

    def set_protocol(self, _: Any) -> None: ...

    def pause_reading(self) -> None: ...

    def resume_reading(self) -> None: ...


class Socket:
    """Takes over a connection that becomes a WebSocket."""

    def __init__(self, **_: Any) -> None: ...

    def connection_made(self, _: Any) -> None: ...

    def data_received(self, _: bytes) -> None: ...


@pytest.fixture
def connect():
    """``connect()`` opens a connection of the class that uvicorn chooses by itself."""
    bound_requests()

    def opened() -> tuple[Any, Line, Loop]:
        line, loop = Line(), Loop()
        config = Config(lambda scope: None, interface="asgi3", log_config=None, ws=Socket)
        config.load()
        made = config.http_protocol_class(config=config, server_state=ServerState(), app_state={}, _loop=loop)
        made.connection_made(line)
        return made, line, loop

    return opened


def pieces(whole: bytes, size: int) -> list[bytes]:
    return [whole[start : start + size] for start in range(0, len(whole), size)]


@pytest.mark.parametrize("size", [1000, 1_000_000])
@pytest.mark.parametrize(
    "head",
    [
        HEAD + b"X-Long: " + b"a" * LARGEST_HEAD,
        HEAD + b"a" * LARGEST_HEAD,
        b"GET /" + b"a" * LARGEST_HEAD,
        HEAD + b"".join(b"X-%d: a\r\n" % number for number in range(MOST_HEADERS + 1)),
        HEAD + b"".join(b"X-%d: %s\r\n" % (number, b"a" * 400) for number in range(90)),
    ],
    ids=["a long value", "a long name", "a long address", "many headers", "many long headers"],
)
def test_a_head_that_goes_on_and_on_is_refused_before_it_is_read(connect, head, size):
    made, line, loop = connect()
    for piece in pieces(head, size):
        made.data_received(piece)
        if line.closed:
            break
    assert line.closed
    assert line.written.startswith(b"HTTP/1.1 400 ")
    assert loop.asked == 0


def test_what_browsers_send_is_taken_with_long_cookies_and_with_the_largest_form(connect):
    made, line, loop = connect()
    made.data_received(HEAD + b"Cookie: " + b"a" * (LARGEST_HEAD - 1000) + b"\r\n\r\n")
    other, other_line, other_loop = connect()
    other.data_received(FORM % 65_000 + b"a" * 65_000)
    assert (loop.asked, other_loop.asked) == (1, 1)
    assert not (line.closed or other_line.closed)


def test_a_body_without_end_is_cut_off_also_where_nobody_reads_it(connect):
    made, line, _ = connect()
    made.data_received(FORM % 10**9)
    made.cycle.response_complete = True
    for _ in range(LARGEST_REQUEST // 10_000 + 1):
        made.data_received(b"a" * 10_000)
    assert line.closed


def test_a_connection_on_which_no_head_comes_is_not_kept_open(connect):
    made, line, loop = connect()
    (timer,) = loop.waiting
    made.data_received(HEAD)
    made.data_received(b"X-Slow: a")
    assert loop.waiting == [timer], "what comes in drops buys no time"
    assert timer.seconds == HEAD_SECONDS
    timer.ring()
    assert line.closed


def test_once_a_head_is_there_its_answer_may_take_as_long_as_it_takes(connect):
    made, _, loop = connect()
    made.data_received(HEAD + b"\r\n")
    assert loop.waiting == []


def test_after_an_answer_what_comes_in_drops_keeps_nothing_open(connect):
    made, line, loop = connect()
    made.data_received(HEAD + b"\r\n")
    made.cycle.response_complete = True
    made.on_response_complete()
    made.data_received(b"\r\n")
    (timer,) = loop.waiting
    timer.ring()
    assert line.closed


def test_a_websocket_stays_open(connect):
    made, line, loop = connect()
    made.data_received(
        HEAD + b"Connection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13\r\n"
        b"Sec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==\r\n\r\n"
    )
    assert not [timer for timer in loop.waiting if timer.seconds == HEAD_SECONDS]
    assert not line.closed
