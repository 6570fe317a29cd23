"""What goes through the doors: a form that is opened and sent, a captured one sent again, a code that was guessed."""

import json
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Protocol
from urllib.parse import urlencode

from bench._attacks_citizens import Answered
from bench._attacks_office import Office
from tests.web.asking import Answer
from tests.web.quick import Page, receipt_of
from trust.codes import new_code
from web.posted import GIVEN, OPENING, PURPOSE

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
        code, body = outcome.bodies[self.captured]
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
