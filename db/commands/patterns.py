"""Counts the ratings of forms that wait for it: before their days are judged, and before their minutes are purged."""

import logging
from collections import Counter as Sums

from sqlalchemy import ColumnElement, select, update
from sqlalchemy.orm import Session

from db.instruments import published
from db.models import Response, ResponseTiming
from db.patterns import PatternKey, add_patterns, pattern_of
from db.portions import portions
from survey import Answers

_log = logging.getLogger(__name__)


def count_patterns(session: Session, *of: ColumnElement[bool]) -> None:
    """Count the ratings of the responses that meet these conditions and wait.

    One that is withdrawn or excluded counts nowhere; it waits no more either, and is counted if it is reinstated.
    One that cannot be read keeps no other from being counted, nor its minute from being purged.
    """
    wait = (
        select(ResponseTiming.response_id)
        .join(Response, Response.id == ResponseTiming.response_id)
        .where(ResponseTiming.counted.is_(False), *of)
        .order_by(ResponseTiming.response_id)
        .with_for_update(of=ResponseTiming)
    )
    ids = session.scalars(wait).all()
    instruments = published(session).by_id
    forms = Sums[PatternKey]()
    for some in portions(ids):
        session.execute(
            update(ResponseTiming).where(ResponseTiming.response_id.in_(some)).values(counted=True),
            execution_options={"synchronize_session": False},
        )
        standing = session.execute(
            select(Response.counter_id, Response.day, Response.instrument_id, Response.answers).where(
                Response.id.in_(some), Response.withdrawn.is_(False), Response.excluded.is_(False)
            )
        )
        for counter_id, day, instrument_id, stored in standing:
            try:
                answers = Answers.from_json(stored)
            except (ValueError, LookupError, TypeError):
                _log.error("a form of counter %d on %s cannot be read: altered by hand?", counter_id, day)
                continue
            forms[PatternKey(counter_id, day, pattern_of(instruments[instrument_id], answers))] += 1
    add_patterns(session, forms)
