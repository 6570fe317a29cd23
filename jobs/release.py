"""Releases figures when they are due, for as long as the server runs."""

import logging
import threading
from datetime import UTC, datetime

from db.commands.release import Policy, release_unit, units_due
from db.store import Store

_SECONDS_BETWEEN = {Policy.LIVE: 1.0, Policy.DAILY: 300.0}
_log = logging.getLogger(__name__)


def release_due(store: Store, policy: Policy, now: datetime | None = None) -> int:
    """Release every unit that is due, each in a transaction of its own; how many moved."""
    moment = now or datetime.now(UTC)
    with store.read() as session:
        waiting = units_due(session, policy, moment)
    moved = 0
    for due in waiting:
        with store.write() as session:
            moved += release_unit(session, due, policy, moment) is not None
    return moved


class ReleaseJob:
    """A thread that looks for due releases: every second when live, every five minutes otherwise."""

    def __init__(self, store: Store, policy: Policy) -> None:
        self._store, self._policy = store, policy
        self._ending = threading.Event()
        self._thread = threading.Thread(target=self._run, name="release", daemon=True)

    def start(self) -> None:
        self._thread.start()

    def stop(self) -> None:
        self._ending.set()
        self._thread.join()

    def _run(self) -> None:
        while not self._ending.is_set():
            try:
                release_due(self._store, self._policy)
            except Exception as error:
                # The next round tries again; answers are safe, only figures move later.
                _log.error("a release failed: %s", type(error).__name__)
            self._ending.wait(_SECONDS_BETWEEN[self._policy])
