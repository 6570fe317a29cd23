"""Each attack as what it is: forms at the doors of one counter in one month, and when."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

import numpy as np

from bench._attacks_attempts import Attempt, Collection, Form, Guess, Late, Replay
from bench._attacks_citizens import Answered, opinions, seconds_to_answer
from bench._attacks_office import COUNTERS, DAYS, Office, at
from simulate.assumptions import CRITERIA

_DAY: Final = 12
"""The working day of most attacks, a Wednesday: place in `DAYS`."""
_WORSE: Final = 0.2
"""By how much people at a neighbour's counter are less satisfied."""


@dataclass(frozen=True, slots=True)
class Month:
    """What an attacker has before him: an office with so many honest forms in the month and this index."""

    office: Office
    forms: int
    index: float
    rng: np.random.Generator

    @property
    def poster(self) -> str:
        """Of the counter that is attacked."""
        return self.office.codes[0]


@dataclass(frozen=True, slots=True)
class Way:
    """One row of the table, for each number of forms and index.

    makes   what is tried
    told    in the table
    honest  nobody cheats
    limit   of an attack: the index without marked answers may move by half its half-width at most; of honest
            people: none of their forms may be marked
    stored  whether any fake may get in at all
    """

    name: str
    makes: Callable[[Month], Iterator[Attempt]]
    limit: bool = True
    honest: bool = False
    stored: bool = True


def _nothing(month: Month) -> Iterator[Attempt]:
    yield from ()


def _rates_himself(month: Month) -> Iterator[Attempt]:
    """50 forms, all very satisfied, one after the other from half past seven in the evening on."""
    return _one_by_one(month, [_all(5)] * 50, at(DAYS[_DAY], 19.5))


def _script(month: Month) -> Iterator[Attempt]:
    """20 a second for half a minute, all very dissatisfied, opened and sent at once."""
    for number in range(600):
        moment = at(DAYS[_DAY], 10) + timedelta(seconds=number / 20)
        yield Form(month.poster, moment, moment + timedelta(seconds=0.5), _all(1))


def _patient_script(month: Month) -> Iterator[Attempt]:
    """The same by somebody who knows of paces: opened a minute before, not two forms alike."""
    for number, answered in enumerate(opinions(month.rng, 0.15, np.arange(600))):
        sent = at(DAYS[_DAY], 10) + timedelta(seconds=number / 20)
        yield Form(month.poster, sent - timedelta(seconds=60), sent, answered)


def _copied(month: Month) -> Iterator[Attempt]:
    """A photograph of the poster: seven bad forms on each of two evenings, six on Sunday, at human speed."""
    for moment, forms in (
        (at(DAYS[_DAY], 20), 7),
        (at(DAYS[_DAY + 1], 21), 7),
        (at(DAYS[_DAY + 2] + timedelta(days=2), 10), 6),  # a Sunday
    ):
        yield from _one_by_one(month, opinions(month.rng, 0.15, np.arange(forms)), moment)


def _replayed(month: Month) -> Iterator[Attempt]:
    """Honest forms captured on the line: sent again as they were, with all levels changed, at another poster."""
    for number in range(20):
        sent = at(DAYS[-1], 17) + timedelta(seconds=number)
        captured = number % min(month.forms, 10)
        yield Replay(captured, sent)
        yield Replay(captured, sent, change=(b"=4", b"=1"))
        yield Replay(captured, sent, code=month.office.codes[number % COUNTERS])


def _guessed(month: Month) -> Iterator[Attempt]:
    for number in range(100):
        yield Guess(at(DAYS[_DAY], 10) + timedelta(seconds=number), _all(1))


def _taped(month: Month) -> Iterator[Attempt]:
    """For a week our poster hangs over a neighbour's, where people are less satisfied: honest, at a wrong counter."""
    a_day = month.forms / COUNTERS / len(DAYS)
    forms = max(round(5 * a_day), 1)
    answered = opinions(month.rng, month.index - _WORSE, month.rng.integers(0, 5, forms))
    for number, each in enumerate(answered):
        opened = at(DAYS[10 + number % 5], float(month.rng.uniform(7.5, 11.4)))
        yield Form(month.poster, opened, opened + seconds_to_answer(month.rng), each)


