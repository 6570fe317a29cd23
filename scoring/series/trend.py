"""Quantity 12: where a unit is going, from 8 periods up."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from enum import StrEnum

import numpy as np
import numpy.typing as npt

from scoring.counts import one_number, whole_counts
from scoring.errors import OutOfRange, WrongShape
from scoring.gates import MIN_COMPARED, MIN_SHOWN
from scoring.result import Limits, NotEstimable, Reason
from scoring.scale import FIVE_LEVELS, Scale
from scoring.series.mann_kendall import mann_kendall
from scoring.series.readings import positions_of, series, shares
from scoring.series.ridits import ridits
from scoring.series.theil_sen import theil_sen

MIN_PERIODS = 8
"""Periods from which a trend is told; with fewer even a steady rise is hardly more than chance."""

CHANCE = 0.05
"""Two-sided probability by chance below which a trend is called clear."""

SHARE_METHOD = "Mann–Kendall test with ties, Theil–Sen slope"
ORDINAL_METHOD = "Mann–Kendall test with ties, Theil–Sen slope, of mean ridits of all levels"


class Direction(StrEnum):
    """Where a series goes; a key that `words` can turn into a sentence."""

    RISING = "rising"
    FALLING = "falling"
    NO_CLEAR_TREND = "no clear trend"


@dataclass(frozen=True, slots=True)
class Trend:
    """Direction and slope of a series of shares or scores, fractions 0..1, one a period.

    slope        fraction points a period (times 100: percentage points)
    p            two-sided, Mann–Kendall; tau_b -1..1
    periods      how many there are a figure of; respondents in all; smallest: of the smallest period
    """

    direction: Direction
    slope: float
    p: float
    tau_b: float | NotEstimable
    periods: int
    respondents: int
    smallest: int
    method: str
    _values: tuple[float, ...] = field(repr=False)
    _positions: tuple[float, ...] = field(repr=False)

    @property
    def denominator(self) -> str:
        """What it is from, in English."""
        return f"{self.periods} periods, {self.respondents} forms, {self.smallest} in the smallest period"

    def interval(self, confidence: float = 0.95) -> Limits:
        """Limits of the slope by Sen, fraction points a period."""
        return theil_sen(self._values, self._positions, confidence=confidence).limits


def trend(
    values: Sequence[float],
    respondents: npt.ArrayLike,
    *,
    positions: npt.ArrayLike | None = None,
    chance: float = CHANCE,
    method: str = SHARE_METHOD,
) -> Trend | NotEstimable:
    """The trend of index or share values (periods,), fractions in order of time.

    respondents: forms of each period, (periods,). positions: when each was, rising, where periods are
    missing (0, 1, 3); a period with fewer than 10 forms is left out by whoever asks, it is not guessed.
    Not estimable: a period under 10 respondents, under 30 together, fewer than 8 periods.
    Raises NotANumber, OutOfRange, WrongShape, NegativeCounts, ConfidenceOutOfRange.

    >>> rise = trend([0.81, 0.80, 0.83, 0.84, 0.84, 0.86, 0.85, 0.88], [40] * 8)
    >>> rise.direction.value, round(rise.slope, 4), round(rise.p, 4), rise.denominator
    ('rising', 0.01, 0.0061, '8 periods, 320 forms, 40 in the smallest period')
    """
    y, forms = shares("values", series("values", values)), whole_counts("respondents", respondents)
    if forms.shape != y.shape:
        raise WrongShape("respondents", str(y.shape), forms.shape)
    at = positions_of(len(y), positions)
    if not 0 < one_number("chance", chance) < 1:
        raise OutOfRange("chance", chance, "between 0 and 1")
    if reason := _too_few(forms):
        return NotEstimable(reason)
    test, line = mann_kendall(y), theil_sen(y, at)
    clear = test.p < chance
    direction = (Direction.RISING if test.s > 0 else Direction.FALLING) if clear else Direction.NO_CLEAR_TREND
    return Trend(
        direction=direction,
        slope=line.slope,
        p=test.p,
        tau_b=test.tau_b,
        periods=len(y),
        respondents=int(forms.sum()),
        smallest=int(forms.min()),
        method=method,
        _values=tuple(y.tolist()),
        _positions=tuple(at.tolist()),
    )


def ordinal_trend(
    counts: npt.ArrayLike,
    respondents: npt.ArrayLike,
    *,
    positions: npt.ArrayLike | None = None,
    scale: Scale = FIVE_LEVELS,
    chance: float = CHANCE,
) -> Trend | NotEstimable:
    """The trend on all levels of the scale, from level counts (periods, levels), worst level first.

    Each period is read as its mean ridit: how likely an answer of this period is better than one drawn
    from all periods together, ties counted half. The slope is in points of that probability. Sees a
    change that leaves the share of the top two levels alone. Gates and errors as of `trend`.

    >>> counts = [[2, 3, 10, 30 - k, 5 + k] for k in range(8)]
    >>> ordinal_trend(counts, [50] * 8).direction.value
    'rising'
    """
    forms = whole_counts("respondents", respondents)
    levels = scale.level_counts(counts)
    if levels.shape != (*forms.shape, scale.levels):
        raise WrongShape("counts", f"({len(np.atleast_1d(forms))}, {scale.levels})", levels.shape)
    if reason := _too_few(forms):
        return NotEstimable(reason)
    if (levels.sum(axis=-1) == 0).any():
        return NotEstimable(Reason.NO_ANSWERS)
    return trend(ridits(levels).tolist(), forms, positions=positions, chance=chance, method=ORDINAL_METHOD)


def _too_few(forms: np.ndarray[tuple[int, ...], np.dtype[np.int64]]) -> Reason | None:
    """Why these periods tell no trend, if so."""
    if forms.size and (forms < MIN_SHOWN).any():
        return Reason.TOO_FEW_RESPONDENTS
    if forms.size < MIN_PERIODS:
        return Reason.TOO_FEW_PERIODS
    return Reason.TOO_FEW_TO_COMPARE if forms.sum() < MIN_COMPARED else None
