"""How much each system may ask for: turns that fill up again by the second. Kept in memory, gone at a restart."""

import math
import threading
from typing import Final

AT_ONCE: Final = 1000
"""Tickets that may be asked for in one go, by one system that asked for none for a while."""

PER_SECOND: Final = 1.0
"""By which that fills up again: twenty times what the busiest centre hands out."""


class Allowance:
    """What is left to each system, by its number. Safe to use from several threads."""

    def __init__(self, at_once: int = AT_ONCE, per_second: float = PER_SECOND) -> None:
        self._most, self._per_second = at_once, per_second
        self._left: dict[int, tuple[float, float]] = {}
        self._door = threading.Lock()

    def wait(self, system: int, turns: int, now: float) -> int:
        """Take so many turns at a moment of this process's clock; or, where that is too many, the seconds to wait."""
        with self._door:
            left, before = self._left.get(system, (float(self._most), now))
            left = min(left + (now - before) * self._per_second, float(self._most))
            missing = turns - left
            self._left[system] = (left - turns if missing <= 0 else left, now)
            return max(math.ceil(missing / self._per_second), 0)
