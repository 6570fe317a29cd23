"""Tickets for a counter, as they are handed over: on sheets of paper, or as a list for another system."""

import csv
from dataclasses import dataclass
from datetime import datetime
from io import StringIO

from db import Store
from db.commands.tickets import Issued, issue_tickets
from db.queries.counters import CounterInfo
from qr.links import counter_link
from qr.slips import Place
from settings import settings
from survey import local_day
from survey.wording import counter_title
from trust.codes import pretty
from words import DEFAULT, language


@dataclass(frozen=True, slots=True)
class Ticket:
    """One ticket as another system gets it."""

    code: str
    link: str


@dataclass(frozen=True, slots=True)
class Given:
    """New tickets of a counter; what is not handed on from here is lost."""

    counter: CounterInfo
    issued: Issued

    @property
    def tickets(self) -> list[Ticket]:
        url = settings().public_url
        return [Ticket(pretty(code), counter_link(url, code)) for code in self.issued.codes]

    @property
    def place(self) -> Place:
        """What stands on each slip."""
        info = self.counter
        return Place(
            name=info.place,
            counter=counter_title(info.number, info.name, info.channel, language(DEFAULT)),
            public_url=settings().public_url,
            last_day=self.issued.last_day,
            sample=settings().demo,
        )

    def as_csv(self) -> bytes:
        """For programs: comma, UTF-8, names of columns in the first line, days as 2026-12-31, both included."""
        written = StringIO()
        rows = csv.writer(written)
        rows.writerow(["code", "link", "valid_from", "valid_until"])
        days = (self.issued.valid_from.isoformat(), self.issued.last_day.isoformat())
        rows.writerows((each.code, each.link, *days) for each in self.tickets)
        return written.getvalue().encode()


def give_out(store: Store, counter: CounterInfo, count: int, days: int, now: datetime) -> Given:
    """New tickets, stored and good from the day of this aware moment on. Raises what `issue_tickets` raises."""
    with store.write() as session:
        return Given(counter, issue_tickets(session, counter.id, count, local_day(now), days))
