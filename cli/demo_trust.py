"""What a trial shows of trust: visits proven by tickets, evenings of false forms, a decision to leave some out."""

from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import replace
from datetime import date
from secrets import token_urlsafe
from typing import Final, TypeAlias

import numpy as np
from sqlalchemy.orm import Session

from db.commands.decide import confirm_decision, propose_decision
from db.commands.tickets import MOST_AT_ONCE, issue_tickets
from db.queries.flagged import flagged_answers
from db.queries.posters import CounterPoster
from simulate import Simulation
from survey import AnswerSheet, Instrument, Month, Pace, Part, Submission, Timing, Visit, read_sheet
from survey.decisions import Cause
from words import DEFAULT, language

Tickets: TypeAlias = Mapping[tuple[str, Month], list[str]]
"""Codes of tickets by a poster's code and the month in which they are good."""

_MONTHS: Final = 6
"""For so long tickets have been given out."""

_SHARE: Final = 0.45
_TO_SPARE: Final = 10
_EVENING: Final = 19 * 60 + 40
"""The minute of the day in which somebody begins to send forms of their own."""


def issue_monthly(
    session: Session, simulation: Simulation, posters: Mapping[str, CounterPoster], units: Collection[str]
) -> Tickets:
    """Tickets for the counters of these units, by code, for nearly half of what is answered there by month.

    `posters` are those of the world's counters by their codes, in the world's order.
    """
    world, forms = simulation.world, simulation.forms
    given = Counter(
        (place, Month.of(world.days[day]))
        for place, day in zip(forms.counter.tolist(), forms.day.tolist(), strict=True)
        if world.counters[place].unit in units
    )
    codes = list(posters)
    since = Month.of(world.days[-1]).shift(1 - _MONTHS)
    return {
        (codes[place], month): list(
            issue_tickets(
                session,
                posters[codes[place]].counter_id,
                min(round(number * _SHARE) + _TO_SPARE, MOST_AT_ONCE),
                month.first_day,
                days=(month.last_day - month.first_day).days + 1,
            ).codes
        )
        for (place, month), number in sorted(given.items())
        if month >= since
    }


def with_tickets(sheets: Iterable[AnswerSheet], tickets: Tickets, seed: int) -> Iterator[AnswerSheet]:
    """The sheets; of those at counters with tickets some came by one, each by one of its own."""
    drawn = np.random.default_rng([seed, 5])
    left = {place: list(codes) for place, codes in tickets.items()}
    for sheet in sheets:
        codes = left.get((sheet.code, Month.of(sheet.day)))
        by_ticket = codes is not None and drawn.random() < _SHARE
        yield replace(sheet, code=codes.pop()) if codes and by_ticket else sheet


def evening(instrument: Instrument, code: str, day: date, forms: int) -> list[AnswerSheet]:
    """Somebody at a poster after hours: form after form with the same answers, each within seconds."""
    order = tuple(each.number for each in instrument.criteria if each.role == "rotating")
    purpose = instrument.purposes[0].id
    first, *others = instrument.asked(Visit(purpose), order)
    highest = max(level.value for level in instrument.levels)
    return [
        read_sheet(
            instrument,
            Submission(
                key=token_urlsafe(18),
                code=code,
                day=day,
                part=Part.AFTERNOON,
                order=order,
                purpose=purpose,
                ratings={str(first): str(highest - 1), **{str(number): str(highest) for number in others}},
                timing=Timing(_EVENING + place // 2, Pace.UNDER_10),
            ),
        )
        for place in range(forms)
    ]


def leave_out(session: Session, poster: CounterPoster, day: date, proposer: int, confirmer: int) -> None:
    """Two accounts leave out what was marked at a counter on that day."""
    t = language(DEFAULT)
    marked = [each.id for each in flagged_answers(session, [poster.unit_id], day, day, poster.counter_id)]
    sentence = t.plural(
        "{n} form with the same answers came from one poster in one evening, sent within seconds (sample).",
        "{n} forms with the same answers came from one poster in one evening, each sent within seconds (sample).",
        n=len(marked),
    )
    confirm_decision(
        session, propose_decision(session, marked, Cause.SAME_PERSON, sentence, proposer), confirmer
    )
