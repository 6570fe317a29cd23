"""Korn–Graubard Beta limits: the exact binomial interval at an effective number of answers."""

import numpy as np
import numpy.typing as npt
from scipy import special

from scoring.counts import (
    Reals,
    confidence_between_0_and_1,
    of_one_shape,
    one_number,
    real_counts,
    real_numbers,
)
from scoring.errors import OutOfRange
from scoring.result import Interval


def beta_limits(share: float, effective: float, confidence: float, method: str) -> Interval:
    """Clopper–Pearson limits of a share as if `effective` independent answers (a real number) gave it.

    Korn & Graubard 1998, Survey Methodology 24:193; R's survey::svyciprop(method = "beta").

    >>> limits = beta_limits(81 / 263, 263, 0.95, "exact")
    >>> round(limits.low, 4), round(limits.high, 4)
    (0.2527, 0.3676)
    """
    low, high = beta_limits_of(one_number("share", share), one_number("effective", effective), confidence)
    return Interval(float(low), float(high), confidence, method)


def beta_limits_of(
    share: npt.ArrayLike, effective: npt.ArrayLike, confidence: float = 0.95
) -> tuple[Reals, Reals]:
    """`beta_limits` of many shares at once: low and high, fractions, of the shape of the shares."""
    p, n = of_one_shape(share=real_numbers("share", share), effective=real_numbers("effective", effective))
    if not ((p >= 0) & (p <= 1)).all():
        raise OutOfRange("share", share, "between 0 and 1")
    if not (n > 0).all():
        raise OutOfRange("effective", effective, "above 0")
    tail = (1 - confidence_between_0_and_1(confidence)) / 2
    x, rest = n * p, n * (1 - p)
    none, everyone = x == 0, rest == 0
    low = np.where(none, 0.0, special.betaincinv(np.where(none, 1.0, x), rest + 1, tail))
    high = np.where(everyone, 1.0, special.betaincinv(x + 1, np.where(everyone, 1.0, rest), 1 - tail))
    return np.minimum(low, p), np.maximum(high, p)


def degrees_of_freedom_factor(
    respondents: npt.ArrayLike, df: npt.ArrayLike, confidence: float = 0.95
) -> Reals:
    """(t(respondents - 1) / t(df))^2, at most 1: what an effective number loses to an uncertain variance.

    Korn & Graubard 1998. At most 1, because a variance lent by many siblings makes answers no more than
    they are. 1 where df is 0: then no variance was estimated.
    """
    upper = (1 + confidence_between_0_and_1(confidence)) / 2
    forms, freedom = of_one_shape(
        respondents=real_counts("respondents", respondents), df=real_counts("df", df)
    )
    ratio = _quantile_of_t(forms - 1, upper) / _quantile_of_t(freedom, upper)
    factor: Reals = np.where(freedom == 0, 1.0, np.minimum(1.0, ratio) ** 2)
    return factor


def _quantile_of_t(df: Reals, probability: float) -> Reals:
    """Of 1 degree of freedom or more; each number of them only once."""
    different, places = np.unique(np.maximum(df, 1), return_inverse=True)
    return np.asarray(special.stdtrit(different, probability)[places], dtype=np.float64)
