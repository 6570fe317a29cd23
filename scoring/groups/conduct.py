"""Quantity 6: how officers are rated for their conduct, criteria 8, 9 and 10 at the counter.

Answers of one form are one person's opinion, so counts are divided by their design effect; each officer is drawn
to colleagues of the unit, units to their kind (`nested`); who has the harder field or channel is compared as if
with the usual mix (`mix_offset`). Officers are not ranked.
"""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from scoring.counts import Counts, Reals, confidence_between_0_and_1, real_numbers
from scoring.errors import OutOfRange, WrongShape
from scoring.gates import MIN_COMPARED, MIN_SHOWN
from scoring.groups.beta_mixture import BetaMixtures
from scoring.groups.conduct_counts import ConductCounts
from scoring.groups.mix_offset import Link, MixOffsets, mix_offsets
from scoring.groups.nested import NestedShares, nested
from scoring.groups.quasi_likelihood import calibration
from scoring.groups.reliability import RELIABLE
from scoring.result import Interval, NotEstimable, Reason

NESTED = "nested beta-binomial, answers of a form taken for alike"
NESTED_ADJUSTED = "nested beta-binomial, answers of a form taken for alike, adjusted for field and channel"
CONDUCT_ANSWERS = "valid answers to the conduct criteria"


@dataclass(frozen=True, slots=True, eq=False)
class ConductPosterior:
    """What is known of one officer, no gate: for ordering, for measurements; pages show `OfficerConduct`.

    parts        the posterior of the share, a mixture of Betas (1, parts); unit_means (1, parts) beside it
    forms        with a conduct answer
    reliability  weight of the officer's own answers when compared with colleagues of the unit, 0..1
    link         by what the officer's mix of fields and channels is known; None where strata were not given
    """

    forms: int
    answers: int
    satisfied: int
    effective_answers: float
    parts: BetaMixtures
    unit_means: Reals
    reliability: float
    link: Link | None

    @property
    def estimate(self) -> float:
        """The posterior mean, a fraction."""
        return float(self.parts.mean()[0])

    @property
    def below_unit(self) -> float:
        """Probability that the officer's share is below the mean of the unit's officers."""
        return float(self.parts.below(self.unit_means)[0])

    def below(self, share: float) -> float:
        """Probability that the officer's share is below this one (that of the kind of unit, say)."""
        if not 0 <= share <= 1:
            raise OutOfRange("share", share, "between 0 and 1")
        return float(self.parts.below(np.array([share]))[0])

    def interval(self, confidence: float = 0.95) -> Interval:
        """Equal-tailed posterior interval."""
        tail = (1 - confidence_between_0_and_1(confidence)) / 2
        low, high = float(self.parts.quantiles(tail)[0]), float(self.parts.quantiles(1 - tail)[0])
        return Interval(min(low, self.estimate), max(high, self.estimate), confidence, _method(self.link))


@dataclass(frozen=True, slots=True, eq=False)
class OfficerConduct:
    """One officer's conduct rating as it may be shown: from 10 forms, compared from 30 and reliability .70.

    raw_share    satisfied of valid answers, as they stand
    reliability  weight of the officer's own answers when compared with colleagues, 0..1
    adjusted     by what field and channel were taken account of; None where they were not
    """

    respondents: int
    raw_share: float
    reliability: float
    adjusted: Link | None
    posterior: ConductPosterior
    denominator: str = CONDUCT_ANSWERS

    def __post_init__(self) -> None:
        if self.respondents < MIN_SHOWN:
            raise OutOfRange("respondents", self.respondents, f"{MIN_SHOWN} or more")

    @property
    def method(self) -> str:
        """How it was computed."""
        return _method(self.adjusted)

    @property
    def estimate(self) -> float:
        """The officer's share after shrinking, a fraction."""
        return self.posterior.estimate

    def interval(self, confidence: float = 0.95) -> Interval:
        """Equal-tailed posterior interval of the share."""
        return self.posterior.interval(confidence)

    @property
    def comparable(self) -> bool:
        """Whether it may stand beside another: 30 forms, and seven tenths of it the officer's own."""
        return not isinstance(self.below_unit, NotEstimable)

    @property
    def below_unit(self) -> float | NotEstimable:
        """Probability to be below the mean of the unit's officers, where a comparison is allowed."""
        if self.respondents < MIN_COMPARED:
            return NotEstimable(Reason.TOO_FEW_TO_COMPARE)
        if self.reliability < RELIABLE:
            return NotEstimable(Reason.TOO_UNRELIABLE)
        return self.posterior.below_unit


