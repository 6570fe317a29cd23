"""Quantity 8: means of samples that were drawn, with the standard error that belongs to how they were drawn."""

import numpy as np
import numpy.typing as npt

from scoring.counts import one_number, real_counts, real_numbers
from scoring.errors import OutOfRange, WrongShape

_LEAST = 2


def simple_random_error(variance: float, n: float, population: float | None = None) -> float:
    """Standard error of the mean of n drawn at random; smaller by sqrt(1 - n/N) from a population of N.

    >>> round(simple_random_error(132.975279279637**2, 200, 6194), 4)
    9.2497
    """
    drawn, spread = one_number("n", n), one_number("variance", variance)
    if drawn < 1:
        raise OutOfRange("n", n, "1 or more")
    if spread < 0:
        raise OutOfRange("variance", variance, "0 or more")
    return float(np.sqrt(left_over(drawn, population) * spread / drawn))


def stratified_mean(
    n: npt.ArrayLike, population: npt.ArrayLike, means: npt.ArrayLike, variances: npt.ArrayLike
) -> tuple[float, float]:
    """Mean over strata (H,) by their share of the population, and its standard error with finite population.

    sum of (N_h / N)² (1 - n_h / N_h) s_h² / n_h. Cochran 1977, Sampling Techniques, section 5.4.

    >>> mean, error = stratified_mean([100, 50], [4000, 1000], [700.0, 600.0], [15000.0, 12000.0])
    >>> round(mean, 1), round(error, 3)
    (680.0, 10.135)
    """
    drawn, total = real_counts("n", n), real_counts("population", population)
    values, spread = real_numbers("means", means), real_counts("variances", variances)
    for name, array in (("population", total), ("means", values), ("variances", spread)):
        if array.shape != drawn.shape or array.ndim != 1:
            raise WrongShape(name, str(drawn.shape), array.shape)
    if not len(drawn) or (drawn < 1).any():
        raise OutOfRange("n", drawn.tolist(), "1 or more in every stratum")
    if (total < drawn).any():
        raise OutOfRange("population", total.tolist(), "at least the sample in every stratum")
    share = total / total.sum()
    variance = (share**2 * (1 - drawn / total) * spread / drawn).sum()
    return float(share @ values), float(np.sqrt(variance))


def cluster_mean(
    sums: npt.ArrayLike, n: npt.ArrayLike, population: float | None = None
) -> tuple[float, float]:
    """Ratio mean, sum / n over clusters (m,), m of 2 or more, and its linearised standard error.

    m/(m-1) times the sum of ((s_k - mean n_k) / n)², smaller by 1 - m/M where `population` says M, the clusters
    there are. What R's survey::svymean gives for one-stage clusters.

    >>> mean, error = cluster_mean([11, 31, 3, 10], [13, 34, 4, 13])
    >>> round(mean, 4), round(error, 4)
    (0.8594, 0.0394)
    """
    totals, sizes = real_numbers("sums", sums), real_counts("n", n)
    if totals.shape != sizes.shape or sizes.ndim != 1:
        raise WrongShape("sums", str(sizes.shape), totals.shape)
    m = len(sizes)
    if m < _LEAST or not sizes.sum() > 0:
        raise OutOfRange("n", sizes.tolist(), "2 clusters or more, with answers")
    mean = float(totals.sum() / sizes.sum())
    return mean, between_clusters((totals - mean * sizes) / sizes.sum(), population)


def between_clusters(parts: npt.ArrayLike, population: float | None = None) -> float:
    """Standard error of a sum over clusters, of what each contributes, (m,): sqrt(m/(m-1) sum (z - mean)²)."""
    z = real_numbers("parts", parts)
    if z.ndim != 1:
        raise WrongShape("parts", "(clusters,)", z.shape)
    m = len(z)
    if m < _LEAST:
        raise OutOfRange("parts", m, "2 clusters or more")
    variance = m / (m - 1) * float(((z - z.mean()) ** 2).sum())
    return float(np.sqrt(left_over(m, population) * variance))


def left_over(drawn: float, population: float | None) -> float:
    """1 - n/N; 1 where the population is not known or without end."""
    if population is None:
        return 1.0
    if not population >= drawn:
        raise OutOfRange("population", population, f"{drawn:g} or more")
    return 1 - drawn / population
