"""Officers within units: the nested beta-binomial, its own uncertainty integrated out (for quantity 6).

    share of an officer of unit u      Beta(M·m_u, M·(1 - m_u))
    logit of the unit's mean m_u       Normal(μ, τ²)

M, μ and τ are not taken for known: every value that the data allow has its weight, by quadrature. Maximum
likelihood, which takes them for known, makes intervals too narrow where officers or forms are few.
"""

from dataclasses import dataclass
from typing import TypeAlias

import numpy as np
import numpy.typing as npt
from scipy import special

from scoring.counts import Counts, Reals, satisfied_of_answers
from scoring.errors import WrongShape
from scoring.groups.beta_mixture import BetaMixtures
from scoring.groups.nested_surface import LOG_M, Officers, Surface, first_box, surface
from scoring.groups.quadrature import few_points
from scoring.groups.quasi_likelihood import Calibration
from scoring.result import NotEstimable, Reason

_MIN_OFFICERS = 2
_SMALLEST_SPREAD = 0.04
_USUAL_SPREAD = 0.5
_USUAL_ROOT_ICC = 0.22
_COARSEST, _FINEST = 0.12, 1500
_NODES, _MEANS_FIRST, _MEANS = 9, 7, 9
_POINTS = 3
_REACH = 4.5
_DEEPEST = 9.0
_PLACING_VARIANCE, _PLACING_MEAN_VARIANCE = 4.0, 9.0
_NOTHING = 1e-300
_TRIES = 5

Axis: TypeAlias = tuple[float, float]


@dataclass(frozen=True, slots=True)
class NestedShares:
    """The posterior of every officer and of the kind, in the order of the officers given.

    officers       mixtures of Betas (officers, parts)
    unit_means     (officers, parts): the unit's mean in each part
    reliability    (officers,): mean of n/(n + M), the weight of an officer's own answers against colleagues'
    concentration  M, the posterior median: so many effective answers weigh as much as the unit
    spread         τ, posterior mean of the standard deviation of unit means, on the logit scale
    mean           mean of the units' means, a fraction
    """

    officers: BetaMixtures
    unit_means: Reals
    reliability: Reals
    concentration: float
    spread: float
    mean: float


@dataclass(frozen=True, slots=True)
class _Weights:
    """Log posterior at (log M, log τ, μ), arrays (J, T, R), and what it took to get there."""

    log_weight: Reals
    likelihoods: Reals
    kernels: Reals
    marginals: Reals

    @property
    def by_log_m_and_spread(self) -> Reals:
        """(J, T), the largest 1."""
        weight = np.exp(self.log_weight - self.log_weight.max())
        return np.asarray(weight.sum(axis=2), dtype=np.float64)

    def unit_posteriors(self) -> Reals:
        """Of x given M: (J, units, grid), sum 1."""
        shape = self.log_weight.shape[0], 1, -1
        weight = np.exp(self.log_weight - self.log_weight.max(axis=(1, 2), keepdims=True)).reshape(shape)
        prior = (weight / self.marginals) @ self.kernels.transpose(0, 2, 1)
        posterior: Reals = self.likelihoods * prior
        posterior /= posterior.sum(axis=2, keepdims=True)
        return posterior


