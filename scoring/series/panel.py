"""Index values of units over periods, each with its variance: what comparisons over time are made from."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from scoring.counts import Counts, Reals, one_number, real_counts, whole_counts
from scoring.errors import OutOfRange, WrongShape
from scoring.gates import MIN_SHOWN
from scoring.indices.clusters import ClusterMoments
from scoring.indices.linearisation import (
    answers_cap,
    independent_variance,
    linearised_variance,
    mean_of,
    shares,
)
from scoring.result import NotEstimable, Reason
from scoring.series.readings import shares as fractions

_TABLE = 2


@dataclass(frozen=True, slots=True, eq=False)
class Panel:
    """Values of units (rows) in periods (columns), all (units, periods).

    values       fractions 0..1, of one index definition and one fixed set of criteria
    variances    of each value by sampling: linearised over officer-days (K2), or p(1 - p)/n times a
                 design effect (K1)
    respondents  forms; clusters: officer-days behind the variance (its degrees of freedom plus one)
    """

    values: Reals
    variances: Reals
    respondents: Counts
    clusters: Counts

    def __post_init__(self) -> None:
        values = fractions("values", self.values)
        if values.ndim != _TABLE:
            raise WrongShape("values", "(units, periods)", values.shape)
        for name, array in {
            "values": values,
            "variances": real_counts("variances", self.variances),
            "respondents": whole_counts("respondents", self.respondents),
            "clusters": whole_counts("clusters", self.clusters),
        }.items():
            if array.shape != values.shape:
                raise WrongShape(name, str(values.shape), array.shape)
            kept = array.copy()
            kept.setflags(write=False)
            object.__setattr__(self, name, kept)

    @property
    def units(self) -> int:
        """Rows."""
        return len(self.values)

    @property
    def periods(self) -> int:
        """Columns."""
        return int(self.values.shape[1])


def panel_of(
    moments: Sequence[Sequence[ClusterMoments]],
    respondents: Sequence[Sequence[int]],
    criteria: Sequence[int],
    *,
    siblings: float = 1.0,
) -> Panel | NotEstimable:
    """The panel of the equal-weight index over these criteria, fixed beforehand, from K2 by unit and period.

    variance = max(v, v0), v linearised over officer-days; with fewer than two officer-days, `siblings`
    (a design effect) times v0; with all answers alike, as if one more of each kind had come. Not
    estimable where a criterion has fewer than 10 answers in a cell: then choose criteria that all cells
    have, or wider periods.
    """
    if one_number("siblings", siblings) < 1:
        raise OutOfRange("siblings", siblings, "1 or more")
    if len({len(row) for row in moments}) != 1:
        raise WrongShape("moments", "(units, periods)", (len(moments),))
    cells = [[cell.restrict(criteria) for cell in row] for row in moments]
    if any((cell.answered < MIN_SHOWN).any() or cell.criteria == 0 for row in cells for cell in row):
        return NotEstimable(Reason.NO_CRITERION_ANSWERED_ENOUGH)
    return Panel(
        values=np.array([[min(mean_of(shares(cell)), 1.0) for cell in row] for row in cells]),
        variances=np.array([[_variance(cell, siblings) for cell in row] for row in cells]),
        respondents=whole_counts("respondents", respondents),
        clusters=np.array([[cell.clusters for cell in row] for row in cells]),
    )


def _variance(cell: ClusterMoments, siblings: float) -> float:
    """Of the mean over the criteria of one unit in one period."""
    alone = independent_variance(cell)
    if alone == 0:
        # All alike is not known exactly: as if one answer more of each kind had come (Agresti & Coull 1998).
        answers = answers_cap(cell)
        share = 1 / (answers + 2)
        return siblings * share * (1 - share) / answers
    return max(linearised_variance(cell), alone) if cell.clusters > 1 else siblings * alone
