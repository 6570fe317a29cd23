"""Quantity 18: which sums of a closed list are published, so that no reckoning between them tells of few people.

Worked out once for a release, before anybody asks for anything: then every page and file shows the same.
"""

from collections.abc import Collection, Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import product
from typing import Generic, TypeVar

import numpy as np
import numpy.typing as npt

from scoring.counts import one_by_one, one_count, real_numbers, whole_counts
from scoring.errors import OutOfRange, WrongShape
from scoring.gates import MIN_SHOWN
from scoring.safeguards.told import Told

Cell = TypeVar("Cell", bound=Hashable)
Name = TypeVar("Name", bound=Hashable)
Key = TypeVar("Key", bound=Hashable)


@dataclass(frozen=True, slots=True)
class Published(Generic[Name]):
    """Every sum of the closed list, by what becomes of it.

    shown        published
    too_few      1 to 9 respondents of its own
    protecting   enough of its own, but with it a group of 1 to 9 could be worked out from the others
    empty        nobody: there is nothing to show, and nothing to protect
    """

    shown: frozenset[Name]
    too_few: frozenset[Name]
    protecting: frozenset[Name]
    empty: frozenset[Name]

    def may_show(self, name: Name) -> bool:
        """Whether this one may be shown; False also for what is not in the list."""
        return name in self.shown


def suppress(
    respondents: Mapping[Cell, int],
    sums: Mapping[Name, Collection[Cell]],
    *,
    told_before: Iterable[Collection[Cell]] = (),
    shown_before: Iterable[Collection[Cell]] = (),
    minimum: int = MIN_SHOWN,
) -> Published[Name]:
    """Which of these sums of cells may be published together.

    After it, no combination of published sums (added, subtracted, multiplied in any way) touches 1 to
    `minimum` - 1 respondents, whoever knows which cells are empty included. Sums of more respondents come
    first and keep their place, equal ones in the order given, so the least are hidden; what is left cannot be
    enlarged. `told_before`: sums that people know already, from an earlier release or another door.
    `shown_before`: sums of an earlier release of these cells, some of which have grown or shrunk since. They
    come first and so stay shown, as long as they tell of nobody as the cells are now.

    Every cell is one group of people, and every person in one cell. Deterministic; where the check of one sum
    would grow too long, it is hidden. The rule is that of secondary cell suppression (Hundepool et al. 2012,
    Statistical Disclosure Control, chapter 4), for any linear combination; the reduction is Gauss–Jordan.

    Raises NegativeCounts, NotWholeCounts; OutOfRange for a cell that has no respondents given.

    >>> months = {"Jan": 20, "Feb": 4, "Mar": 30}
    >>> found = suppress(months, {"quarter": ["Jan", "Feb", "Mar"], "Jan": ["Jan"], "Feb": ["Feb"], "Mar": ["Mar"]})
    >>> sorted(found.shown), sorted(found.too_few), sorted(found.protecting)
    (['Mar', 'quarter'], ['Feb'], ['Jan'])
    """
    counts = {cell: one_count("respondents", count) for cell, count in respondents.items()}
    places = {cell: place for place, cell in enumerate(cell for cell in counts if counts[cell])}
    weights = [counts[cell] for cell in places]
    listed = {name: _places(cells, counts, places) for name, cells in sums.items()}
    told = Told(weights, one_count("minimum", minimum))
    for cells in told_before:
        told.tell(_places(cells, counts, places), anyway=True)
    # What was once refused stays so, for the more is told the more follows: no set of cells is tried twice.
    tried: dict[frozenset[int], bool] = {}
    for earlier in _largest_first([_places(cells, counts, places) for cells in shown_before], weights):
        if earlier not in tried:
            tried[earlier] = told.tell(earlier)
    size = {name: sum(weights[place] for place in cells) for name, cells in listed.items()}
    shown: set[Name] = set()
    for name in sorted(listed, key=lambda each: -size[each]):
        chosen = listed[name]
        if size[name] and chosen not in tried:
            tried[chosen] = told.tell(chosen)
        if size[name] and tried[chosen]:
            shown.add(name)
    hidden = [name for name in listed if size[name] and name not in shown]
    return Published(
        shown=frozenset(shown),
        too_few=frozenset(name for name in hidden if size[name] < minimum),
        protecting=frozenset(name for name in hidden if size[name] >= minimum),
        empty=frozenset(name for name in listed if not size[name]),
    )


def suppress_table(
    respondents: npt.ArrayLike,
    *sides: Mapping[Key, Collection[int]],
    told_before: Iterable[tuple[Collection[int], ...]] = (),
    shown_before: Iterable[tuple[Collection[int], ...]] = (),
    minimum: int = MIN_SHOWN,
) -> Published[tuple[Key, ...]]:
    """`suppress` for a table: every area with every period (with every questionnaire), as (area, period, ...).

    `respondents`: whole counts, one axis for each side, such as (units, months). Each side names sets of
    positions on its axis: {"commune 5": [5], "province": range(150)}, {"2026-03": [2], "quarter": [0, 1, 2]}.
    `told_before` and `shown_before` hold tuples of such positions. Raises WrongShape, OutOfRange beside those of
    `suppress`.

    >>> found = suppress_table([[20, 4], [30, 25]], {"a": [0], "b": [1], "all": [0, 1]}, {"May": [0], "June": [1]})
    >>> sorted(found.shown), sorted(found.too_few), sorted(found.protecting)
    ([('a', 'May'), ('all', 'June'), ('all', 'May'), ('b', 'May')], [('a', 'June')], [('b', 'June')])
    """
    counts = whole_counts("respondents", respondents)
    if counts.ndim != len(sides):
        raise WrongShape("respondents", f"{len(sides)} axes", counts.shape)
    checked = [
        {key: _on_side(chosen, length) for key, chosen in side.items()}
        for length, side in zip(counts.shape, sides, strict=True)
    ]
    flat = np.arange(counts.size).reshape(counts.shape)
    sums = {
        tuple(key for key, _ in chosen): _block(flat, [positions for _, positions in chosen])
        for chosen in product(*(side.items() for side in checked))
    }
    return suppress(
        dict(enumerate(counts.ravel().tolist())),
        sums,
        told_before=[_block(flat, positions) for positions in told_before],
        shown_before=[_block(flat, positions) for positions in shown_before],
        minimum=minimum,
    )


def _on_side(chosen: Collection[int], length: int) -> list[int]:
    """The positions of a set on an axis of this length, in order."""
    places = real_numbers("sides", one_by_one("sides", chosen))
    if places.ndim != 1 or ((places % 1 != 0) | (places < 0) | (places >= length)).any():
        raise OutOfRange("sides", chosen, f"of {length} positions")
    return sorted({int(place) for place in places})


def _block(flat: npt.NDArray[np.int64], positions: Sequence[Collection[int]]) -> list[int]:
    """The cells of a table where all these positions meet."""
    chosen: list[int] = flat[np.ix_(*(sorted(set(each)) for each in positions))].ravel().tolist()
    return chosen


def _largest_first(sums: Sequence[frozenset[int]], weights: Sequence[int]) -> list[frozenset[int]]:
    return sorted(sums, key=lambda cells: -sum(weights[place] for place in cells))


def _places(
    cells: Collection[Cell], counts: Mapping[Cell, int], places: Mapping[Cell, int]
) -> frozenset[int]:
    for cell in cells:
        if cell not in counts:
            raise OutOfRange("sums", cell, "a cell with respondents given")
    return frozenset(places[cell] for cell in cells if cell in places)
