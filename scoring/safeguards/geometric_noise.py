"""Quantity 18: what it would cost to add random noise to counts. The product adds none: its figures are exact."""

import math

import scipy

from scoring.counts import confidence_between_0_and_1
from scoring.errors import OutOfRange


class GeometricNoise:
    """Two-sided geometric noise, P(k) = (1 - a)/(1 + a) · a^|k| with a = exp(-epsilon / sensitivity).

    Ghosh, Roughgarden & Sundararajan 2012, SIAM Journal on Computing 41:1673. Differential privacy of
    `epsilon` for one count that one person changes by at most `sensitivity`.

    >>> noise = GeometricNoise(epsilon=1.0)
    >>> round(noise.variance, 4), round(noise.untouched, 4), noise.limit(0.95)
    (1.8413, 0.4621, 3)
    """

    def __init__(self, epsilon: float, sensitivity: float = 1.0) -> None:
        for argument, value in (("epsilon", epsilon), ("sensitivity", sensitivity)):
            if not 0 < value < math.inf:
                raise OutOfRange(argument, value, "above 0")
        self._law = scipy.stats.dlaplace(epsilon / sensitivity)
        self.variance = float(self._law.var())
        self.untouched = float(self._law.pmf(0))

    def limit(self, confidence: float = 0.95) -> int:
        """The least k that the noise exceeds, up or down, with probability 1 - confidence at most."""
        least = int(self._law.ppf((1 + confidence_between_0_and_1(confidence)) / 2))
        return max(0, least)
