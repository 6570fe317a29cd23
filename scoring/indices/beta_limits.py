"""Korn–Graubard Beta limits: the exact binomial interval at an effective number of answers."""

from scipy import special

from scoring.counts import confidence_between_0_and_1
from scoring.errors import OutOfRange
from scoring.result import Interval


def beta_limits(share: float, effective: float, confidence: float, method: str) -> Interval:
    """Clopper–Pearson limits of a share as if `effective` independent answers (a real number) gave it.

    Korn & Graubard 1998, Survey Methodology 24:193; R's survey::svyciprop(method = "beta").

    >>> limits = beta_limits(81 / 263, 263, 0.95, "exact")
    >>> round(limits.low, 4), round(limits.high, 4)
    (0.2527, 0.3676)
    """
    if not 0 <= share <= 1:
        raise OutOfRange("share", share, "between 0 and 1")
    if not 0 < effective < float("inf"):
        raise OutOfRange("effective", effective, "above 0")
    tail = (1 - confidence_between_0_and_1(confidence)) / 2
    x, rest = effective * share, effective * (1 - share)
    low = 0.0 if x == 0 else float(special.betaincinv(x, rest + 1, tail))
    high = 1.0 if rest == 0 else float(special.betaincinv(x + 1, rest, 1 - tail))
    return Interval(min(low, share), max(high, share), confidence, method)


def degrees_of_freedom_factor(respondents: int, df: int, confidence: float) -> float:
    """(t(respondents - 1) / t(df))^2, at most 1: what an effective number loses to an uncertain variance.

    Korn & Graubard 1998. At most 1, because a variance lent by many siblings makes answers no more than
    they are.
    """
    upper = (1 + confidence_between_0_and_1(confidence)) / 2
    ratio = special.stdtrit(respondents - 1, upper) / special.stdtrit(df, upper)
    return min(1.0, float(ratio) ** 2)
