"""From released counts of conduct to the ratings of a unit's officers, one way for whoever reads them.

Officers are rated together with those of the units of the same kind that the comparison of the province shows over
its last twelve months, so nothing of a hidden unit is in a figure, nor of one with too many flags; the unit's own
twelve months may end earlier.
It takes some 60 ms for 400 officers, so nothing is kept.
"""

from collections.abc import Collection
from dataclasses import replace

from sqlalchemy.orm import Session

from db.queries.conduct import conduct_counts, officers_named
from jobs.exports import Neighbours, neighbours, periods_of
from jobs.unit_page import shown_in_province
from reports.officers import Badge, ConductFound, OfficerRatings, officer_ratings
from reports.periods import Span
from reports.values import Asked
from scoring import NotEstimable


def officers_of(
    session: Session, asked: Asked, unit_id: int, around: Neighbours
) -> OfficerRatings | NotEstimable:
    """The ratings of the officers of one unit; `around`, which holds it, is of the same period and questionnaire."""
    own = _conduct(session, asked, [unit_id], around)
    others = _of_kind(session, asked, unit_id, around)
    badges = {
        each.officer_id: Badge(each.badge, each.name)
        for each in officers_named(session, own.officer_ids.tolist())
    }
    flagged = around.by_unit[unit_id].too_many_flagged
    return officer_ratings(own.joined(others), unit_id, badges, too_many_flagged=flagged)


def _of_kind(session: Session, asked: Asked, unit_id: int, around: Neighbours) -> ConductFound:
    """The other units of its kind, over the last twelve months of the whole province."""
    offered = periods_of(session, [info.id for info in around.infos])
    year = next((named for named in offered if named.span is Span.LAST_YEAR), asked.named)
    if year != asked.named:
        asked = replace(asked, named=year)
        around = neighbours(session, asked)
    kind = next(info.kind for info in around.infos if info.id == unit_id)
    shown = shown_in_province(session, around, asked) - {unit_id}
    alike = [
        info.id
        for info in around.infos
        if info.kind is kind and info.id in shown and not around.by_unit[info.id].too_many_flagged
    ]
    return _conduct(session, asked, alike, around)


def _conduct(session: Session, asked: Asked, unit_ids: Collection[int], around: Neighbours) -> ConductFound:
    found = conduct_counts(session, unit_ids, asked.named.period, asked.version)
    return ConductFound(
        officer_ids=found.officer_ids,
        unit_ids=found.unit_ids,
        strata=found.strata,
        counts=found.counts,
        totals={each: around.by_unit[each].tally.conduct_respondents for each in found.unit_ids.tolist()},
    )
