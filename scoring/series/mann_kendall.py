"""Quantity 12: does a series rise or fall? The Mann–Kendall test with ties, and tau-b."""

import math
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from scipy import special

from scoring.counts import Reals
from scoring.result import NotEstimable, Reason
from scoring.series.readings import series


@dataclass(frozen=True, slots=True)
class MannKendall:
    """The test of one series.

    s         later values above earlier ones, less later values below, over all pairs of periods
    variance  of s if the order of the periods meant nothing, ties taken into account
    pairs     n(n - 1)/2; tied: pairs of equal values
    """

    s: int
    variance: float
    pairs: int
    tied: int

    @property
    def z(self) -> float:
        """(|S| - 1) / sd with the sign of S; 0 where S is 0."""
        return math.copysign(abs(self.s) - 1, self.s) / math.sqrt(self.variance) if self.s else 0.0

    @property
    def p(self) -> float:
        """Two-sided probability of an S as far from 0 by chance; 1 where S is 0."""
        return float(2 * special.ndtr(-abs(self.z)))

    @property
    def tau_b(self) -> float | NotEstimable:
        """Kendall's tau-b, -1..1, ties taken out of the denominator; not estimable where all are tied."""
        ordered = self.pairs - self.tied
        if ordered == 0:
            return NotEstimable(Reason.ALL_ANSWERS_ALIKE)
        return self.s / math.sqrt(self.pairs * ordered)


def mann_kendall(values: npt.ArrayLike) -> MannKendall:
    """The Mann–Kendall test of values (periods,) in order of time; gaps between periods do not matter.

        S = sum of sign(y_j - y_i), i < j
        var S = [n(n-1)(2n+5) - sum over groups of t equal values of t(t-1)(2t+5)] / 18

    Normal approximation with continuity correction, good from 8 periods up. Takes the periods for
    independent. Mann 1945, Econometrica 13:245; Kendall 1975, Rank Correlation Methods, 4th edition.

    >>> test = mann_kendall([0.81, 0.80, 0.83, 0.84, 0.84, 0.86, 0.85, 0.88])
    >>> test.s, round(test.z, 3), round(test.p, 4), round(test.tau_b, 3)
    (23, 2.743, 0.0061, 0.837)
    """
    y = series("values", values)
    n = len(y)
    signs = np.sign(y[None, :] - y[:, None])
    ties = np.unique(y, return_counts=True)[1]
    tied_variance = _cubic(ties.astype(np.float64)).sum()
    return MannKendall(
        s=int(np.triu(signs).sum()),
        variance=float(_cubic(np.float64(n)) - tied_variance) / 18,
        pairs=n * (n - 1) // 2,
        tied=int((ties * (ties - 1) // 2).sum()),
    )


def _cubic(t: Reals | np.float64) -> Reals:
    """t(t - 1)(2t + 5)."""
    return np.asarray(t * (t - 1) * (2 * t + 5), dtype=np.float64)
