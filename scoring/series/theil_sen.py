"""Quantity 12: by how much a period? The Theil–Sen slope, which one odd period does not pull away."""

from dataclasses import dataclass

import numpy.typing as npt
import scipy

from scoring.counts import confidence_between_0_and_1
from scoring.errors import OutOfRange
from scoring.result import Limits
from scoring.series.readings import positions_of, series

_MIN_PERIODS = 2
_METHOD = "Theil–Sen, limits by Sen from Kendall's S"


@dataclass(frozen=True, slots=True)
class TheilSen:
    """The median of the slopes between all pairs of periods; intercept: median y less slope times median t."""

    slope: float
    intercept: float
    limits: Limits


def theil_sen(
    values: npt.ArrayLike, positions: npt.ArrayLike | None = None, *, confidence: float = 0.95
) -> TheilSen:
    """The slope per unit of position, its intercept and Sen's limits; values (periods,), 2 periods and more.

    Sen 1968, JASA 63:1379 (section 3, ties in the variance); intercept as by Conover 1980. Computed by scipy.

    >>> line = theil_sen([0.80, 0.81, 0.83, 0.84, 0.90], positions=[0, 1, 3, 4, 5])
    >>> round(line.slope, 4), round(line.intercept, 4)
    (0.01, 0.8)
    """
    confidence_between_0_and_1(confidence)
    y = series("values", values)
    if len(y) < _MIN_PERIODS:
        raise OutOfRange("values", y.tolist(), "two periods or more")
    at = positions_of(len(y), positions)
    line = scipy.stats.theilslopes(y, at, alpha=confidence, method="separate")
    low, high = min(line.low_slope, line.slope), max(line.high_slope, line.slope)
    limits = Limits(float(low), float(high), confidence, _METHOD)
    return TheilSen(float(line.slope), float(line.intercept), limits)
