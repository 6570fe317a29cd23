"""Officers within units whose truth is known, and what could be said of them if all but them were known."""

from dataclasses import dataclass
from functools import lru_cache

import numpy as np
from scipy import special

from bench._cells import Counts, Reals
from scoring.groups.conduct_counts import ConductCounts

ANSWERED = np.array([0.1, 0.2, 0.7])
"""How often a form answers one, two, all three conduct criteria."""

_MEANS, _SHARES = 41, 80
_KINDS = [(s, k) for k in (1, 2, 3) for s in range(k + 1)]


@dataclass(frozen=True, slots=True)
class Kind:
    """Officers of one kind of unit.

    share          of the median unit; spread: standard deviation of units on the logit
    concentration  M of officers within their unit
    alike          correlation of answers of one form
    forms          of each officer; where `unequal`, from a fifth of it to five times as many
    """

    officers: int
    forms: int
    share: float = 0.9
    alike: float = 0.5
    spread: float = 0.4
    concentration: float = 20.0
    unequal: bool = False

    @property
    def officers_a_unit(self) -> int:
        return min(10, max(self.officers // 2, 1))


@dataclass(frozen=True, slots=True)
class Drawn:
    """units (officers,), their true shares, K2c, and forms by kind of form (officers, kinds)."""

    units: Counts
    shares: Reals
    counts: ConductCounts
    by_kind: Counts


def draw(rng: np.random.Generator, kind: Kind) -> Drawn:
    """True shares by the nested model; each answer copies its form's with probability √alike."""
    units = np.arange(kind.officers) // kind.officers_a_unit
    means = special.expit(special.logit(kind.share) + kind.spread * rng.standard_normal(units.max() + 1))
    own = kind.concentration * means[units], kind.concentration * (1 - means[units])
    shares = np.clip(rng.beta(*own), 1e-9, 1 - 1e-9)
    each = np.full(kind.officers, kind.forms)
    if kind.unequal:
        each = np.maximum(np.rint(kind.forms * np.exp(rng.uniform(-1.6, 1.6, kind.officers))), 1).astype(
            np.int64
        )
    who = np.repeat(np.arange(kind.officers), each)
    likely, n = shares[who], 1 + rng.choice(3, size=len(who), p=ANSWERED)
    of_form = rng.random(len(who)) < likely
    copies = rng.random((3, len(who))) < np.sqrt(kind.alike)
    answers = np.where(copies, of_form, rng.random((3, len(who))) < likely)
    s = (answers & (np.arange(3)[:, None] < n)).sum(axis=0)
    place = np.array([[_KINDS.index((s, k)) if k > 0 and s <= k else -1 for s in range(4)] for k in range(4)])
    by_kind = np.bincount(who * len(_KINDS) + place[n, s], minlength=kind.officers * len(_KINDS))
    counts = ConductCounts.from_forms(who, s, n, kind.officers)
    return Drawn(units, shares, counts, by_kind.reshape(kind.officers, -1))


def known_estimates(drawn: Drawn, kind: Kind) -> Reals:
    """(officers,): the posterior mean from the same counts under the true hyperparameters.

    Those of the nested model and the true design effect; the unit's mean is integrated out.
    """
    k = np.arange(1, 4)
    effect = 1 + float(ANSWERED @ k**2 / (ANSWERED @ k) - 1) * kind.alike
    s, n = drawn.counts.satisfied / effect, drawn.counts.answers / effect
    z = np.linspace(-5, 5, _MEANS)
    means, m = special.expit(special.logit(kind.share) + kind.spread * z), kind.concentration
    a, b = m * means, m * (1 - means)
    log_seen = special.betaln(s[:, None] + a, (n - s)[:, None] + b) - special.betaln(a, b)
    return _over_units(drawn.units, log_seen, (s[:, None] + a) / (n[:, None] + m), np.exp(-(z**2) / 2))


def _over_units(units: Counts, log_seen: Reals, estimates: Reals, weights: Reals) -> Reals:
    """Estimates (officers, J) given the unit's mean, averaged by what all of the unit's officers say of it."""
    of_unit = np.zeros((units.max() + 1, _MEANS)) + np.log(weights)
    np.add.at(of_unit, units, log_seen)
    of_unit = np.exp(of_unit - of_unit.max(axis=1, keepdims=True))
    of_unit /= of_unit.sum(axis=1, keepdims=True)
    return np.asarray((of_unit[units] * estimates).sum(axis=1))


def best_estimates(drawn: Drawn, kind: Kind) -> Reals:
    """(officers,): the posterior mean of who knows all hyperparameters and sees every single form.

    More than counts can tell: a form on which answers differ says for sure that it is not of one mind.
    """
    weights, shares, of_shares, forms = _known(kind.share, kind.spread, kind.concentration, kind.alike)
    officers = len(drawn.units)
    log_seen, estimates = np.empty((officers, _MEANS)), np.empty((officers, _MEANS))
    for node in range(_MEANS):
        told = drawn.by_kind @ forms[node].T
        top = told.max(axis=1, keepdims=True)
        weighted = np.exp(told - top) * of_shares[node]
        total = weighted.sum(axis=1)
        log_seen[:, node] = np.log(total) + top[:, 0]
        estimates[:, node] = weighted @ shares[node] / total
    return _over_units(drawn.units, log_seen, estimates, weights)


@lru_cache(maxsize=64)
def _known(share: float, spread: float, m: float, alike: float) -> tuple[Reals, Reals, Reals, Reals]:
    """Unit means' weights (J,); shares and weights of officers given each (J, P); log P of a form (J, P, kinds)."""
    z = np.linspace(-5, 5, _MEANS)
    means = special.expit(special.logit(share) + spread * z)
    shares, of_shares = np.empty((_MEANS, _SHARES)), np.empty((_MEANS, _SHARES))
    for node, mean in enumerate(means):
        points, weights = special.roots_jacobi(_SHARES, m * (1 - mean) - 1, m * mean - 1)
        shares[node], of_shares[node] = np.clip((points + 1) / 2, 1e-12, 1 - 1e-12), weights / weights.sum()
    copied, p = np.sqrt(alike), shares[..., None]
    s, k = np.array(_KINDS).T
    good, bad = copied + (1 - copied) * p, (1 - copied) * p
    chances = special.binom(k, s) * (
        p * good**s * (1 - good) ** (k - s) + (1 - p) * bad**s * (1 - bad) ** (k - s)
    )
    return np.exp(-(z**2) / 2), shares, of_shares, np.log(np.maximum(chances, 1e-300))