def nested(
    satisfied: npt.ArrayLike,
    answers: npt.ArrayLike,
    units: npt.ArrayLike,
    calibrated: Calibration | None = None,
) -> NestedShares | NotEstimable:
    """Posterior shares of officers with these counts, all three (officers,); counts may be fractions.

    units        any whole label of each officer's unit
    calibrated   sets log M right where the counts were divided by a design effect

    Priors: √(1/(1+M)), the spread of officers relative to the largest possible, Rayleigh with mode .22, M = 20 (zero
    at no spread: officers always differ a little); τ half-normal with scale .5; the median unit Beta(½, ½).
    Quadrature over x, μ, τ and M; unit means and M are then told by three points each that have the same first
    six moments. Not estimable: fewer than two officers with answers. Raises what counts raise, WrongShape.

    Nested beta-binomial: Gelman et al., Bayesian Data Analysis, 3rd edition, chapter 5; half-normal τ:
    Gelman 2006, Bayesian Analysis 1:515; zero at no spread: Chung et al. 2013, Psychometrika 78:685.

    >>> kind = nested([18, 12, 20, 9, 17, 19], [20, 20, 20, 10, 20, 20], units=[1, 1, 1, 2, 2, 2])
    >>> [round(float(share), 2) for share in kind.officers.mean()]
    [0.88, 0.69, 0.95, 0.88, 0.85, 0.92]
    """
    x, n = satisfied_of_answers(satisfied, answers)
    labels = np.asarray(units)
    if x.ndim != 1 or labels.shape != x.shape:
        raise WrongShape("units", f"(officers,), as satisfied {x.shape}", labels.shape)
    if int((n > 0).sum()) < _MIN_OFFICERS:
        return NotEstimable(Reason.FEWER_THAN_TWO_GROUPS)
    _, place = np.unique(labels, return_inverse=True)
    order = np.argsort(place, kind="stable")
    firsts = np.flatnonzero(np.r_[True, np.diff(place[order]) > 0])
    sizes = np.diff(np.r_[firsts, len(order)])
    officers = Officers(x[order], n[order], firsts, sizes)
    back = np.empty_like(order)
    back[order] = np.arange(len(order))
    return _posterior(officers, calibrated or Calibration(np.array(LOG_M), np.array(LOG_M)), back)


@dataclass(frozen=True, slots=True)
class _Found:
    """Where the posterior lies: the surface, the grid of x, nodes of the reading of log M and of log τ, weights."""

    known: Surface
    x: Reals
    readings: Reals
    log_tau: Reals
    weight: Reals


def _found(officers: Officers, calibrated: Calibration, level: float) -> _Found:
    """A coarse look, farther along M until nothing of weight is left out, then nodes where the weight is."""
    box = first_box(officers)
    for _ in range(_TRIES):
        known = surface(officers, box)
        x = _grid(officers, known)
        smallest = max(_SMALLEST_SPREAD, 0.8 * float(x[1] - x[0]))
        readings, log_tau = _nodes(*box.log_m), _nodes(np.log(smallest), np.log(box.largest_spread))
        seen = _weigh(known, x, calibrated, readings, log_tau, level, _MEANS_FIRST).by_log_m_and_spread
        around, low, high = _likely(readings, seen.sum(axis=1))
        farther = low and box.log_m[0] > LOG_M[0], high and box.log_m[1] < LOG_M[1]
        if not any(farther):
            break
        box = box.higher(*farther)
    readings, log_tau = _nodes(*around), _nodes(*_likely(log_tau, seen.sum(axis=0))[0])
    weight = _weigh(known, x, calibrated, readings, log_tau, level, _MEANS).by_log_m_and_spread
    weight[[0, -1]] /= 2
    weight[:, [0, -1]] /= 2
    return _Found(known, x, readings, log_tau, weight / weight.sum())


def _posterior(officers: Officers, calibrated: Calibration, back: Counts) -> NestedShares:
    """Officers as mixtures over three values of M and, given each, three of their unit's mean."""
    level = float(special.logit(officers.share))
    found = _found(officers, calibrated, level)
    of_m = found.weight.sum(axis=1)
    points, of_points = (each[0] for each in few_points(found.readings, of_m[None], _POINTS))
    there = _weigh(found.known, found.x, calibrated, points, found.log_tau, level, _MEANS)
    means, of_means = few_points(special.expit(found.x), there.unit_posteriors(), _POINTS)
    of_means = of_means * of_points[:, None, None]
    unit = np.repeat(np.arange(len(officers.sizes)), officers.sizes)[back]
    m, parts = np.exp(calibrated.log_m(points)), _parts(means)[unit]
    s, n, sizes = officers.satisfied[back][:, None], officers.answers[back][:, None], np.repeat(m, _POINTS)
    return NestedShares(
        officers=BetaMixtures(s + parts * sizes, n - s + (1 - parts) * sizes, _parts(of_means)[unit]),
        unit_means=parts,
        reliability=(n / (n + m)) @ of_points,
        concentration=_median(np.exp(calibrated.log_m(found.readings)), of_m),
        spread=float(found.weight.sum(axis=0) @ np.exp(found.log_tau)),
        mean=float((means * of_means).sum() / len(officers.sizes)),
    )


def _parts(by_m: Reals) -> Reals:
    """(points of M, units, points of means) as (units, parts)."""
    return by_m.transpose(1, 0, 2).reshape(by_m.shape[1], -1)


