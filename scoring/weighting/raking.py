"""Quantity 8: raking, weights that bring a sample to several known totals at once."""

from collections.abc import Sequence
from dataclasses import dataclass
from math import sqrt

import numpy as np
import numpy.typing as npt

from scoring.counts import Reals, one_by_one, one_count, one_number, real_counts, real_numbers
from scoring.errors import MarginsDisagree, OutOfRange, WrongShape
from scoring.weighting.sample_means import between_clusters, left_over

_LEAST = 2


@dataclass(frozen=True, slots=True, eq=False)
class Raked:
    """Weights of one answer in each cell of the table, how many rounds they took, and whether they settled.

    weights    of the shape of the table; times the counts they add up to the known totals
    counts     the sample, of the same shape
    start      weights before raking, of the same shape
    rounds     times that all margins were met in turn
    converged  whether no cell moved further than the tolerance in the last round and the totals are met
    """

    weights: Reals
    counts: Reals
    start: Reals
    rounds: int
    converged: bool

    def mean(self, sums: npt.ArrayLike) -> float:
        """The weighted mean, from the sum of the values in each cell."""
        totals = real_numbers("sums", sums)
        if totals.shape != self.counts.shape:
            raise WrongShape("sums", str(self.counts.shape), totals.shape)
        return float((self.weights * totals).sum() / (self.weights * self.counts).sum())


def rake(
    counts: npt.ArrayLike,
    margins: Sequence[npt.ArrayLike],
    *,
    start: npt.ArrayLike = 1.0,
    tolerance: float = 1e-9,
    rounds: int = 500,
) -> Raked:
    """Iterative proportional fitting of a table of counts, one axis for each of the known totals.

    margins    for each axis the totals in the population, in the order of the axis; all of one sum
    start      weights to begin with, of the shape of the table or one number
    tolerance  a round that moves no weighted cell by more than this, as a share of the population, is the last

    Deming & Stephan 1940, Annals of Mathematical Statistics 11:427; the same as R's survey::rake.
    Raises MarginsDisagree where totals differ or a total above 0 has nobody (of a weight) in the sample: join it
    first.

    >>> raked = rake([[30, 10], [20, 40]], [[50, 50], [60, 40]])
    >>> raked.weights.round(4).tolist(), raked.converged
    ([[1.3333, 1.0], [1.0, 0.75]], True)
    """
    table = real_counts("counts", counts)
    begun = real_counts("start", start)
    if begun.shape not in ((), table.shape):
        raise WrongShape("start", str(table.shape), begun.shape)
    begun = np.broadcast_to(begun, table.shape).copy()
    totals = _margins(margins, table * begun)
    if one_number("tolerance", tolerance) <= 0:
        raise OutOfRange("tolerance", tolerance, "above 0")
    if one_count("rounds", rounds) < 1:
        raise OutOfRange("rounds", rounds, "1 or more")
    weights, before = begun.copy(), table * begun
    for done in range(1, rounds + 1):
        for axis, total in enumerate(totals):
            weights = weights * _factor(weights * table, total, axis)
        after = weights * table
        if np.abs(after - before).max() <= tolerance * totals[0].sum():
            return Raked(weights, table, begun, done, _met(after, totals, tolerance))
        before = after
    return Raked(weights, table, begun, rounds, False)


def raking_error(
    raked: Raked, sums: npt.ArrayLike, n: npt.ArrayLike, population: float | None = None
) -> float:
    """Standard error of the raked mean from clusters: regression residuals instead of deviations.

    sums, n     (m, ...), sum of the values and answers of each cluster in each cell; they add up to the sample
    population  clusters there are, for the finite population correction

    The values are regressed on the margins with the weights from before raking; each residual counts with the
    raked weight. So R's survey does (Deville & Särndal 1992, JASA 87:376); regressing with the raked weights
    gives a slightly other figure.
    """
    totals, answers = _clusters(raked, sums, n)
    all_sums = totals.sum(axis=0)
    used = raked.counts > 0
    means = np.divide(all_sums, raked.counts, out=np.zeros(used.shape), where=used)
    fitted = _regressed(means, raked.start * raked.counts)
    whole = (raked.weights * raked.counts).sum()
    parts = (raked.weights * (totals - fitted * answers)).reshape(len(totals), -1).sum(axis=1) / whole
    return between_clusters(parts, population)


