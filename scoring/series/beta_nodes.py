"""A Beta distribution as a few points with weights: what a share may truly be (for quantity 13)."""

import numpy as np
from scipy import linalg

from scoring.counts import Reals

_INSIDE = 1e-9


def beta_nodes(alpha: float, beta: float, points: int) -> tuple[Reals, Reals]:
    """Shares and their probabilities, (points,) each, with the same first 2 * points - 1 moments as the Beta.

    Gauss–Jacobi quadrature from the recurrence of the polynomials orthogonal under the Beta (Golub &
    Welsch 1969, Mathematics of Computation 23:221), which holds at any alpha + beta: one form or millions.

    >>> shares, likely = beta_nodes(18, 2, 15)
    >>> round(float(likely @ shares), 9), round(float(likely @ (shares - 0.9) ** 2), 9)
    (0.9, 0.004285714)
    """
    total = alpha + beta
    centre, width = np.full(points, alpha / total), np.full(points - 1, alpha * beta / total**2 / (total + 1))
    j = np.arange(1, points, dtype=np.float64)
    of = 2 * j + total - 2
    centre[1:] = (1 + (alpha - beta) * (total - 2) / (of * (of + 2))) / 2
    j, of = j[1:], of[1:]
    width[1:] = j * (j + alpha - 1) * (j + beta - 1) * (j + total - 2) / (of**2 * (of**2 - 1))
    shares, vectors = linalg.eigh_tridiagonal(centre, np.sqrt(width))
    return np.clip(shares, _INSIDE, 1 - _INSIDE), np.asarray(vectors[0] ** 2)
