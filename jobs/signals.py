"""Looks at the forms of half days that are over, while their minutes are still there, and flags what is odd."""

import logging
from collections.abc import Sequence
from datetime import UTC, datetime
from functools import partial

from sqlalchemy import update
from sqlalchemy.orm import Session

from db.commands.flag import flag_answers
from db.commands.patterns import count_patterns
from db.commands.release import Policy
from db.models import Response, ResponseTiming
from db.portions import portions
from db.queries.judging import CounterDay, forms_of_day, unjudged, usual_of
from db.store import Store
from jobs.rounds import Rounds
from survey import local_day, part_of_day
from survey.suspicion import suspicions

_SECONDS_BETWEEN = {Policy.LIVE: 2.0, Policy.DAILY: 300.0}
_log = logging.getLogger(__name__)


def flag_due(store: Store, policy: Policy, now: datetime | None = None) -> int:
    """Judge what was not judged at an aware moment; how many answers carry their first flag since.

    Each counter's day is judged whole and in a transaction of its own, again where a form of it came late. What all
    of them answered is counted before the first is judged.
    """
    moment = now or datetime.now(UTC)
    with store.read() as session:
        days = unjudged(session, local_day(moment), part_of_day(moment), at_once=policy is Policy.LIVE)
    for each in days:
        with store.write() as session:
            count_patterns(session, Response.counter_id == each.counter_id, Response.day == each.day)
    flagged = 0
    for each in days:
        try:
            flagged += _judge(store, each)
        except (
            ValueError,
            LookupError,
            TypeError,
        ) as error:  # rows altered by hand stop no other day, and no purge
            _log.error("counter %d, %s: not judged: %s", each.counter_id, each.day, type(error).__name__)
    return flagged


def _judge(store: Store, asked: CounterDay) -> int:
    with store.read() as session:
        forms = forms_of_day(session, asked)
        usual = usual_of(session, asked, forms.given)
    found = dict(zip(forms.ids, suspicions(asked.day, forms.given, usual), strict=True))
    with store.write() as session:  # nothing is worked out while answers wait
        flagged = flag_answers(session, found)
        _note_as_judged(session, forms.fresh)
    return flagged


def _note_as_judged(session: Session, response_ids: Sequence[str]) -> None:
    """A form that came meanwhile is not among them, and is judged in the next round."""
    for some in portions(response_ids):
        session.execute(
            update(ResponseTiming).where(ResponseTiming.response_id.in_(some)).values(judged=True),
            execution_options={"synchronize_session": False},
        )


def flags(store: Store, policy: Policy) -> Rounds:
    """Look for forms to judge: every two seconds when live, every five minutes otherwise."""
    return Rounds("signals", _SECONDS_BETWEEN[policy], partial(flag_due, store, policy))
