"""Quantity 11: the rank to be expected of each unit, knowing how uncertain all of them are."""

import numpy as np
import numpy.typing as npt
from scipy import special

from scoring.counts import Reals, real_numbers
from scoring.errors import OutOfRange, WrongShape

_SURELY = 40.0


def expected_ranks(means: npt.ArrayLike, deviations: npt.ArrayLike, *, largest_first: bool = True) -> Reals:
    """Posterior expected ranks (units,), 1 the best, of independent normal posteriors with these deviations.

        R_i = 1 + sum over j of P(theta_j > theta_i);  equals count half

    Drawn to the middle where little is known, unlike ranks of estimates. Laird & Louis 1989, Journal of
    Educational Statistics 14:29; Lin, Louis, Paddock & Ridgeway 2006, Bayesian Analysis 1:915.

    >>> expected_ranks([0.95, 0.93, 0.60], [0.01, 0.02, 0.04]).round(3).tolist()
    [1.186, 1.814, 3.0]
    """
    mean, deviation = real_numbers("means", means), real_numbers("deviations", deviations)
    if mean.ndim != 1 or mean.shape != deviation.shape:
        raise WrongShape("deviations", str(mean.shape), deviation.shape)
    if (deviation < 0).any():
        raise OutOfRange("deviations", float(deviation.min()), "0 or more")
    other_higher = np.subtract.outer(mean, mean).T * (1 if largest_first else -1)
    together = np.hypot.outer(deviation, deviation)
    far = _SURELY * np.sign(other_higher)
    with np.errstate(over="ignore"):
        z = np.where(together > 0, other_higher / np.where(together > 0, together, 1), far)
    ranks: Reals = 0.5 + special.ndtr(z).sum(axis=1)
    return ranks
