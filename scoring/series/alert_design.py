"""Quantity 13: an alarm for a fall of a share, set for a stated number of false alarms a year over all."""

import math
from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np
import numpy.typing as npt
from scipy import special

from scoring.counts import Counts, Reals, one_by_one, one_count, one_number, real_counts
from scoring.errors import OutOfRange, WrongShape
from scoring.groups.shrunken import ShrunkenShare
from scoring.result import NotEstimable, Reason
from scoring.series.alert_scores import coarse, grain_of, whole_scores
from scoring.series.beta_nodes import beta_nodes
from scoring.series.good_days import days, shifted
from scoring.series.score_chain import NEVER, mean_steps, step_scores, steps_by_limit
from scoring.series.step_sizes import step_sizes, typical_size

METHOD = "likelihood-ratio CUSUM, limit from an exact Markov chain"
ODDS = 2.25
"""A fall is looked for to odds so many times lower (.90 to .80) …"""
LEAST_FALL = 0.05
"""… and by five points at least (by half, under 10 %)."""
LEAST_BASELINE = 0.001
"""The lowest share that a fall can be looked for from."""

_LARGEST_LIMIT = 1000
_TRUTHS = 15
_NOTHING = 1e-6


@dataclass(frozen=True, slots=True)
class AlertDesign:
    """How one stream (a unit by weeks, an officer by days) is watched for a fall of its share.

    baseline     share of satisfied forms it is held against, a fraction; worse: the fall looked for
    uncertainty  standard deviation of the logit of the true baseline (0: taken as known)
    levels       probabilities of the levels at the baseline, worst first; two where only the share
                 counts; satisfied_from: the first level (from 1) that counts as satisfied
    forms        mean forms a step; icc: intra-class correlation of the forms of one step
    scores       of a form at each level; a step adds their sum divided by `grain`, as a whole number
    limit        where the running sum alarms
    streams, false_alarms_a_year, steps_a_year   what was asked for, over all streams together
    expected_false_alarms   what the limit gives, over all streams together if all were like this one
    """

    baseline: float
    worse: float
    uncertainty: float
    levels: tuple[float, ...]
    satisfied_from: int
    forms: float
    icc: float
    scores: tuple[int, ...]
    grain: int
    limit: int
    streams: int
    false_alarms_a_year: float
    steps_a_year: float
    expected_false_alarms: float
    _step_sizes: tuple[float, ...] = field(repr=False)

    @property
    def method(self) -> str:
        """How it is computed, in English."""
        return METHOD

    @property
    def denominator(self) -> str:
        """What a false alarm is counted over, in English."""
        return f"{self.streams} streams watched for a year of {self.steps_a_year:g} steps"

    @property
    def design_effect(self) -> float:
        """By how much forms of one step, being alike, widen the variance: 1 + (size - 1) icc."""
        return 1 + (typical_size(np.array(self._step_sizes)) - 1) * self.icc

    def expected_delay(self, share: float) -> float | NotEstimable:
        """Mean steps until the alarm once the share has become `share`, the sum being 0 at that moment.

        Exact by the chain; from a sum above 0 it takes less. Not estimable where it is never seen.
        """
        if not 0 < share < 1:
            raise OutOfRange("share", share, "between 0 and 1")
        shift = float(special.logit(share) - special.logit(self.baseline))
        sizes, usual = np.array(self._step_sizes), np.array(self.levels)
        moved = days(shifted(usual, shift), share, self.icc)
        steps = mean_steps(*_in_grains(sizes, np.array(self.scores), *moved, self.grain), self.limit)
        return NotEstimable(Reason.NEVER_SEEN) if steps >= NEVER else steps


