"""Quantity 14: whether criteria that should measure one thing do so: alpha and omega of an element, or of all."""

from dataclasses import dataclass

import numpy.typing as npt

from scoring.questionnaire.alpha import alpha_if_dropped, cronbach_alpha, feldt_limits, standardised_alpha
from scoring.questionnaire.covariances import is_definite
from scoring.questionnaire.one_factor import maximum_likelihood
from scoring.questionnaire.pair_gate import gated_covariances
from scoring.questionnaire.pairs import PairTables
from scoring.questionnaire.polychoric import polychoric_correlations
from scoring.questionnaire.resampling import forms_worth
from scoring.result import Limits, NotEstimable, Reason

OF_LEVELS = "Cronbach's alpha and McDonald's omega of one factor, covariances of the levels pair by pair"
OF_FEELINGS = "ordinal alpha and omega of one factor, polychoric correlations pair by pair"
FELDT = "Feldt, at the forms that the weakest pair is worth"

_FACTOR_ITEMS = 3


@dataclass(frozen=True, slots=True)
class ScaleQuality:
    """How well items measure one thing together; 1 is without noise.

    alpha         Cronbach's alpha; from polychoric correlations the ordinal alpha
    standardised  alpha of the correlations
    omega         McDonald's omega total of one factor (maximum likelihood); not estimable of two items
    if_dropped    alpha without each item in turn; empty for two items
    items         how many
    smallest_pair forms that answered both items of the weakest pair
    effective     what these are worth as normal, independent ones (see `resampling.forms_worth`)
    respondents   n, forms behind it
    """

    alpha: float
    standardised: float
    omega: float | NotEstimable
    if_dropped: tuple[float, ...]
    items: int
    smallest_pair: int
    effective: float
    respondents: int
    method: str

    @property
    def denominator(self) -> str:
        """What it comes from, in English."""
        return f"{self.items} items, {self.respondents} forms, {self.smallest_pair} or more for every pair"

    def interval(self, confidence: float = 0.95) -> Limits:
        """Feldt's limits of alpha. Of omega none is given: its own would need a model of who answers what."""
        low, high = feldt_limits(self.alpha, self.items, self.effective, confidence)
        return Limits(min(low, self.alpha), max(high, self.alpha), confidence, FELDT)


def scale_quality(
    tables: PairTables,
    *,
    respondents: int,
    level_counts: npt.ArrayLike | None = None,
    design_effect: float = 1.0,
    ordinal: bool = False,
) -> ScaleQuality | NotEstimable:
    """Alpha and omega of all items of these tables; for an element hand in `tables.restrict(...)`.

    `level_counts` (I, L), K1 of the same forms, gives variances over all answers. `design_effect`: by how much
    forms of one day are alike. `ordinal` takes the levels for steps of a normal feeling behind them.

    Not estimable under 10 respondents, where a pair has fewer than 200 forms (rotating criteria meet on few
    forms: then take the whole province's units of a kind together), or where the covariances do not fit
    together. Raises MoreAnswersThanRespondents, PairsDisagree, OutOfRange.

    >>> same = PairTables.of_rows([[level, level] for level in (2, 3, 4, 5)] * 60, levels=5)
    >>> scale_quality(same, respondents=240)
    NotEstimable(reason=<Reason.COVARIANCE_NOT_DEFINITE: 'covariances do not fit together'>)
    >>> near = same + PairTables.of_rows([[4, 5], [5, 4]] * 30, levels=5)
    >>> quality = scale_quality(near, respondents=300)
    >>> round(quality.alpha, 3), quality.denominator
    (0.957, '2 items, 300 forms, 300 or more for every pair')
    """
    matrix = gated_covariances(tables, level_counts, respondents)
    if isinstance(matrix, NotEstimable):
        return matrix
    if ordinal:
        matrix = polychoric_correlations(tables)
        if not is_definite(matrix):
            return NotEstimable(Reason.COVARIANCE_NOT_DEFINITE)
    if matrix.sum() <= 0:
        return NotEstimable(Reason.COVARIANCE_NOT_DEFINITE)
    several = tables.items >= _FACTOR_ITEMS
    return ScaleQuality(
        alpha=cronbach_alpha(matrix),
        standardised=standardised_alpha(matrix),
        omega=maximum_likelihood(matrix).omega if several else NotEstimable(Reason.TOO_FEW_ITEMS),
        if_dropped=tuple(alpha_if_dropped(matrix).tolist()) if several else (),
        items=tables.items,
        smallest_pair=int(tables.answered_both.min()),
        effective=forms_worth(tables, design_effect),
        respondents=int(respondents),
        method=OF_FEELINGS if ordinal else OF_LEVELS,
    )
