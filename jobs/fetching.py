"""Fetching a small text from another server: bounded in time and size, and from nowhere else."""

import socket
import ssl
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from enum import StrEnum
from http.client import HTTPConnection, HTTPException, HTTPSConnection
from ipaddress import ip_address
from typing import Final
from urllib.parse import urlsplit

SECONDS: Final = 10.0
MOST_BYTES: Final = 20_000
"""A head has some hundred, a proof sixty for each doubling of the log."""

_OK, _NOT_FOUND = 200, 404


class Trouble(StrEnum):
    """Why there is no answer that can be used."""

    NO_SUCH_NAME = "no such name"
    NOT_REACHED = "not reached"
    NO_TLS = "no TLS"
    CERTIFICATE = "certificate not trusted"
    TOO_SLOW = "too slow"
    STATUS = "status"
    UNUSABLE = "nothing that can be used"


class NotFetched(RuntimeError):
    """No answer that can be used. `status` is the HTTP status, where the trouble is that; else 0."""

    def __init__(self, trouble: Trouble, status: int = 0) -> None:
        super().__init__(f"{trouble} {status}" if status else str(trouble))
        self.trouble, self.status = trouble, status


class NotThere(NotFetched):
    """The other server says that there is no such thing."""

    def __init__(self) -> None:
        super().__init__(Trouble.STATUS, _NOT_FOUND)


def fetch(address: str) -> str:
    """The text at an address, http or https; a certificate is checked. Raises NotFetched.

    A redirect is not followed: who keeps watch says what to look at, and not who is watched.
    """
    url = urlsplit(address)
    kind = HTTPSConnection if url.scheme == "https" else HTTPConnection
    connection = kind(url.hostname or "", url.port, timeout=SECONDS)
    with cut_off_after(SECONDS, lambda: sock) as late:
        sock = None
        try:
            connection.connect()
            sock = connection.sock
            if late():  # nobody cuts off what was connected later
                raise NotFetched(Trouble.TOO_SLOW)
            content = _asked(connection, f"{url.path}?{url.query}" if url.query else url.path)
            if late():
                raise NotFetched(Trouble.TOO_SLOW)
            return content.decode("utf-8")
        except NotFetched:
            if late():  # what came until then is no answer
                raise NotFetched(Trouble.TOO_SLOW) from None
            raise
        except (OSError, HTTPException, ValueError) as error:
            raise NotFetched(Trouble.TOO_SLOW if late() else _trouble(error)) from error
        finally:
            connection.close()


def anybody_may_answer(address: str) -> bool:
    """Whether whoever is on the way to an address can answer in its place: plain HTTP beyond a network of our own.

    A name other than localhost is taken for one beyond it, wherever it leads.
    """
    url = urlsplit(address)
    host = url.hostname or ""
    try:
        ours = ip_address(host).is_private  # loopback too
    except ValueError:
        ours = host == "localhost" or host.endswith(".localhost")
    return url.scheme == "http" and not ours


def _trouble(error: Exception) -> Trouble:
    match error:
        case ssl.SSLCertVerificationError():
            return Trouble.CERTIFICATE
        case ssl.SSLError():
            return Trouble.NO_TLS
        case socket.gaierror():
            return Trouble.NO_SUCH_NAME
        case TimeoutError():
            return Trouble.TOO_SLOW
        case HTTPException() | ValueError():
            return Trouble.UNUSABLE
    return Trouble.NOT_REACHED


def _asked(connection: HTTPConnection, path: str) -> bytes:
    connection.request("GET", path, headers={"User-Agent": "one-stop-feedback", "Connection": "close"})
    with connection.getresponse() as response:
        if response.status == _NOT_FOUND:
            raise NotThere
        if response.status != _OK:
            raise NotFetched(Trouble.STATUS, response.status)
        content = response.read(MOST_BYTES + 1)
        if len(content) > MOST_BYTES:
            raise NotFetched(Trouble.UNUSABLE)
        if response.length:
            raise NotFetched(Trouble.UNUSABLE)
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
