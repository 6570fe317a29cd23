"""Guessing a password takes longer with every wrong guess, for each account and wherever the guesses come from.

Kept in memory, by username alone: no network address is looked at or kept. A restart forgives. The wait is
capped, so that nobody can lock an account for good by guessing at it.
"""

import threading
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

FREE_FAILURES: Final = 5
FIRST_WAIT: Final = timedelta(seconds=5)
LONGEST_WAIT: Final = timedelta(minutes=5)
FORGIVEN_AFTER: Final = timedelta(minutes=30)
"""Without a further failure."""

MOST_NAMES: Final = 10_000
"""Past that, the half with the fewest failures is forgotten: memory does not grow with made-up names, and a flood
of them does not make forget a name that is being guessed at."""


@dataclass(frozen=True, slots=True)
class _Failures:
    count: int
    last: datetime

    @property
    def wait(self) -> timedelta:
        if self.count < FREE_FAILURES:
            return timedelta(0)
        return min(FIRST_WAIT * (1 << min(self.count - FREE_FAILURES, 20)), LONGEST_WAIT)


class Patience:
    """Counts wrong passwords by username. Safe to use from several threads."""

    def __init__(self) -> None:
        self._failed: dict[str, _Failures] = {}
        self._door = threading.Lock()

    def try_now(self, username: str, now: datetime) -> timedelta:
        """How long this name must still wait; zero counts the attempt as failed until `succeeded` says otherwise.

        Counting first keeps many guesses at the same moment from all being free.
        """
        with self._door:
            before = self._failed.get(username)
            if before is not None and now - before.last >= FORGIVEN_AFTER:
                before = None
            if before is not None and (left := before.last + before.wait - now) > timedelta(0):
                return left
            self._failed[username] = _Failures(before.count + 1 if before else 1, now)
            if len(self._failed) > MOST_NAMES:
                self._forget_half()
            return timedelta(0)

    def succeeded(self, username: str) -> None:
        """The right password forgives what failed before."""
        with self._door:
            self._failed.pop(username, None)

    def _forget_half(self) -> None:
        by_weight = sorted(self._failed, key=lambda name: (self._failed[name].count, self._failed[name].last))
        for name in by_weight[: len(by_weight) // 2]:
            del self._failed[name]
