"""Forms with a common feeling behind their levels, and an item now and then unanswered."""

import numpy as np
import numpy.typing as npt
from hypothesis import strategies as st

Rows = npt.NDArray[np.int64]


def rows_of(
    seed: int,
    forms: int = 400,
    items: int = 4,
    *,
    common: float = 0.6,
    missing: float = 0.0,
    cuts: tuple[float, ...] = (-2.0, -1.4, -0.7, 0.5),
) -> Rows:
    """Levels 1..5 (m, items), 0 where unanswered; correlation `common` of the feelings behind."""
    chance = np.random.default_rng(seed)
    feeling = chance.standard_normal((forms, 1)) * np.sqrt(common)
    own = chance.standard_normal((forms, items)) * np.sqrt(1 - common)
    levels = 1 + np.searchsorted(cuts, feeling + own)
    return np.where(chance.random((forms, items)) < missing, 0, levels)


def few_forms(items: int = 3, levels: int = 3, least: int = 0) -> st.SearchStrategy[Rows]:
    """Some forms with any answers, 0 for none."""
    form = st.lists(st.integers(0, levels), min_size=items, max_size=items)
    return st.lists(form, min_size=least, max_size=12).map(lambda rows: np.array(rows).reshape(-1, items))


def level_counts(rows: Rows, levels: int = 5) -> list[list[int]]:
    """Counter K1 of the same forms: answers at each level, item by item."""
    return [[int((column == level).sum()) for level in range(1, levels + 1)] for column in rows.T]
