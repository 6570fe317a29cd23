"""Quantities 1 and 3 for a whole dashboard: indices of many units over many groups of criteria at once."""

from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np
import numpy.typing as npt

from scoring.counts import Counts, Reals, whole_counts
from scoring.errors import MoreAnswersThanRespondents, OutOfRange, WrongShape
from scoring.indices.beta_limits import beta_limits_of, degrees_of_freedom_factor
from scoring.indices.effective import effective_answers
from scoring.indices.index import INDEX_METHOD
from scoring.indices.linearisation import DesignEffect
from scoring.indices.stacked import Flags, StackedMoments, linearise


@dataclass(frozen=True, slots=True, eq=False)
class IndexTable:
    """Indices of U units (rows) over G groups of criteria (columns), arrays (U, G) unless said otherwise.

    estimable    whether there is an index: a criterion with 10 valid answers; all else is 0 where not
    value        fraction 0..1; low, high: its limits at `confidence`
    used         criteria used; answers: valid answers to them; clusters: officer-days
    respondents  (U,), n, forms
    methods      how the limits were found, one of the methods of `effective`
    """

    estimable: Flags
    value: Reals
    low: Reals
    high: Reals
    used: Counts
    answers: Counts
    clusters: Counts
    respondents: Counts
    methods: npt.NDArray[np.str_]
    confidence: float
    method: str = field(default=INDEX_METHOD, init=False)

    @property
    def denominator(self) -> str:
        """What each value is out of, in English."""
        return "valid answers to the criteria used of each group, forms counted by unit"


def index_table(
    moments: StackedMoments,
    respondents: npt.ArrayLike,
    groups: Sequence[Sequence[int]] | None = None,
    *,
    siblings: DesignEffect | Sequence[DesignEffect | None] | None = None,
    confidence: float = 0.95,
) -> IndexTable:
    """Index and interval of every unit over every group: the same figures as `satisfaction_index`.

    respondents: forms (U,). groups: positions of criteria, by default one group of all. siblings: what
    units of the same kind lend, one for each group (`design_effects`), or one for the only group. Raises
    MoreAnswersThanRespondents, UnknownPosition.

    >>> from scoring.indices.clusters import ClusterMoments
    >>> unit = ClusterMoments.of([[5, 6, 4], [3, 4, 5]], [[6, 6, 5], [5, 5, 5]])
    >>> table = index_table(StackedMoments.of([unit]), [11], [(0, 1, 2), (2,)])
    >>> table.value.round(4).tolist(), table.low.round(2).tolist()
    ([[0.8455, 0.9]], [[0.09, 0.11]])
    """
    forms = whole_counts("respondents", respondents)
    if forms.shape != (moments.units,):
        raise WrongShape("respondents", f"({moments.units},)", forms.shape)
    most = moments.answered.max(axis=1, initial=0)
    if (most > forms).any():
        unit = int(np.argmax(most > forms))
        raise MoreAnswersThanRespondents("respondents", int(forms[unit]), int(most[unit]))
    parts = linearise(moments, groups)
    columns = parts.value.shape[1]
    if not columns:
        raise OutOfRange("groups", groups, "one group or more")
    lent = [siblings] if siblings is None or isinstance(siblings, DesignEffect) else list(siblings)
    if siblings is None:
        lent = [None] * columns
    if len(lent) != columns:
        raise OutOfRange("siblings", len(lent), f"one for each of {columns} groups")
    worths = [effective_answers(parts.column(g), effect) for g, effect in enumerate(lent)]
    answers, df = (np.stack([getattr(w, name) for w in worths], axis=1) for name in ("answers", "df"))
    estimable = parts.used > 0
    value = np.clip(parts.value, 0.0, 1.0)
    factor = degrees_of_freedom_factor(forms[:, np.newaxis], df, confidence)
    low, high = beta_limits_of(value, np.where(estimable, answers * factor, 1.0), confidence)
    return IndexTable(
        estimable=estimable,
        value=value,
        low=np.where(estimable, low, 0.0),
        high=np.where(estimable, high, 0.0),
        used=parts.used,
        answers=parts.answers,
        clusters=parts.clusters,
        respondents=forms,
        methods=np.stack([w.method for w in worths], axis=1),
        confidence=confidence,
    )
