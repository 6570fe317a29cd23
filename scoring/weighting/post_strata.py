"""Quantity 8: cells of field and channel, joined until each has enough forms, and the weight of a form in each."""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from scoring.counts import Counts, Reals, one_bound, one_count, whole_counts
from scoring.errors import OutOfRange, WrongShape
from scoring.gates import MIN_SHOWN

MOST_WEIGHT = 5.0
"""No form counts for more than this many average ones."""

_AXES = 2


@dataclass(frozen=True, slots=True, eq=False)
class PostStrata:
    """Groups of cells (field, channel) with a weight each; cells with neither forms nor dossiers are in none.

    groups    cells of each group, those that were joined together
    weights   (F, C), weight of a form in each cell, the average form being 1 before the cap; 0 in no group
    capped    groups whose weight was cut to 5
    covered   share 0..1 of the dossiers in cells that gave a form at all
    """

    groups: tuple[tuple[tuple[int, int], ...], ...]
    weights: Reals
    capped: int
    covered: float

    @property
    def merged(self) -> tuple[tuple[tuple[int, int], ...], ...]:
        """The groups of more than one cell."""
        return tuple(group for group in self.groups if len(group) > 1)


def post_strata(
    forms: npt.ArrayLike,
    dossiers: npt.ArrayLike,
    *,
    least: int = MIN_SHOWN,
    most: float = MOST_WEIGHT,
) -> PostStrata:
    """Weights (N_g/N) / (n_g/n) from forms and dossiers by field and channel, both (F, C).

    A cell under `least` forms, or with forms but no dossier, is joined: first with the next smallest group of
    its own field (one channel with another), and once the field is one group, with the next smallest group of
    all. Always the smallest first, of two alike the earlier; so the same counts give the same groups.
    At most `most` times the average weight. Raises WrongShape, OutOfRange where there is no form or no dossier.

    >>> strata = post_strata([[40, 8], [20, 12]], [[400, 300], [100, 100]])
    >>> strata.merged, strata.weights.round(3).tolist()
    ((((0, 0), (0, 1)),), [[1.296, 1.296], [0.444, 0.741]])
    """
    n, population = whole_counts("forms", forms), whole_counts("dossiers", dossiers)
    if n.ndim != _AXES:
        raise WrongShape("forms", "(fields, channels)", n.shape)
    if population.shape != n.shape:
        raise WrongShape("dossiers", str(n.shape), population.shape)
    if not n.sum() or not population.sum():
        raise OutOfRange("forms" if not n.sum() else "dossiers", 0, "1 or more in all")
    if one_bound("most", most) < 1:
        raise OutOfRange("most", most, "1 or more")
    groups = _joined(n, population, one_count("least", least))
    weights, capped = np.zeros(n.shape), 0
    for group in groups:
        rows, columns = np.array(group).T
        share = population[rows, columns].sum() / population.sum()
        weight = share / (n[rows, columns].sum() / n.sum())
        capped += bool(weight > most)
        weights[rows, columns] = min(weight, most)
    covered = float(population[n > 0].sum() / population.sum())
    return PostStrata(groups, weights, capped, covered)


def _joined(n: Counts, population: Counts, least: int) -> tuple[tuple[tuple[int, int], ...], ...]:
    """Groups of cells, none too small unless it is the only one, in the order of their first cells."""
    fields = []
    for row in range(len(n)):
        cells = [[(row, column)] for column in range(n.shape[1]) if n[row, column] or population[row, column]]
        fields.append(_join(cells, n, population, least))
    everywhere = _join([group for groups in fields for group in groups], n, population, least)
    return tuple(sorted(tuple(sorted(group)) for group in everywhere))


def _join(
    groups: list[list[tuple[int, int]]], n: Counts, population: Counts, least: int
) -> list[list[tuple[int, int]]]:
    """Joins the smallest with the next smallest until none is too small or one is left."""

    def size(group: list[tuple[int, int]]) -> tuple[int, tuple[int, int]]:
        return sum(int(n[cell]) for cell in group), min(group)

    groups = sorted(groups, key=size)
    while len(groups) > 1:
        small = next((g for g in groups if size(g)[0] < least or not _dossiers(g, population)), None)
        if small is None:
            break
        others = [group for group in groups if group is not small]
        groups = sorted([small + others[0], *others[1:]], key=size)
    return groups


def _dossiers(group: list[tuple[int, int]], population: Counts) -> int:
    return sum(int(population[cell]) for cell in group)
