"""How much more all levels tell than the top two alone (for quantities 7 and 20).

Under proportional odds a shift of the log odds is known from n answers with information n·(1 - Σp³)/3 when all
levels are read, and n·p(1 - p) times its own scale when only the top two are. Whitehead 1993, Statistics in
Medicine 12:2257.
"""

import numpy as np
import numpy.typing as npt

from scoring.counts import Reals, real_counts
from scoring.errors import OutOfRange, WrongShape
from scoring.result import NotEstimable, Reason
from scoring.scale import FIVE_LEVELS, Scale


def ordinal_information(shares: npt.ArrayLike) -> float:
    """(1 - Σp³)/3: information of one answer about the log odds, all levels read; shares (levels,), sum 1.

    >>> round(ordinal_information([0.02, 0.03, 0.1, 0.45, 0.4]), 5)
    0.28128
    """
    return float(1 - (_shares(shares) ** 3).sum()) / 3


def top_two_information(shares: npt.ArrayLike, scale: Scale = FIVE_LEVELS) -> float:
    """p(1 - p) of the satisfied share p: information of one answer when only "satisfied or not" is read.

    >>> round(top_two_information([0.02, 0.03, 0.1, 0.45, 0.4]), 4)
    0.1275
    """
    known = _shares(shares)
    if len(known) != scale.levels:
        raise WrongShape("shares", f"({scale.levels},)", known.shape)
    satisfied = float(known[scale.satisfied_from - 1 :].sum())
    return satisfied * (1 - satisfied)


def relative_efficiency(shares: npt.ArrayLike, scale: Scale = FIVE_LEVELS) -> float | NotEstimable:
    """Information of the top two over that of all levels, 0..1: what is left of the answers.

    >>> round(relative_efficiency([0.02, 0.03, 0.1, 0.45, 0.4]), 3)
    0.453
    """
    ordinal = ordinal_information(shares)
    return (
        top_two_information(shares, scale) / ordinal if ordinal > 0 else NotEstimable(Reason.ONE_LEVEL_USED)
    )


def _shares(shares: npt.ArrayLike) -> Reals:
    known = real_counts("shares", shares)
    if known.ndim != 1:
        raise WrongShape("shares", "(levels,)", known.shape)
    if not np.isclose(known.sum(), 1, atol=1e-6):
        raise OutOfRange("shares", float(known.sum()), "1 in all")
    return known
