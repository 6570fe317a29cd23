"""How the officers of a unit were rated for their conduct, each drawn to what officers of its kind usually have.

One form is one observation: an officer's answers to the conduct criteria are summed and divided by the number of
them that a form answered on average, because answers on one form are alike. Officers are not ranked.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from scoring import RELIABLE, NotEstimable, fit, integrate
from scoring.gates import MIN_COMPARED
from scoring.groups.integrated import IntegratedBetaBinomial, IntegratedShare
from scoring.groups.shrunken import BetaBinomial, ShrunkenShare
from scoring.safeguards.disclosure import shown_groups

MANY_OFFICERS = 40
"""From so many on, how officers of a kind differ is known well enough to be taken as given."""


@dataclass(frozen=True, slots=True)
class OfficerCounts:
    """Conduct answers about one officer: satisfied of valid ones, on so many forms."""

    officer_id: int
    badge: str
    name: str
    satisfied: int
    answers: int
    forms: int

    @property
    def satisfied_forms(self) -> float:
        """Satisfied answers, a form counting once; a fraction where a form is satisfied in part."""
        return self.satisfied * self.forms / self.answers if self.answers else 0.0


@dataclass(frozen=True, slots=True)
class OfficerRating:
    """One officer's conduct rating: the share after shrinking, and the forms behind it."""

    badge: str
    name: str
    forms: int
    share: ShrunkenShare | IntegratedShare

    @property
    def comparable(self) -> bool:
        """Whether it may stand beside another: 30 forms, and seven tenths of it the officer's own."""
        return self.forms >= MIN_COMPARED and self.share.reliability >= RELIABLE


@dataclass(frozen=True, slots=True)
class OfficerRatings:
    """The ratings that may be shown, in the order of badges, and how many officers are hidden.

    `kind` is what officers at units of the same kind usually have, or why it cannot be told; then nothing is shown.
    """

    shown: tuple[OfficerRating, ...]
    hidden: int
    kind: BetaBinomial | IntegratedBetaBinomial | NotEstimable


def officer_ratings(
    own: Sequence[OfficerCounts], kind: Sequence[OfficerCounts], total: int
) -> OfficerRatings:
    """The ratings of a unit's officers; `total` is the published number of forms with a conduct answer there.

    `kind` are the officers of all units of the same kind, these among them. Who has fewer than ten forms is
    hidden, and one more where the hidden ones could be worked out from the unit's total.
    """
    fitted = usual_spread(kind)
    shown = shown_groups({each.officer_id: each.forms for each in own}, total)
    if isinstance(fitted, NotEstimable):
        return OfficerRatings((), len(own) - len(shown), fitted)
    ratings = tuple(
        OfficerRating(
            each.badge, each.name, each.forms, fitted.shrunken(each.satisfied_forms, float(each.forms))
        )
        for each in sorted(own, key=lambda each: (each.badge, each.officer_id))
        if each.officer_id in shown
    )
    return OfficerRatings(ratings, len(own) - len(ratings), fitted)


def usual_spread(kind: Sequence[OfficerCounts]) -> BetaBinomial | IntegratedBetaBinomial | NotEstimable:
    """How the true shares of officers of a kind spread.

    By maximum likelihood where they are many; where they are few, or differ no more than chance, with the
    uncertainty of the spread itself integrated out: intervals that take it for known were too narrow.
    """
    satisfied, forms = [each.satisfied_forms for each in kind], [float(each.forms) for each in kind]
    if len(kind) >= MANY_OFFICERS:
        fitted = fit(satisfied, forms)
        if not isinstance(fitted, NotEstimable):
            return fitted
    return integrate(satisfied, forms)
