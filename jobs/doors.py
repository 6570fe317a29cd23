"""How many forms one poster may send at a time: what a counter serves ten times over, and a full hall at once.

Kept in this process's memory by the code of the poster and the key of the form alone, for minutes, and written
nowhere. No network address and no cookie is looked at, so those who share a network are never taken for one another.

A form counts once for its poster, however often it is sent: else one captured form, sent again and again, would keep
everybody at that poster out, and leave no trace, for it is stored once. Nor do people lose turns who try again.
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

TRIES: Final = 20
"""Of one form in the same moment."""

A_MINUTE_AGAIN: Final = 6
"""Further ones of that form: as often as a phone tries again."""

MOST_POSTERS: Final = 20_000
"""Past that, those that have all their forms left again are forgotten; and if none has, all are. Of forms too."""


class Doors:
    """A bucket of forms for each poster, and one of tries for each form. Safe to use from several threads."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._left = Refilling(AT_ONCE, A_MINUTE / 60, MOST_POSTERS)
        self._tries = Refilling(TRIES, A_MINUTE_AGAIN / 60, MOST_POSTERS)

    def lets_in(self, code: str, key: str) -> bool:
        """Whether this form of this poster may be handed in now; where it may not, nothing is counted."""
        now = self._clock()
        if key not in self._tries and self._left.wait(code, 1, now):
            return False
        return not self._tries.wait(key, 1, now)


doors: Final = Doors()
"""Those of this process."""
