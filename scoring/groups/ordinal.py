"""Quantity 7: officers on all levels of the scale, by proportional odds with a random intercept for each.

Reading all levels orders the middle of officers better than the top-two share does, because it throws less away.
It finds the worst tenth no better: say so wherever the order is shown.
"""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from scipy import special

from scoring.counts import Counts, Reals, confidence_between_0_and_1, one_count, real_counts, whole_counts
from scoring.errors import OutOfRange, WrongShape
from scoring.gates import MIN_COMPARED, MIN_SHOWN
from scoring.groups.ordinal_fit import LARGEST_SIGMA, LEAST_SIGMA, OrdinalFit, maximise, start_from
from scoring.groups.ordinal_likelihood import OrdinalParameters, ThresholdAnswers, integrate_officers
from scoring.groups.reliability import RELIABLE
from scoring.result import Limits, NotEstimable, Reason

ORDINAL = "proportional odds, officers drawn to their mean"
ORDINAL_ADJUSTED = "proportional odds, officers drawn to their mean, adjusted for field and channel"
LEVEL_ANSWERS = "valid answers on all levels"
ORDERS = "orders the middle better than the satisfied share, finds the worst tenth no better"

_NODES = 5
_MOST_NODES = 100
_MIN_OFFICERS = 2
_MANY_OFFICERS = 200
_SPREADS = np.geomspace(0.05, 2.5, 17)
_OFFICERS_AND_LEVELS = 2
_STRATA_TOO = 3


@dataclass(frozen=True, slots=True, eq=False)
class OrdinalModel:
    """logit P(level ≤ j) = ζ_j - β_stratum - u_officer, u normal with standard deviation σ; a high u is good.

    levels      positions (levels,) of the levels used; those never used are merged with their neighbours
    thresholds  ζ (levels - 1,)
    strata      β (strata,), mean 0 over answers; 0 where there were no answers
    """

    levels: Counts
    thresholds: Reals
    sigma: float
    strata: Reals
    log_likelihood: float
    nodes: int
    effects: Reals
    deviations: Reals


@dataclass(frozen=True, slots=True)
class OfficerEffect:
    """One officer on all levels, from 10 forms: how much better answers are than those about the officers' mean.

    effect       on the log odds of a better level; reliability 0..1, the weight of the officer's own answers
    """

    respondents: int
    effect: float
    deviation: float
    reliability: float
    method: str
    denominator: str = LEVEL_ANSWERS
    meaning: str = ORDERS

    def __post_init__(self) -> None:
        if self.respondents < MIN_SHOWN:
            raise OutOfRange("respondents", self.respondents, f"{MIN_SHOWN} or more")

    @property
    def odds_ratio(self) -> float:
        """Odds of a better level, times those about the mean of the officers."""
        return float(np.exp(self.effect))

    def interval(self, confidence: float = 0.95) -> Limits:
        """Limits of the effect on the log odds."""
        reach = float(special.ndtri((1 + confidence_between_0_and_1(confidence)) / 2)) * self.deviation
        return Limits(self.effect - reach, self.effect + reach, confidence, self.method)

    def odds_ratio_interval(self, confidence: float = 0.95) -> Limits:
        """Limits of the odds ratio."""
        limits = self.interval(confidence)
        return Limits(float(np.exp(limits.low)), float(np.exp(limits.high)), confidence, self.method)

    @property
    def below_mean(self) -> float | NotEstimable:
        """Probability to be below the mean of the officers, where a comparison is allowed."""
        if self.respondents < MIN_COMPARED:
            return NotEstimable(Reason.TOO_FEW_TO_COMPARE)
        if self.reliability < RELIABLE:
            return NotEstimable(Reason.TOO_UNRELIABLE)
        return float(special.ndtr(-self.effect / self.deviation))


