"""From released parts to what the unit's page says of marked forms and of verified visits."""

from sqlalchemy.orm import Session

from db.queries.figures import Figures
from db.queries.parts import parts_of
from jobs.exports import unit_figures
from jobs.unit_page import Seen
from reports.flagged import FlaggedFigures
from reports.values import UnitFigures


def flagged_figures(session: Session, seen: Seen) -> FlaggedFigures:
    """Of the criteria that are shown of the unit and period, and no other."""
    found = parts_of(session, seen.unit_ids, seen.asked.named.period, seen.asked.version)
    return FlaggedFigures(seen.shown, _shown(seen, found.unflagged), _shown(seen, found.verified))


def _shown(seen: Seen, part: Figures | None) -> UnitFigures | None:
    return None if part is None else unit_figures(part, seen.shown.criteria, seen.shown.siblings)
