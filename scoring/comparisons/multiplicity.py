"""Quantity 9: p values of many comparisons, adjusted for how many there were.

Holm for a family of comparisons that was stated before; Benjamini–Hochberg for screening among many.
"""

from collections.abc import Callable
from typing import Literal, TypeAlias

import numpy as np
import numpy.typing as npt
import scipy

from scoring.counts import Reals, real_numbers
from scoring.errors import OutOfRange

Correction: TypeAlias = Literal["holm", "hochberg", "bh", "by", "bonferroni"]


def adjusted(p: npt.ArrayLike, correction: Correction) -> Reals:
    """Adjusted p of a family (any shape, taken as one family); compare them with the level wanted.

    "holm"        no false finding in the family but with this chance; Holm 1979, Scand. J. Statistics 6:65
    "hochberg"    the same where tests are independent or rise together; Hochberg 1988, Biometrika 75:800
    "bonferroni"  as Holm, always at least as large
    "bh"          expected share of false among the findings; Benjamini & Hochberg 1995, JRSS B 57:289
    "by"          the same for tests that depend on each other in any way; Benjamini & Yekutieli 2001,
                  Annals of Statistics 29:1165

    >>> adjusted([0.01, 0.04, 0.03], "holm").round(2).tolist()
    [0.03, 0.06, 0.06]
    """
    values = real_numbers("p", p)
    if not ((values >= 0) & (values <= 1)).all():
        raise OutOfRange("p", p, "between 0 and 1")
    if not values.size:
        return values
    flat = values.ravel()
    match correction:
        case "holm":
            found = _stepwise(flat, np.maximum.accumulate)
        case "hochberg":
            found = _stepwise(flat, lambda steps: np.minimum.accumulate(steps[::-1])[::-1])
        case "bonferroni":
            found = np.minimum(flat * len(flat), 1.0)
        case "bh" | "by":
            found = np.asarray(scipy.stats.false_discovery_control(flat, method=correction), dtype=np.float64)
        case _:
            raise OutOfRange("correction", correction, "holm, hochberg, bh, by or bonferroni")
    return found.reshape(values.shape)


def _stepwise(p: Reals, in_order: Callable[[Reals], Reals]) -> Reals:
    """Each p, smallest first, times how many are left, kept in order."""
    order = np.argsort(p, kind="stable")
    found = np.empty_like(p)
    found[order] = np.minimum(in_order(p[order] * np.arange(len(p), 0, -1)), 1.0)
    return found
