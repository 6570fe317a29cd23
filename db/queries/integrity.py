"""Counter K4: what the check for false answers reads. Live counts, for the check alone; no page shows them.

Minutes reach back 48 hours at most, patterns and paces 62 days; straight lines and highest levels come from the
tallies and reach back as far as those.
"""

from collections.abc import Collection
from dataclasses import dataclass, field
from datetime import date

from sqlalchemy import ColumnElement, select
from sqlalchemy.orm import QueryableAttribute, Session

from db.instruments import published
from db.models import Counter, MinuteCount, PaceCount, PatternCount, TallyCell
from db.packing import unpack
from survey import NO_FORMS, FormCounts, Pace, Tally, TallyLayout


@dataclass(frozen=True, slots=True)
class Minute:
    """What was sent in one minute of the day: forms, their valid answers, and those satisfied."""

    minute: int
    forms: int
    answered: int
    satisfied: int


@dataclass(frozen=True, slots=True)
class CounterDay:
    """One counter's day.

    `alike` says for each pattern of ratings how many forms have it, most first; empty once it was purged. `paces`
    has the forms of each step, `Pace.UNKNOWN` with what is left. `minutes` are in order.
    """

    counter_id: int
    day: date
    forms: int
    straight_lined: FormCounts
    all_top: FormCounts
    alike: tuple[int, ...] = ()
    paces: dict[Pace, int] = field(default_factory=dict)
    minutes: tuple[Minute, ...] = ()


def counter_days(session: Session, unit_ids: Collection[int], first: date, last: date) -> list[CounterDay]:
    """Each day of each counter of these units that has a form, from `first` to `last`, by counter and day."""
    alike = _alike(session, unit_ids, first, last)
    paces = _paces(session, unit_ids, first, last)
    minutes = _minutes(session, unit_ids, first, last)
    found = []
    for (counter_id, day), (forms, straight, top) in sorted(_tallied(session, unit_ids, first, last).items()):
        known = paces.get((counter_id, day), {})
        rest = max(forms - sum(known.values()), 0)
        found.append(
            CounterDay(
                counter_id=counter_id,
                day=day,
                forms=forms,
                straight_lined=straight,
                all_top=top,
                alike=tuple(sorted(alike.get((counter_id, day), ()), reverse=True)),
                paces={**known, Pace.UNKNOWN: rest} if known else {},
                minutes=tuple(minutes.get((counter_id, day), ())),
            )
        )
    return found


def _tallied(
    session: Session, unit_ids: Collection[int], first: date, last: date
) -> dict[tuple[int, date], tuple[int, FormCounts, FormCounts]]:
    publications = published(session)
    rows = session.execute(
        select(TallyCell.counter_id, TallyCell.day, TallyCell.instrument_id, TallyCell.counts).where(
            TallyCell.unit_id.in_(sorted(unit_ids)), TallyCell.day.between(first, last)
        )
    )
    sums: dict[tuple[int, date], tuple[int, FormCounts, FormCounts]] = {}
    for counter_id, day, instrument_id, packed in rows:
        instrument = publications.by_id[instrument_id]
        tally = Tally(instrument, unpack(packed, TallyLayout.of(instrument).width))
        if tally.forms:
            forms, straight, top = sums.get((counter_id, day), (0, NO_FORMS, NO_FORMS))
            sums[counter_id, day] = (
                forms + tally.forms,
                straight.plus(tally.straight_lined),
                top.plus(tally.all_top),
            )
    return sums


def _alike(
    session: Session, unit_ids: Collection[int], first: date, last: date
) -> dict[tuple[int, date], list[int]]:
    rows = session.execute(
        select(PatternCount.counter_id, PatternCount.day, PatternCount.forms).where(
            _counters(PatternCount.counter_id, unit_ids), PatternCount.day.between(first, last)
        )
    )
    found: dict[tuple[int, date], list[int]] = {}
    for counter_id, day, forms in rows:
        found.setdefault((counter_id, day), []).append(forms)
    return found


def _paces(
    session: Session, unit_ids: Collection[int], first: date, last: date
) -> dict[tuple[int, date], dict[Pace, int]]:
    rows = session.execute(
        select(PaceCount.counter_id, PaceCount.day, PaceCount.pace, PaceCount.forms).where(
            _counters(PaceCount.counter_id, unit_ids), PaceCount.day.between(first, last)
        )
    )
    found: dict[tuple[int, date], dict[Pace, int]] = {}
    for counter_id, day, pace, forms in rows:
        found.setdefault((counter_id, day), {})[Pace(pace)] = forms
    return found


def _minutes(
    session: Session, unit_ids: Collection[int], first: date, last: date
) -> dict[tuple[int, date], list[Minute]]:
    rows = session.execute(
        select(MinuteCount)
        .where(_counters(MinuteCount.counter_id, unit_ids), MinuteCount.day.between(first, last))
        .order_by(MinuteCount.counter_id, MinuteCount.day, MinuteCount.minute)
    ).scalars()
    found: dict[tuple[int, date], list[Minute]] = {}
    for row in rows:
        one = Minute(row.minute, row.forms, row.answered, row.satisfied)
        found.setdefault((row.counter_id, row.day), []).append(one)
    return found


def _counters(column: QueryableAttribute[int], unit_ids: Collection[int]) -> ColumnElement[bool]:
    return column.in_(select(Counter.id).where(Counter.unit_id.in_(sorted(unit_ids))))
