"""Quantity 20: how many forms are enough, and when they will be there."""

import math
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from scipy import optimize, special

from scoring.counts import Reals, confidence_between_0_and_1, one_count, one_number, real_counts
from scoring.errors import NegativeCounts, OutOfRange
from scoring.gates import MIN_SHOWN
from scoring.groups.reliability import RELIABLE, answers_needed
from scoring.indices.beta_limits import beta_limits
from scoring.indices.index import Index
from scoring.result import NotEstimable, Reason

MARGIN = 0.05
"""The margin of the older official guide to SIPAS: 5 points."""

_MOST_EFFECTIVE = 1e9


def slovin(population: npt.ArrayLike, margin: float = MARGIN) -> Reals:
    """n = N / (1 + N e^2), a real number, as in the older official guide to SIPAS.

    Yamane 1967, Statistics, an introductory analysis, 2nd edition, p. 886: Cochran's size at a share of one
    half, with 2 for 1.96 and without the - 1.

    >>> slovin([600, 10_000]).round(1).tolist()
    [240.0, 384.6]
    """
    size = real_counts("population", population)
    return size / (1 + size * _margin(margin) ** 2)


def cochran(
    margin: float = MARGIN,
    *,
    share: npt.ArrayLike = 0.5,
    population: npt.ArrayLike = math.inf,
    confidence: float = 0.95,
    design_effect: float = 1.0,
) -> Reals:
    """Forms for an interval of ± margin about a share, a real number; without end where `population` is inf.

    n0 = deff z^2 p (1 - p) / e^2, n = n0 / (1 + (n0 - 1) / N). Cochran 1977, Sampling Techniques, 3rd edition,
    sections 4.4 and 5.11. Never more than N. Raises OutOfRange.

    >>> round(float(cochran(population=500)), 2), round(float(cochran(design_effect=2)), 1)
    (217.49, 768.3)
    """
    p, size = np.asarray(share, np.float64), np.asarray(population, np.float64)
    if not ((p >= 0) & (p <= 1)).all():
        raise OutOfRange("share", share, "between 0 and 1")
    if not (size >= 0).all():
        raise OutOfRange("population", population, "0 or more")
    if not 1 <= design_effect < math.inf:
        raise OutOfRange("design_effect", design_effect, "1 or more")
    z = float(special.ndtri((1 + confidence_between_0_and_1(confidence)) / 2))
    endless = design_effect * z**2 * p * (1 - p) / _margin(margin) ** 2
    divisor = 1 + (np.maximum(endless, 1) - 1) / np.maximum(size, 1)
    limited: Reals = np.minimum(endless / divisor, size)
    return limited


@dataclass(frozen=True, slots=True)
class FormsNeeded:
    """How many forms it takes, how many there are, and how long it will be at the present pace.

    needed       forms in all, rounded up
    respondents  n, forms so far
    per_month    forms of a month at the present pace; None where it is not known
    purpose      what they are enough for; a key that `words` can turn into a sentence
    """

    needed: int
    respondents: int
    per_month: float | None
    purpose: str
    method: str
    denominator: str

    def __post_init__(self) -> None:
        one_count("needed", self.needed)
        object.__setattr__(self, "respondents", one_count("respondents", self.respondents))
        if self.per_month is not None and one_number("per_month", self.per_month) < 0:
            raise NegativeCounts("per_month")

    @property
    def still(self) -> int:
        """Forms still missing; 0 where there are enough."""
        return max(0, self.needed - self.respondents)

    @property
    def months(self) -> int | NotEstimable:
        """Months until there are enough, rounded up; not estimable without a pace."""
        if not self.still:
            return 0
        if not self.per_month:
            return NotEstimable(Reason.NO_ANSWERS)
        return math.ceil(self.still / self.per_month)


def forms_for_dossiers(
    dossiers: int | None, *, respondents: int, margin: float = MARGIN, per_month: float | None = None
) -> FormsNeeded | NotEstimable:
    """Forms for so many dossiers by the formula of the older official guide (slovin)."""
    handled = 0 if dossiers is None else one_count("dossiers", dossiers)
    if not handled:
        return NotEstimable(Reason.NO_DOSSIERS)
    return FormsNeeded(
        needed=_up(float(slovin(handled, margin))),
        respondents=respondents,
        per_month=per_month,
        purpose="the planned sample of the official guide",
        method="n = N / (1 + N e²)",
        denominator="dossiers handled",
    )


def forms_for_reliability(
    icc: float,
    *,
    respondents: int,
    answers_per_form: float = 1.0,
    design_effect: float = 1.0,
    target: float = RELIABLE,
    per_month: float | None = None,
) -> FormsNeeded:
    """Forms from which a group may be compared: reliability .7.

    `icc`: intra-class correlation of effective answers of a group; a form holds answers_per_form /
    design_effect of them. Raises OutOfRange.
    """
    for name, value in {"answers_per_form": answers_per_form, "design_effect": design_effect}.items():
        if one_number(name, value) <= 0:
            raise OutOfRange(name, value, "above 0")
    worth = answers_per_form / design_effect
    return FormsNeeded(
        needed=_up(answers_needed(icc, target) / worth),
        respondents=respondents,
        per_month=per_month,
        purpose="a comparison",
        method=f"Spearman–Brown, reliability {target:g}",
        denominator="forms about the group",
    )


def forms_for_margin(
    index: Index, margin: float, *, confidence: float = 0.95, per_month: float | None = None
) -> FormsNeeded | NotEstimable:
    """Forms until the interval of this index is no wider than ± margin, clustering of its days as now.

    The interval that the index has tells how many independent answers its forms are worth; so many more forms
    are needed as the wanted width takes more of them. Not estimable where the index is not, or under 10 forms.
    """
    found = index.interval(confidence)
    if isinstance(found, NotEstimable):
        return found
    if isinstance(index.value, NotEstimable) or index.respondents < MIN_SHOWN:
        return NotEstimable(Reason.TOO_FEW_RESPONDENTS)
    now = _worth(index.value, found.width, confidence)
    wanted = _worth(index.value, 2 * _margin(margin), confidence)
    return FormsNeeded(
        needed=_up(index.respondents * wanted / now),
        respondents=index.respondents,
        per_month=per_month,
        purpose="an interval of this width",
        method="Korn–Graubard Beta limits, forms worth as much as now",
        denominator="forms of the unit",
    )


def _worth(share: float, width: float, confidence: float) -> float:
    """The independent answers at which the Beta limits of this share are so wide."""

    def too_wide(log_effective: float) -> float:
        return beta_limits(share, math.exp(log_effective), confidence, "").width - width

    least, most = math.log(1e-6), math.log(_MOST_EFFECTIVE)
    if too_wide(least) <= 0:
        return math.exp(least)
    if too_wide(most) >= 0:
        return _MOST_EFFECTIVE
    return math.exp(float(optimize.brentq(too_wide, least, most, xtol=1e-10)))


def _up(forms: float) -> int:
    """Rounded up, a rounding error of the computer not counted as a form."""
    return math.ceil(forms - 1e-9)


def _margin(margin: float) -> float:
    if not 0 < one_number("margin", margin) < 1:
        raise OutOfRange("margin", margin, "between 0 and 1")
    return margin
