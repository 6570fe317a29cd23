"""From released parts to what pages and files say of marked forms and of verified visits."""

from dataclasses import replace

from sqlalchemy.orm import Session

from db.queries.figures import Figures
from db.queries.parts import Parts, parts_by_unit, parts_of
from jobs.exports import unit_figures
from jobs.unit_page import Seen
from reports.values import Asked, FlaggedFigures, UnitFigures, UnitsReport


def flagged_figures(session: Session, seen: Seen) -> FlaggedFigures:
    """Of the criteria that are shown of the unit and period, and no other."""
    return _beside(seen.shown, parts_of(session, seen.unit_ids, seen.asked.named.period, seen.asked.version))


def with_parts(session: Session, asked: Asked, report: UnitsReport) -> UnitsReport:
    """The report with the same of each line that is shown."""
    shown = {line.unit_id: line.figures for line in report.shown if line.figures is not None}
    found = parts_by_unit(session, shown.keys(), asked.named.period, asked.version)
    return replace(report, parts={unit_id: _beside(shown[unit_id], each) for unit_id, each in found.items()})


def _beside(everybody: UnitFigures, found: Parts) -> FlaggedFigures:
    return FlaggedFigures(
        everybody, _shown(everybody, found.unflagged), found.flagged, _shown(everybody, found.verified)
    )


def _shown(everybody: UnitFigures, part: Figures | None) -> UnitFigures | None:
    return None if part is None else unit_figures(part, everybody.criteria, everybody.siblings)
