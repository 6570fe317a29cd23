"""How often chance gives a count as large, when the usual share is known from other counts (for quantity 16)."""

import scipy

from scoring.comparisons.beta_binomial_tail import chances
from scoring.counts import one_number, satisfied_of_answers
from scoring.errors import OutOfRange

_PRIOR = 0.5


def unusual_share(
    count: float, of: float, usual_count: float, usual_of: float, concentration: float | None = None
) -> float:
    """P(X >= count) of `of`, X beta-binomial about the usual share; fractions 0..1.

    The usual share is itself known from `usual_of` only (Jeffreys' prior), and groups differ without fault by
    a Beta of this concentration: the two spreads add, M = 1 / (1/(usual_of + 1) + 1/concentration).
    Raises MoreSatisfiedThanAnswers, NegativeCounts, OutOfRange.

    >>> round(unusual_share(9, 20, 30, 300), 5), round(unusual_share(9, 20, 30, 300, concentration=30), 5)
    (0.00013, 0.00316)
    """
    seen, forms = one_number("count", count), one_number("of", of)
    satisfied_of_answers(one_number("usual_count", usual_count), one_number("usual_of", usual_of))
    if concentration is not None and not concentration > 0:
        raise OutOfRange("concentration", concentration, "above 0")
    share = (usual_count + _PRIOR) / (usual_of + 2 * _PRIOR)
    spread = 1 / (usual_of + 2 * _PRIOR) + (0 if concentration is None else 1 / concentration)
    _, just, more = chances(seen, forms, share, 1 / spread)
    return min(1.0, float(just[0] + more[0]))


def larger_share(count: int, of: int, other_count: int, other_of: int) -> float:
    """P of so many or more on this side, given how many there are on both: Fisher's exact test, one-sided.

    Fisher's tea: 3 of 4 against 1 of 4 has 17/70.

    >>> round(larger_share(3, 4, 1, 4), 4)
    0.2429
    """
    satisfied_of_answers(count, of)
    satisfied_of_answers(other_count, other_of)
    return float(min(1.0, scipy.stats.hypergeom.sf(count - 1, of + other_of, count + other_count, of)))
