"""What the check for false answers has not looked at yet, and what it compares each counter's day with."""

from collections import Counter as Sums
from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final

from sqlalchemy import func, or_, select
from sqlalchemy.orm import Session

from db.instruments import published
from db.models import Counter, Dossiers, FlaggedCell, PatternCount, Response, ResponseTiming, TallyCell, Unit
from db.packing import unpack_sums
from db.patterns import pattern_of
from db.portions import portions
from db.queries.half_days import of_ended_half_days
from db.queries.opening_hours import hours_of
from db.queries.units import predecessors
from scoring.gates import MIN_SHOWN
from survey import NO_FORMS, Answers, FormCounts, Month, Pace, Part, Tally, TallyLayout
from survey.hours import Hours
from survey.offices import Channel
from survey.suspicion import Given, Usual
from trust.openings import LONGEST

_HALF_DAYS_IN_MONTH: Final = 44
_MONTHS_BACK: Final = 3
_TWO_MONTHS: Final = timedelta(days=62)


@dataclass(frozen=True, slots=True)
class CounterDay:
    """A counter's day, of which some forms were not judged yet."""

    counter_id: int
    day: date


@dataclass(frozen=True, slots=True)
class Forms:
    """The forms of a counter's day, by id; `fresh` are those that were not judged yet."""

    ids: tuple[str, ...]
    given: tuple[Given, ...]
    fresh: tuple[str, ...]


def unjudged(session: Session, today: date, part: Part, *, at_once: bool = False) -> list[CounterDay]:
    """The counters' days with a form that is counted and was not judged, of half days that are over.

    `at_once`: of today too.
    """
    rows = session.execute(
        select(Response.counter_id, Response.day)
        .join(ResponseTiming, ResponseTiming.response_id == Response.id)
        .where(ResponseTiming.judged.is_(False), Response.excluded.is_(False))
        .where(*(() if at_once else (of_ended_half_days(today, part),)))
        .distinct()
        .order_by(Response.day, Response.counter_id)
    )
    return [CounterDay(*row) for row in rows]


def forms_of_day(session: Session, asked: CounterDay) -> Forms:
    """Every form of a counter's day that stands, with what is still known of when it was sent."""
    publications = published(session)
    rows = session.execute(
        select(
            Response.id,
            Response.part,
            Response.channel,
            Response.instrument_id,
            Response.answers,
            Response.verified,
            ResponseTiming.minute,
            ResponseTiming.pace,
            ResponseTiming.judged,
        )
        .outerjoin(ResponseTiming, ResponseTiming.response_id == Response.id)
        .where(Response.counter_id == asked.counter_id, Response.day == asked.day)
        .where(Response.withdrawn.is_(False), Response.excluded.is_(False))
        .order_by(Response.id)
    ).all()
    given = []
    for row in rows:
        answers = Answers.from_json(row.answers)
        rated = [rating for rating in answers.asked.values() if isinstance(rating, int)]
        given.append(
            Given(
                part=Part(row.part),
                channel=Channel(row.channel),
                pattern=pattern_of(publications.by_id[row.instrument_id], answers),
                answered=len(rated),
                straight=len(set(rated)) <= 1,
                verified=row.verified,
                minute=row.minute,
                pace=None if row.pace is None else Pace(row.pace),
            )
        )
    fresh = tuple(row.id for row in rows if row.judged is False)
    return Forms(tuple(row.id for row in rows), tuple(given), fresh)


def usual_of(session: Session, asked: CounterDay, given: Collection[Given]) -> Usual:
    """What is usual at the unit of a counter, that counter's day left out; for these forms of the day.

    Hours and dossiers are those of the unit that had the counter on that day.
    """
    patterns = {form.pattern for form in given}
    unit_id = session.scalars(select(Counter.unit_id).where(Counter.id == asked.counter_id)).one()
    siblings = PatternCount.counter_id.in_(select(Counter.id).where(Counter.unit_id == unit_id))
    elsewhere = (siblings, or_(PatternCount.counter_id != asked.counter_id, PatternCount.day != asked.day))
    forms = session.scalar(select(func.sum(PatternCount.forms)).where(*elsewhere)) or 0
    times: Sums[int] = Sums()
    for some in portions(sorted(patterns)):
        rows = session.execute(
            select(PatternCount.pattern, func.sum(PatternCount.forms))
            .where(*elsewhere, PatternCount.pattern.in_(some))
            .group_by(PatternCount.pattern)
        )
        times.update({pattern: int(count) for pattern, count in rows})
    unit_then = _unit_on_day(session, asked, unit_id)
    hours = hours_of(session, unit_then)
    lined = sum(form.straight_lined and not form.verified for form in given)
    return Usual(
        times,
        int(forms),
        _dossiers_in_half_day(session, unit_then, Month.of(asked.day), hours),
        hours,
        *(_straight_elsewhere(session, asked, unit_id) if lined >= MIN_SHOWN else (NO_FORMS, NO_FORMS)),
    )


