"""Which criteria may be shown of sums that are shown: a criterion has respondents of its own (quantity 18).

Where forms ask by turns, a criterion is answered by a third of them: a month of forty may hold four answers to it,
and the quarter less the two other months would tell them. So each criterion is judged as the forms are, and so is
what is counted apart from the index: the overall question, whole forms, every criterion as answered voluntarily.
"""

from collections.abc import Iterable, Mapping, Sequence
from typing import TypeAlias

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
) -> dict[Sum, int]:
    """Of each sum the criteria and figures apart that may be shown, as bits by position; `before` as in `work_out`.

    Each is judged by itself: no figure of a report holds a criterion that is not shown, so none tells of another.
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
    return found


def cells_of(shown: Sum, cells: Iterable[Cell]) -> list[Cell]:
    """The cells that a sum is made of."""
    area, period, _ = shown
    return [cell for cell in cells if cell[0] in area and period.first <= cell[1] <= period.last]