def _collected(month: Month) -> Iterator[Attempt]:
    """60 openings fetched on a Monday morning, sent on Thursday night as if given on three days, all satisfied."""
    first = 10
    collection = Collection(month.poster, at(DAYS[first], 7))
    sent = at(DAYS[first + 3], 22)
    for number in range(60):
        given = at(DAYS[first + number % 3], 8 + 3 * (number // 3) / 20)
        sent += seconds_to_answer(month.rng)
        yield Late(collection, given, sent, _all(5))


def _insider(month: Month) -> Iterator[Attempt]:
    """Two or three a day all month at working hours, satisfied as citizens are who are, each another form."""
    for number, day in enumerate(DAYS):
        forms = 2 + number % 2
        for answered in _satisfied(month, forms):
            opened = at(day, float(month.rng.uniform(8, 11)))
            yield Form(month.poster, opened, opened + seconds_to_answer(month.rng), answered)


def _at_work(month: Month) -> Iterator[Attempt]:
    """50 forms at noon of a working day, all very satisfied, one after the other."""
    return _one_by_one(month, [_all(5)] * 50, at(DAYS[_DAY], 12.1))


def _busy_insider(month: Month) -> Iterator[Attempt]:
    """50 such forms on one afternoon."""
    return _one_by_one(month, _satisfied(month, 50), at(DAYS[_DAY], 13.5))


def _hall(month: Month) -> Iterator[Attempt]:
    """60 people who waited together answer within ten minutes, all from one network."""
    for number, answered in enumerate(opinions(month.rng, month.index, np.zeros(60, dtype=int))):
        sent = at(DAYS[_DAY], 9) + timedelta(seconds=10 * number)
        yield Form(
            month.poster, sent - seconds_to_answer(month.rng), sent, answered, fake=False, lot=-1000 - number
        )


def _same_minute(month: Month) -> Iterator[Attempt]:
    """60 phones within the same minute."""
    for number, answered in enumerate(opinions(month.rng, month.index, np.zeros(60, dtype=int))):
        sent = at(DAYS[_DAY], 9) + timedelta(seconds=0.9 * number)
        yield Form(
            month.poster, sent - seconds_to_answer(month.rng), sent, answered, fake=False, lot=-1000 - number
        )


def _evening(month: Month) -> Iterator[Attempt]:
    """20 honest people answer at home after supper, with a photograph of the poster."""
    for number, answered in enumerate(opinions(month.rng, month.index, np.zeros(20, dtype=int))):
        sent = at(DAYS[_DAY], 19.25) + timedelta(minutes=5 * number)
        yield Form(
            month.poster, sent - seconds_to_answer(month.rng), sent, answered, fake=False, lot=-1000 - number
        )


WAYS: Final = (
    Way("nobody cheats", _nothing, honest=True),
    Way("a full hall of 60 in ten minutes", _hall, honest=True),
    Way("60 phones in the same minute", _same_minute, honest=True),
    Way("20 honest people, in the evening at home", _evening, limit=False, honest=True),
    Way("officer rates himself 50 times in an evening", _rates_himself),
    Way("officer rates himself 50 times at noon", _at_work),
    Way("script, 20 a second for half a minute", _script),
    Way("script that waits before it sends", _patient_script),
    Way("copied poster at home, 20 forms", _copied),
    Way("captured forms sent again", _replayed, stored=False),
    Way("tickets guessed", _guessed, stored=False),
    Way("poster taped over a neighbour's for a week", _taped),
    Way("60 openings collected, sent back-dated", _collected),
    Way("insider, 2 or 3 a day for a month", _insider, limit=False),
    Way("insider, 50 in an afternoon, no two alike", _busy_insider, limit=False),
)


def _one_by_one(month: Month, answered: list[Answered], begins: datetime) -> Iterator[Attempt]:
    """One person, form after form."""
    moment = begins
    for each in answered:
        opened, moment = moment, moment + seconds_to_answer(month.rng)
        yield Form(month.poster, opened, moment, each)


def _all(level: int) -> Answered:
    return Answered("result", dict.fromkeys(CRITERIA, str(level)), str(level))


def _satisfied(month: Month, forms: int) -> list[Answered]:
    return opinions(month.rng, 0.97, np.arange(forms))
