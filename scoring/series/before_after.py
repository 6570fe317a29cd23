"""Quantity 19: did it work? The change of the units with an initiative against that of similar units."""

import math
from collections.abc import Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from itertools import combinations

import numpy as np

from scoring.counts import Reals, one_count, positions
from scoring.errors import OutOfRange
from scoring.gates import MIN_COMPARED, MIN_SHOWN
from scoring.result import Limits, NotEstimable, Reason
from scoring.series.contrast import METHOD, Contrast, contrast
from scoring.series.panel import Panel

_MIN_BEFORE = 2
_PLACEBOS = 999
_SEED = 19

MIN_SIMILAR = 3
"""Similar units from which it can be told how much such units differ in their changes anyway."""


class Verdict(StrEnum):
    """What may be said; a key that `words` can turn into a sentence. Never that the initiative did it."""

    ROSE_MORE = "rose more than similar units"
    FELL_MORE = "fell more than similar units"
    NO_CLEAR_DIFFERENCE = "no clear difference from similar units"


@dataclass(frozen=True, slots=True)
class Placebo:
    """The same comparison made at a date when nothing had begun; `starts`: the first period taken as after."""

    starts: int
    _contrast: Contrast = field(repr=False)

    @property
    def value(self) -> float:
        """The difference at that date, fraction points."""
        return self._contrast.value

    def interval(self, confidence: float = 0.95) -> Limits:
        """Its limits; 0 should be inside."""
        return self._contrast.limits(confidence)


@dataclass(frozen=True, slots=True)
class Effect:
    """The change of the units with an initiative less the change of similar units, in fraction points.

    placebo_p    share of the ways to call other units "with the initiative" that give as large a
                 difference (relative to its error); the least it can be is one over their number
    placebos     the comparison at every earlier date; pre_trend: slope before, less that of similar
                 units, fraction points a period (neither with a single period before)
    treated, similar   units; left_out: similar units with fewer than 30 forms in a period used
    respondents  forms in all; smallest: in the smallest unit and period
    """

    value: float
    placebo_p: float
    placebos: tuple[Placebo, ...]
    treated: int
    similar: int
    left_out: int
    before: int
    after: int
    respondents: int
    smallest: int
    _contrast: Contrast = field(repr=False)
    _pre_trend: Contrast | None = field(repr=False)

    @property
    def method(self) -> str:
        """How it is computed, in English."""
        return METHOD

    @property
    def denominator(self) -> str:
        """What it is compared with, in English."""
        return (
            f"compared with {self.similar} similar units, {self.before} periods before and "
            f"{self.after} after, {self.respondents} forms"
        )

    @property
    def verdict(self) -> Verdict:
        """At 95 %: by the limits alone."""
        limits = self.interval()
        if limits.holds(0.0):
            return Verdict.NO_CLEAR_DIFFERENCE
        return Verdict.ROSE_MORE if self.value > 0 else Verdict.FELL_MORE

    @property
    def doubtful(self) -> bool:
        """Whether the units already went apart before it began, so that the difference may be older.

        Slope before and every placebo date together: 5 % at most where nothing differed (Bonferroni).
        """
        confidence = 1 - 0.05 / (len(self.placebos) + 1)
        checks = [placebo.interval(confidence) for placebo in self.placebos]
        earlier = self.pre_trend(confidence)
        if not isinstance(earlier, NotEstimable):
            checks.append(earlier)
        return any(not check.holds(0.0) for check in checks)

    def interval(self, confidence: float = 0.95) -> Limits:
        """Limits of the value, fraction points, never past -1 and 1."""
        wide = self._contrast.limits(confidence)
        return Limits(max(wide.low, -1.0), min(wide.high, 1.0), confidence, wide.method)

    def pre_trend(self, confidence: float = 0.95) -> Limits | NotEstimable:
        """Limits of the difference of slopes before it began; 0 inside: went the same way."""
        if self._pre_trend is None:
            return NotEstimable(Reason.TOO_FEW_PERIODS)
        return self._pre_trend.limits(confidence)


