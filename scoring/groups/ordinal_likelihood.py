"""The proportional odds model with a random intercept for each officer: likelihood and exact gradient (quantity 7).

    logit P(level ≤ j) = ζ_j - β_stratum - u_officer        u ~ Normal(0, σ²)

The probability of a level splits into what its two thresholds say apart: log P(j) = log F(ζ_j - v) +
log F(v - ζ_(j-1)) + log(1 - e^(ζ_(j-1) - ζ_j)), F logistic, v = u + β. So an officer's answers count as yes-or-no
answers to each threshold, and every derivative is a sum of logistic ones. The integral over u is adaptive
Gauss–Hermite: points placed around each officer's own mode, as wide as the officer is uncertain. One point is
Laplace's approximation. Fixed points fail where an officer has thousands of answers: none falls on the peak.

Liu and Pierce 1994, Biometrika 81:624; Tutz and Hennevogl 1996, Comput Stat Data Anal 22:537.
"""

from dataclasses import dataclass, field

import numpy as np
from scipy import special

from scoring.counts import Counts, Reals

_MODE_STEPS = 60
_MODE_NEAR = 1e-10
_LONGEST_STEP = 2.0


@dataclass(frozen=True, slots=True, eq=False)
class ThresholdAnswers:
    """Rows of answers to thresholds: one a stratum of an officer, sorted by officer, at least one an officer.

    below, asked  (rows, thresholds)  answers at the level just below a threshold; at the level below or above it
    levels        (levels,)           answers at each level in all
    officer       (rows,)             0, 1, ...; stratum (rows,)
    """

    below: Reals
    asked: Reals
    levels: Reals
    officer: Counts
    stratum: Counts
    strata: int
    firsts: Counts

    @classmethod
    def of_counts(cls, counts: Reals) -> "ThresholdAnswers":
        """From (officers, strata, levels), every level used."""
        some = counts.sum(axis=2) > 0
        some[:, 0] |= ~some.any(axis=1)
        officer, stratum = np.nonzero(some)
        rows = counts[officer, stratum]
        firsts = np.flatnonzero(np.r_[True, np.diff(officer) > 0])
        below, above = rows[:, :-1], rows[:, 1:]
        return cls(below, below + above, rows.sum(axis=0), officer, stratum, counts.shape[1], firsts)

    def by_officer(self, rows: Reals) -> Reals:
        """Sums (officers, ...) of (rows, ...)."""
        if len(self.firsts) == len(rows):
            return rows
        summed: Reals = np.add.reduceat(rows, self.firsts, axis=0)
        return summed


@dataclass(frozen=True, slots=True, eq=False)
class OrdinalParameters:
    """Thresholds ζ (thresholds,) rising, σ above 0, β (strata,)."""

    thresholds: Reals
    sigma: float
    strata: Reals


@dataclass(frozen=True, slots=True, eq=False)
class Integrated:
    """The log-likelihood, its gradient by (ζ, log σ, β) and what is known of each officer, (officers,).

    scores (officers, parameters) are the parts of the gradient; none where not asked for.
    """

    log_likelihood: float
    gradient: Reals
    modes: Reals
    means: Reals
    deviations: Reals
    scores: Reals = field(default_factory=lambda: np.zeros((0, 0)))


