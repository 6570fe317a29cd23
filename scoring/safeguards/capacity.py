"""Quantity 16: more answers than a counter can serve people, in ten minutes and in half a day.

A full hall that answers at once is honest: so many phones in so few minutes say nothing by themselves.
"""

from typing import Final

import numpy as np
import numpy.typing as npt

from scoring.counts import one_count, whole_counts
from scoring.errors import OutOfRange
from scoring.safeguards.scan import WINDOW, scan_tail

FULL_HALL: Final = 60
"""Phones of people who waited together and answer together."""

MINUTES_EACH: Final = 2
"""No counter serves a person in less, one after the other."""

OPENS: Final = 6 * 60 + 30
CLOSES: Final = 19 * 60
"""From `OPENS` on and before this minute of the day a counter may have somebody in front of it, where its own hours
are not known; an hour to spare at both ends."""

HALF_DAY: Final = 4 * 60
"""Minutes for which a counter serves in a morning or an afternoon, where its own hours are not known."""

RARE: Final = 1e-3
"""What chance alone does on fewer days than 1 in 1,000 is told of a single answer."""


def served_in_half_day(dossiers: int = 0, minutes: int = HALF_DAY) -> int:
    """The most people whom a counter can serve in half a day of so many minutes.

    `dossiers`: what its unit is known to handle in half a day. Twice as many, where that is more: one poster may
    hang for a whole hall of counters, and people also come to ask. Never fewer than a full hall, which may answer
    just after noon what was done in the morning.

    >>> served_in_half_day(), served_in_half_day(dossiers=200), served_in_half_day(minutes=0)
    (120, 400, 60)
    """
    served = one_count("minutes", minutes) // MINUTES_EACH
    return max(served, FULL_HALL, 2 * one_count("dossiers", dossiers))


def crowding(minutes: npt.ArrayLike, length: int = CLOSES - OPENS) -> npt.NDArray[np.bool_]:
    """(forms,): which forms of a counter's day were sent within 10 minutes with more than can be honest.

    `minutes`: the minute of the day of each form, 0 to 1439. More than honest is more than a full hall and those who
    were served meanwhile, where chance gives so full a window on fewer days than 1 in 1,000 (scan statistic over the
    `length` minutes in which somebody may be there). Raises OutOfRange.

    >>> hall, script = [600 + number // 6 for number in range(60)], [900] * 80
    >>> int(crowding(hall).sum()), int(crowding(hall + script).sum())
    (0, 80)
    """
    sent = whole_counts("minutes", minutes)
    if sent.size and sent.max() >= 24 * 60:
        raise OutOfRange("minutes", int(sent.max()), "0 to 1439")
    per_minute = np.bincount(sent, minlength=24 * 60)
    windows = np.convolve(per_minute, np.ones(WINDOW, dtype=np.int64), "full")[WINDOW - 1 :]
    full = windows > FULL_HALL + WINDOW // MINUTES_EACH
    if full.any():
        full &= scan_tail(windows, sent.size, WINDOW / length) < RARE
    inside = np.convolve(full, np.ones(WINDOW, dtype=np.int64), "full")[: 24 * 60] > 0
    crowded: npt.NDArray[np.bool_] = inside[sent] if sent.size else np.zeros(0, dtype=np.bool_)
    return crowded