@dataclass(frozen=True, slots=True, eq=False)
class ConductRatings:
    """All officers of a kind of unit, rated together; positions are those of the counts.

    shares         posteriors and hyperparameters
    design_effect  by what answers were divided
    offsets        difficulty of strata, where strata were given
    """

    counts: ConductCounts
    effective_answers: Reals
    shares: NestedShares
    design_effect: float
    offsets: MixOffsets | None
    links: Counts | None

    def of(self, officer: int) -> ConductPosterior:
        """What is known of the officer at this position, no gate."""
        row = slice(officer, officer + 1) if officer >= 0 else slice(0, 0)
        if len(self.effective_answers[row]) != 1:
            raise OutOfRange("officer", officer, f"a position below {len(self.effective_answers)}")
        mixture = self.shares.officers
        return ConductPosterior(
            forms=int(self.counts.forms[officer]),
            answers=int(self.counts.answers[officer]),
            satisfied=int(self.counts.satisfied[officer]),
            effective_answers=float(self.effective_answers[officer]),
            parts=BetaMixtures(mixture.alphas[row], mixture.betas[row], mixture.weights[row]),
            unit_means=self.shares.unit_means[row],
            reliability=float(self.shares.reliability[officer]),
            link=None if self.links is None else Link(int(self.links[officer])),
        )

    def shown(self, officer: int) -> OfficerConduct | NotEstimable:
        """The rating of the officer at this position as it may be shown."""
        known = self.of(officer)
        if known.forms < MIN_SHOWN:
            return NotEstimable(Reason.TOO_FEW_RESPONDENTS)
        return OfficerConduct(
            respondents=known.forms,
            raw_share=known.satisfied / known.answers,
            reliability=known.reliability,
            adjusted=known.link,
            posterior=known,
        )

    def intervals(self, confidence: float = 0.95) -> Reals:
        """Equal-tailed limits of all officers (officers, 2), no gate."""
        tail = (1 - confidence_between_0_and_1(confidence)) / 2
        mixture = self.shares.officers
        return np.stack([mixture.quantiles(tail), mixture.quantiles(1 - tail)], axis=1)


def rate_conduct(counts: ConductCounts, units: npt.ArrayLike) -> ConductRatings | NotEstimable:
    """Ratings of all officers of one kind of unit; units (officers,), any whole labels.

    Counts (officers, strata) are adjusted for strata, field of procedure by channel as a rule; counts (officers,)
    are not. Not estimable: fewer than two officers with a conduct answer. Raises WrongShape.

    >>> sums = [[30, 25, 40], [90, 75, 120], [81, 74, 96], [235, 221, 262], [243, 222, 288], [270, 225, 360]]
    >>> ratings = rate_conduct(ConductCounts(*map(np.array, sums)), units=[1, 1, 1])
    >>> round(ratings.design_effect, 2), [round(ratings.of(i).estimate, 2) for i in range(3)]
    (1.78, [0.9, 0.96, 0.82])
    >>> str(ratings.shown(1).below_unit)
    'fewer than 30 respondents'
    """
    labels = real_numbers("units", units)
    if labels.shape != counts.forms.shape[:1]:
        raise WrongShape("units", f"({counts.forms.shape[0]},), one an officer", labels.shape)
    effect = counts.design_effect()
    total = counts.over_strata()
    whole_satisfied, whole_answers = counts.satisfied.astype(np.float64), counts.answers.astype(np.float64)
    satisfied, answers = whole_satisfied / effect, whole_answers / effect
    offsets = links = None
    if counts.forms.ndim > 1:
        place = np.unique(labels, return_inverse=True)[1]
        offsets = mix_offsets(whole_satisfied, whole_answers, place, effect)
        links = offsets.weakest(answers)
        satisfied, answers = offsets.standardised(satisfied, answers)
    if not total.answers.sum():
        return NotEstimable(Reason.NO_ANSWERS)
    calibrated = calibration(
        share=float(total.satisfied.sum() / total.answers.sum()),
        forms=total.forms.astype(np.float64),
        answers_a_form=float(total.answers_squared.sum() / total.answers.sum()),
        design_effect=effect,
    )
    shares = nested(satisfied, answers, labels, calibrated)
    if isinstance(shares, NotEstimable):
        return shares
    return ConductRatings(total, answers, shares, effect, offsets, links)


def _method(link: Link | None) -> str:
    return NESTED_ADJUSTED if link else NESTED
