"""The largest difference of one unit to any other, if all are truly alike: its quantiles (for quantity 11).

Given the unit's own error, z standard errors, its differences to the others are independent, so the chance
that none of them exceeds c is an integral over z of a product, computed by the trapezoid rule:

    1 - integral of phi(z) prod_k [1 - Phi(r_k z - c q_k) - Phi(-r_k z - c q_k)] dz,
    r_k = s / s_k,  q_k = sqrt(1 + r_k^2)

The logarithm of each factor is smooth in log s_k, so the product over many units is taken over the few nodes
of a Chebyshev grid, with the weights by which polynomials are interpolated there.
"""

import numpy as np
import numpy.typing as npt
from scipy import special

from scoring.counts import Reals

_NODES = 20
_FURTHEST = 4.8
_STILL = 1e-9

Mask = npt.NDArray[np.bool_]


class LargestDifference:
    """Of units with these standard errors (units,), two or more; quantiles at this level from the top."""

    def __init__(self, errors: Reals, level: float) -> None:
        self._level, self._errors = level, errors
        self._nodes, self._weights = _grid(errors)
        step = float(np.clip(0.9 * errors.min() / errors.max(), 0.02, 0.4))
        half = np.arange(step, _FURTHEST, step)
        self._z = np.concatenate(
            [-half[::-1], [0.0], half]
        )  # as many above as below: `_solve` turns it round
        self._density = np.exp(-(self._z**2) / 2) * step / np.sqrt(2 * np.pi)

    def single_step(self) -> Reals:
        """For every unit against all others, either way: (units,). Smooth in the unit's error as well."""
        others = self._weights.sum(axis=0) - np.eye(len(self._nodes))
        number = 2 * (len(self._errors) - 1)
        start = np.full(len(self._nodes), -special.ndtri(self._level / number))
        critical: Reals = self._weights @ self._solve(start, self._nodes, others, others, rounds=3)
        return critical

    def critical(self, start: Reals, rows: npt.NDArray[np.intp], above: Mask, below: Mask) -> Reals:
        """For these units against the others still open, (rows, units) each way, from a start: (rows,)."""
        return self._solve(start, self._errors[rows], above @ self._weights, below @ self._weights, rounds=2)

    def may_fall(self, limit: Reals, t: Reals, above: Mask, below: Mask) -> npt.NDArray[np.intp]:
        """The units whose next step may yet find something, by a bound on how far their limit can fall.

        Each pair closed takes at most its own chance of exceeding away from that of the largest.
        """
        closed = (~above).sum(axis=1) + (~below).sum(axis=1) - 2
        worth = np.maximum(0.97 * self._level / special.ndtr(-limit) - closed, 1.0)
        lowest = -special.ndtri(np.minimum(self._level / worth, 0.5))
        within = (np.abs(t) > lowest[:, None]) & np.where(t > 0, above, below)
        return np.flatnonzero((closed > 0) & within.any(axis=1))

    def _solve(self, start: Reals, own: Reals, above: Reals, below: Reals, rounds: int) -> Reals:
        """c where the chance of exceeding is the level: chance / normal tail hardly moves with c.

        Each round leaves about the same part of what was off, so the last three tell where they lead (Aitken).
        """
        ratio = own[:, None] / self._nodes
        shift = ratio[:, :, None] * self._z
        reach = np.hypot(1.0, ratio)
        both = above is below
        found = [start]
        for _ in range(rounds):
            edge = (found[-1][:, None] * reach)[:, :, None]
            higher = special.ndtr(shift - edge)
            lower = higher[:, :, ::-1]
            if both:
                none = np.einsum("rg,rgz->rz", above, np.log1p(-np.minimum(higher + lower, 1 - 1e-15)))
            else:
                none = np.einsum("rg,rgz->rz", above, np.log1p(-np.minimum(higher, 1 - 1e-15)))
                none += np.einsum("rg,rgz->rz", below, np.log1p(-np.minimum(lower, 1 - 1e-15)))
            exceeds = -np.expm1(np.minimum(none, 0.0)) @ self._density
            worth = np.maximum(exceeds / special.ndtr(-found[-1]), 1.0)
            found.append(-special.ndtri(np.minimum(self._level / worth, 0.5)))
        return _where_they_lead(*found[-3:])


def _where_they_lead(first: Reals, second: Reals, third: Reals) -> Reals:
    """Aitken 1926, Proc. Royal Society of Edinburgh 46:289; the third where nothing moves any more."""
    bend = third - 2 * second + first
    still = np.abs(bend) < _STILL
    return np.where(still, third, third - (third - second) ** 2 / np.where(still, 1.0, bend))


def _grid(errors: Reals) -> tuple[Reals, Reals]:
    """Nodes (G,) and weights (units, G): f(errors) = weights @ f(nodes) for f smooth in the logarithm."""
    if len(errors) <= _NODES:
        return errors, np.eye(len(errors))
    logs = np.log(errors)
    middle, half = (logs.max() + logs.min()) / 2, max((logs.max() - logs.min()) / 2, 1e-6)
    nodes = np.cos(np.pi * (np.arange(_NODES) + 0.5) / _NODES)
    polynomials = np.polynomial.chebyshev.chebvander
    weights = np.linalg.solve(
        polynomials(nodes, _NODES - 1).T, polynomials((logs - middle) / half, _NODES - 1).T
    ).T
    return np.asarray(np.exp(middle + half * nodes), np.float64), np.asarray(weights, np.float64)
