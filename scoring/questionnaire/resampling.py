"""How far covariances of pairs could be off: drawn again from counts, not from forms (for 14 and 15)."""

import numpy as np
import numpy.typing as npt

from scoring.counts import Counts, Reals, one_count, one_number
from scoring.errors import OutOfRange
from scoring.questionnaire.covariances import definite
from scoring.questionnaire.pairs import PairTables

SEED = 20260101
"""The draws are the same every time, so that a page says the same every time."""


def excess_kurtosis(tables: PairTables) -> float:
    """Mean over pairs of E(z_i² z_j²) / (1 + 2 r²) - 1, not below 0: 0 where levels are as if normal.

    How much further than of normal scores the covariances of such levels scatter, read from the pair tables
    themselves. Shapiro & Browne 1987, JASA 82:1092 (elliptical scores).

    >>> flat = PairTables(2, [[[30, 20], [20, 30]]])
    >>> excess_kurtosis(flat)
    0.0
    """
    n = np.maximum(tables.answered_both, 1)
    first = _squares(tables.counts.sum(axis=2), n)
    second = _squares(tables.counts.sum(axis=1), n)
    z, u = (np.sign(part) * np.sqrt(np.abs(part)) for part in (first, second))
    r = np.einsum("pab,pa,pb->p", tables.counts, z, u) / n
    fourth = np.einsum("pab,pa,pb->p", tables.counts, np.abs(first), np.abs(second)) / n
    return max(float((fourth / (1 + 2 * r * r)).mean()) - 1, 0.0)


def forms_worth(tables: PairTables, design_effect: float = 1.0) -> float:
    """The forms of the weakest pair, divided by the design effect and by 1 + `excess_kurtosis`.

    On the safe side: covariances that come from more forms are taken for no surer than the weakest.
    Raises OutOfRange where the design effect is below 1.
    """
    if one_number("design_effect", design_effect) < 1:
        raise OutOfRange("design_effect", design_effect, "1 or more")
    worth = float(tables.answered_both.min()) / design_effect / (1 + excess_kurtosis(tables))
    return max(worth, tables.items + 2.0)


def drawn_covariances(covariance: npt.ArrayLike, forms: float, draws: int, seed: int = SEED) -> Reals:
    """Covariances (draws, k, k) as so many forms would give them if this one were true: Wishart / (n - 1).

    By Bartlett's decomposition, so `forms` may be a fraction; it must be above k.
    Raises OutOfRange, CovarianceNotDefinite.
    """
    matrix = definite("covariance", covariance)
    k, df = len(matrix), one_number("forms", forms) - 1
    if not df > k - 1:
        raise OutOfRange("forms", forms, f"above {k}")
    if one_count("draws", draws) < 1:
        raise OutOfRange("draws", draws, "1 or more")
    chance = np.random.default_rng(seed)
    lower = np.tril(chance.standard_normal((int(draws), k, k)), -1)
    places = np.arange(k)
    lower[:, places, places] = np.sqrt(chance.chisquare(df - places, (int(draws), k)))
    factors = np.linalg.cholesky(matrix) @ lower
    drawn: Reals = factors @ np.swapaxes(factors, -1, -2) / df
    return drawn


def _squares(counts: Counts, n: Counts) -> Reals:
    """Squared standardised scores of the levels, with the sign of the score, (P, L); 0 without spread."""
    scores = np.arange(1, counts.shape[-1] + 1)
    off = scores - (counts @ scores / n)[:, None]
    variance = (counts * off**2).sum(axis=1) / n
    squares: Reals = np.sign(off) * off**2 / np.where(variance > 0, variance, 1.0)[:, None]
    return squares
