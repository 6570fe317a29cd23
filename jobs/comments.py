"""Which comments a unit may read: of months that ten people or more may have written in, by the periods shown.

A text is recognised wherever it stands, so lists of comments can be laid over each other: one that is in two lists
was written in the months that both have, though no sum of these months was ever shown. What is hidden of figures is
therefore not enough here. A comment is shown only if its own unit's month has ten forms; then the months of any
lists together, less those of any others, hold ten people who may have written it, this year and when the window of
twelve months has moved on.
"""

from collections.abc import Collection
from dataclasses import dataclass
from functools import cache

from sqlalchemy.orm import Session

from db.queries.comments import released_comments
from db.queries.figures import respondents_by_unit_month
from jobs.hiding import hiding
from scoring import MIN_SHOWN
from survey import Month, Period


@dataclass(frozen=True, slots=True)
class CitizenComment:
    """A scrubbed comment. `month` is None where figures of that month are not shown by themselves."""

    text: str
    month: Month | None


def comments(
    session: Session, unit_ids: Collection[int], period: Period, *, head_of: int | None
) -> list[CitizenComment]:
    """The comments that may be read of these units over a period, in an order that tells nothing.

    Of each unit only where its figures of the period are shown by themselves: who reads the units together reads no
    more than their heads do. Names of a unit's officers are hidden from everybody but its head: the reader leads
    the unit `head_of`, or none.
    """
    may = hiding(session)
    forms = respondents_by_unit_month(session, unit_ids, period)

    @cache
    def is_shown(unit_id: int, of: Period) -> bool:
        return any(may.may_show([unit_id], of, version) for version in may.counted.versions)

    shown = [unit for unit in unit_ids if is_shown(unit, period)]
    return [
        CitizenComment(each.text, each.month if is_shown(each.unit_id, _alone(each.month)) else None)
        for each in released_comments(session, shown, period, head_of=head_of)
        if forms.get((each.unit_id, str(each.month)), 0) >= MIN_SHOWN
    ]


def _alone(month: Month) -> Period:
    return Period(month, month)
