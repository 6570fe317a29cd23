"""How much of what is measured differs between groups and how much within them (for quantity 5: seconds, scores)."""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from scipy import optimize

from scoring.counts import Counts, Reals, real_numbers, whole_counts
from scoring.errors import OutOfRange, WrongShape
from scoring.result import NotEstimable, Reason

_MIN_GROUPS = 2


@dataclass(frozen=True, slots=True, eq=False)
class VarianceComponents:
    """A value = mean + the group's own + chance; standard deviations of the last two.

    effects (groups,): each group's own, drawn to 0 (best linear unbiased prediction); 0 for groups without values
    """

    mean: float
    between: float
    within: float
    effects: Reals
    sizes: Counts

    @property
    def icc(self) -> float:
        """Correlation of two values of a group, 0..1."""
        return self.between**2 / (self.between**2 + self.within**2)


def variance_components(
    sizes: npt.ArrayLike, sums: npt.ArrayLike, squares: npt.ArrayLike
) -> VarianceComponents | NotEstimable:
    """From the number, sum and sum of squares of the values of each group, all (groups,); restricted likelihood.

    Groups of any size. Patterson and Thompson 1971, Biometrika 58:545; predictions: Henderson 1975, Biometrics
    31:423. Where sizes are equal this is the analysis of variance. Not estimable: fewer than two groups with
    values; no group with two; all values alike within groups. Raises what counts raise, OutOfRange.

    >>> found = variance_components([2, 2, 2], sums=[10, 16, 22], squares=[52, 130, 244])
    >>> round(found.mean, 3), round(found.between, 3), round(found.within, 3), found.effects.round(3).tolist()
    (8.0, 2.828, 1.414, [-2.667, 0.0, 2.667])
    """
    n = whole_counts("sizes", sizes)
    total, square = (_of_groups(name, value, n) for name, value in (("sums", sums), ("squares", squares)))
    some = n > 0
    count, own = n[some].astype(np.float64), total[some] / n[some]
    inside = float(np.maximum(square[some] - count * own**2, 0).sum())
    if (square[some] < count * own**2 * (1 - 1e-9)).any():
        raise OutOfRange("squares", float(square.min()), "at least sum²/size")
    if len(count) < _MIN_GROUPS:
        return NotEstimable(Reason.FEWER_THAN_TWO_GROUPS)
    if count.sum() <= len(count) or inside <= 1e-12 * float(square.sum()):
        return NotEstimable(Reason.ALL_ANSWERS_ALIKE)
    ratio = _ratio(count, own, inside)
    weight = count / (1 + ratio * count)
    mean = float((weight * own).sum() / weight.sum())
    within = float(np.sqrt((inside + (weight * (own - mean) ** 2).sum()) / (count.sum() - 1)))
    effects = np.zeros(len(n))
    effects[some] = ratio * weight * (own - mean)
    return VarianceComponents(mean, within * float(np.sqrt(ratio)), within, effects, n)


def _of_groups(argument: str, values: npt.ArrayLike, sizes: Counts) -> Reals:
    array = real_numbers(argument, values)
    if array.ndim != 1 or array.shape != sizes.shape:
        raise WrongShape(argument, f"(groups,), as sizes {sizes.shape}", array.shape)
    return array


def _ratio(count: Reals, own: Reals, inside: float) -> float:
    """Variance between over variance within, 0 or more, where the restricted likelihood is highest."""

    def slope(ratio: float) -> float:
        weight = count / (1 + ratio * count)
        mean = (weight * own).sum() / weight.sum()
        around = (weight * (own - mean) ** 2).sum()
        pull = (weight**2 * (own - mean) ** 2).sum() * (count.sum() - 1) / (inside + around)
        return float(pull - weight.sum() + (weight**2).sum() / weight.sum())

    if slope(0.0) <= 0:
        return 0.0
    high = 1.0
    while slope(high) > 0 and high < 1e12:
        high *= 4
    return float(optimize.brentq(slope, 0.0, high, xtol=1e-15, rtol=1e-13))
