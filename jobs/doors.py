"""How many forms one poster may send at a time: what a counter serves ten times over, and a full hall at once.

Kept in this process's memory by the code of the poster alone, for minutes, and written nowhere. No network address
and no cookie is looked at, so those who share a network are never taken for one another.
"""

import threading
import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

from scoring.safeguards.capacity import FULL_HALL, MINUTES_EACH

AT_ONCE: Final = 2 * FULL_HALL
"""Forms of one poster in the same moment: a full hall twice."""

A_MINUTE: Final = 10 / MINUTES_EACH
"""Further ones, on and on: ten times what a counter can serve."""

MOST_POSTERS: Final = 20_000
"""Past that, those that have all their forms left again are forgotten; and if none has, all are."""


@dataclass(slots=True)
class _Left:
    forms: float
    at: float


class Doors:
    """A bucket of forms for each poster. Safe to use from several threads."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock, self._lock = clock, threading.Lock()
        self._left: dict[str, _Left] = {}

    def lets_in(self, code: str) -> bool:
        """Whether a further form of this poster may be handed in now; where it may not, nothing is counted."""
        with self._lock:
            now = self._clock()
            if len(self._left) > MOST_POSTERS:
                self._forget(now)
            left = self._left.setdefault(code, _Left(AT_ONCE, now))
            left.forms, left.at = self._refilled(left, now), now
            if left.forms < 1:
                return False
            left.forms -= 1
            return True

    def _refilled(self, left: _Left, now: float) -> float:
        return min(AT_ONCE, left.forms + (now - left.at) * A_MINUTE / 60)

    def _forget(self, now: float) -> None:
        kept = {code: left for code, left in self._left.items() if self._refilled(left, now) < AT_ONCE}
        self._left = kept if len(kept) <= MOST_POSTERS else {}


doors: Final = Doors()
"""Those of this process."""
