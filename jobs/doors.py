"""How many forms one poster may send at a time: what a counter serves ten times over, and a full hall at once.

Kept in this process's memory by the code of the poster alone, for minutes, and written nowhere. No network address
and no cookie is looked at, so those who share a network are never taken for one another.
"""

import time
from collections.abc import Callable
from typing import Final

from jobs.refilling import Refilling
from scoring.safeguards.capacity import FULL_HALL, MINUTES_EACH

AT_ONCE: Final = 2 * FULL_HALL
"""Forms of one poster in the same moment: a full hall twice."""

A_MINUTE: Final = 10 / MINUTES_EACH
"""Further ones, on and on: ten times what a counter can serve."""

MOST_POSTERS: Final = 20_000
"""Past that, those that have all their forms left again are forgotten; and if none has, all are."""


class Doors:
    """A bucket of forms for each poster. Safe to use from several threads."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._left = Refilling(AT_ONCE, A_MINUTE / 60, MOST_POSTERS)

    def lets_in(self, code: str) -> bool:
        """Whether a further form of this poster may be handed in now; where it may not, nothing is counted."""
        return not self._left.wait(code, 1, self._clock())


doors: Final = Doors()
"""Those of this process."""
