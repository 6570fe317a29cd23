"""The index of each unit of a report as it would be if forms came from fields and channels as dossiers do.

Only where every month of the period with forms has its dossiers: figures of some months beside those of the whole
period would tell what lies in the others, and those may be hidden. Cells under 10 forms are joined before, and
neither the forms nor the share of a cell are told.
"""

from collections.abc import Collection, Mapping
from dataclasses import replace

import numpy as np
from sqlalchemy.orm import Session

from db.queries.figures import respondents_by_unit_month
from db.queries.strata import StrataCounts, strata_counts
from reports.values import Asked, UnitsReport
from reports.who_answered import Strata, weighted_index
from scoring.weighting.post_stratified import PostStratified
from survey import Tallies


def with_weighted_index(session: Session, asked: Asked, report: UnitsReport) -> UnitsReport:
    """The report with the weighted index of each line that is shown and can have one."""
    unit_ids = [line.unit_id for line in report.shown]
    strata = strata_counts(session, unit_ids, asked.named.period, asked.version)
    forms = respondents_by_unit_month(session, unit_ids, asked.named.period, asked.version)
    whole = _with_all_dossiers(unit_ids, forms, strata.months)
    weighted: dict[int, PostStratified] = {}
    for line in report.shown:
        if line.figures is not None and line.unit_id in whole:
            found = weighted_index(line.figures, _of_unit(strata, line.unit_id))
            if isinstance(found, PostStratified):
                weighted[line.unit_id] = found
    return replace(report, weighted=weighted)


def _with_all_dossiers(
    unit_ids: Collection[int],
    forms: Mapping[tuple[int, str], int],
    months: Mapping[int, Collection[str]],
) -> set[int]:
    """The units with dossiers of every month that has forms."""
    missing = {unit_id for (unit_id, month), n in forms.items() if n and month not in months.get(unit_id, ())}
    return set(unit_ids) & months.keys() - missing


def _of_unit(strata: StrataCounts, unit_id: int) -> Strata:
    rows = np.flatnonzero(strata.unit_ids == unit_id)
    return Strata(
        field_ids=strata.field_ids[rows],
        channels=tuple(strata.channels[row] for row in rows),
        tallies=Tallies(strata.tallies.instrument, strata.tallies.counts[rows]),
        dossiers=strata.dossiers[rows],
    )