def jackknife_error(
    margins: Sequence[npt.ArrayLike],
    sums: npt.ArrayLike,
    n: npt.ArrayLike,
    *,
    start: npt.ArrayLike = 1.0,
    tolerance: float = 1e-9,
    population: float | None = None,
) -> float:
    """Standard error of the raked mean by leaving out one cluster in turn and raking anew (JK1).

    Each time with as many rounds as the whole sample takes, as R's survey does, whose default stops once no
    cell moves by 1; centred at the mean of the replicates. Raises MarginsDisagree where a total has only one
    cluster.
    """
    totals, answers = real_numbers("sums", sums), real_counts("n", n)
    whole = rake(answers.sum(axis=0), margins, start=start, tolerance=tolerance)
    _clusters(whole, totals, answers)
    m = len(answers)
    values = []
    for left_out in range(m):
        rest = np.delete(np.arange(m), left_out)
        again = rake(answers[rest].sum(axis=0), margins, start=start, tolerance=1e-300, rounds=whole.rounds)
        values.append(again.mean(totals[rest].sum(axis=0)))
    return sqrt(
        (m - 1) / m * left_over(m, population) * float(((np.array(values) - np.mean(values)) ** 2).sum())
    )


def _margins(margins: Sequence[npt.ArrayLike], table: Reals) -> list[Reals]:
    totals = [real_counts("margins", margin) for margin in one_by_one("margins", margins)]
    if not totals or [total.shape for total in totals] != [(size,) for size in table.shape]:
        raise WrongShape("margins", f"one total for each of {table.shape}", table.shape)
    whole = totals[0].sum()
    for axis, total in enumerate(totals):
        sample = table.sum(axis=_others(table.ndim, axis))
        if not whole > 0 or abs(total.sum() - whole) > 1e-6 * whole or ((sample == 0) & (total > 0)).any():
            raise MarginsDisagree("margins")
    return totals


def _met(weighted: Reals, totals: list[Reals], tolerance: float) -> bool:
    """Whether the margins are there; empty cells can make that impossible."""
    most = max(tolerance, 1e-12) * totals[0].sum() * weighted.size
    found = [weighted.sum(axis=_others(weighted.ndim, axis)) for axis in range(weighted.ndim)]
    return all(bool((np.abs(have - want) <= most).all()) for have, want in zip(found, totals, strict=True))


def _others(axes: int, axis: int) -> tuple[int, ...]:
    return tuple(other for other in range(axes) if other != axis)


def _factor(weighted: Reals, total: Reals, axis: int) -> Reals:
    """By what the weights of each category change, shaped to the table; 1 where the sample has none."""
    found = weighted.sum(axis=_others(weighted.ndim, axis))
    factor = np.divide(total, found, out=np.ones_like(total), where=found > 0)
    shaped: Reals = factor.reshape([-1 if other == axis else 1 for other in range(weighted.ndim)])
    return shaped


def _clusters(raked: Raked, sums: npt.ArrayLike, n: npt.ArrayLike) -> tuple[Reals, Reals]:
    totals, answers = real_numbers("sums", sums), real_counts("n", n)
    if answers.ndim != raked.counts.ndim + 1 or answers.shape[1:] != raked.counts.shape:
        raise WrongShape("n", f"(clusters, {raked.counts.shape})", answers.shape)
    if totals.shape != answers.shape:
        raise WrongShape("sums", str(answers.shape), totals.shape)
    if len(answers) < _LEAST:
        raise OutOfRange("n", len(answers), "2 clusters or more")
    if not np.allclose(answers.sum(axis=0), raked.counts):
        raise OutOfRange("n", "clusters", "adding up to the sample")
    return totals, answers


def _regressed(means: Reals, weights: Reals) -> Reals:
    """Weighted least squares of cell means on the categories of every axis, fitted in every cell."""
    places = np.indices(means.shape).reshape(means.ndim, -1)
    columns = [
        (place[:, None] == np.arange(size)).astype(float)
        for place, size in zip(places, means.shape, strict=True)
    ]
    design = np.hstack(columns)
    root = np.sqrt(weights.ravel())
    slopes = np.linalg.lstsq(design * root[:, None], means.ravel() * root, rcond=None)[0]
    fitted: Reals = (design @ slopes).reshape(means.shape)
    return fitted
