"""Whoever adds and subtracts published sums, and what they can work out: exact, and by brute force."""

from collections.abc import Collection, Sequence
from fractions import Fraction
from itertools import combinations

import numpy as np
import numpy.typing as npt
from scipy import optimize


def told_of_few(
    weights: Sequence[int], sums: Collection[Collection[int]], below: int = 10
) -> set[int] | None:
    """Cells of 1 to 9 respondents of which some combination of the sums tells, and of no other cell.

    A combination that is zero outside a set of cells exists where leaving the set out of all sums loses a
    dimension. Cells without respondents are known to be empty.
    """
    cells = [cell for cell, weight in enumerate(weights) if weight]
    rows = [[int(cell in each) for cell in cells] for each in sums]
    all_of_it = rank(rows)
    few = [place for place, cell in enumerate(cells) if weights[cell] < below]
    for size in range(1, len(few) + 1):
        for chosen in combinations(few, size):
            if sum(weights[cells[place]] for place in chosen) < below:
                outside = [[v for place, v in enumerate(row) if place not in chosen] for row in rows]
                if rank(outside) < all_of_it:
                    return {cells[place] for place in chosen}
    return None


def rank(rows: Sequence[Sequence[int]]) -> int:
    """The rank over the rationals, exactly."""
    left = [[Fraction(v) for v in row] for row in rows]
    found = 0
    for column in range(len(left[0]) if left else 0):
        pivot = next((row for row in left[found:] if row[column]), None)
        if pivot is None:
            continue
        left.remove(pivot)
        left.insert(found, pivot)
        for place in range(found + 1, len(left)):
            times = left[place][column] / pivot[column]
            if times:
                left[place] = [a - times * b for a, b in zip(left[place], pivot, strict=True)]
        found += 1
    return found


def limits_of(
    weights: npt.NDArray[np.int64], sums: Sequence[Collection[int]], cells: Collection[int]
) -> tuple[float, float]:
    """What an attacker who knows that nobody counts below zero can say of the respondents of these cells."""
    known = np.array([[int(cell in each) for cell in range(len(weights))] for each in sums], float)
    wanted = np.array([float(cell in cells) for cell in range(len(weights))])
    totals = known @ weights
    bounds = [(0, None if weight else 0) for weight in weights]
    ends = []
    for sign in (1, -1):
        found = optimize.linprog(sign * wanted, A_eq=known, b_eq=totals, bounds=bounds)
        ends.append(sign * found.fun if found.status == 0 else sign * -np.inf)
    return ends[0], ends[1]
