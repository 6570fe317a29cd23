"""Quantity 13: what a form adds to the sum that is watched: its log-likelihood ratio as a whole number."""

import math

import numpy as np

from scoring.counts import Counts, Reals

_UNIT = 0.08
_CANDIDATES = 60
_FINEST = 3.0


def whole_scores(usual: Reals, worse: Reals) -> Counts:
    """Scores (L,) of a form at each level, nearest to log(worse / usual) in whole units; bad is positive.

    usual, worse (L,): level probabilities, above 0. The unit is at most .08, so that one unit more of the
    limit makes false alarms fewer by 8 % at most; within three of it, the one that rounds least is taken.

    >>> whole_scores(np.array([0.1, 0.9]), np.array([0.2, 0.8])).tolist()
    [6, -1]
    """
    ratio = np.log(worse / usual)
    coarsest = min(_UNIT, float(ratio.max()), float(-ratio.min()))
    weight = (usual + worse) / 2
    best, least = np.zeros(len(ratio), np.int64), math.inf
    for unit in coarsest / np.linspace(1, _FINEST, _CANDIDATES):
        scores = np.rint(ratio / unit).astype(np.int64)
        # Rounding that makes a usual step rise, or a worse one fall, would undo the watch.
        if scores @ usual >= 0 or scores @ worse <= 0:
            continue
        missed = float(weight @ (scores * unit - ratio) ** 2)
        if missed < least:
            best, least = scores, missed
    return best // math.gcd(*best.tolist())


def grain_of(usual: Reals, worse: Reals, forms_spread: float) -> int:
    """By how much the scores of a step are divided: 1, or the spread of its log-likelihood ratio.

    forms_spread: root of the forms of a step times their design effect. Large steps jump so far that a
    fine limit tells nothing more.
    """
    ratio = np.log(worse / usual)
    spread = math.sqrt(float(usual @ ratio**2 - (usual @ ratio) ** 2)) * forms_spread
    return max(1, int(spread))


def coarse(scores: Counts, grain: int | Counts) -> Counts:
    """Scores of steps in grains, the nearest whole number (halves up).

    >>> coarse(np.array([-4, 0, 4, 5]), 3).tolist()
    [-1, 0, 1, 2]
    """
    return np.asarray((2 * scores + grain) // (2 * grain), dtype=np.int64)
