"""Quantity 13: the exact Markov chain of a sum of whole scores, one step being all forms of a day or week."""

from collections.abc import Iterator, Sequence

import numpy as np
from scipy import fft

from scoring.counts import Counts, Reals

NEVER = 1e12
"""Steps past which the equations of a chain say no more than "never"."""


def step_scores(
    step_sizes: Reals, scores: Counts, levels: Reals, likely: Reals | None = None
) -> tuple[int, Reals]:
    """Lowest score of a step, and the probability of each score from there on.

    step_sizes (n + 1,): probabilities of 0, 1 … n forms in a step; scores (L,) of a form at each level;
    levels (k, L): probabilities of the levels on k kinds of days; likely (k,): of the kinds, by default
    equal. The sum of n forms by its characteristic function, g^n, on the whole lattice at once.
    """
    most = len(step_sizes) - 1
    low, high = min(0, int(scores.min())), max(0, int(scores.max()))
    reach = most * (high - low) + 1
    total = np.zeros(reach)
    weights = np.ones(len(levels)) if likely is None else likely
    for chances, weight in zip(levels, weights, strict=True):
        one = np.zeros(reach)
        np.add.at(one, scores % reach, chances)
        total += weight * fft.irfft(np.polynomial.polynomial.polyval(fft.rfft(one), step_sizes), reach)
    # On the circle, sums below 0 stand at its end.
    pmf = np.maximum(np.roll(total, -most * low), 0.0)
    return most * low, pmf / pmf.sum()


def mean_steps(lowest: int, chances: Reals, limit: int) -> float:
    """Expected steps until a sum that starts at 0 and never falls below it is at the limit or above.

    Exact: (I - Q) r = 1 over the sums 0 … limit - 1. Brook & Evans 1972, Biometrika 59:539.

    >>> fair_coin = np.array([0.5, 0.0, 0.5])
    >>> round(mean_steps(-1, fair_coin, 3), 9)
    12.0
    """
    reach = np.zeros(2 * limit - 1)
    scores = lowest + np.arange(len(chances))
    inside = np.abs(scores) < limit
    reach[scores[inside] + limit - 1] = chances[inside]
    states = np.arange(limit)
    chain = reach[states[None, :] - states[:, None] + limit - 1]
    tail = np.concatenate(([0.0], np.cumsum(chances)))
    # From sum i to 0: every score of -i or below.
    chain[:, 0] = tail[np.clip(-states - lowest + 1, 0, len(chances))]
    try:
        steps = float(np.linalg.solve(np.eye(limit) - chain, np.ones(limit))[0])
    except np.linalg.LinAlgError:
        return NEVER  # a limit that no sum reaches
    return steps if 0 < steps < NEVER else NEVER


def steps_by_limit(chains: Sequence[tuple[int, Reals]], largest: int) -> Iterator[Reals]:
    """`mean_steps` of several chains, (chains,), at limit 1, 2 … `largest`, each from the one before.

    But for the way back to 0 the equations are Toeplitz, T r = 1 + r_0 u with u_i the probability of a
    score below -i. So r_0 = a_0 / (1 - b_0) with T a = 1 and T b = u, both by Levinson's recursion, which
    passes every smaller limit on its way (Levinson 1947, J. Math. Phys. 25:261).
    """
    reach = np.array([_reach(*chain, largest) for chain in chains])
    under = np.array([_below(*chain, largest) for chain in chains])[:, None, :]
    toeplitz = -reach
    toeplitz[:, largest] += 1
    wanted = np.concatenate([np.ones_like(under), under], axis=1)
    forward = backward = 1 / toeplitz[:, largest, None]
    solved = wanted[:, :, :1] * forward[:, None, :]
    for size in range(1, largest + 1):
        never = 1 - solved[:, 1, 0]
        steps = solved[:, 0, 0] / np.where(never > 1 / NEVER, never, 1.0)
        yield np.where((never > 1 / NEVER) & (steps < NEVER), steps, NEVER)
        if size == largest:
            return
        # Row `size` of T: scores -size … -1 ; row 0: scores 1 … size.
        row, first = toeplitz[:, largest - size : largest], toeplitz[:, largest + 1 : largest + size + 1]
        missed_forward = (row * forward).sum(axis=1, keepdims=True)
        missed_backward = (first * backward).sum(axis=1, keepdims=True)
        shrunk = 1 / (1 - missed_forward * missed_backward)
        longer = np.pad(forward, ((0, 0), (0, 1)))
        later = np.pad(backward, ((0, 0), (1, 0)))
        forward = shrunk * (longer - missed_forward * later)
        backward = shrunk * (later - missed_backward * longer)
        missing = wanted[:, :, size] - (row[:, None, :] * solved).sum(axis=2)
        solved = np.pad(solved, ((0, 0), (0, 0), (0, 1))) + missing[:, :, None] * backward[:, None, :]


def _reach(lowest: int, chances: Reals, largest: int) -> Reals:
    """Probabilities of the scores -largest … largest, (2 largest + 1,)."""
    reach = np.zeros(2 * largest + 1)
    scores = lowest + np.arange(len(chances))
    inside = np.abs(scores) <= largest
    reach[scores[inside] + largest] = chances[inside]
    return reach


def _below(lowest: int, chances: Reals, largest: int) -> Reals:
    """Probability of a score below -i, i = 0 … largest - 1."""
    tail = np.concatenate(([0.0], np.cumsum(chances)))
    return np.asarray(tail[np.clip(-np.arange(largest) - lowest, 0, len(chances))])
