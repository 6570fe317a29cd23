"""Quantity 11: which ranks a unit may truly have, from estimates and their standard errors.

Mogstad, Romano, Shaikh & Wilhelm 2024, Inference for Ranks, Review of Economic Studies 91:476. One unit is
put before another only where their difference exceeds what chance gives to the largest difference among all
that are looked at; step-down repeats that for the pairs still open. Rank 1 is the best.

Simultaneous sets hold all true ranks at once: for a table of all units. A marginal set holds the true rank of
one unit: for a unit's own page.
"""

from dataclasses import dataclass
from functools import lru_cache

import numpy as np
import numpy.typing as npt
from scipy import special

from scoring.comparisons.largest_difference import LargestDifference
from scoring.counts import Counts, Reals, confidence_between_0_and_1, real_numbers
from scoring.errors import OutOfRange, WrongShape

SEED = 11
"""Of the draws behind simultaneous sets; the same input gives the same sets."""

_LEAST_RELATIVE_ERROR = 1e-4
_DIRECT = 5_000_000
_NORMALS, _LEAST_DRAWS, _MOST_DRAWS = 1_500_000, 10_000, 100_000
_FAR = 2.0


@dataclass(frozen=True, slots=True, eq=False)
class RankSets:
    """best and worst rank, (units,), 1 the best, that each unit may have at this confidence."""

    best: Counts
    worst: Counts
    confidence: float
    method: str