@dataclass(frozen=True, slots=True, eq=False)
class OrdinalRatings:
    """Officers against the mean of all of them; effects, deviations, reliability (officers,), no gate."""

    forms: Counts
    effects: Reals
    deviations: Reals
    reliability: Reals
    model: OrdinalModel
    method: str

    def order(self) -> Counts:
        """Positions of officers by effect, lowest first, for measurements; no list to publish."""
        return np.argsort(self.effects, kind="stable").astype(np.int64)

    def shown(self, officer: int) -> OfficerEffect | NotEstimable:
        """The officer at this position as it may be shown."""
        if not 0 <= officer < len(self.forms):
            raise OutOfRange("officer", officer, f"a position below {len(self.forms)}")
        if self.forms[officer] < MIN_SHOWN:
            return NotEstimable(Reason.TOO_FEW_RESPONDENTS)
        return OfficerEffect(
            respondents=int(self.forms[officer]),
            effect=float(self.effects[officer]),
            deviation=float(self.deviations[officer]),
            reliability=float(self.reliability[officer]),
            method=self.method,
        )


def fit_ordinal(
    counts: npt.ArrayLike, nodes: int = _NODES, start: OrdinalModel | None = None
) -> OrdinalModel | NotEstimable:
    """Maximum likelihood from counts (officers, levels) or (officers, strata, levels), fractions allowed.

    nodes    points of the adaptive Gauss–Hermite rule; 1 is Laplace's approximation
    start    an earlier fit of the same levels and strata, to begin from

    Not estimable: fewer than two officers with answers; one level used; officers that differ no more than
    chance; each officer on a level of its own. Raises NotANumber, NegativeCounts, WrongShape, OutOfRange.
    McCullagh 1980, JRSS B 42:109; Hedeker and Gibbons 1994, Biometrics 50:933.

    >>> kind = fit_ordinal([[1, 5, 30], [9, 12, 10], [2, 9, 25], [0, 4, 20], [6, 10, 20]])
    >>> round(kind.sigma, 2), kind.effects.round(1).tolist()
    (0.85, [0.8, -1.2, 0.2, 0.7, -0.4])
    """
    table = _table(counts)
    _check_nodes(nodes)
    reason = _not_estimable(table)
    if reason is not None:
        return NotEstimable(reason)
    fitted = _fitted(table, nodes, start)
    sigma = fitted.parameters.sigma
    if not LEAST_SIGMA < sigma < LARGEST_SIGMA:
        few = sigma <= LEAST_SIGMA
        return NotEstimable(Reason.NO_SPREAD_BETWEEN_GROUPS if few else Reason.GROUPS_ALL_OR_NOTHING)
    return _model(table, fitted, nodes)


def rate_ordinal(
    counts: npt.ArrayLike, forms: npt.ArrayLike | None = None, nodes: int = _NODES
) -> OrdinalRatings | NotEstimable:
    """Officers against the mean of all, from whole counts (officers, levels) or (officers, strata, levels).

    forms  (officers,) with an answer; needed where several questions are added up: answers of one form are alike,
           so each officer's counts are scaled until a form counts once. Default: one question, one answer a form.

    Below 200 officers the uncertainty of σ is integrated out (prior: Rayleigh with mode 1), which taking it for
    known would hide. Not estimable as `fit_ordinal`, but officers that differ no more than chance are rated.

    >>> rated = rate_ordinal([[1, 5, 30], [9, 12, 10], [2, 9, 25], [0, 4, 20], [6, 10, 20]])
    >>> round(rated.shown(1).odds_ratio, 2), rated.order().tolist()
    (0.28, [1, 4, 2, 3, 0])
    """
    whole = whole_counts("counts", counts)
    table = _table(whole)
    _check_nodes(nodes)
    answers = table.sum(axis=(1, 2))
    respondents = answers.astype(np.int64) if forms is None else whole_counts("forms", forms)
    if respondents.shape != answers.shape:
        raise WrongShape("forms", f"({len(answers)},)", respondents.shape)
    if (respondents > answers).any() or ((respondents == 0) & (answers > 0)).any():
        raise OutOfRange(
            "forms", respondents.tolist(), "at least 1 and at most the answers of an officer with some"
        )
    reason = _not_estimable(table)
    if reason is not None:
        return NotEstimable(reason)
    table = table * (respondents / np.maximum(answers, 1))[:, None, None]
    fitted = _fitted(table, nodes, None)
    if fitted.parameters.sigma >= LARGEST_SIGMA:
        return NotEstimable(Reason.GROUPS_ALL_OR_NOTHING)
    effects, variances, reliability = _against_mean(table, fitted, nodes)
    return OrdinalRatings(
        forms=respondents,
        effects=effects,
        deviations=np.sqrt(variances),
        reliability=reliability,
        model=_model(table, fitted, nodes),
        method=ORDINAL_ADJUSTED if table.shape[1] > 1 else ORDINAL,
    )