def design_alert(
    baseline: float | ShrunkenShare,
    forms_a_step: float | Sequence[float],
    *,
    streams: int,
    false_alarms_a_year: float,
    steps_a_year: float,
    icc: float = 0.0,
    worse: float | None = None,
    levels: npt.ArrayLike | None = None,
    satisfied_from: int = 4,
) -> AlertDesign | NotEstimable:
    """The scores of a stream and the least limit that keeps the stated false alarms over all streams.

    baseline      the share shrunken to the kind of unit (`fit(...).shrunken(...)`): that it is known only
                  so well, by its Beta posterior, is in the limit; a bare fraction is taken for known
    forms_a_step  the mean (Poisson), or how often a step had 0, 1, 2 … forms
    icc           see `step_sizes.icc_of`; worse: by default odds 2.25 times lower, at least 5 points
    levels        counts (L,) of the kind of unit: all levels are watched, moved by proportional odds so
                  that those from `satisfied_from` up have the share; without them the share alone is

        score of a form = log-likelihood ratio of `worse` to `baseline` at its level, as a whole number
        false alarms a year = streams · steps_a_year · mean over baselines of 1 / (steps to an alarm)

    Not estimable where the baseline is known so badly that no limit keeps the number.
    Reynolds & Stoumbos 1999, J. Quality Technology 31:87 (Bernoulli CUSUM); Brook & Evans 1972; the
    reciprocal as the rate: a chart that begins anew after each alarm (renewal).

    >>> design = design_alert(0.9, 5, streams=150, false_alarms_a_year=4, steps_a_year=52)
    >>> design.scores, design.limit, round(design.expected_false_alarms, 1)
    ((6, -1), 47, 3.8)
    >>> [round(design.expected_delay(share), 1) for share in (0.8, 0.7)]
    [22.7, 9.4]
    """
    share = _share(baseline)
    fallen = worse_than(share) if worse is None else one_number("worse", worse)
    if not 0 < fallen < share:
        raise OutOfRange("worse", fallen, "above 0 and below the baseline")
    _asked(streams, false_alarms_a_year, steps_a_year, icc)
    sizes, usual = step_sizes(forms_a_step), _levels_at(share, levels, satisfied_from)
    fall = float(special.logit(fallen) - special.logit(share))
    forms = float(np.arange(len(sizes)) @ sizes)
    spread = math.sqrt(forms * (1 + (typical_size(sizes) - 1) * icc))
    scores = whole_scores(usual, shifted(usual, fall))
    grain = grain_of(usual, shifted(usual, fall), spread)
    watched = streams * steps_a_year
    truths, likely = _truths(baseline)
    shifts = special.logit(truths) - special.logit(share)
    chains = [
        _in_grains(sizes, scores, *days(shifted(usual, shift), truth, icc), grain)
        for shift, truth in zip(shifts.tolist(), truths.tolist(), strict=True)
    ]
    wanted = false_alarms_a_year / watched
    limit, rate = _least_limit(chains, likely, wanted)
    if rate > wanted:
        return NotEstimable(Reason.BASELINE_TOO_UNCERTAIN)
    return AlertDesign(
        baseline=share,
        worse=fallen,
        uncertainty=_uncertainty(baseline),
        levels=tuple(usual.tolist()),
        satisfied_from=2 if levels is None else satisfied_from,
        forms=forms,
        icc=icc,
        scores=tuple(scores.tolist()),
        grain=grain,
        limit=limit,
        streams=streams,
        false_alarms_a_year=false_alarms_a_year,
        steps_a_year=steps_a_year,
        expected_false_alarms=watched * rate,
        _step_sizes=tuple(sizes.tolist()),
    )


def worse_than(baseline: float) -> float:
    """The fall that is looked for: odds 2.25 times lower, at least five points (half, under 10 %).

    >>> [round(worse_than(share), 3) for share in (0.98, 0.9, 0.6)]
    [0.93, 0.8, 0.4]
    """
    if not 0 <= one_number("baseline", baseline) <= 1:
        raise OutOfRange("baseline", baseline, "between 0 and 1")
    by_odds = baseline / (baseline + ODDS * (1 - baseline))
    return min(by_odds, max(baseline - LEAST_FALL, baseline / 2))


def _asked(streams: int, false_alarms_a_year: float, steps_a_year: float, icc: float) -> None:
    """Raises NotANumber, WrongShape, OutOfRange where what is asked for cannot be."""
    for name, value in {"false_alarms_a_year": false_alarms_a_year, "steps_a_year": steps_a_year}.items():
        if one_number(name, value) <= 0:
            raise OutOfRange(name, value, "above 0")
    if one_count("streams", streams) < 1:
        raise OutOfRange("streams", streams, "1 or more")
    if not 0 <= one_number("icc", icc) < 1:
        raise OutOfRange("icc", icc, "0 or more and below 1")


def _share(baseline: float | ShrunkenShare, argument: str = "baseline") -> float:
    """The share itself, however well it is known."""
    if isinstance(baseline, ShrunkenShare):
        return baseline.estimate
    share = one_number(argument, baseline)
    if not LEAST_BASELINE <= share < 1:
        raise OutOfRange(argument, share, f"{LEAST_BASELINE} or more and below 1")
    return share


def _uncertainty(baseline: float | ShrunkenShare) -> float:
    """Standard deviation of the logit of what the baseline may truly be."""
    if not isinstance(baseline, ShrunkenShare):
        return 0.0
    return math.sqrt(float(special.polygamma(1, baseline.alpha) + special.polygamma(1, baseline.beta)))


