"""The units of a subtree with where each stands among its kind: one way for the page and the files.

Where a unit stands is worked out once, over all units that the reader may see and that are shown; a narrower
scope only leaves out lines. So a page and a file of one unit say the same as the page of all.
"""

from collections.abc import Sequence
from dataclasses import replace

from sqlalchemy.orm import Session

from jobs.exports import compare_units
from reports.standing import Member, standings
from reports.values import Asked, UnitLine, UnitsReport
from survey.offices import UnitKind


def units_beside(
    session: Session, asked: Asked, below: str | None = None, *, by_criterion: bool = False
) -> UnitsReport:
    """`compare_units` with the kinds of units; what is hidden takes part in none of it."""
    report = compare_units(session, asked, below, by_criterion=by_criterion)
    whole = report if below in {None, asked.path} else compare_units(session, asked)
    return replace(report, kinds=standings(members(whole.lines)))


def members(lines: Sequence[UnitLine]) -> dict[UnitKind, list[Member]]:
    """The units that are shown, by kind, in the order of the lines."""
    found: dict[UnitKind, list[Member]] = {}
    for line in lines:
        if line.figures is not None:
            seen = line.figures
            found.setdefault(line.kind, []).append(
                Member(line.unit_id, seen.respondents, seen.moments, seen.siblings, seen.too_many_flagged)
            )
    return found
