"""One month with one attack, and what the product's own figures say of it afterwards."""

from collections.abc import Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass
from datetime import date, datetime
from typing import Final, Protocol

import numpy as np
from sqlalchemy import select
from sqlalchemy.orm import Session

from bench._attacks_attempts import VERSION, Attempt, Form, Outcome, Quietly
from bench._attacks_citizens import visits
from bench._attacks_office import BEFORE, COUNTERS, DAYS, MONTH, Office, open_office
from bench._attacks_ways import Month, Way
from db.commands.record import receipt_digest
from db.models import Flag, Response
from db.queries.figures import Figures, figures_of
from db.queries.parts import parts_of
from jobs.exports import unit_figures
from scoring import NotEstimable
from survey import Period, local_day

WEEK: Final = DAYS[10:15]
"""The days of most attacks: then honest people too come through the doors, at other times straight to the writer."""


class Databases(Protocol):
    def lend(self) -> AbstractContextManager[str]: ...


@dataclass(frozen=True, slots=True)
class Told:
    """An index as it is told, with half the width of its interval, both in points, and the counts it is made of."""

    value: float
    half: float
    counts: bytes

    @classmethod
    def of(cls, figures: Figures | None) -> "Told | None":
        index = None if figures is None else figures.index()
        if figures is None or index is None or isinstance(index.value, NotEstimable):
            return None
        interval = index.interval()
        assert not isinstance(interval, NotEstimable)
        counts = figures.moments.to_vector().tobytes()
        return cls(100 * index.value, 50 * (interval.high - interval.low), counts)


@dataclass(frozen=True, slots=True)
class Lived:
    """A month that is over.

    tried, accepted     fakes; `tried` of honest ways is 0
    forms               honest ones and those accepted
    marked, marked_honest  of those accepted, and of the honest forms
    hours, by_then      from the first fake to the first mark on one; how many were in by then; None without a mark
    refused_honest      honest forms that a door turned away
    everybody, unmarked, verified  the index of each; None where it is not told
    compared            whether the product compares the month's figures with anything
    """

    tried: int
    accepted: int
    forms: int
    marked: int
    marked_honest: int
    hours: float | None
    by_then: int | None
    refused_honest: int
    everybody: Told | None
    unmarked: Told | None
    verified: Told | None
    compared: bool


def live(way: Way, forms: int, index: float, seed: int, databases: Databases) -> Lived:
    """The honest forms of a month are the same for every way; `seed` draws another month."""
    honest = visits(_drawn(seed, forms, index, DAYS), forms, index)
    wanted = [sum(each.ticket for each in honest if each.counter == place) for place in range(COUNTERS)]
    with databases.lend() as address, open_office(address, wanted) as office:
        before = visits(_drawn(seed, forms, index, BEFORE), forms, index, BEFORE)
        earlier = [
            Form(office.codes[each.counter], each.opened, each.sent, each.answered, fake=False, lot=place)
            for place, each in enumerate(before, 1)
        ]
        for each in _quietly(earlier):
            each.make(office, Outcome())
        tickets = [iter(codes) for codes in office.tickets]
        come = [
            Form(
                next(tickets[each.counter]) if each.ticket else office.codes[each.counter],
                each.opened,
                each.sent,
                each.answered,
                fake=False,
                lot=-place,
            )
            for place, each in enumerate(honest, 1)
        ]
        attempts: list[Attempt] = [each for each in come if local_day(each.sent) in WEEK]
        attempts += _quietly([each for each in come if local_day(each.sent) not in WEEK])
        attempts += way.makes(Month(office, forms, index, np.random.default_rng([seed, 1])))
        outcome = Outcome()
        for attempt in sorted(attempts, key=_when):
            office.work_until(attempt.sent)
            attempt.make(office, outcome)
        office.end()
        with office.store.read() as session:
            return _lived(session, office, outcome)


def _drawn(seed: int, forms: int, index: float, days: Sequence[date]) -> np.random.Generator:
    return np.random.default_rng([seed, forms, round(100 * index), days[0].month])


def _quietly(forms: Sequence[Form]) -> list[Quietly]:
    """By day, before the half day is over in which the first of it was sent."""
    by_day: dict[date, list[Form]] = {}
    for each in sorted(forms, key=_when):
        by_day.setdefault(local_day(each.sent), []).append(each)
    return [Quietly(each[0].sent, tuple(each)) for each in by_day.values()]


def _when(attempt: Attempt) -> datetime:
    return attempt.sent


def _lived(session: Session, office: Office, outcome: Outcome) -> Lived:
    fakes = {receipt_digest(code): sent for code, sent in outcome.fakes.items()}
    rows = session.execute(
        select(Response.id, Response.receipt_digest).where(Response.day >= MONTH.first_day)
    ).all()
    assert len(rows) == len(outcome.fakes) + len(outcome.honest), "a form without a receipt, or the reverse"
    sent = {row.id: fakes[row.receipt_digest] for row in rows if row.receipt_digest in fakes}
    marked = set(session.scalars(select(Flag.response_id).distinct()))
    first = next((moment for moment, ids in office.marked if ids & sent.keys()), None)
    period = Period(MONTH, MONTH)
    figures = figures_of(session, [office.unit_id], period, VERSION)
    parts = parts_of(session, [office.unit_id], period, VERSION)
    return Lived(
        tried=outcome.tried,
        accepted=len(sent),
        forms=len(rows),
        marked=len(marked & sent.keys()),
        marked_honest=len(marked - sent.keys()),
        hours=None if first is None else (first - min(sent.values())).total_seconds() / 3600,
        by_then=None if first is None else sum(moment <= first for moment in sent.values()),
        refused_honest=outcome.honest_refused,
        everybody=Told.of(figures),
        unmarked=Told.of(parts.unflagged),
        verified=Told.of(parts.verified),
        compared=unit_figures(figures, range(figures.moments.criteria)).not_compared is None,
    )
