"""Limits of an index of levels, or of one question, where officer-days tell of satisfied answers only (beside 1)."""

from dataclasses import dataclass

import numpy as np

from scoring.counts import Counts, Reals
from scoring.errors import OutOfRange
from scoring.gates import MIN_SHOWN
from scoring.indices.beta_limits import beta_limits, degrees_of_freedom_factor
from scoring.indices.clusters import ClusterMoments
from scoring.indices.linearisation import DesignEffect, design_effect
from scoring.result import Interval, NotEstimable, Reason

METHOD = (
    "answers of a form taken for one voice, officer-days as alike as their satisfied answers, Beta limits"
)


@dataclass(frozen=True, slots=True)
class OfficerDays:
    """What it costs one question that people come to the same officer on the same day.

    number         m, officer-days; 1 or more
    concentration  sum of n_k² / N², mean over criteria: 1/m where officer-days are of one size, up to 1
    correlation    rho, of answers of different people on one officer-day (`DesignEffect.correlation`), 0..1
    df             degrees of freedom behind rho; 0: it is no estimate
    """

    number: int
    concentration: float
    correlation: float
    df: int

    def __post_init__(self) -> None:
        if self.number < 1:
            raise OutOfRange("number", self.number, "1 or more")
        for argument in ("concentration", "correlation"):
            if not 0 <= getattr(self, argument) <= 1:
                raise OutOfRange(argument, getattr(self, argument), "between 0 and 1")

    @classmethod
    def of(
        cls, moments: ClusterMoments, siblings: DesignEffect | None = None
    ) -> "OfficerDays | NotEstimable":
        """From K2 of the criteria with 10 valid answers; of fewer than 10 officer-days rho is the siblings'.

        Where neither tells it, rho is 1: each officer-day is one voice.

        >>> days = OfficerDays.of(ClusterMoments.of([[5], [6]] * 10, [[6], [6]] * 10))
        >>> days.number, round(days.concentration, 4), days.correlation
        (20, 0.05, 0.0)
        """
        used = np.flatnonzero(moments.answered >= MIN_SHOWN)
        if not moments.clusters or not len(used):
            return NotEstimable(Reason.NO_OFFICER_DAYS)
        known = design_effect([moments.restrict(used.tolist())]) or siblings
        answered = moments.answered[used].astype(np.float64)
        return cls(
            number=int(moments.clusters),
            concentration=float(np.mean(np.diagonal(moments.nn)[used] / answered**2)),
            correlation=1.0 if known is None else known.correlation,
            df=0 if known is None else known.df,
        )

    def effect(self, answers: float) -> float:
        """The design effect of one question with so many answers: 1 + rho (n_bar - 1), n_bar = answers in a day.

        Kish 1965; where days differ in size, n_bar is the mean size that an answer meets.
        """
        return 1 + self.correlation * max(answers * self.concentration - 1, 0.0)


def limits_of_means(
    counts: Counts, points: Reals, weights: Reals, days: OfficerDays, respondents: int, confidence: float
) -> Interval:
    """Of sum of w_c times the mean of criterion c, w adding up to 1, points from 0 to 1; counts (C, levels).

    However alike the answers of one form are, the standard error of a sum is at most the sum of the standard errors:

        se <= sum of w_c s_c sqrt(D_c / N_c)        n_eff = I (1 - I) / se²

    with D_c = `days.effect(N_c)`; where every answer is alike, as if answers were worst or best:
    n_eff = 1 / (sum of w_c sqrt(D_c / N_c))². Then Korn–Graubard limits with the degrees of freedom of rho.
    One question with points of 0 and 1 has no form to be alike within: then the bound is the value itself.
    """
    n = counts.sum(axis=1).astype(np.float64)
    means = counts @ points / n
    spread = np.maximum(counts @ points**2 / n - means**2, 0.0) * n / np.maximum(n - 1, 1)
    each = np.sqrt(np.array([days.effect(answers) for answers in n]) / n)
    value = float(np.clip(weights @ means, 0.0, 1.0))
    error, most = float(weights @ (np.sqrt(spread) * each)), float(weights @ each)
    effective = value * (1 - value) / error**2 if error > _NOTHING else 1 / most**2
    factor = degrees_of_freedom_factor(respondents, days.df, confidence)
    return beta_limits(value, effective * float(factor), confidence, METHOD)


_NOTHING = 1e-9
