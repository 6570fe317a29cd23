"""Counters K1 and K2 of many units at once, from single forms held as arrays: for simulations and whole recounts.

Works block by block, so that ten million forms take seconds and little memory beside their own.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
import numpy.typing as npt

from scoring.counts import Counts, one_count, whole_counts
from scoring.errors import LevelOffScale, OutOfRange, WrongShape
from scoring.indices.clusters import ClusterMoments
from scoring.scale import Scale

_BLOCK = 1 << 17
_LARGEST_KEY = np.iinfo(np.int64).max


@dataclass(frozen=True, slots=True)
class UnitCounters:
    """What is kept of the forms of each unit.

    levels       (U, C, L) int64, K1: valid answers by unit, criterion and level, worst level first
    respondents  (U,) int64, forms with a valid answer
    moments      U values of K2
    """

    levels: Counts
    respondents: Counts
    moments: tuple[ClusterMoments, ...]


def count_forms(
    unit: npt.ArrayLike, cluster: npt.ArrayLike, answers: npt.ArrayLike, units: int, scale: Scale
) -> UnitCounters:
    """The counters of forms in any order.

    unit     (m,) the unit of each form, 0 to units - 1
    cluster  (m,) whole numbers; forms of one unit with the same number are one cluster (an officer-day)
    answers  (m, C) level of each answer from 1 up, 0 where there is no valid one; uint8 is fastest

    Raises WrongShape, NegativeCounts, OutOfRange (a unit), LevelOffScale.

    >>> from scoring.scale import FIVE_LEVELS
    >>> counted = count_forms([0, 0, 1], [7, 7, 7], [[5, 0], [3, 4], [5, 5]], units=2, scale=FIVE_LEVELS)
    >>> counted.levels[0].tolist(), counted.moments[0].clusters, counted.moments[0].satisfied.tolist()
    ([[0, 0, 1, 0, 1], [0, 0, 0, 1, 0]], 1, [1, 1])
    """
    of_unit, of_cluster, given = _checked(unit, cluster, answers, units, scale)
    units = int(units)
    order = _order(of_unit, of_cluster)
    if order is not None:
        of_unit, of_cluster, given = of_unit[order], of_cluster[order], given[order]
    criteria = given.shape[1]
    levels = np.zeros((units, criteria, scale.levels), dtype=np.int64)
    respondents = np.zeros(units, dtype=np.int64)
    moments = [ClusterMoments.zero(criteria)] * units
    for block in _blocks(of_unit, of_cluster):
        here = given[block]
        first = int(of_unit[block.start])
        counted, starts = _cluster_levels(of_unit[block], of_cluster[block], here, scale.levels)
        unit_of = of_unit[block][starts]
        respondents += np.bincount(of_unit[block][here.any(axis=1)], minlength=units)
        bounds = np.searchsorted(unit_of, np.arange(first, int(unit_of[-1]) + 2))
        for place, (low, high) in enumerate(pairwise(bounds), start=first):
            if low < high:
                own = counted[:, low:high]
                levels[place] += own.sum(axis=1).T
                moments[place] = moments[place] + _moments(own, scale)
    return UnitCounters(levels, respondents, tuple(moments))


def _checked(
    unit: npt.ArrayLike, cluster: npt.ArrayLike, answers: npt.ArrayLike, units: int, scale: Scale
) -> tuple[Counts, Counts, npt.NDArray[np.uint8]]:
    of_unit, of_cluster = whole_counts("unit", unit), whole_counts("cluster", cluster)
    if isinstance(answers, np.ndarray) and answers.dtype == np.uint8:
        given = answers
    else:
        whole = whole_counts("answers", answers)
        if whole.size and whole.max() > scale.levels:
            raise LevelOffScale(int(whole.max()), scale.levels, "answers")
        given = whole.astype(np.uint8)
    matrix_dimensions = 2
    if given.ndim != matrix_dimensions:
        raise WrongShape("answers", "(forms, criteria)", given.shape)
    for argument, array in (("unit", of_unit), ("cluster", of_cluster)):
        if array.shape != given.shape[:1]:
            raise WrongShape(argument, str(given.shape[:1]), array.shape)
    if of_unit.size and of_unit.max() >= one_count("units", units):
        raise OutOfRange("unit", int(of_unit.max()), f"below {units}")
    if given.size and given.max() > scale.levels:
        raise LevelOffScale(int(given.max()), scale.levels, "answers")
    return of_unit, of_cluster, given


def _order(unit: Counts, cluster: Counts) -> npt.NDArray[np.intp] | None:
    """The order by unit and cluster; None where forms stand in it already."""
    clusters = int(cluster.max(initial=0)) + 1
    if clusters > _LARGEST_KEY // (int(unit.max(initial=0)) + 1):
        return np.lexsort((cluster, unit))
    key = unit * clusters + cluster
    return None if (key[1:] >= key[:-1]).all() else np.argsort(key)


def _blocks(unit: Counts, cluster: Counts) -> Iterator[slice]:
    """Slices of whole clusters, about so many forms each."""
    start, end = 0, len(unit)
    while start < end:
        stop = min(start + _BLOCK, end)
        while stop < end and (unit[stop], cluster[stop]) == (unit[stop - 1], cluster[stop - 1]):
            stop += 1
        yield slice(start, stop)
        start = stop


def _cluster_levels(
    unit: Counts, cluster: Counts, given: npt.NDArray[np.uint8], levels: int
) -> tuple[Counts, npt.NDArray[np.intp]]:
    """Valid answers by level, cluster and criterion, (L, k, C), and where each cluster starts, (k,)."""
    new = np.concatenate(([True], (unit[1:] != unit[:-1]) | (cluster[1:] != cluster[:-1])))
    starts = np.flatnonzero(new)
    code = np.cumsum(new) - 1
    counted = np.empty((levels, len(starts), given.shape[1]), dtype=np.int64)
    for criterion, column in enumerate(np.ascontiguousarray(given.T)):
        found = np.bincount(code + column * np.int64(len(starts)), minlength=len(starts) * (levels + 1))
        counted[:, :, criterion] = found.reshape(levels + 1, -1)[1:]
    return counted, starts


def _moments(counted: Counts, scale: Scale) -> ClusterMoments:
    """K2 of clusters from their answers by level, cluster and criterion."""
    return ClusterMoments.of(counted[scale.satisfied_from - 1 :].sum(axis=0), counted.sum(axis=0))
