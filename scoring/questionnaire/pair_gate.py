"""What pairs of items must have before anything is said from their covariances (for 14 and 15)."""

import numpy as np
import numpy.typing as npt

from scoring.counts import Reals, one_count
from scoring.errors import MoreAnswersThanRespondents
from scoring.gates import MIN_COMPARED, MIN_SHOWN
from scoring.questionnaire.covariances import covariances, is_definite
from scoring.questionnaire.pairs import PairTables
from scoring.result import NotEstimable, Reason

MIN_PAIRS = 200
"""Forms that must have answered both items of every pair, before their covariances are used together."""


def gated_covariances(
    tables: PairTables,
    level_counts: npt.ArrayLike | None,
    respondents: int,
    least: int = MIN_SHOWN,
) -> Reals | NotEstimable:
    """The covariances, (I, I), or why nothing is said from them.

    Not from fewer respondents than `least`, not where a pair was answered by fewer than 200 forms, not where
    an item got one level alone, not where the covariances are not positive definite: pairs that come from
    different forms need not fit together. Raises MoreAnswersThanRespondents.
    """
    forms, pairs = one_count("respondents", respondents), tables.answered_both
    if pairs.max() > forms:
        raise MoreAnswersThanRespondents("respondents", forms, int(pairs.max()))
    if forms < least:
        few = Reason.TOO_FEW_TO_COMPARE if least == MIN_COMPARED else Reason.TOO_FEW_RESPONDENTS
        return NotEstimable(few if forms >= MIN_SHOWN else Reason.TOO_FEW_RESPONDENTS)
    if pairs.min() < MIN_PAIRS:
        return NotEstimable(Reason.TOO_FEW_PAIRS)
    matrix = covariances(tables, level_counts)
    if (np.diagonal(matrix) <= 0).any():
        return NotEstimable(Reason.ONE_LEVEL_USED)
    return matrix if is_definite(matrix) else NotEstimable(Reason.COVARIANCE_NOT_DEFINITE)