def integrate_officers(
    answers: ThresholdAnswers, at: OrdinalParameters, nodes: int, start: Reals, scores: bool = False
) -> Integrated:
    """Everything at these parameters; modes are looked for from `start` (officers,)."""
    places = at.thresholds - at.strata[answers.stratum, None]
    precision = 1 / at.sigma**2
    modes = _modes(answers, places, precision, start)
    share = special.expit(places - modes[answers.officer, None])
    bend = answers.asked * share * (1 - share)
    skew = bend * (1 - 2 * share)
    curvature = answers.by_officer(bend.sum(axis=1)) + precision
    width = 1 / np.sqrt(curvature)

    x, w = special.roots_hermite(nodes)
    apart = np.sqrt(2) * width[:, None] * x
    u = modes[:, None] + apart
    t = places[:, None, :] - u[answers.officer, :, None]
    small = np.exp(-np.abs(t))
    softplus = np.maximum(t, 0) + np.log1p(small)
    at_nodes = np.where(t > 0, 1.0, small) / (1 + small)
    value = answers.by_officer((answers.below[:, None] * t - answers.asked[:, None] * softplus).sum(axis=2))
    value = value - u * u * (precision / 2) + x * x + np.log(w)
    top = value.max(axis=1, keepdims=True)
    weight = np.exp(value - top)
    total = weight.sum(axis=1, keepdims=True)
    weight /= total
    officers = (top + np.log(total))[:, 0] + np.log(width / (at.sigma * np.sqrt(np.pi)))
    gaps = np.diff(at.thresholds)
    log_likelihood = float(officers.sum() + (answers.levels[1:-1] * np.log(-np.expm1(-gaps))).sum())

    expected = (weight[answers.officer, :, None] * at_nodes).sum(axis=1)
    slope = answers.by_officer((answers.asked[:, None] * at_nodes).sum(axis=2))
    slope = slope - answers.by_officer(answers.below.sum(axis=1))[:, None] - u * precision
    moved, widened = (weight * slope).sum(axis=1), (weight * slope * apart).sum(axis=1)
    by_width = (widened + 1) / (2 * curvature)
    by_mode = (moved + by_width * answers.by_officer(skew.sum(axis=1))) / curvature
    parts = answers.below - answers.asked * expected
    parts += by_mode[answers.officer, None] * bend - by_width[answers.officer, None] * skew
    of_sigma = (weight * u * u).sum(axis=1) * precision - 1 + 2 * precision * (modes * by_mode + by_width)
    gradient = _gradient(answers, parts, of_sigma, gaps)
    means = (weight * u).sum(axis=1)
    spread = (weight * (u - means[:, None]) ** 2).sum(axis=1) if nodes > 1 else width**2
    pieces = _scores(answers, parts, of_sigma, gaps) if scores else np.zeros((0, 0))
    return Integrated(log_likelihood, gradient, modes, means, np.sqrt(spread), pieces)


def _modes(answers: ThresholdAnswers, places: Reals, precision: float, start: Reals) -> Reals:
    """Where each officer's likelihood times the normal density is highest: Newton's steps, all officers at once."""
    u = start.copy()
    below = answers.by_officer(answers.below.sum(axis=1))
    for _ in range(_MODE_STEPS):
        share = special.expit(places - u[answers.officer, None])
        expected = answers.asked * share
        slope = answers.by_officer(expected.sum(axis=1)) - below - u * precision
        curvature = answers.by_officer((expected * (1 - share)).sum(axis=1)) + precision
        step = np.clip(slope / curvature, -_LONGEST_STEP, _LONGEST_STEP)
        u += step
        if np.abs(step).max(initial=0.0) < _MODE_NEAR:
            break
    return u


def _gradient(answers: ThresholdAnswers, parts: Reals, of_sigma: Reals, gaps: Reals) -> Reals:
    """By (ζ, log σ, β)."""
    thresholds = parts.sum(axis=0)
    pull = answers.levels[1:-1] / np.expm1(gaps)
    thresholds[1:] += pull
    thresholds[:-1] -= pull
    strata = -np.bincount(answers.stratum, parts.sum(axis=1), minlength=answers.strata)
    return np.concatenate([thresholds, [of_sigma.sum()], strata])


def _scores(answers: ThresholdAnswers, parts: Reals, of_sigma: Reals, gaps: Reals) -> Reals:
    """What each officer adds to the gradient."""
    thresholds = answers.by_officer(parts).copy()
    pull = answers.by_officer(answers.below)[:, 1:] / np.expm1(gaps)
    thresholds[:, 1:] += pull
    thresholds[:, :-1] -= pull
    strata = np.zeros((len(of_sigma), answers.strata))
    np.add.at(strata, (answers.officer, answers.stratum), -parts.sum(axis=1))
    return np.column_stack([thresholds, of_sigma, strata])
