"""Quantity 8: the index as it would be if forms came from fields and channels as dossiers do."""

from dataclasses import dataclass, field

import numpy as np
import numpy.typing as npt

from scoring.counts import Counts, Reals, confidence_between_0_and_1, whole_counts
from scoring.errors import MoreAnswersThanRespondents, MoreSatisfiedThanAnswers, WrongShape
from scoring.gates import MIN_SHOWN, Gate, gate
from scoring.indices.beta_limits import beta_limits, degrees_of_freedom_factor
from scoring.indices.linearisation import MIN_CLUSTERS, DesignEffect
from scoring.result import Interval, NotEstimable, Reason
from scoring.weighting.effective_size import effective_size, weights_effect
from scoring.weighting.post_strata import PostStrata, post_strata
from scoring.weighting.stratum_days import StratumDays, residual_variance

METHOD = (
    "index post-stratified by field and channel to the dossiers handled, "
    "cells under 10 forms joined, weights at most 5"
)
OWN_DAYS = "regression residuals over officer-days, Korn–Graubard Beta limits"
BORROWED = "weighted independent answers times a design effect, Korn–Graubard Beta limits"
ONE_VOICE = "each form counted as one voice, weights paid for, exact Beta limits"


@dataclass(frozen=True, slots=True, eq=False)
class PostStratified:
    """The index with every form weighted so that fields and channels count as their dossiers do.

    value        fraction 0..1, mean over the criteria used of their weighted shares
    raw          the same criteria, every answer weighing the same
    used         positions of the criteria with at least 10 valid answers
    respondents  n, forms
    dossiers     handled in the same period
    strata       which cells were joined, how many weights were cut
    deff         what the weights alone cost: n / Kish's n_eff
    """

    value: float
    raw: float
    used: tuple[int, ...]
    respondents: int
    dossiers: int
    strata: PostStrata
    deff: float
    independent: float = field(repr=False)
    """What the value would be worth if all answers were independent."""
    capacity: float = field(repr=False)
    """The most that it can be worth, in independent answers."""
    one_voice: float = field(repr=False)
    """What it is worth if every form is one voice."""
    inside_variance: float = field(repr=False)
    """Its variance if answers were independent inside each cell: less than this no officer-days can tell."""
    own_variance: float | None = field(repr=False)
    days: int = field(repr=False)
    design: DesignEffect | None = field(repr=False)

    @property
    def method(self) -> str:
        """How the value is computed, in English."""
        return METHOD

    @property
    def denominator(self) -> str:
        """What the value is out of, in English."""
        return f"{self.respondents} forms for {self.dossiers} dossiers, {len(self.used)} criteria"

    @property
    def gate(self) -> Gate:
        """What may be shown of it, by its respondents."""
        return gate(self.respondents)

    @property
    def covered(self) -> float:
        """Share 0..1 of the dossiers whose field and channel gave a form at all."""
        return self.strata.covered

    @property
    def merged(self) -> tuple[tuple[tuple[int, int], ...], ...]:
        """Cells (field, channel) that were joined, group by group."""
        return self.strata.merged

    @property
    def capped(self) -> int:
        """Groups of cells whose weight was cut to 5."""
        return self.strata.capped

    def interval(self, confidence: float = 0.95) -> Interval:
        """Korn–Graubard Beta limits at the effective number of answers.

        From 10 officer-days with a spread: their regression residuals. Else the design effect that was handed
        in, the unit's own or of its siblings. Without either every form is one voice.
        """
        confidence_between_0_and_1(confidence)
        if self.own_variance:
            worth = self.value * (1 - self.value) / max(self.own_variance, self.inside_variance)
            return self._limits(worth, self.days - 1, confidence, OWN_DAYS)
        if self.design is not None:
            effect = float(self.design.at(self.capacity / self.days if self.days else 1.0))
            worth = min(self.independent / effect, self.capacity)
            return self._limits(worth, self.design.df, confidence, BORROWED)
        worth = min(self.one_voice, self.independent, self.capacity)
        return beta_limits(self.value, worth, confidence, ONE_VOICE)

    def _limits(self, worth: float, df: int, confidence: float, method: str) -> Interval:
        factor = float(degrees_of_freedom_factor(self.respondents, df, confidence))
        return beta_limits(self.value, worth * factor, confidence, method)


