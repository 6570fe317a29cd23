"""Fetching a small text from another server: bounded in time and size, and from nowhere else."""

import socket
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from http.client import HTTPConnection, HTTPException, HTTPSConnection
from typing import Final
from urllib.parse import urlsplit

SECONDS: Final = 10.0
MOST_BYTES: Final = 20_000
"""A head has some hundred, a proof sixty for each doubling of the log."""

_OK, _NOT_FOUND = 200, 404


class NotFetched(RuntimeError):
    """No answer that can be used; the message says why, in a word."""


class NotThere(NotFetched):
    """The other server says that there is no such thing."""


def fetch(address: str) -> str:
    """The text at an address, http or https; a certificate is checked. Raises NotFetched.

    A redirect is not followed: who keeps watch says what to look at, and not who is watched.
    """
    url = urlsplit(address)
    kind = HTTPSConnection if url.scheme == "https" else HTTPConnection
    connection = kind(url.hostname or "", url.port, timeout=SECONDS)
    try:
        with cut_off_after(SECONDS, lambda: sock) as late:
            sock = None
            connection.connect()
            sock = connection.sock
            if late():  # nobody cuts off what was connected later
                raise NotFetched("too slow")
            content = _asked(connection, f"{url.path}?{url.query}" if url.query else url.path)
            if late():
                raise NotFetched("too slow")
        return content.decode("utf-8")
    except (OSError, HTTPException, ValueError) as error:
        raise NotFetched(type(error).__name__) from error
    finally:
        connection.close()


def _asked(connection: HTTPConnection, path: str) -> bytes:
    connection.request("GET", path, headers={"User-Agent": "one-stop-feedback", "Connection": "close"})
    with connection.getresponse() as response:
        if response.status == _NOT_FOUND:
            raise NotThere("not found")
        if response.status != _OK:
            raise NotFetched(f"status {response.status}")
        content = response.read(MOST_BYTES + 1)
        if len(content) > MOST_BYTES:
            raise NotFetched("too long")
        if response.length:
            raise NotFetched("cut off")
        return content


@contextmanager
def cut_off_after(
    seconds: float, connected: Callable[[], socket.socket | None]
) -> Iterator[Callable[[], bool]]:
    """The connection ends after so many seconds, however slowly the other side goes on; gives whether it did.

    A timeout of the socket alone would begin anew with every byte.
    """
    late = threading.Event()

    def cut() -> None:
        late.set()
        sock = connected()
        with suppress(OSError):
            if sock is not None:  # else it is not connected yet, and the socket's own timeout ends it
                socket.socket.shutdown(sock, socket.SHUT_RDWR)

    timer = threading.Timer(seconds, cut)
    timer.daemon = True
    timer.start()
    try:
        yield late.is_set
    finally:
        timer.cancel()