def _median(values: Reals, weight: Reals) -> float:
    """Of a distribution on few points, read between them."""
    return float(np.interp(0.5, np.cumsum(weight) - weight / 2, values))


def _nodes(low: float, high: float) -> Reals:
    return np.linspace(low, high, _NODES)


def _grid(officers: Officers, known: Surface) -> Reals:
    """Points of x, close enough for the narrowest likelihood that a unit can have."""
    low, high = known.box.x
    m = float(np.exp(known.box.log_m[1]))
    weight = officers.by_unit(officers.answers * m / (officers.answers + m)).max()
    step = min(_COARSEST, 0.9 / float(np.sqrt(weight * officers.share * (1 - officers.share))))
    return np.linspace(low, high, min(int((high - low) / step) + 2, _FINEST))


def _likely(nodes: Reals, weight: Reals) -> tuple[Axis, bool, bool]:
    """Between which nodes the weight lies, and whether it reaches the first and the last."""
    heavy = np.flatnonzero(weight > np.exp(-_DEEPEST) * weight.max())
    first, last = max(int(heavy[0]) - 1, 0), min(int(heavy[-1]) + 1, len(nodes) - 1)
    return (float(nodes[first]), float(nodes[last])), bool(heavy[0] == 0), bool(heavy[-1] == len(nodes) - 1)


def _weigh(
    known: Surface,
    x: Reals,
    calibrated: Calibration,
    readings: Reals,
    log_tau: Reals,
    level: float,
    means: int,
) -> _Weights:
    """The posterior of (log M, log τ, μ) on nodes; those of μ lie where each (M, τ) puts them."""
    values = known.at(readings, x)
    top = values.max(axis=2, keepdims=True)
    likelihoods = np.exp(values - top)
    middle, width = _where_mean_lies(likelihoods, x, np.exp(2 * log_tau), level)
    mu = middle[:, :, None] + width[:, :, None] * np.linspace(-_REACH, _REACH, means)
    kernels = np.exp(-(((x[:, None, None] - mu[:, None]) / np.exp(log_tau)[:, None]) ** 2) / 2)
    kernels /= np.maximum(kernels.sum(axis=1, keepdims=True), _NOTHING)
    kernels = kernels.reshape(len(readings), len(x), -1)
    marginals = np.maximum(likelihoods @ kernels, _NOTHING)
    weight = (np.log(marginals).sum(axis=1) + top.sum(axis=(1, 2))[:, None]).reshape(mu.shape)
    log_m = calibrated.log_m(readings)
    weight += (special.log_expit(mu) + special.log_expit(-mu)) / 2 + np.log(width)[:, :, None]
    weight += (log_tau - np.exp(2 * log_tau) / (2 * _USUAL_SPREAD**2))[:, None]
    weight += _log_prior_of_log_m(log_m)[:, None, None]
    return _Weights(weight, likelihoods, kernels, marginals)


def _log_prior_of_log_m(log_m: Reals) -> Reals:
    """√icc Rayleigh, icc = 1/(1+M); the density of log M."""
    icc = special.expit(-log_m)
    density: Reals = log_m + 2 * np.log(icc) - icc / (2 * _USUAL_ROOT_ICC**2)
    return density


def _where_mean_lies(likelihoods: Reals, x: Reals, variance: Reals, level: float) -> tuple[Reals, Reals]:
    """About where μ lies and how widely, for each (M, τ), both (J, T): places nodes, decides nothing."""
    weight = likelihoods * np.exp(-((x - level) ** 2) / (2 * _PLACING_VARIANCE))
    total = weight.sum(axis=2)
    mean = (weight @ x) / total
    spread = np.maximum((weight @ (x * x)) / total - mean * mean, 1e-6)
    precision = np.maximum(1 / spread - 1 / _PLACING_VARIANCE, 1e-3)
    own = np.clip((mean / spread - level / _PLACING_VARIANCE) / precision, x[0], x[-1])
    pull = 1 / (1 / precision[:, None] + variance[:, None])
    size = pull.sum(axis=2) + 1 / _PLACING_MEAN_VARIANCE
    middle = ((pull * own[:, None]).sum(axis=2) + level / _PLACING_MEAN_VARIANCE) / size
    return middle, 1 / np.sqrt(size)