def post_stratified_index(
    satisfied: npt.ArrayLike,
    answered: npt.ArrayLike,
    forms: npt.ArrayLike,
    dossiers: npt.ArrayLike | None,
    *,
    days: StratumDays | None = None,
    design: DesignEffect | None = None,
) -> PostStratified | NotEstimable:
    """The post-stratified index of a unit, from K1 by field and channel, and K5.

    satisfied, answered  (F, C, K), top answers and valid answers to each criterion
    forms, dossiers      (F, C); dossiers None where the one-stop software told none
    days                 K2 by field and channel, for the standard error from the unit's own officer-days
    design               design effect of the unit or its siblings, where there is no `days`

    Not estimable: under 10 forms, no dossiers, no criterion with 10 valid answers.
    Raises WrongShape, MoreSatisfiedThanAnswers, MoreAnswersThanRespondents.

    >>> unit = post_stratified_index(
    ...     [[[36], [10]]], [[[40], [20]]], forms=[[40, 20]], dossiers=[[300, 300]]
    ... )
    >>> round(unit.raw, 4), round(unit.value, 4), round(unit.deff, 3)
    (0.7667, 0.7, 1.125)
    """
    x, n = whole_counts("satisfied", satisfied), whole_counts("answered", answered)
    sample = whole_counts("forms", forms)
    if n.ndim != sample.ndim + 1 or n.shape[:-1] != sample.shape or x.shape != n.shape:
        raise WrongShape("answered", f"{sample.shape} and criteria", n.shape)
    if (x > n).any():
        raise MoreSatisfiedThanAnswers("satisfied")
    if (n > sample[..., None]).any():
        raise MoreAnswersThanRespondents("forms", int(sample.sum()), int(n.max()))
    respondents = int(sample.sum())
    if respondents < MIN_SHOWN:
        return NotEstimable(Reason.TOO_FEW_RESPONDENTS)
    if dossiers is None or not whole_counts("dossiers", dossiers).any():
        return NotEstimable(Reason.NO_DOSSIERS)
    used = tuple(int(c) for c in np.flatnonzero(n.sum(axis=(0, 1)) >= MIN_SHOWN))
    if not used:
        return NotEstimable(Reason.NO_CRITERION_ANSWERED_ENOUGH)
    strata = post_strata(sample, dossiers)
    return _figure(x[..., used], n[..., used], sample, strata, used, int(np.sum(dossiers)), days, design)


def _figure(
    x: Counts,
    n: Counts,
    sample: Counts,
    strata: PostStrata,
    used: tuple[int, ...],
    dossiers: int,
    days: StratumDays | None,
    design: DesignEffect | None,
) -> PostStratified:
    w = strata.weights[..., None]
    weighted = (w * n).sum(axis=(0, 1))
    shares = np.minimum((w * x).sum(axis=(0, 1)) / weighted, 1.0)
    value = min(float(shares.mean()), 1.0)
    unequal = (w**2 * n).sum(axis=(0, 1)) / weighted**2
    capacity = len(used) ** 2 / float(unequal.sum())
    independent_variance = float((shares * (1 - shares) * unequal).sum()) / len(used) ** 2
    independent = capacity if independent_variance == 0 else value * (1 - value) / independent_variance
    enough = days is not None and days.days >= MIN_CLUSTERS
    return PostStratified(
        value=value,
        raw=float((x.sum(axis=(0, 1)) / n.sum(axis=(0, 1))).mean()),
        used=used,
        respondents=int(sample.sum()),
        dossiers=dossiers,
        strata=strata,
        deff=weights_effect(strata.weights, sample),
        independent=independent,
        capacity=capacity,
        one_voice=effective_size(strata.weights, sample),
        inside_variance=_inside_variance(x, n, strata.weights, weighted, shares),
        own_variance=residual_variance(days, strata, used, _scales(n, weighted), shares)
        if days is not None and enough
        else None,
        days=0 if days is None else days.days,
        design=design,
    )


def _inside_variance(x: Counts, n: Counts, weights: Reals, weighted: Reals, shares: Reals) -> float:
    """Of independent answers that differ inside their cell alone; a cell's only answer as all answers differ."""
    several = n > 1
    share = x / np.maximum(n, 1)
    spread = np.where(several, share * (1 - share) * n / np.maximum(n - 1, 1), shares * (1 - shares))
    return float((weights[..., None] ** 2 * n * spread / weighted**2).sum()) / len(weighted) ** 2


def _scales(n: Counts, weighted: Reals) -> Reals:
    """b_c: what one weighted answer to a criterion moves the index by, corrected for N - 1."""
    answers = n.sum(axis=(0, 1))
    scales: Reals = np.sqrt(answers / (answers - 1)) / (weighted * len(weighted))
    return scales
