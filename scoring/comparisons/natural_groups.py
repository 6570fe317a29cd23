"""Breaks for the colours of a map or a chart: groups of numbers as narrow as can be.

Natural breaks of a display, never of people, and never a grade: they hide chance and change with the company.
"""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from scoring.counts import Reals, one_count, real_numbers
from scoring.errors import OutOfRange


@dataclass(frozen=True, slots=True)
class NaturalGroups:
    """Groups from lowest to highest: their means, their sizes, the sum of squares within each."""

    centres: tuple[float, ...]
    sizes: tuple[int, ...]
    within: tuple[float, ...]


def natural_groups(values: npt.ArrayLike, groups: int) -> NaturalGroups:
    """The split of n numbers into so many groups with the least sum of squares within, exactly; O(groups n^2).

    Wang & Song 2011, R Journal 3(2):29.

    >>> natural_groups([-1, 2, -1, 2, 4, 5, 6, -1, 2, -1], 3).centres
    (-1.0, 2.0, 5.0)
    """
    x: Reals = np.sort(real_numbers("values", values).ravel())
    if not 1 <= one_count("groups", groups) <= len(x):
        raise OutOfRange("groups", groups, f"between 1 and {len(x)}")
    middle = x.mean()
    first, second = (np.concatenate(([0.0], np.cumsum((x - middle) ** power))) for power in (1, 2))
    size = np.subtract.outer(np.arange(len(x) + 1), np.arange(len(x) + 1))
    sums, squares = np.subtract.outer(first, first), np.subtract.outer(second, second)
    cost = np.where(size > 0, np.maximum(squares - sums**2 / np.maximum(size, 1), 0.0), np.inf)
    best, cuts = cost[:, 0], []
    for _ in range(groups - 1):
        through = cost + best
        cuts.append(through.argmin(axis=1))
        best = through.min(axis=1)
    ends = [len(x)]
    for cut in reversed(cuts):
        ends.insert(0, int(cut[ends[0]]))
    parts = np.split(x, ends[:-1])
    within = tuple(float(((part - part.mean()) ** 2).sum()) for part in parts)
    return NaturalGroups(tuple(float(part.mean()) for part in parts), tuple(map(len, parts)), within)
