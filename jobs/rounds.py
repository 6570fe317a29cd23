"""A task that is done again and again for as long as the server runs."""

import logging
import threading
from collections.abc import Callable
from typing import Final

OUTSIDE: Final = 2.0
"""Patience with rounds that ask other servers. One that is silent must not keep ours from closing its database."""

_log = logging.getLogger(__name__)


class Rounds:
    """A thread that does `task` at once and then every `seconds`; a round that fails is tried again in the next.

    `patience`: seconds for which the end waits for a round under way, for one that asks other servers; else till it
    is done.
    """

    def __init__(
        self, name: str, seconds: float, task: Callable[[], object], patience: float | None = None
    ) -> None:
        self._name, self._seconds, self._task, self._patience = name, seconds, task, patience
        self._ending = threading.Event()
        self._thread = threading.Thread(target=self._run, name=name, daemon=True)

    def start(self) -> None:
        self._thread.start()

    def stop(self) -> None:
        """Let the round that is under way finish, as long as there is patience, then end."""
        self._ending.set()
        self._thread.join(self._patience)

    def _run(self) -> None:
        while not self._ending.is_set():
            try:
                self._task()
            except Exception as error:
                # Answers are safe whatever happens here; only what the round does comes later.
                _log.error("%s failed: %s", self._name, type(error).__name__)
            self._ending.wait(self._seconds)