def simultaneous_rank_sets(
    estimates: npt.ArrayLike,
    errors: npt.ArrayLike,
    confidence: float = 0.95,
    *,
    largest_first: bool = True,
    step_down: bool = True,
    seed: int = SEED,
) -> RankSets:
    """Sets (units,) that hold the true ranks of all units at once with this confidence.

    Independent normal estimates with standard errors above 0. The critical value comes from 10,000 draws for
    150 units and more, from 100,000 for 15 and fewer: its Monte Carlo error moves the level .05 by .002 and
    .0007 (standard error).

    >>> sets = simultaneous_rank_sets([0.95, 0.93, 0.80], [0.01, 0.02, 0.03])
    >>> sets.best.tolist(), sets.worst.tolist()
    ([1, 1, 3], [2, 2, 3])
    """
    t, s = _differences(estimates, errors, confidence, largest_first=largest_first)
    units = len(s)
    draws = int(np.clip(_NORMALS // max(units, 1), _LEAST_DRAWS, _MOST_DRAWS))
    noise = _Noise(_drawn(draws, units, seed), s.astype(np.float32))
    open_pairs = ~np.eye(units, dtype=bool)
    ahead = np.zeros_like(open_pairs)
    while open_pairs.any():
        found = open_pairs & (t > noise.critical(open_pairs, 1 - confidence))
        ahead |= found
        open_pairs &= ~found
        if not (step_down and found.any()):
            break
    return _sets(ahead, confidence, "simultaneous sets of ranks, Mogstad–Romano–Shaikh–Wilhelm")


def marginal_rank_sets(
    estimates: npt.ArrayLike,
    errors: npt.ArrayLike,
    confidence: float = 0.95,
    *,
    largest_first: bool = True,
    step_down: bool = True,
) -> RankSets:
    """Sets (units,), each of which holds its own unit's true rank with this confidence.

    Given a unit's own error the differences to all others are independent, so the chance that none exceeds a
    limit is a single integral, computed by quadrature: no draws.

    >>> sets = marginal_rank_sets([0.95, 0.93, 0.80], [0.01, 0.02, 0.03])
    >>> sets.best.tolist(), sets.worst.tolist()
    ([1, 1, 3], [2, 2, 3])
    """
    t, s = _differences(estimates, errors, confidence, largest_first=largest_first)
    above = below = ~np.eye(len(s), dtype=bool)
    if len(s) > 1:
        largest = LargestDifference(s, 1 - confidence)
        limit = largest.single_step()
        above, below = above & (t <= limit[:, None]), below & (-t <= limit[:, None])
        rows = largest.may_fall(limit, t, above, below) if step_down else np.arange(0)
        while rows.size:
            limit[rows] = largest.critical(limit[rows], rows, above[rows], below[rows])
            passed = np.abs(t) > limit[:, None]
            more = rows[(passed & np.where(t > 0, above, below))[rows].any(axis=1)]
            above, below = above & (t <= limit[:, None]), below & (-t <= limit[:, None])
            rows = more
    behind, ahead = (~below).sum(axis=1) - 1, (~above).sum(axis=1) - 1
    method = "marginal sets of ranks, Mogstad–Romano–Shaikh–Wilhelm"
    return RankSets(1 + behind, len(s) - ahead, confidence, method)


def _differences(
    estimates: npt.ArrayLike, errors: npt.ArrayLike, confidence: float, *, largest_first: bool
) -> tuple[Reals, Reals]:
    """t (units, units), how far the row is before the column in standard errors, and relative errors."""
    confidence_between_0_and_1(confidence)
    value, s = real_numbers("estimates", estimates), real_numbers("errors", errors)
    if value.ndim != 1 or value.shape != s.shape:
        raise WrongShape("errors", str(value.shape), s.shape)
    if (s <= 0).any():
        raise OutOfRange("errors", errors, "above 0")
    ahead_by = np.subtract.outer(value, value) if largest_first else -np.subtract.outer(value, value)
    with np.errstate(over="ignore"):
        t = ahead_by / np.hypot.outer(s, s)
    return t, np.maximum(s / s.max(initial=0), _LEAST_RELATIVE_ERROR) if len(s) else s


@dataclass(frozen=True, slots=True, eq=False)
class _Draws:
    """Standard normals (draws, units), and where among all of them in a row those beyond `_FAR` are."""

    normals: npt.NDArray[np.float32]
    far: npt.NDArray[np.intp]

    def beyond(self, edge: float) -> npt.NDArray[np.intp]:
        """Where those of this absolute size and more are."""
        every = self.normals.ravel()
        if edge < _FAR:
            return np.flatnonzero(np.abs(every) >= edge)
        return self.far[np.abs(every[self.far]) >= edge]


@lru_cache(maxsize=4)
def _drawn(draws: int, units: int, seed: int) -> _Draws:
    """The same draws for as many units, kept: drawing them takes longer than using them."""
    rng = np.random.default_rng(seed)
    normals = rng.standard_normal((draws, units), dtype=np.float32)
    normals.setflags(write=False)
    return _Draws(normals, np.flatnonzero(np.abs(normals.ravel()) >= _FAR))


def _sets(ahead: npt.NDArray[np.bool_], confidence: float, method: str) -> RankSets:
    """From which row is surely before which column."""
    return RankSets(1 + ahead.sum(axis=0), len(ahead) - ahead.sum(axis=1), confidence, method)


class _Noise:
    """Draws of all differences between units that are truly alike, of which only large ones are ever computed.

    |s_j z_j - s_k z_k| / sqrt(s_j^2 + s_k^2) >= c needs z_j^2 + z_k^2 >= c^2, so one |z| of c / sqrt(2) or more.
    """

    def __init__(self, drawn: _Draws, errors: npt.NDArray[np.float32]) -> None:
        self._drawn, self._normals, self._errors = drawn, drawn.normals, errors
        self._floor = np.inf

    def critical(self, open_pairs: npt.NDArray[np.bool_], level: float) -> float:
        """What the largest difference of the open ordered pairs exceeds in `level` of the draws."""
        draws = len(self._normals)
        if open_pairs.sum() * draws <= _DIRECT:
            return self._critical_of_few(open_pairs, level)
        if self._floor == np.inf:
            self._compute_above(0.93 * float(-special.ndtri(level / open_pairs.sum())))
        while True:
            counted = open_pairs[self._row, self._column]
            largest = np.zeros(draws, dtype=np.float32)
            np.maximum.at(largest, self._draw[counted], self._size[counted])
            critical = _exceeded_by(largest, level)
            if critical > self._floor or self._floor == 0:
                return critical
            self._compute_above(0.85 * self._floor if self._floor > 0.5 else 0.0)

    def _critical_of_few(self, open_pairs: npt.NDArray[np.bool_], level: float) -> float:
        noise, s = self._normals * self._errors, self._errors
        largest = np.full(len(noise), -np.inf, dtype=np.float32)
        for row, column in np.argwhere(open_pairs):
            off = (noise[:, row] - noise[:, column]) / np.hypot(s[row], s[column])
            np.maximum(largest, off, out=largest)
        return _exceeded_by(largest, level)

    def _compute_above(self, floor: float) -> None:
        """All differences of this size and more: draw, row (the higher), column, size."""
        z, s = self._normals, self._errors
        draw, unit = np.divmod(self._drawn.beyond(floor / np.sqrt(2)), z.shape[1])
        scale = 1 / np.hypot.outer(s, s)
        off = ((z[draw, unit] * s[unit])[:, None] - z[draw] * s) * scale[unit]
        at, other = np.divmod(np.flatnonzero(np.abs(off).ravel() >= floor), z.shape[1])
        kept = off[at, other]
        higher = kept > 0
        self._draw, self._size = draw[at], np.abs(kept)
        self._row, self._column = np.where(higher, unit[at], other), np.where(higher, other, unit[at])
        self._floor = floor


def _exceeded_by(largest: npt.NDArray[np.float32], level: float) -> float:
    """The value that at most this share of the draws exceed."""
    at = len(largest) - 1 - int(level * len(largest))
    return float(np.partition(largest, at)[at])
