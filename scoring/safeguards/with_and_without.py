"""Quantity 16: the index with all answers, and without those of flagged counters; nothing is deleted."""

from dataclasses import dataclass

from scoring.counts import one_count
from scoring.errors import MoreAnswersThanRespondents, WrongShape
from scoring.gates import MOST_FLAGGED
from scoring.indices.clusters import ClusterMoments
from scoring.indices.index import Index, satisfaction_index
from scoring.indices.linearisation import DesignEffect
from scoring.result import NotEstimable, Reason


@dataclass(frozen=True, slots=True)
class WithAndWithout:
    """The index of all forms beside that of the forms that carry no signal.

    flagged  forms that carry a signal
    """

    all: Index
    without: Index
    flagged: int

    @property
    def respondents(self) -> int:
        """n, all forms, flagged ones too."""
        return self.all.respondents

    @property
    def method(self) -> str:
        """How the two differ, in English."""
        return "index of all forms, and with the officer-days of flagged counters taken away"

    @property
    def denominator(self) -> str:
        """What it is out of, in English."""
        return f"{self.all.respondents} forms, {self.flagged} of them flagged"

    @property
    def flagged_share(self) -> float | NotEstimable:
        """The share of forms that carry a signal, a fraction."""
        return self.flagged / self.respondents if self.respondents else NotEstimable(Reason.NO_ANSWERS)

    @property
    def difference(self) -> float | NotEstimable:
        """With all minus without, a fraction; not estimable where one of them is not."""
        if isinstance(self.all.value, NotEstimable):
            return self.all.value
        if isinstance(self.without.value, NotEstimable):
            return self.without.value
        return self.all.value - self.without.value

    @property
    def comparable(self) -> NotEstimable | None:
        """Why this unit may be compared with nothing; None where its signals do not stand in the way."""
        share = self.flagged_share
        if isinstance(share, NotEstimable):
            return share
        return NotEstimable(Reason.TOO_MANY_FLAGGED) if share > MOST_FLAGGED else None


def with_and_without(
    moments: ClusterMoments,
    flagged: ClusterMoments,
    *,
    respondents: int,
    flagged_respondents: int,
    planned: int | None = None,
    siblings: DesignEffect | None = None,
) -> WithAndWithout:
    """Both indices, from the moments of all officer-days and of those flagged: a subtraction of counts.

    Raises MoreAnswersThanRespondents, and NegativeCounts where what is flagged is not part of all.
    """
    forms = one_count("respondents", respondents)
    odd = one_count("flagged_respondents", flagged_respondents)
    if odd > forms:
        raise MoreAnswersThanRespondents("flagged_respondents", forms, odd)
    if flagged.criteria != moments.criteria:
        raise WrongShape("flagged", f"{moments.criteria} criteria", flagged.answered.shape)
    return WithAndWithout(
        all=satisfaction_index(moments, respondents=forms, planned=planned, siblings=siblings),
        without=satisfaction_index(
            moments - flagged, respondents=forms - odd, planned=planned, siblings=siblings
        ),
        flagged=odd,
    )


def beside(
    moments: ClusterMoments,
    unflagged: ClusterMoments,
    *,
    respondents: int,
    unflagged_respondents: int,
    siblings: DesignEffect | None = None,
) -> WithAndWithout:
    """Both indices where single forms are flagged: of the moments of all forms, and of those without a flag.

    Officer-days hold forms of both kinds, so the moments of the rest are no difference and are counted themselves.
    Raises MoreAnswersThanRespondents, WrongShape.
    """
    forms, clean = (
        one_count("respondents", respondents),
        one_count("unflagged_respondents", unflagged_respondents),
    )
    if clean > forms:
        raise MoreAnswersThanRespondents("unflagged_respondents", forms, clean)
    if unflagged.criteria != moments.criteria:
        raise WrongShape("unflagged", f"{moments.criteria} criteria", unflagged.answered.shape)
    return WithAndWithout(
        all=satisfaction_index(moments, respondents=forms, siblings=siblings),
        without=satisfaction_index(unflagged, respondents=clean, siblings=siblings),
        flagged=forms - clean,
    )
