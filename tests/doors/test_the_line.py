"""What no browser puts on a line, put on that of a server that runs: it goes on, and its log tells nothing of it."""

import socket
from collections.abc import Sequence
from contextlib import ExitStack
from random import Random
from selectors import EVENT_READ, DefaultSelector
from typing import Any
from urllib.request import urlopen

import pytest

from tests.doors.spoiling import MARK

WHOLE = (
    b"POST /bien-nhan?lang=vi HTTP/1.1\r\nHost: 127.0.0.1\r\nSec-Fetch-Site: same-origin\r\n"
    b"Content-Type: application/x-www-form-urlencoded\r\nContent-Length: 26\r\n\r\ncode=4BCF-GHJK-MN00&z="
    + MARK.encode()
)
SOCKET = (
    b"GET /_stcore/stream HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n"
    b"Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==\r\nX-Mark: "
    + MARK.encode()
    + b"\r\n"
)
ODD_LINES = (
    b"\r\n\r\n\r\n",
    b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03" + MARK.encode(),  # who wanted TLS
    b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n",
    b"GET /\r\n",
    b"GET / HTTP/9.9\r\n\r\n",
    b"GET http://evil.example/" + MARK.encode() + b" HTTP/1.1\r\nHost: evil.example\r\n\r\n",
    b"GET /\xc3\xa1\xff" + MARK.encode() + b" HTTP/1.1\r\nHost: x\r\n\r\n",
    b"GET /q/%ff%00%ed%a0%80" + MARK.encode() + b" HTTP/1.1\r\nHost: x\r\n\r\n",
    b"GET //evil.example/%2e%2e HTTP/1.1\r\n\r\n",
    b"CONNECT evil.example:443 HTTP/1.1\r\nHost: evil.example:443\r\n\r\n",
    b"OPTIONS * HTTP/1.1\r\nHost: x\r\n\r\n",
    b"GET / HTTP/1.1\r\nHost: x\r\nX\0Y: " + MARK.encode() + b"\r\n\r\n",
    b"GET / HTTP/1.1\r\nHost: x\r\n folded: " + MARK.encode() + b"\r\n\r\n",
    b"GET / HTTP/1.1\r\nHost: x\r\nCookie: phien_dang_nhap=\xff\xfe" + MARK.encode() + b"\r\n\r\n",
    WHOLE.replace(b"Length: 26", b"Length: -1"),
    WHOLE.replace(b"Length: 26", b"Length: 999999999999999999999"),
    WHOLE.replace(b"Length: 26", b"Length: 3\r\nContent-Length: 4"),
    WHOLE.replace(b"Length: 26", b"Length: 5000"),
    WHOLE.replace(b"Content-Length: 26", b"Transfer-Encoding: chunked\r\nContent-Length: 4"),
    WHOLE.replace(b"Content-Length: 26\r\n\r\n", b"Transfer-Encoding: chunked\r\n\r\nffffffffffffffff\r\n"),
    WHOLE.replace(
        b"Content-Length: 26\r\n\r\n", b"Transfer-Encoding: chunked\r\n\r\n5\r\ncode=\r\n0\r\nX-T: a\r\n\r\n"
    ),
    WHOLE.replace(b"Content-Length: 26", b"Expect: 100-continue\r\nContent-Length: 26"),
    WHOLE.replace(b"Content-Length: 26", b"Transfer-Encoding: gzip, " + MARK.encode()),
    SOCKET + b"\r\n",
    SOCKET + b"Origin: http://evil.example\r\n\r\n",
    SOCKET.replace(b"Version: 13", b"Version: 99") + b"Origin: http://127.0.0.1\r\n\r\n",
    SOCKET.replace(b"AAAAAAAAAAAAAAAAAAAAAA==", MARK.encode()) + b"Origin: http://127.0.0.1\r\n\r\n",
)
SPOILT = 150
ANSWERS = (100, 200, 303, 400, 403, 404, 405, 426)
QUIET_SECONDS = 2


@pytest.fixture(autouse=True)
def served() -> None:
    """Here a process of its own is served, not this one."""


def test_a_server_that_hears_nonsense_goes_on_and_writes_none_of_it_down(sqlite_url, serve):
    server = serve(sqlite_url)
    answers = said_to(server.port, [*ODD_LINES, *spoilt(Random(5))])
    with socket.create_connection(("127.0.0.1", server.port), timeout=20) as line:
        line.sendall(WHOLE)
        assert line.recv(13) == b"HTTP/1.1 404 ", "a receipt that there is not"
    with urlopen(server.base_url + "/suc-khoe", timeout=20) as answer:
        assert answer.status == 200
    for answer in filter(None, answers):
        assert answer[:13] in {b"HTTP/1.1 %d " % status for status in ANSWERS}
        assert b"Traceback" not in answer
    log = server.log()
    assert "Traceback" not in log
    assert MARK not in log


def spoilt(chance: Random) -> list[bytes]:
    """The whole request with bytes that are others, gone, doubled, or none after a place."""
    made = []
    for _ in range(SPOILT):
        place, length = chance.randrange(len(WHOLE)), chance.randrange(1, 30)
        middle = chance.choice(
            (b"", chance.randbytes(length), WHOLE[place : place + length] * 2, b"\0", b"\r\n")
        )
        end = chance.choice((WHOLE[place + length :], WHOLE[place:], b""))
        made.append(WHOLE[:place] + middle + end)
    return made


def said_to(port: int, messages: Sequence[bytes]) -> list[bytes]:
    """All that is answered to each, on a connection of its own, until nothing more comes for a while.

    Some of them leave a server waiting for more. They are hung up on in the end.
    """
    answers = [b""] * len(messages)
    with ExitStack() as opened, DefaultSelector() as lines:
        for number, message in enumerate(messages):
            line = opened.enter_context(socket.create_connection(("127.0.0.1", port), timeout=20))
            line.sendall(message)
            lines.register(line, EVENT_READ, number)
        while heard := lines.select(timeout=QUIET_SECONDS):
            for key, _ in heard:
                piece = received(key.fileobj)
                answers[key.data] += piece
                if not piece:
                    lines.unregister(key.fileobj)
    return answers


def received(line: Any) -> bytes:
    try:
        piece: bytes = line.recv(65_536)
    except ConnectionError:  # it hung up before it had read all
        return b""
    return piece