def _table(counts: npt.ArrayLike) -> Reals:
    """Counts (officers, strata, levels)."""
    table = real_counts("counts", counts)
    if table.ndim == _OFFICERS_AND_LEVELS:
        table = table[:, None]
    if table.ndim != _STRATA_TOO:
        raise WrongShape("counts", "(officers, levels) or (officers, strata, levels)", table.shape)
    return table


def _check_nodes(nodes: int) -> None:
    if not 1 <= one_count("nodes", nodes) <= _MOST_NODES:
        raise OutOfRange("nodes", nodes, f"between 1 and {_MOST_NODES}")


def _not_estimable(table: Reals) -> Reason | None:
    if (table.sum(axis=(1, 2)) > 0).sum() < _MIN_OFFICERS:
        return Reason.FEWER_THAN_TWO_GROUPS
    return Reason.ONE_LEVEL_USED if (table.sum(axis=(0, 1)) > 0).sum() < _MIN_OFFICERS else None


def _fitted(table: Reals, nodes: int, start: OrdinalModel | None) -> OrdinalFit:
    used = table[:, :, table.sum(axis=(0, 1)) > 0]
    answers = ThresholdAnswers.of_counts(used)
    first = start_from(answers, used)
    if start is not None:
        if start.thresholds.shape != first.thresholds.shape or start.strata.shape != first.strata.shape:
            raise WrongShape("start", "that of counts", start.thresholds.shape)
        base = start.strata[np.flatnonzero(used.sum(axis=(0, 2)))[0]]
        first = OrdinalParameters(start.thresholds - base, start.sigma, start.strata - base)
    return maximise(answers, first, nodes)


def _model(table: Reals, fitted: OrdinalFit, nodes: int) -> OrdinalModel:
    weight = table.sum(axis=(0, 2))
    found = fitted.parameters
    usual = float(weight @ found.strata / weight.sum())
    return OrdinalModel(
        levels=np.flatnonzero(table.sum(axis=(0, 1)) > 0).astype(np.int64),
        thresholds=found.thresholds - usual,
        sigma=found.sigma,
        strata=np.where(weight > 0, found.strata - usual, 0.0),
        log_likelihood=fitted.officers.log_likelihood,
        nodes=nodes,
        effects=fitted.officers.means,
        deviations=fitted.officers.deviations,
    )


def _against_mean(table: Reals, fitted: OrdinalFit, nodes: int) -> tuple[Reals, Reals, Reals]:
    """Effects against the mean of officers with answers, their variances and reliabilities, (officers,) each."""
    answers = ThresholdAnswers.of_counts(table[:, :, table.sum(axis=(0, 1)) > 0])
    some = table.sum(axis=(1, 2)) > 0
    found, officers = fitted.parameters, int(some.sum())
    spreads = np.array([found.sigma]) if officers >= _MANY_OFFICERS else _SPREADS
    heights, effects, variances, reliability = [], [], [], []
    modes = fitted.officers.modes
    for sigma in spreads:
        at = OrdinalParameters(found.thresholds, float(sigma), found.strata)
        known = integrate_officers(answers, at, nodes, modes)
        own = known.deviations**2
        heights.append(known.log_likelihood + 2 * np.log(sigma) - sigma**2 / 2)
        effects.append(known.means - known.means[some].mean())
        variances.append(own * (1 - 2 * some / officers) + own[some].sum() / officers**2)
        reliability.append(np.clip(1 - own / sigma**2, 0, 1))
    weight = np.exp(np.array(heights) - max(heights))
    weight /= weight.sum()
    mean = weight @ np.array(effects)
    spread = weight @ (np.array(variances) + (np.array(effects) - mean) ** 2)
    return mean, spread, weight @ np.array(reliability)
