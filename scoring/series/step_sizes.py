"""Quantity 13: how many forms a day or week brings, and how alike they are."""

from collections.abc import Sequence

import numpy as np
import scipy

from scoring.counts import Reals, real_counts
from scoring.errors import OutOfRange, WrongShape

_TAIL = 1e-9

MOST_FORMS = 2000
"""Forms of one step up to which the chain is exact within a second or two; with more, take shorter steps."""


def step_sizes(forms_a_step: float | Sequence[float]) -> Reals:
    """Probabilities of 0, 1, 2 … forms in a step: Poisson of a mean, or as often as steps had so many.

    At most 2,000. Raises NotANumber, NegativeCounts, WrongShape, OutOfRange.
    """
    given = real_counts("forms_a_step", forms_a_step)
    if given.ndim > 1:
        raise WrongShape("forms_a_step", "() or (sizes,)", given.shape)
    if given.ndim == 1:
        if given[1:].sum() <= 0:
            raise OutOfRange("forms_a_step", given.tolist(), "steps with forms")
        given = np.trim_zeros(given, "b")
        if len(given) > MOST_FORMS + 1:
            raise OutOfRange("forms_a_step", len(given) - 1, f"{MOST_FORMS} forms in a step or fewer")
        return np.asarray(given / given.sum())
    if not 0 < given <= MOST_FORMS:
        raise OutOfRange("forms_a_step", float(given), f"above 0 and at most {MOST_FORMS}")
    most = int(scipy.stats.poisson.isf(_TAIL, float(given))) + 1
    chances = scipy.stats.poisson.pmf(np.arange(most + 1), float(given))
    return np.asarray(chances / chances.sum())


def typical_size(sizes: Reals) -> float:
    """Mean forms of a step, a step weighing by its forms."""
    n = np.arange(len(sizes))
    return float((n * n) @ sizes / (n @ sizes))


def icc_of(design_effect: float, forms_a_step: float | Sequence[float]) -> float:
    """The intra-class correlation behind a design effect: (D - 1) / (size - 1), 0 where D is 1.

    size: mean forms of a step, a step weighing by its forms. Raises OutOfRange where steps are too small
    for such a design effect.

    >>> round(icc_of(1.5, 5), 3)
    0.1
    """
    size = typical_size(step_sizes(forms_a_step))
    if not 1 <= design_effect < max(size, 1 + _TAIL):
        raise OutOfRange("design_effect", design_effect, f"1 or more and below {size:.2f}")
    return (design_effect - 1) / (size - 1) if design_effect > 1 else 0.0
