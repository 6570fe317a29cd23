"""A line between a browser and a server which a test can cut and mend.

The browser's own switch does not serve: Chromium leaves an open WebSocket alone when it is set offline.
"""

import socket
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from threading import Event, Lock, Thread
from typing import Final
from urllib.parse import urlsplit

from tests.server import free_port

_PIECE: Final = 65_536


class Line:
    """Passes bytes on from a port of its own; while it is cut, what is open breaks and nothing can be opened."""

    def __init__(self, base_url: str) -> None:
        self.lead_to(base_url)
        self._port = free_port()
        self._guard = Lock()
        self._passes = Event()
        self._answers = Event()
        self.asked = 0  # how many times something that the browser said has come through
        self._open: set[socket.socket] = set()
        self._listener: socket.socket | None = None
        self.base_url = f"http://127.0.0.1:{self._port}"

    def lead_to(self, base_url: str) -> None:
        """From here on new connections go to this server."""
        self._server = ("127.0.0.1", urlsplit(base_url).port)

    def mend(self) -> None:
        """From here on bytes pass."""
        self.go_on()
        self._listener = socket.create_server(("127.0.0.1", self._port))
        Thread(target=self._accept, args=(self._listener,), daemon=True).start()

    def cut(self) -> None:
        """What is open ends at both sides; a new connection is refused."""
        with self._guard:
            ending, self._open = self._open | {self._listener}, set()
            self._listener = None
        for each in ending:
            _end(each)
        self.go_on()

    def fall_silent(self) -> None:
        """What is open stays open, and nothing comes through: a phone that has walked out of reach."""
        self._passes.clear()
        self._answers.clear()

    def hold_answers(self) -> None:
        """What the browser says arrives; what the server says does not."""
        self._answers.clear()

    def go_on(self) -> None:
        """What was held back arrives, unless the line was cut meanwhile."""
        self._passes.set()
        self._answers.set()

    def _accept(self, listener: socket.socket) -> None:
        with suppress(OSError):
            while True:
                here, _ = listener.accept()
                there = self._reached(listener, here)
                if there is None:
                    _end(here)
                    continue
                for way in ((here, there, self._passes), (there, here, self._answers)):
                    Thread(target=self._pass_on, args=way, daemon=True).start()

    def _reached(self, listener: socket.socket, here: socket.socket) -> socket.socket | None:
        """The server's end of it; None where the line was cut meanwhile, or nobody is there."""
        try:
            there = socket.create_connection(self._server)
        except OSError:
            return None
        with self._guard:
            if listener is self._listener:
                self._open |= {here, there}
                return there
        _end(there)
        return None

    def _pass_on(self, source: socket.socket, target: socket.socket, passes: Event) -> None:
        with suppress(OSError):
            while piece := source.recv(_PIECE):
                passes.wait()
                target.sendall(piece)
                if passes is self._passes:
                    self.asked += 1
        _end(source)
        _end(target)


@contextmanager
def line_to(base_url: str) -> Iterator[Line]:
    """A line that is whole at first, and cut at the end."""
    line = Line(base_url)
    line.mend()
    try:
        yield line
    finally:
        line.cut()


def _end(connection: socket.socket | None) -> None:
    if connection is not None:
        with suppress(OSError):
            connection.shutdown(socket.SHUT_RDWR)
        connection.close()
