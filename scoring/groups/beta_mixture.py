"""Many mixtures of Beta distributions at once: mean, spread, how much lies below, and quantiles."""

from dataclasses import dataclass

import numpy as np
from scipy import special

from scoring.counts import Reals

_NEAR = 1e-3
"""A step of third order from so near in probability leaves nothing that anybody could read."""

_STEPS = 60
_EDGE = 1e-12


@dataclass(frozen=True, slots=True)
class BetaMixtures:
    """One mixture a row: alphas, betas, weights (rows, parts); the weights of a row sum to 1."""

    alphas: Reals
    betas: Reals
    weights: Reals

    def mean(self) -> Reals:
        """(rows,)."""
        return np.asarray((self.weights * self._means()).sum(axis=1), dtype=np.float64)

    def variance(self) -> Reals:
        """(rows,)."""
        means = self._means()
        within = means * (1 - means) / (self.alphas + self.betas + 1)
        apart = means - self.mean()[:, None]
        return np.asarray((self.weights * (within + apart * apart)).sum(axis=1), dtype=np.float64)

    def below(self, shares: Reals) -> Reals:
        """Probability (rows,) to lie below: shares (rows,), or (rows, parts) where each part has its own."""
        limits = shares if shares.ndim == 2 else shares[:, None]
        parts = self.weights * special.betainc(self.alphas, self.betas, limits)
        return np.asarray(np.minimum(parts.sum(axis=1), 1), dtype=np.float64)

    def quantiles(self, probability: float) -> Reals:
        """(rows,), to about 1e-6 in probability: Halley's steps from the Beta with the same mean and variance."""
        mean, variance = self.mean(), self.variance()
        size = np.maximum(mean * (1 - mean) / np.maximum(variance, 1e-300) - 1, 1e-6)
        start = special.betaincinv(mean * size, (1 - mean) * size, probability)
        found: Reals = np.clip(start, _EDGE, 1 - _EDGE).astype(np.float64)
        low, high = np.zeros_like(found), np.ones_like(found)
        open_, near = np.arange(len(found)), _NEAR * min(1.0, 40 * min(probability, 1 - probability))
        for _ in range(_STEPS):
            rows = BetaMixtures(self.alphas[open_], self.betas[open_], self.weights[open_])
            at = found[open_]
            excess = rows.below(at) - probability
            low[open_] = np.where(excess < 0, at, low[open_])
            high[open_] = np.where(excess > 0, at, high[open_])
            stepped = at - rows._halley(at, excess)
            inside = (stepped > low[open_]) & (stepped < high[open_])
            found[open_] = np.where(inside, stepped, (low[open_] + high[open_]) / 2)
            far = ~inside | (np.abs(excess) > near)
            open_ = open_[far & (high[open_] - low[open_] > _EDGE)]
            if not len(open_):
                break
        return found

    def _halley(self, at: Reals, excess: Reals) -> Reals:
        log_density = (
            special.xlogy(self.alphas - 1, at[:, None])
            + special.xlog1py(self.betas - 1, -at[:, None])
            - special.betaln(self.alphas, self.betas)
        )
        parts = self.weights * np.exp(np.minimum(log_density, 600))
        density = np.maximum(parts.sum(axis=1), 1e-300)
        slopes = (self.alphas - 1) / at[:, None] - (self.betas - 1) / (1 - at[:, None])
        newton = excess / density
        bend = (parts * slopes).sum(axis=1) / density
        step: Reals = newton / np.maximum(1 - newton * bend / 2, 0.25)
        return step

    def _means(self) -> Reals:
        return self.alphas / (self.alphas + self.betas)
