"""What goes through the doors: a form that is opened and sent, a captured one sent again, a code that was guessed."""

import json
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from random import Random
from typing import Final, Protocol
from urllib.parse import urlencode

from bench._attacks_citizens import Answered
from bench._attacks_office import MONTH, Office
from db.commands.record import Receipt, record_responses
from survey import (
    AnswerSheet,
    Instrument,
    Submission,
    Visit,
    local_day,
    part_of_day,
    read_sheet,
    shipped_instruments,
    timing_of,
)
from tests.web.asking import Answer
from tests.web.quick import Page, receipt_of
from trust.codes import new_code, pretty
from web.posted import GIVEN, OPENING, PURPOSE

VERSION: Final = "counter-2026/1"
_STORED, _NOT_THERE = 200, 404


@dataclass(slots=True)
class Outcome:
    """What came back: receipts with when their forms were sent, and how many were refused.

    fakes, honest  receipts; `bodies` of honest forms, as whoever listens on the line has them, with their codes
    """

    fakes: dict[str, datetime] = field(default_factory=dict)
    honest: dict[str, datetime] = field(default_factory=dict)
    tried: int = 0
    honest_refused: int = 0
    bodies: list[tuple[str, bytes]] = field(default_factory=list)


class Attempt(Protocol):
    @property
    def sent(self) -> datetime: ...

    def make(self, office: Office, outcome: Outcome) -> None: ...


@dataclass(frozen=True, slots=True)
class Form:
    """Opened by the link of a poster or ticket, and sent as it was answered."""

    code: str
    opened: datetime
    sent: datetime
    answered: Answered
    fake: bool = True
    lot: int = 0

    def make(self, office: Office, outcome: Outcome) -> None:
        outcome.tried += self.fake
        office.lots.next(self.lot or outcome.tried)
        page = Page(office.get(f"/q/{self.code}?lang=vi", self.opened), self.code)
        body = filled(page.opening, page.asked[self.answered.purpose][0], self.answered)
        receipt = _receipt(office.post(f"/q/{self.code}?lang=vi", body, self.sent))
        if receipt is not None:
            (outcome.fakes if self.fake else outcome.honest)[receipt] = self.sent
        if not self.fake:
            outcome.honest_refused += receipt is None
            outcome.bodies.append((self.code, body))


@dataclass(frozen=True, slots=True)
class Quietly:
    """Honest forms of one day, handed to the writer's own commands at once: as `Form`, without the way there."""

    sent: datetime
    forms: tuple[Form, ...]

    def make(self, office: Office, outcome: Outcome) -> None:
        form = shipped_instruments()[VERSION]
        sheets = [_sheet(form, each) for each in self.forms]
        with office.store.write() as session:
            stored = record_responses(session, sheets)
        for each, receipt in zip(self.forms, stored, strict=True):
            assert isinstance(receipt, Receipt)
            outcome.honest[pretty(receipt.code)] = each.sent


def _sheet(instrument: Instrument, form: Form) -> AnswerSheet:
    order = instrument.draw(Random(form.lot))
    answered = form.answered
    asked = instrument.asked(Visit(answered.purpose), order)
    return read_sheet(
        instrument,
        Submission(
            key=f"of-somebody-honest-{form.lot:+07d}",
            code=form.code,
            day=local_day(form.sent),
            part=part_of_day(form.sent),
            order=order,
            purpose=answered.purpose,
            ratings={
                **{str(number): answered.levels[number] for number in asked},
                "overall": answered.overall,
            },
            timing=timing_of(form.opened, form.sent) if local_day(form.sent) >= MONTH.first_day else None,
        ),
    )


@dataclass(slots=True)
class Collection:
    """Openings that somebody fetches at once with a poster's code, as a tablet does, and keeps."""

    code: str
    fetched: datetime
    kept: list[tuple[str, dict[str, Sequence[int]]]] = field(default_factory=list)

    def take(self, office: Office) -> tuple[str, dict[str, Sequence[int]]]:
        while not self.kept:
            found = json.loads(office.kiosk_openings(self.code, self.fetched).body)
            self.kept += [(signed, asked) for signed, asked in found["openings"]]
        return self.kept.pop(0)


@dataclass(frozen=True, slots=True)
class Late:
    """One of a collection, sent as if it had been given at another time."""

    collection: Collection
    given: datetime
    sent: datetime
    answered: Answered

    def make(self, office: Office, outcome: Outcome) -> None:
        outcome.tried += 1
        opening, asked = self.collection.take(office)
        numbers = asked.get(self.answered.purpose, asked[""])
        body = filled(opening, numbers, self.answered, self.given)
        receipt = _receipt(office.post(f"/q/{self.collection.code}?lang=vi", body, self.sent))
        if receipt is not None:
            outcome.fakes[receipt] = self.sent
            office.look_soon(self.sent)


@dataclass(frozen=True, slots=True)
class Replay:
    """What an honest form sent, once more: as it was, or with its levels changed, or at another poster's address."""

    captured: int
    sent: datetime
    change: tuple[bytes, bytes] | None = None
    code: str = ""

    def make(self, office: Office, outcome: Outcome) -> None:
        outcome.tried += 1
        code, body = outcome.bodies[self.captured % len(outcome.bodies)]
        if self.change:
            body = body.replace(*self.change)
        receipt = _receipt(office.post(f"/q/{self.code or code}?lang=vi", body, self.sent))
        if receipt is not None and receipt not in outcome.honest:
            outcome.fakes[receipt] = self.sent


@dataclass(frozen=True, slots=True)
class Guess:
    """A code as a ticket has one, at random; where it opens a form, that is sent."""

    sent: datetime
    answered: Answered

    def make(self, office: Office, outcome: Outcome) -> None:
        code = new_code()
        if office.get(f"/q/{code}?lang=vi", self.sent).status == _NOT_THERE:
            outcome.tried += 1
        else:
            Form(code, self.sent, self.sent, self.answered).make(office, outcome)


def filled(opening: str, asked: Sequence[int], answered: Answered, given: datetime | None = None) -> bytes:
    """The form as a browser sends it."""
    fields = {OPENING: opening, PURPOSE: answered.purpose, "coverall": answered.overall}
    fields |= {f"c{number}": answered.levels[number] for number in asked}
    if given is not None:
        fields[GIVEN] = str(int(given.timestamp() * 1000))
    return urlencode(fields).encode()


def _receipt(answer: Answer) -> str | None:
    return receipt_of(answer) if answer.status == _STORED else None