def _truths(baseline: float | ShrunkenShare) -> tuple[Reals, Reals]:
    """What the baseline may truly be, as shares, and how likely each is."""
    if not isinstance(baseline, ShrunkenShare):
        return np.array([baseline]), np.ones(1)
    shares, likely = beta_nodes(baseline.alpha, baseline.beta, _TRUTHS)
    kept = likely > _NOTHING
    return shares[kept], likely[kept]


def _levels_at(share: float, levels: npt.ArrayLike | None, satisfied_from: int) -> Reals:
    """Level probabilities, worst first, all above 0, with this share of satisfied forms."""
    if levels is None:
        return np.array([1 - share, share])
    counts = real_counts("levels", levels)
    one_count("satisfied_from", satisfied_from)
    if counts.ndim != 1 or not 1 < satisfied_from <= len(counts):
        raise WrongShape("levels", f"(levels,), {satisfied_from} of them or more", counts.shape)
    if not (counts[: satisfied_from - 1].sum() > 0 and counts[satisfied_from - 1 :].sum() > 0):
        raise OutOfRange("levels", counts.tolist(), "answers on both sides of satisfied")
    # A level nobody has used yet may still come: half an answer.
    counts = np.where(counts == 0, 0.5, counts)
    chances = counts / counts.sum()
    now = float(chances[satisfied_from - 1 :].sum())
    return shifted(chances, special.logit(share) - special.logit(now))


def _in_grains(sizes: Reals, scores: Counts, levels: Reals, likely: Reals, grain: int) -> tuple[int, Reals]:
    """Lowest sum that a step adds, in grains, and the probabilities of the sums from there on."""
    lowest, chances = step_scores(sizes, scores, levels, likely)
    sums = coarse(lowest + np.arange(len(chances)), grain)
    return int(sums[0]), np.asarray(np.bincount(sums - sums[0], weights=chances), dtype=np.float64)


def _least_limit(chains: list[tuple[int, Reals]], weights: Reals, wanted: float) -> tuple[int, float]:
    """The least limit with so few alarms a step, or the largest there is, and the alarms a step it gives."""
    rate = math.inf
    for limit, steps in enumerate(steps_by_limit(chains, _LARGEST_LIMIT), start=1):
        rate = float(weights @ (1 / steps))
        if rate <= wanted:
            return limit, rate
    return _LARGEST_LIMIT, rate


def design_alerts(
    baselines: Sequence[float | ShrunkenShare],
    forms_a_step: npt.ArrayLike,
    *,
    streams: int,
    false_alarms_a_year: float,
    steps_a_year: float,
    icc: float = 0.0,
    levels: npt.ArrayLike | None = None,
    satisfied_from: int = 4,
) -> tuple[AlertDesign | NotEstimable, ...]:
    """A design for every stream with its own baseline and mean forms a step, (streams,).

    Streams that are nearly alike (baseline within a quarter of a point, forms and knowledge of the
    baseline within a tenth) share one design, so that thousands cost what some dozens do.
    `streams`: all that are watched, also by other calls.
    """
    shares, forms = one_by_one("baselines", baselines), real_counts("forms_a_step", forms_a_step)
    if forms.shape != (len(shares),):
        raise WrongShape("forms_a_step", f"({len(shares)},)", forms.shape)
    known: dict[tuple[float, float, float], AlertDesign | NotEstimable] = {}
    classes = [_like(baseline, mean) for baseline, mean in zip(shares, forms.tolist(), strict=True)]
    for share, concentration, size in set(classes):
        known[share, concentration, size] = design_alert(
            _known_so_well(share, concentration),
            size,
            streams=streams,
            false_alarms_a_year=false_alarms_a_year,
            steps_a_year=steps_a_year,
            icc=icc,
            levels=levels,
            satisfied_from=satisfied_from,
        )
    return tuple(known[alike] for alike in classes)


def _known_so_well(share: float, concentration: float) -> float | ShrunkenShare:
    """A baseline of this share with a posterior worth so many answers; 0: taken for known."""
    if not concentration:
        return share
    return ShrunkenShare(share * concentration, (1 - share) * concentration, concentration, 1.0)


def _like(baseline: float | ShrunkenShare, forms: float) -> tuple[float, float, float]:
    """The class of nearly equal streams: share, alpha + beta (0: known), forms a step."""
    share = _share(baseline, "baselines")
    rounded = min(max(round(share * 400), 1), 399) / 400
    of = baseline.alpha + baseline.beta if isinstance(baseline, ShrunkenShare) else 0.0
    return rounded, _tenth(of), _tenth(forms)


def _tenth(value: float) -> float:
    """The nearest of numbers a tenth apart; 0 stays 0."""
    return 1.1 ** round(math.log(value) / math.log(1.1)) if value > 0 else 0.0
