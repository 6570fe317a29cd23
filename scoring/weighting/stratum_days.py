"""Counter K2 by field and channel, and the variance of a post-stratified index over officer-days."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from scoring.counts import Counts, Reals, whole_counts
from scoring.errors import MoreSatisfiedThanAnswers, WrongShape
from scoring.weighting.post_strata import PostStrata


@dataclass(frozen=True, slots=True, eq=False)
class StratumDays:
    """Forms of R rows, each of one officer-day, field and channel.

    day        (R,)    which officer-day, 0 to m - 1
    field      (R,)    which field,  channel (R,) which channel
    forms      (R,)    forms
    satisfied  (R, K)  top answers to each criterion,  answered (R, K) valid ones
    """

    day: Counts
    field: Counts
    channel: Counts
    forms: Counts
    satisfied: Counts
    answered: Counts

    def __post_init__(self) -> None:
        rows = np.shape(self.day)
        matrix = np.shape(self.answered)
        for name in ("day", "field", "channel", "forms", "satisfied", "answered"):
            counts = whole_counts(name, getattr(self, name))
            shape = matrix if name in ("satisfied", "answered") else rows
            if counts.shape != shape or len(rows) != 1 or matrix[:1] != rows:
                raise WrongShape(name, str(shape), counts.shape)
            counts.setflags(write=False)
            object.__setattr__(self, name, counts)
        if (self.satisfied > self.answered).any():
            raise MoreSatisfiedThanAnswers("satisfied")

    @property
    def days(self) -> int:
        """m, officer-days with a form."""
        return len(set(self.day[self.forms > 0].tolist()))


def residual_variance(
    rows: StratumDays, strata: PostStrata, used: Sequence[int], scales: Reals, shares: Reals
) -> float:
    """v of a post-stratified index: m/(m-1) sum of z_k² over officer-days k.

        u = weight x sum of scale_c (x_c - P_c n_c)        z_k = sum over groups of (u - mean u of a form x forms)

    The regression on groups leaves of each what its group does not explain, as R's survey does for postStratify
    (Valliant 1993, JASA 88:89). 0 where nothing is left.
    """
    x, n = rows.satisfied[:, list(used)], rows.answered[:, list(used)]
    weights = strata.weights[rows.field, rows.channel]
    moved = weights * ((x - shares * n) @ scales)
    group = _groups(strata)[rows.field, rows.channel]
    inside = group >= 0
    size = len(strata.groups)
    total = np.bincount(group[inside], moved[inside], size)
    forms = np.bincount(group[inside], rows.forms[inside], size)
    mean = np.divide(total, forms, out=np.zeros(size), where=forms > 0)
    left = np.where(inside, moved - mean[group] * rows.forms, 0.0)
    each = np.bincount(np.unique(rows.day, return_inverse=True)[1], left)
    m = rows.days
    variance = m / (m - 1) * float((each**2).sum())
    scale = float((moved**2).sum())
    return 0.0 if variance <= 1e-13 * scale else variance


def _groups(strata: PostStrata) -> npt.NDArray[np.int64]:
    """The number of the group of every cell, -1 for none."""
    numbers = np.full(strata.weights.shape, -1, dtype=np.int64)
    for number, group in enumerate(strata.groups):
        for cell in group:
            numbers[cell] = number
    return numbers
