"""What another server may send, and what ends a visit to it."""

import socket
import ssl
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from http.client import HTTPConnection

import pytest

from jobs import fetching
from jobs.fetching import MOST_BYTES, NotFetched, NotThere, Trouble, anybody_may_answer, fetch

OK = b"HTTP/1.1 200 OK\r\n"


@contextmanager
def answering(answer: Callable[[socket.socket], None]) -> Iterator[str]:
    """The address of a server on this machine that answers one visit like this."""
    with socket.create_server(("127.0.0.1", 0)) as listening:

        def serve() -> None:
            visitor, _ = listening.accept()
            with visitor:
                visitor.recv(10_000)
                with suppress(OSError):  # the visitor has left
                    answer(visitor)

        thread = threading.Thread(target=serve)
        thread.start()
        yield f"http://127.0.0.1:{listening.getsockname()[1]}/nhat-ky/dau?tu=1"
        thread.join()


def fetched(content: bytes) -> str:
    with answering(lambda visitor: visitor.sendall(content)) as address:
        return fetch(address)


def test_a_short_text_is_fetched() -> None:
    assert fetched(OK + "Content-Length: 5\r\n\r\nDấu".encode()) == "Dấu"
    assert fetched(OK + b"\r\nuntil the end") == "until the end"


@pytest.mark.parametrize(
    ("content", "told"),
    [
        (b"HTTP/1.1 302 Found\r\nLocation: http://127.0.0.1:1/\r\nContent-Length: 0\r\n\r\n", "status 302"),
        (b"HTTP/1.1 500 Broken\r\nContent-Length: 0\r\n\r\n", "status 500"),
        (OK + b"Content-Length: 100\r\n\r\ncut off", Trouble.UNUSABLE),
        (OK + b"Transfer-Encoding: chunked\r\n\r\n64\r\ncut off", Trouble.UNUSABLE),
        (OK + b"\r\n" + b"a" * (MOST_BYTES + 1), Trouble.UNUSABLE),
        (OK + b"\r\n\xff\xfe", Trouble.UNUSABLE),
        (b"not HTTP at all", Trouble.UNUSABLE),
        (b"", Trouble.UNUSABLE),
    ],
)
def test_a_redirect_an_error_a_broken_or_a_long_answer_is_none(content: bytes, told: str) -> None:
    with pytest.raises(NotFetched) as refused:
        fetched(content)
    assert (type(refused.value), str(refused.value)) == (NotFetched, told)


def test_what_is_not_there_is_told_from_what_went_wrong() -> None:
    with pytest.raises(NotThere):
        fetched(b"HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\n\r\n")


def _drip(before: bytes) -> Callable[[socket.socket], None]:
    def answer(visitor: socket.socket) -> None:
        visitor.sendall(before)
        for _ in range(600):
            visitor.sendall(b"a")
            time.sleep(0.05)

    return answer


@pytest.mark.parametrize(
    "before", [OK + b"X: ", OK + b"Content-Length: 600\r\n\r\n"], ids=["headers", "body"]
)
def test_a_server_that_sends_a_byte_at_a_time_is_left(before: bytes, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(fetching, "SECONDS", 0.3)
    with answering(_drip(before)) as address, pytest.raises(NotFetched, match=Trouble.TOO_SLOW):
        fetch(address)


def test_a_server_that_was_reached_too_late_is_not_asked(monkeypatch: pytest.MonkeyPatch) -> None:
    connect, asked = HTTPConnection.connect, []

    def late(connection: HTTPConnection) -> None:
        while threading.active_count() > before:  # until the time is up
            time.sleep(0.01)
        connect(connection)

    monkeypatch.setattr(fetching, "SECONDS", 0.1)
    monkeypatch.setattr(HTTPConnection, "connect", late)
    monkeypatch.setattr(fetching, "_asked", lambda *_: asked.append(True))
    with socket.create_server(("127.0.0.1", 0)) as listening:
        before = threading.active_count()
        with pytest.raises(NotFetched, match=Trouble.TOO_SLOW):
            fetch(f"http://127.0.0.1:{listening.getsockname()[1]}/")
    assert not asked


def test_a_server_that_is_not_there_is_said_so() -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
    with pytest.raises(NotFetched, match=Trouble.NOT_REACHED):
        fetch(f"http://127.0.0.1:{port}/")


def test_a_server_without_tls_is_said_so() -> None:
    with (
        answering(lambda visitor: visitor.sendall(OK + b"\r\nplain")) as address,
        pytest.raises(NotFetched, match=Trouble.NO_TLS),
    ):
        fetch(address.replace("http", "https"))


@pytest.mark.parametrize(
    ("error", "trouble"),
    [
        (ssl.SSLCertVerificationError("self-signed"), Trouble.CERTIFICATE),
        (socket.gaierror("no such name"), Trouble.NO_SUCH_NAME),
        (TimeoutError(), Trouble.TOO_SLOW),
        (OSError("no route to host"), Trouble.NOT_REACHED),
    ],
)
def test_what_went_wrong_before_anybody_answered_is_named(
    error: OSError, trouble: Trouble, monkeypatch: pytest.MonkeyPatch
) -> None:
    def failing(connection: HTTPConnection) -> None:
        raise error

    monkeypatch.setattr(HTTPConnection, "connect", failing)
    with pytest.raises(NotFetched) as told:
        fetch("http://gopy.example/nhat-ky")
    assert told.value.trouble is trouble


@pytest.mark.parametrize(
    ("address", "open_to_all"),
    [
        ("http://gopy.example", True),
        ("http://gopy.example:8501", True),
        ("http://8.8.8.8:8501", True),
        ("http://[2001:4860:4860::8888]", True),
        ("http://localhost.example", True),
        ("https://gopy.example", False),
        ("http://localhost:8501", False),
        ("http://127.0.0.1:8501", False),
        ("http://[::1]", False),
        ("http://10.20.0.3", False),
        ("http://192.168.1.5", False),
        ("http://[fd00::5]", False),
    ],
)
def test_over_plain_http_beyond_our_own_network_anybody_may_answer(address: str, open_to_all: bool) -> None:
    assert anybody_may_answer(address) is open_to_all
