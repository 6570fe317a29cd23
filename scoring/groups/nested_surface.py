"""How likely the counts of each unit's officers are, over every unit mean and every concentration (quantity 6).

The likelihood of a unit is a smooth surface over x = logit of the unit's mean and log M. It is computed once at
a few Chebyshev points; whatever integrates over unit means, or over M, reads the surface, never the officers.
"""

from dataclasses import dataclass

import numpy as np
import scipy
from scipy import special

from scoring.counts import Counts, Reals
from scoring.groups import chebyshev

LOG_M = (0.0, 8.5)
"""Concentrations that are thought of: M from 1 (officers of a unit differ as dice) to 4,900 (not at all)."""

LARGEST_SPREAD = 2.5
_STRIP = np.pi
_MANY_OFFICERS = 200
_AROUND, _FARTHEST_AROUND = 0.8, 3.0
_USUAL_M = 10.0
_FARTHEST = 9.0


@dataclass(frozen=True, slots=True)
class Officers:
    """Effective counts of officers, sorted by unit: satisfied, answers (officers,); where units begin, how many."""

    satisfied: Reals
    answers: Reals
    firsts: Counts
    sizes: Counts

    def by_unit(self, values: Reals) -> Reals:
        """Sums of (officers, ...) over the officers of each unit."""
        summed: Reals = np.add.reduceat(values, self.firsts, axis=0)
        return summed

    @property
    def share(self) -> float:
        """Satisfied of all answers, strictly between 0 and 1."""
        return float((self.satisfied.sum() + 0.5) / (self.answers.sum() + 1))


@dataclass(frozen=True, slots=True)
class Box:
    """Where x and log M are looked for, and up to which spread τ of unit means."""

    x: tuple[float, float]
    log_m: tuple[float, float]
    largest_spread: float

    def higher(self, low: bool, high: bool) -> "Box":
        """The same, M reaching farther at either end."""
        first = max(self.log_m[0] - 2 * low, LOG_M[0])
        last = min(self.log_m[1] + 2 * high, LOG_M[1])
        return Box(self.x, (first, last), self.largest_spread)


@dataclass(frozen=True, slots=True)
class Surface:
    """Log-likelihoods (units, points of log M, points of x) over a box."""

    box: Box
    values: Reals

    def at(self, log_m: Reals, x: Reals) -> Reals:
        """(len(log_m), units, len(x))."""
        by_m = chebyshev.reading(*self.box.log_m, self.values.shape[1], np.clip(log_m, *self.box.log_m))
        by_x = chebyshev.reading(*self.box.x, self.values.shape[2], x)
        values: Reals = np.tensordot(by_m, self.values @ by_x.T, axes=(1, 1))
        return values


def surface(officers: Officers, box: Box) -> Surface:
    """Beta-binomial log-likelihoods of the officers of each unit, without coefficients.

    As functions of x and of log M they have no singularity within π of the real line.
    """
    x = chebyshev.points(*box.x, chebyshev.points_needed(box.x[1] - box.x[0], _STRIP))
    m = np.exp(chebyshev.points(*box.log_m, chebyshev.points_needed(box.log_m[1] - box.log_m[0], _STRIP)))
    alpha, beta = np.outer(m, special.expit(x)).ravel(), np.outer(m, special.expit(-x)).ravel()
    s, n = officers.satisfied[:, None], officers.answers[:, None]
    own = officers.by_unit(special.gammaln(s + alpha) + special.gammaln(n - s + beta))
    of = officers.by_unit(special.gammaln(n + m))
    alone = (special.gammaln(alpha) + special.gammaln(beta)).reshape(len(m), len(x))
    values = own.reshape(-1, len(m), len(x)) - of[:, :, None]
    values -= officers.sizes[:, None, None] * (alone - special.gammaln(m)[:, None])
    return Surface(box, values)


def first_box(officers: Officers) -> Box:
    """Where to look first: all M for few officers, near a moment estimate for many; all likely unit means."""
    concentration = _moment_concentration(officers)
    log_m = LOG_M
    if len(officers.answers) >= _MANY_OFFICERS:
        middle, around = float(np.log(concentration)), _error_of_log_m(officers, concentration)
        log_m = (max(middle - around, LOG_M[0]), min(middle + around, LOG_M[1]))
    middle = float(special.logit(officers.share))
    x, error = _unit_logits(officers, concentration)
    spread = _largest_spread(x, error)
    low = min(max(float((x - 3 * error).min()), middle - 4.5 * spread), middle - 3 * spread)
    high = max(min(float((x + 3 * error).max()), middle + 4.5 * spread), middle + 3 * spread)
    return Box((max(low, middle - _FARTHEST), min(high, middle + _FARTHEST)), log_m, spread)


def _moment_concentration(officers: Officers) -> float:
    """M from pairs of answers: E p(1 - p) of officers over m(1 - m) of units is M / (M + 1)."""
    s, n = officers.satisfied, officers.answers
    of_unit, all_unit = officers.by_unit(s), officers.by_unit(n)
    across = float((of_unit * (all_unit - of_unit)).sum() - (s * (n - s)).sum())
    pairs_across = float((all_unit * all_unit).sum() - (n * n).sum())
    within = float((s * (n - s)).sum())
    pairs_within = float((n * np.maximum(n - 1, 0)).sum())
    if min(across, within, pairs_across, pairs_within) <= 0:
        return _USUAL_M
    ratio = min((within / pairs_within) / (across / pairs_across), 0.9995)
    return max(ratio / (1 - ratio), 1.5)


def _error_of_log_m(officers: Officers, concentration: float) -> float:
    """How far around a first log M to look: nine times its error, by the second and fourth moments of counts."""
    usual = float(np.median(officers.answers[officers.answers > 0]))
    rare = usual * officers.share * (1 - officers.share)
    error = (1 + concentration / usual) * np.sqrt((2 + 1 / rare) / len(officers.answers))
    return float(np.clip(9 * error, _AROUND, _FARTHEST_AROUND))


def _unit_logits(officers: Officers, concentration: float) -> tuple[Reals, Reals]:
    """About where the logits of unit means lie, and how widely, (units,)."""
    weight = officers.answers / (1 + np.maximum(officers.answers - 1, 0) / (concentration + 1))
    own = officers.satisfied / np.maximum(officers.answers, 1e-9)
    total = officers.by_unit(weight) + 1
    mean = (officers.by_unit(weight * own) + officers.share) / total
    return special.logit(mean), 1 / np.sqrt(total * mean * (1 - mean))


def _largest_spread(x: Reals, error: Reals) -> float:
    """The largest standard deviation that units with these logits, so surely known, leave possible."""
    units = len(x)
    if units < 2:
        return LARGEST_SPREAD
    most = float(x.var(ddof=1) * (units - 1) / scipy.stats.chi2.ppf(1e-4, units - 1))
    own = most - 0.7 * float((error * error).mean())
    return float(np.clip(np.sqrt(max(own, 0.25 * most)) + 0.2, 0.3, LARGEST_SPREAD))
