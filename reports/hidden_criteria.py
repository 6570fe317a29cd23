"""Which criteria may be shown of sums that are shown: a criterion has respondents of its own (quantity 18).

Where forms ask by turns, a criterion is answered by a third of them: a month of forty may hold four answers to it,
and the quarter less the two other months would tell them. So each criterion is judged as the forms are, and so is
what is counted apart from the index: the overall question, whole forms, every criterion as answered voluntarily.
"""

from collections.abc import Iterable, Mapping, Sequence
from typing import TypeAlias

from scoring.gates import MIN_COMPARED, MIN_SHOWN
from scoring.safeguards.suppression import suppress
from survey import Month, Period

Area: TypeAlias = frozenset[int]
"""Units taken together, by their ids: all that receive citizens at or below one unit of the tree."""

Cell: TypeAlias = tuple[int, Month, str]
"""One unit, one month, one questionnaire version."""

Sum: TypeAlias = tuple[Area, Period, str]
"""Of one area, over one period, by one questionnaire version."""


def criteria_shown(
    answered: Mapping[Cell, tuple[int, ...]],
    shown: Sequence[Sum],
    before: Mapping[Sum, int],
    means: Mapping[str, Sequence[Sequence[int]]],
    criteria: Mapping[str, int],
) -> dict[Sum, int]:
    """Of each sum the criteria that may be shown, as bits by position; `before` and `means` as in `work_out`.

    `criteria`: how many of the positions are criteria of the index, by version; all where that is not said. What
    follows them is in no mean. A sum whose index would tell a single hidden criterion is not among those found.
    """
    found = dict.fromkeys(shown, 0)
    for version in sorted({version for _, _, version in shown}):
        of_version = {cell: counts for cell, counts in answered.items() if cell[2] == version}
        sums = {each: cells_of(each, of_version) for each in shown if each[2] == version}
        earlier = {each: cells_of(each, of_version) for each in before if each[2] == version}
        for position in range(max(map(len, of_version.values()), default=0)):
            told = suppress(
                {cell: counts[position] for cell, counts in of_version.items()},
                sums,
                shown_before=[cells for each, cells in earlier.items() if before[each] >> position & 1],
            )
            for each in told.shown:
                found[each] |= 1 << position
        for each, cells in sums.items():
            totals = totals_of(cells, answered)[: criteria.get(version)]
            bits = beside_means(found[each], totals, means.get(version, ()))
            found[each] = bits
            if is_one_hidden(bits, totals):
                del found[each]
    return found


def totals_of(cells: Iterable[Cell], answered: Mapping[Cell, tuple[int, ...]]) -> list[int]:
    """The answers at each position in these cells together."""
    return [sum(counts) for counts in zip(*(answered[cell] for cell in cells), strict=True)]


def is_one_hidden(bits: int, answered: Sequence[int]) -> bool:
    """Whether an index rests on a single criterion and that one is hidden: then the index would tell it."""
    enough = [position for position, n in enumerate(answered) if n >= MIN_SHOWN]
    return len(enough) == 1 and not bits >> enough[0] & 1


def cells_of(shown: Sum, cells: Iterable[Cell]) -> list[Cell]:
    """The cells that a sum is made of."""
    area, period, _ = shown
    return [cell for cell in cells if cell[0] in area and period.first <= cell[1] <= period.last]


def beside_means(bits: int, answered: Sequence[int], means: Sequence[Sequence[int]]) -> int:
    """These criteria less those that would tell another one, together with a mean that holds both.

    Means are over the criteria of a group with ten answers, or with thirty: those of `means`, and all. Where just
    one of them is hidden, the least of the others goes with it.

    >>> bin(beside_means(0b1011, [40, 15, 12, 20], [[0, 1, 2]]))
    '0b1001'
    >>> bin(beside_means(0b0111, [40, 30, 20, 4], []))
    '0b111'
    """
    everything = range(len(answered))
    wanted = [*((mean, MIN_SHOWN) for mean in means), (everything, MIN_SHOWN), (everything, MIN_COMPARED)]
    groups = [[position for position in mean if answered[position] >= least] for mean, least in wanted]
    while (least_one := _least_to_hide(bits, answered, groups)) is not None:
        bits &= ~(1 << least_one)
    return bits


def _least_to_hide(bits: int, answered: Sequence[int], groups: Sequence[Sequence[int]]) -> int | None:
    for group in groups:
        left = [position for position in group if bits >> position & 1]
        if left and len(group) - len(left) == 1:
            return min(left, key=lambda position: (answered[position], position))
    return None
