"""What may be used so often, and fills up again by the second: a bucket for each name, in memory alone."""

import math
import threading
from collections.abc import Hashable
from dataclasses import dataclass


@dataclass(slots=True)
class _Left:
    turns: float
    at: float


class Refilling:
    """A bucket of `most` turns for each name, refilled by `per_second`. Safe to use from several threads.

    Past `names` of them, those that are full again are forgotten; and if none is, all are.
    """

    def __init__(self, most: float, per_second: float, names: int) -> None:
        self._most, self._per_second, self._names = most, per_second, names
        self._left: dict[Hashable, _Left] = {}
        self._door = threading.Lock()

    def __len__(self) -> int:
        return len(self._left)

    def __contains__(self, name: Hashable) -> bool:
        """Whether it took a turn, and was not forgotten since."""
        return name in self._left

    def wait(self, name: Hashable, turns: int, now: float) -> int:
        """Take so many turns at a moment of this process's clock; or, where that is too many, the seconds to wait."""
        with self._door:
            if len(self._left) > self._names:
                self._forget(now)
            left = self._left.setdefault(name, _Left(self._most, now))
            left.turns, left.at = self._refilled(left, now), now
            missing = turns - left.turns
            if missing > 0:
                return math.ceil(missing / self._per_second)
            left.turns -= turns
            return 0

    def _refilled(self, left: _Left, now: float) -> float:
        return min(self._most, left.turns + (now - left.at) * self._per_second)

    def _forget(self, now: float) -> None:
        kept = {name: left for name, left in self._left.items() if self._refilled(left, now) < self._most}
        self._left = kept if len(kept) <= self._names else {}
