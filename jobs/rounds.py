"""A task that is done again and again for as long as the server runs."""

import logging
import threading
from collections.abc import Callable

_log = logging.getLogger(__name__)


class Rounds:
    """A thread that does `task` at once and then every `seconds`; a round that fails is tried again in the next."""

    def __init__(self, name: str, seconds: float, task: Callable[[], object]) -> None:
        self._name, self._seconds, self._task = name, seconds, task
        self._ending = threading.Event()
        self._thread = threading.Thread(target=self._run, name=name, daemon=True)

    def start(self) -> None:
        self._thread.start()

    def stop(self) -> None:
        """Let the round that is under way finish, then end."""
        self._ending.set()
        self._thread.join()

    def _run(self) -> None:
        while not self._ending.is_set():
            try:
                self._task()
            except Exception as error:
                # Answers are safe whatever happens here; only what the round does comes later.
                _log.error("%s failed: %s", self._name, type(error).__name__)
            self._ending.wait(self._seconds)
