"""Signals about a group, not about single answers: told to an inspector on demand, from live counts, kept nowhere."""

from collections import defaultdict
from collections.abc import Collection, Iterator
from datetime import date

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from db.models import Counter, Dossiers, Unit
from db.queries.integrity import CounterDay, counter_days
from scoring import NotEstimable
from scoring.safeguards.signals import Signal, screened
from scoring.safeguards.straight_lining import straight_lining
from scoring.safeguards.volume import against_dossiers
from survey import Month


def group_signals(session: Session, unit_ids: Collection[int], first: date, last: date) -> tuple[Signal, ...]:
    """What stands out of these units' counters and months, with the unit's code, the least likely first.

    One level throughout more often than in the rest of the unit; more answers than dossiers in a month, of months
    that lie wholly between the two days.
    """
    found: list[Signal | NotEstimable] = []
    codes = {row.id: row.code for row in session.execute(select(Unit.id, Unit.code))}
    for unit_id in sorted(unit_ids):
        days = counter_days(session, [unit_id], first, last)
        if days:
            found += _straight(session, days, codes[unit_id])
            found += _volume(session, unit_id, days, first, last, codes[unit_id])
    return screened(signal for signal in found if isinstance(signal, Signal))


def _straight(session: Session, days: Collection[CounterDay], unit: str) -> Iterator[Signal | NotEstimable]:
    numbers = {row.id: row.number for row in session.execute(select(Counter.id, Counter.number))}
    straight: dict[int, list[int]] = defaultdict(lambda: [0, 0])
    for day in days:
        straight[day.counter_id][0] += day.straight_lined.forms
        straight[day.counter_id][1] += day.straight_lined.out_of
    all_straight, all_forms = (sum(each[place] for each in straight.values()) for place in (0, 1))
    for counter_id, (count, forms) in sorted(straight.items()):
        yield straight_lining(
            count,
            forms,
            usual_straight=all_straight - count,
            usual_forms=all_forms - forms,
            stream=f"{numbers[counter_id]} ({unit})",
        )


def _volume(
    session: Session, unit_id: int, days: Collection[CounterDay], first: date, last: date, unit: str
) -> Iterator[Signal | NotEstimable]:
    rows = session.execute(
        select(Dossiers.month, func.sum(Dossiers.handled))
        .where(Dossiers.unit_id == unit_id)
        .group_by(Dossiers.month)
    )
    handled = {month: int(number) for month, number in rows}
    answers: dict[Month, int] = defaultdict(int)
    for day in days:
        answers[Month.of(day.day)] += day.forms
    whole = [month for month in answers if first <= month.first_day and month.last_day <= last]
    known = {month: handled[str(month)] for month in whole if handled.get(str(month))}
    for month, dossiers in sorted(known.items()):
        yield against_dossiers(
            answers[month],
            dossiers,
            usual_answers=sum(answers[other] for other in known if other != month),
            usual_dossiers=sum(known.values()) - dossiers,
            stream=f"{month.month:02d}/{month.year} ({unit})",
        )