def before_after(
    panel: Panel, *, treated: Sequence[int], starts: int, seed: int = _SEED
) -> Effect | NotEstimable:
    """Did the units `treated` (rows) change more than the other rows from period `starts` (column) on?

    The other rows are similar units without the initiative, chosen beforehand; periods before and after
    weigh the same each. Similar units with a cell under 30 forms are left out. Not estimable: a treated
    cell under 30 (under 10), fewer than three similar units.
    Raises UnknownPosition for rows named twice or not there, OutOfRange for a start without a period on each side.

    >>> values = np.array([[0.80, 0.81, 0.88, 0.89], [0.82, 0.83, 0.83, 0.84],
    ...                    [0.78, 0.80, 0.81, 0.80], [0.85, 0.84, 0.85, 0.86]])
    >>> forms = np.full((4, 4), 400)
    >>> seen = before_after(Panel(values, values * (1 - values) / forms, forms, forms), treated=[0], starts=2)
    >>> round(seen.value, 4), seen.verdict.value, seen.placebo_p
    (0.0683, 'rose more than similar units', 0.25)
    """
    rows = positions("treated", treated, panel.units)
    if not rows:
        raise OutOfRange("treated", rows, "one row or more")
    if not 0 < one_count("starts", starts) < panel.periods:
        raise OutOfRange("starts", starts, f"between 1 and {panel.periods - 1}")
    smallest = panel.respondents.min(axis=1)
    if reason := _too_few(int(smallest[rows].min())):
        return NotEstimable(reason)
    kept = [*rows, *(u for u in range(panel.units) if u not in rows and smallest[u] >= MIN_COMPARED)]
    similar = len(kept) - len(rows)
    if similar < MIN_SIMILAR:
        return NotEstimable(Reason.NOTHING_TO_COMPARE_WITH)
    used = Panel(panel.values[kept], panel.variances[kept], panel.respondents[kept], panel.clusters[kept])
    first = range(len(rows))
    found = contrast(used, _step(panel.periods, starts), first)
    return Effect(
        value=found.value,
        placebo_p=_placebo_units(used, _step(panel.periods, starts), len(rows), seed),
        placebos=tuple(_placebo_dates(used, first, starts)),
        treated=len(rows),
        similar=similar,
        left_out=panel.units - len(kept),
        before=starts,
        after=panel.periods - starts,
        respondents=int(used.respondents.sum()),
        smallest=int(used.respondents.min()),
        _contrast=found,
        _pre_trend=contrast(used, _slope(panel.periods, starts), first) if starts >= _MIN_BEFORE else None,
    )


def _too_few(smallest: int) -> Reason | None:
    """Why a unit and period of so many forms is compared with nothing, if so."""
    if smallest < MIN_SHOWN:
        return Reason.TOO_FEW_RESPONDENTS
    return Reason.TOO_FEW_TO_COMPARE if smallest < MIN_COMPARED else None


def _step(periods: int, starts: int, end: int | None = None) -> Reals:
    """Weights of the mean from `starts` to `end` less the mean before."""
    weights = np.zeros(periods)
    last = periods if end is None else end
    weights[:starts] = -1 / starts
    weights[starts:last] = 1 / (last - starts)
    return weights


def _slope(periods: int, starts: int) -> Reals:
    """Weights of the least-squares slope over the periods before."""
    weights = np.zeros(periods)
    centred = np.arange(starts) - (starts - 1) / 2
    weights[:starts] = centred / (centred @ centred)
    return weights


def _placebo_dates(panel: Panel, treated: Sequence[int], starts: int) -> list[Placebo]:
    """The comparison within the periods before, at every date there."""
    return [
        Placebo(date, contrast(panel, _step(panel.periods, date, starts), treated))
        for date in range(1, starts)
    ]


def _placebo_units(panel: Panel, weights: Reals, treated: int, seed: int) -> float:
    """Share of the assignments, the true one among them, with a |t| as large as that of the first rows.

    All of them where there are at most 999, else 999 drawn at random and the true one. Exact where the
    initiative could as well have come to any other of these units (Fisher's randomisation test).
    """
    units = panel.units
    if math.comb(units, treated) <= _PLACEBOS:
        ways = list(combinations(range(units), treated))
    else:
        rng = np.random.default_rng(seed)
        drawn = rng.random((_PLACEBOS, units)).argsort(axis=1)[:, :treated]
        ways = [tuple(range(treated)), *map(tuple, drawn.tolist())]
    own = abs(contrast(panel, weights, range(treated)).t)
    others = [abs(contrast(panel, weights, way).t) for way in ways]
    return float(np.mean(np.array(others) >= own * (1 - 1e-9)))
