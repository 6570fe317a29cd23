"""Level counts for tests, and the raw answers that they count."""

import numpy as np
from hypothesis import strategies as st
from hypothesis.extra import numpy as arrays


def raw(levels):
    """The answers themselves, one a respondent, of level counts (levels,)."""
    return np.repeat(np.arange(len(levels)), levels)


def tables(least=2, most=5, levels=5, count=12):
    """Counts (groups, levels)."""
    return st.integers(least, most).flatmap(
        lambda groups: arrays.arrays(np.int64, (groups, levels), elements=st.integers(0, count))
    )


def days_of_levels(rng, days, forms_a_day, likeness):
    """Level counts (days, 5) whose forms of one day resemble each other by this latent correlation."""
    cuts = np.array([-2.05, -1.65, -1.04, 0.25])
    day = np.repeat(np.arange(days), 1 + rng.poisson(forms_a_day - 1, days))
    mood = np.sqrt(likeness) * rng.standard_normal(days)[day]
    level = np.searchsorted(cuts, mood + np.sqrt(1 - likeness) * rng.standard_normal(len(day)))
    counts = np.zeros((days, 5), dtype=np.int64)
    np.add.at(counts, (day, level), 1)
    return counts
