"""Quantity 13: the streams that are watched, step by step, and the alerts that come of it."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from scoring.counts import Counts, confidence_between_0_and_1, whole_counts
from scoring.errors import WrongShape
from scoring.gates import MIN_COMPARED, MIN_SHOWN
from scoring.indices.beta_limits import beta_limits
from scoring.result import Interval, NotEstimable, Reason
from scoring.series.alert_design import METHOD, AlertDesign
from scoring.series.alert_scores import coarse
from scoring.series.cusum import score_cusum

LIMITS = "exact Beta limits at the effective forms; chosen for being low, so the true share may be higher"
_UNWATCHED = np.iinfo(np.int64).max
_TABLE = 3


@dataclass(frozen=True, slots=True, eq=False)
class Watched:
    """What watching gave, every array (streams, steps).

    sums     the sum after each step, in units of its design (before it begins anew)
    signals  where the alarm went off; the sum then begins anew at 0
    began    the step in which the sum last left 0: when the fall is thought to have begun
    forms    forms since the sum last began anew
    """

    sums: Counts
    signals: npt.NDArray[np.bool_]
    began: Counts
    forms: Counts


def watch(designs: AlertDesign | Sequence[AlertDesign | NotEstimable], counts: npt.ArrayLike) -> Watched:
    """Watches streams over counts (streams, steps, levels): forms at each level, worst first.

    One design for all, or one for each stream; a stream without a design is not watched. Levels as in the
    design: two, not satisfied and satisfied, where only the share is watched. A step without forms moves
    nothing. No signal before 30 forms have come since the sum began anew: an alarm is a comparison.

    >>> from scoring.series.alert_design import design_alert
    >>> design = design_alert(0.9, 5, streams=1, false_alarms_a_year=0.1, steps_a_year=52)
    >>> bad_weeks = [[[1, 4]] * 4 + [[4, 4]] * 4]
    >>> seen = watch(design, bad_weeks)
    >>> np.flatnonzero(seen.signals[0]).tolist(), int(seen.began[0, 5])
    ([5], 0)
    """
    table = whole_counts("counts", counts)
    if table.ndim != _TABLE:
        raise WrongShape("counts", "(streams, steps, levels)", table.shape)
    every = _one_each(designs, len(table))
    scores = np.zeros((len(table), 1, table.shape[2]), np.int64)
    limits: Counts = np.full(len(table), _UNWATCHED)
    grains: Counts = np.ones((len(table), 1), np.int64)
    for stream, design in enumerate(every):
        if isinstance(design, NotEstimable):
            continue
        if len(design.scores) != table.shape[2]:
            raise WrongShape("counts", f"(streams, steps, {len(design.scores)})", table.shape)
        scores[stream, 0], limits[stream], grains[stream] = design.scores, design.limit, design.grain
    increments = coarse((table * scores).sum(axis=2), grains)
    return Watched(*score_cusum(increments, limits, table.sum(axis=2), MIN_COMPARED))


def _one_each(
    designs: AlertDesign | Sequence[AlertDesign | NotEstimable], streams: int
) -> Sequence[AlertDesign | NotEstimable]:
    """A design for each stream."""
    if isinstance(designs, AlertDesign):
        return [designs] * streams
    if len(designs) != streams:
        raise WrongShape("designs", f"({streams},)", (len(designs),))
    return designs


@dataclass(frozen=True, slots=True)
class Alert:
    """One alarm: answers have become worse than the baseline of this stream.

    stream, step  where it went off (positions); began: the step in which the fall is thought to have begun
    satisfied     satisfied forms since then, of `respondents` forms since then
    watched       forms since the stream was last begun anew, 30 or more
    """

    stream: int
    step: int
    began: int
    satisfied: int
    respondents: int
    watched: int
    design: AlertDesign

    @property
    def share(self) -> float | NotEstimable:
        """The share of satisfied forms since the fall began, a fraction; under 10 forms not shown."""
        if self.respondents < MIN_SHOWN:
            return NotEstimable(Reason.TOO_FEW_RESPONDENTS)
        return self.satisfied / self.respondents

    @property
    def method(self) -> str:
        """How it is computed, in English."""
        return METHOD

    @property
    def denominator(self) -> str:
        """What the share is out of, in English."""
        return f"{self.respondents} forms since step {self.began}"

    def interval(self, confidence: float = 0.95) -> Interval | NotEstimable:
        """Limits of the share since the fall began, after the design effect.

        The time was chosen because it looks bad, so the share looks worse than it is.
        """
        confidence_between_0_and_1(confidence)
        if isinstance(self.share, NotEstimable):
            return self.share
        effective = self.respondents / self.design.design_effect
        return beta_limits(self.share, effective, confidence, LIMITS)


def alerts(
    designs: AlertDesign | Sequence[AlertDesign | NotEstimable], counts: npt.ArrayLike
) -> tuple[Alert, ...]:
    """Every alarm of these streams, in order of stream and step; arguments as of `watch`."""
    table = whole_counts("counts", counts)
    seen = watch(designs, table)
    every = _one_each(designs, len(table))
    found = []
    for stream, step in np.argwhere(seen.signals).tolist():
        design = every[stream]
        if isinstance(design, NotEstimable):
            continue
        began = int(seen.began[stream, step])
        since = table[stream, began : step + 1].sum(axis=0)
        found.append(
            Alert(
                stream=stream,
                step=step,
                began=began,
                satisfied=int(since[design.satisfied_from - 1 :].sum()),
                respondents=int(since.sum()),
                watched=int(seen.forms[stream, step]),
                design=design,
            )
        )
    return tuple(found)
