"""Quantity 10: which units of one kind lie further from their company than chance and usual differences put them."""

from dataclasses import dataclass
from enum import StrEnum

import numpy as np
import numpy.typing as npt

from scoring.comparisons.beta_binomial_tail import LARGEST_CONCENTRATION, tails
from scoring.comparisons.funnel_limits import angle_limits
from scoring.comparisons.multiplicity import adjusted
from scoring.comparisons.overdispersion import (
    Overdispersion,
    additive_variance,
    overdispersion,
    winsorised_normal,
)
from scoring.comparisons.unit_shares import UnitShares, not_compared
from scoring.counts import Reals, one_number
from scoring.errors import OutOfRange
from scoring.indices.share import wilson
from scoring.result import Interval, NotEstimable, Reason

METHOD = "funnel with winsorised over-dispersion; flag by beta-binomial tail and false discovery rate"
WARNING, ALARM = 0.95, 0.998
"""The two pairs of lines."""


class Place(StrEnum):
    """Where a unit lies among the lines; a hint for the eye, never the flag."""

    INSIDE = "inside"
    OUTSIDE_95 = "outside 95"
    OUTSIDE_998 = "outside 99.8"


class Flag(StrEnum):
    """A unit that its own count, at a known rate of false alarms, sets apart."""

    HIGHER = "higher than its kind"
    LOWER = "lower than its kind"


@dataclass(frozen=True, slots=True)
class FunnelUnit:
    """One unit in the funnel.

    effective       answers after the design effect: where it stands on the axis
    z               its angle against the target, in standard errors of chance alone
    tail            chance of lying so far out or further, on either side, for a unit of this kind (mid-p)
    adjusted_tail   the same among all units (Benjamini–Hochberg); the flag is judged by it
    warning, alarm  the 95 % and 99.8 % lines at its effective answers
    """

    share: float
    respondents: int
    effective: float
    z: float
    tail: float
    adjusted_tail: float
    place: Place
    flag: Flag | None
    warning: Interval
    alarm: Interval
    denominator: str
    method: str = METHOD

    def interval(self, confidence: float = 0.95) -> Interval:
        """Wilson's interval of the share at its effective answers."""
        low, high = wilson(self.share * self.effective, self.effective, confidence)
        return Interval(float(low), float(high), confidence, "Wilson score, effective answers")


@dataclass(frozen=True, slots=True)
class Funnel:
    """All units of a kind around their pooled share.

    target          the pooled share, weighing units by effective answers
    tau2            variance between units on the angle scale, right where no unit is an outlier
    concentration   the same as alpha + beta of the units' true shares
    false_discoveries  the expected share of false among the flags
    """

    target: float
    tau2: float
    concentration: float
    false_discoveries: float
    units: tuple[FunnelUnit | NotEstimable, ...]
    respondents: int
    denominator: str
    method: str = METHOD

    def line(self, effective: npt.ArrayLike, confidence: float = WARNING) -> tuple[Reals, Reals]:
        """Low and high line at these effective answers, for drawing."""
        outside = (1 - confidence) / 2
        limits = angle_limits(self.target, effective, self.tau2, [outside, 1 - outside])
        return limits[..., 0], limits[..., 1]


def funnel(units: UnitShares, false_discoveries: float = 0.05) -> Funnel | NotEstimable:
    """The funnel of units of one kind; those of fewer than 30 respondents stand outside of it.

    tau2 comes from winsorised z (`overdispersion`), phi divided by what winsorising takes from a normal
    (0.6787), because otherwise the lines flag twice to six times as often as they say. A unit is flagged
    where its beta-binomial tail, M = 1/(4 tau2) - 1, stands out among all by Benjamini–Hochberg.

    >>> from scoring.comparisons.unit_shares import unit_shares
    >>> kind = unit_shares([88, 171, 262, 90, 169, 268, 86, 177, 259, 55], [100, 200, 300] * 3 + [100])
    >>> [unit.flag.name for unit in funnel(kind).units if unit.flag]
    ['LOWER']
    """
    if not 0 < one_number("false_discoveries", false_discoveries) < 1:
        raise OutOfRange("false_discoveries", false_discoveries, "between 0 and 1")
    inside = units.compared & (units.effective > 0)
    n = units.effective[inside]
    x = units.shares[inside] * n
    spread = overdispersion(x, n) if len(n) else NotEstimable(Reason.NOTHING_TO_COMPARE_WITH)
    if isinstance(spread, NotEstimable):
        return spread
    if not 0 < spread.target < 1:
        return NotEstimable(Reason.ALL_ANSWERS_ALIKE)
    tau2 = additive_variance(spread.phi / winsorised_normal(), 4 * n)
    concentration = _concentration(tau2)
    fewer, more = tails(x, n, spread.target, concentration)
    tail = np.minimum(2 * np.minimum(fewer, more), 1.0)
    judged = _Judged(spread, n, tail, adjusted(tail, "bh"), _lines(spread.target, n, tau2), false_discoveries)
    where = dict(zip(np.flatnonzero(inside).tolist(), range(len(n)), strict=True))
    return Funnel(
        target=spread.target,
        tau2=tau2,
        concentration=concentration,
        false_discoveries=false_discoveries,
        units=tuple(
            judged.unit(units, position, where[position]) if position in where else _left_out(units, position)
            for position in range(len(units.reasons))
        ),
        respondents=int(units.respondents[inside].sum()),
        denominator=units.denominator,
    )


@dataclass(frozen=True, slots=True, eq=False)
class _Judged:
    """What is known of the units inside, (units,), before each becomes a figure."""

    spread: Overdispersion
    effective: Reals
    tail: Reals
    adjusted_tail: Reals
    lines: dict[float, Reals]
    level: float

    def unit(self, units: UnitShares, position: int, at: int) -> FunnelUnit:
        share = float(units.shares[position])
        warning, alarm = (self._limits(at, confidence) for confidence in (WARNING, ALARM))
        outside = Place.OUTSIDE_95 if alarm.holds(share) else Place.OUTSIDE_998
        stands_out = self.adjusted_tail[at] <= self.level
        side = Flag.LOWER if share < self.spread.target else Flag.HIGHER
        return FunnelUnit(
            share=share,
            respondents=int(units.respondents[position]),
            effective=float(self.effective[at]),
            z=float(self.spread.z[at]),
            tail=float(self.tail[at]),
            adjusted_tail=float(self.adjusted_tail[at]),
            place=Place.INSIDE if warning.holds(share) else outside,
            flag=side if stands_out else None,
            warning=warning,
            alarm=alarm,
            denominator=units.denominator,
        )

    def _limits(self, at: int, confidence: float) -> Interval:
        low, high = self.lines[confidence][at].tolist()
        return Interval(low, high, confidence, "angle with additive over-dispersion")


def _lines(target: float, effective: Reals, tau2: float) -> dict[float, Reals]:
    """Limits of every unit at both confidences, (units, 2)."""
    return {
        confidence: angle_limits(target, effective, tau2, [(1 - confidence) / 2, (1 + confidence) / 2])
        for confidence in (WARNING, ALARM)
    }


def _concentration(tau2: float) -> float:
    """alpha + beta of true shares whose angles have this variance, 1 / (4 (1 + M)); 1 at least."""
    if tau2 <= 1 / (4 * (1 + LARGEST_CONCENTRATION)):
        return LARGEST_CONCENTRATION
    return max(1 / (4 * tau2) - 1, 1.0)


def _left_out(units: UnitShares, position: int) -> NotEstimable:
    return not_compared(units, position) or NotEstimable(Reason.NO_ANSWERS)