def _unit_on_day(session: Session, asked: CounterDay, unit_id: int) -> int:
    """The unit that had the counter on the day, as the forms of that day tell; else `unit_id`, which has it now."""
    then = (Unit.valid_from <= asked.day, or_(Unit.valid_to.is_(None), Unit.valid_to > asked.day))
    belongs = select(Response.unit_id).where(
        Response.counter_id == asked.counter_id, Response.day == asked.day
    )
    found = session.scalars(select(Unit.id).where(Unit.id.in_(belongs), *then).order_by(Unit.id)).first()
    return found or unit_id


def _straight_elsewhere(session: Session, asked: CounterDay, unit_id: int) -> tuple[FormCounts, FormCounts]:
    """Forms of the unit with one level throughout, by the same questionnaires, none of them flagged.

    Of its other counters, and of this one's days that are further off than an opening can be kept: whoever collects
    openings spreads them over days near each other, and must not be held against himself. Second those of such days
    alone, for he may spread them over counters too.
    """
    unit_ids = _units_of_before(session, unit_id)
    versions = session.scalars(
        select(TallyCell.instrument_id)
        .where(TallyCell.unit_id.in_(unit_ids), TallyCell.day == asked.day)
        .where(TallyCell.counter_id == asked.counter_id)
        .distinct()
    )
    near, far = NO_FORMS, NO_FORMS
    for version in versions.all():
        for table, sign in ((TallyCell, 1), (FlaggedCell, -1)):
            some, others = _straight_lined(session, table, asked, unit_id, unit_ids, version)
            near, far = near.plus(some, sign), far.plus(others, sign)
    return near.plus(far), far


def _units_of_before(session: Session, unit_id: int) -> list[int]:
    """The unit, and those from which it has its counters since it was renamed, merged or split."""
    return [unit_id, *(info.id for info in predecessors(session, unit_id))]


def _straight_lined(
    session: Session,
    table: type[TallyCell | FlaggedCell],
    asked: CounterDay,
    unit_id: int,
    unit_ids: Collection[int],
    version: int,
) -> tuple[FormCounts, FormCounts]:
    """At the unit's counters in two months before and after: at its other counters on days near the counter's day
    that is asked about, and at any on days far from it."""
    instrument = published(session).by_id[version]
    is_far = or_(table.day < asked.day - LONGEST, table.day > asked.day + LONGEST)
    rows = session.execute(
        select(table.counts, is_far)
        .where(table.unit_id.in_(unit_ids))
        .where(table.day.between(asked.day - _TWO_MONTHS, asked.day + _TWO_MONTHS))
        .where(table.counter_id.in_(select(Counter.id).where(Counter.unit_id == unit_id)))
        .where(table.instrument_id == version)
        .where(or_(table.counter_id != asked.counter_id, is_far))
    ).all()
    width = TallyLayout.of(instrument).width
    near, far = unpack_sums([packed for packed, _ in rows], [int(each) for _, each in rows], 2, width)
    return Tally(instrument, near).straight_lined, Tally(instrument, far).straight_lined


def _dossiers_in_half_day(session: Session, unit_id: int, month: Month, hours: Hours) -> int:
    """What the unit handled at counters in half a day of its busiest month of the last four that are known.

    A month has as many half days as its unit was open, and no more than two for each working day. What was handled by
    those from which it took over counts for it; where one became several, for each of them.
    """
    handled = session.execute(
        select(Dossiers.month, func.sum(Dossiers.handled))
        .where(Dossiers.unit_id.in_(_units_of_before(session, unit_id)))
        .where(Dossiers.channel == str(Channel.COUNTER))
        .where(Dossiers.month >= str(month.shift(-_MONTHS_BACK)), Dossiers.month <= str(month))
        .group_by(Dossiers.month)
    )
    in_half_day = (
        int(number) // max(1, min(_HALF_DAYS_IN_MONTH, hours.half_days(Month.parse(name))))
        for name, number in handled
    )
    return max(in_half_day, default=0)
