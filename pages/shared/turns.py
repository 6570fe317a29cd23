"""Pages of offices take turns: one is worked out at a time, so that a citizen's form meets one of them at most.

All threads of the server share one interpreter. Ten pages at once are no sooner done than one after the other, but
a citizen's form would wait for a share among eleven at each of its steps.
"""

from collections import deque
from collections.abc import Iterator
from contextlib import contextmanager
from threading import Event, Lock
from typing import Final

_LONGEST_WAIT: Final = 10.0
"""Seconds. Whoever waited so long goes ahead without a turn: something else is slow then, not the pages."""


class Turns:
    """Whoever came first is first; `longest_wait` in seconds."""

    def __init__(self, longest_wait: float) -> None:
        self._longest_wait = longest_wait
        self._lock = Lock()
        self._taken = False
        self._waiting: deque[Event] = deque()

    @contextmanager
    def own(self) -> Iterator[bool]:
        """Holds a turn for as long as the block lasts, however it ends; False for whoever waited too long."""
        mine = self._take()
        try:
            yield mine
        finally:
            if mine:
                self._pass_on()

    def _take(self) -> bool:
        with self._lock:
            if not self._taken:
                self._taken = True
                return True
            called = Event()
            self._waiting.append(called)
        if called.wait(self._longest_wait):
            return True
        with self._lock:
            if called.is_set():  # at this very moment
                return True
            self._waiting.remove(called)
            return False

    def _pass_on(self) -> None:
        """To the next, without letting anybody in between; free where nobody waits."""
        with self._lock:
            if self._waiting:
                self._waiting.popleft().set()
            else:
                self._taken = False


office_turns: Final = Turns(_LONGEST_WAIT)
"""Of this process. Citizens' pages never ask for a turn."""
