"""An office that lives through a month in seconds: its doors are the server's own, its clock is set by hand.

Every form is opened and sent as a browser does it, through all of our routes: signed openings, validation, the limit
of each poster, the one writer. What the server does in the background is done when it would be due.
"""

import asyncio
import os
import shutil
from collections.abc import Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from itertools import count
from pathlib import Path
from random import Random
from typing import Final
from unittest import mock

from sqlalchemy import select
from starlette.types import ASGIApp

from access.addresses import KIOSK
from db import Store, cells, migrate, process
from db.commands.counters import add_code
from db.commands.purge import purge
from db.commands.release import Policy
from db.commands.tickets import issue_tickets
from db.models import Counter, Flag, Officer, Roster, Unit
from jobs.doors import Doors
from jobs.keys import keys
from jobs.release import move_figures
from jobs.signals import flag_due
from settings import settings
from survey import VIETNAM, Month, Part
from tests.postgres import Postgres
from tests.web.asking import FROM_OUR_PAGE, HOST, Answer, ask_beside, our_app
from trust.keys import new_key

MONTH: Final = Month(2026, 3)
DAYS: Final = tuple(
    day for day in (MONTH.first_day + timedelta(days=number) for number in range(31)) if day.weekday() < 5
)
BEFORE: Final = tuple(day - timedelta(days=28) for day in DAYS[:20])
"""Working days of the month before, of which the office knows what is usual."""
COUNTERS: Final = 3
_ROUND: Final = timedelta(minutes=5)
"""How long after the end of a half day the server looks at it, at the latest."""
_ENDS: Final = datetime(2026, 4, 3, tzinfo=VIETNAM)


def at(day: date, hour: float) -> datetime:
    """An hour of a day in Vietnam, such as 13.5."""
    return datetime.combine(day, time(), VIETNAM) + timedelta(hours=hour)


class Clock:
    """Stands where a module of the server reads the time."""

    def __init__(self) -> None:
        self.moment = at(MONTH.first_day, 0)

    def now(self, _: object) -> datetime:
        return self.moment.astimezone(UTC)

    def seconds(self) -> float:
        return self.moment.timestamp()


class Lots(Random):
    """The lot of each form, by a number that is the form's own: the same in every month that holds it."""

    def next(self, form: int) -> None:
        self.seed(form)


@dataclass(slots=True)
class Office:
    """One unit with posters of `COUNTERS` counters, and tickets of each."""

    store: Store
    unit_id: int
    codes: tuple[str, ...]
    tickets: tuple[tuple[str, ...], ...]
    clock: Clock
    lots: Lots
    app: ASGIApp
    runner: asyncio.Runner
    marked: list[tuple[datetime, frozenset[str]]] = field(default_factory=list)
    """When answers were marked, and which carried a mark from then on."""
    _look: datetime | None = None
    _next: datetime = field(default_factory=lambda: at(MONTH.first_day, 12) + _ROUND)

    def get(self, address: str, moment: datetime) -> Answer:
        self.clock.moment = moment
        return self.runner.run(ask_beside("GET", address, app=self.app))

    def post(self, address: str, body: bytes, moment: datetime) -> Answer:
        self.clock.moment = moment
        headers = {"content-type": "application/x-www-form-urlencoded", **FROM_OUR_PAGE}
        return self.runner.run(ask_beside("POST", address, app=self.app, headers=headers, body=body))

    def kiosk_openings(self, code: str, moment: datetime) -> Answer:
        return self.get(f"{KIOSK}/{code}/phieu", moment)

    def look_soon(self, moment: datetime) -> None:
        """A form came for a half day that is over: the next round looks at it."""
        if self._look is None:
            self._look = moment + _ROUND

    def work_until(self, moment: datetime) -> None:
        """Judge what is judged by then, at noon and at midnight and what came late, and purge at midnight."""
        while (due := min(self._next, self._look or self._next)) <= moment:
            if due == self._next and due.hour < 12:
                self._purge(due.astimezone(UTC))
            else:
                flag_due(self.store, Policy.DAILY, due.astimezone(UTC))
            self._note_marks(due)
            self._look = None
            if due == self._next:
                self._next += timedelta(hours=12)

    def end(self) -> None:
        """The month is over, and its figures are released."""
        self.work_until(_ENDS)
        move_figures(self.store, Policy.DAILY, _ENDS.astimezone(UTC))

    def _purge(self, moment: datetime) -> None:
        """As the server does each hour, but for rewriting files."""
        flag_due(self.store, Policy.DAILY, moment)
        with self.store.write() as session:
            purge(session, moment, timedelta(hours=1))

    def _note_marks(self, moment: datetime) -> None:
        with self.store.read() as session:
            marked = frozenset(session.scalars(select(Flag.response_id).distinct()))
        before = self.marked[-1][1] if self.marked else frozenset()
        if marked != before:
            self.marked.append((moment, marked))


@contextmanager
def open_office(address: str, tickets: Sequence[int]) -> Iterator[Office]:
    """The office in a migrated database, with so many tickets at each of its counters."""
    clock, lots = Clock(), Lots()
    env: Mapping[str, str] = {
        "PUBLIC_URL": f"http://{HOST}",
        "DATABASE_URL": address,
        "SIGNING_KEYS": new_key(),
    }
    with ExitStack() as stack:
        stack.enter_context(mock.patch.dict(os.environ, env))
        for name, stands_in in (
            ("web.quick.datetime", clock),
            ("web.kiosk.datetime", clock),
            ("jobs.arrivals.doors", Doors(clock.seconds)),
            ("jobs.places._kept", None),
            ("web.quick._versions", {}),
            ("web.posters._CHANCE", lots),
        ):
            stack.enter_context(mock.patch(name, stands_in))
        for cached in (settings, keys):
            cached.cache_clear()
            stack.callback(cached.cache_clear)
        stack.callback(cells.forget_seen)
        process.open_process(address)
        stack.callback(process.close_process)
        runner = stack.enter_context(asyncio.Runner())
        yield _furnish(process.store(), tickets, clock, lots, runner)


def _furnish(
    store: Store, tickets: Sequence[int], clock: Clock, lots: Lots, runner: asyncio.Runner
) -> Office:
    since = BEFORE[0]
    with store.write() as session:
        unit = Unit(code="U1", kind="commune_centre", name="Trung tâm", path="", valid_from=since)
        session.add(unit)
        session.flush()
        unit.path = f"/{unit.id}/"
        counters = [
            Counter(
                unit_id=unit.id,
                number=str(number + 1),
                name="Tư pháp, hộ tịch",
                channel="counter",
                instrument="counter-2026",
                valid_from=since,
            )
            for number in range(COUNTERS)
        ]
        session.add_all(counters)
        session.flush()
        for counter in counters:
            officer = Officer(
                unit_id=unit.id,
                badge=f"B{counter.number}",
                name="Cán bộ tiếp nhận",
                kind="official",
                valid_from=since,
            )
            session.add(officer)
            session.flush()
            session.add_all(
                Roster(counter_id=counter.id, day=day, part=str(part), officer_id=officer.id)
                for day in DAYS
                for part in Part
            )
        codes = tuple(add_code(session, counter.id, since) for counter in counters)
        given = tuple(
            issue_tickets(session, counter.id, wanted, MONTH.first_day, MONTH.last_day.day).codes
            if wanted
            else ()
            for counter, wanted in zip(counters, tickets, strict=True)
        )
        return Office(store, unit.id, codes, given, clock, lots, our_app(), runner)


@dataclass(frozen=True, slots=True)
class SqliteCopies:
    """New SQLite databases, each a copy of one that was migrated."""

    folder: Path

    @classmethod
    def made(cls, folder: Path) -> "SqliteCopies":
        migrate(f"sqlite:///{folder / 'migrated.db'}")
        return cls(folder)

    @contextmanager
    def lend(self) -> Iterator[str]:
        here = self.folder / f"{os.getpid()}.db"
        shutil.copy(self.folder / "migrated.db", here)
        try:
            yield f"sqlite:///{here}"
        finally:
            for file in self.folder.glob(f"{here.name}*"):
                file.unlink()


@dataclass(frozen=True, slots=True)
class PostgresCopies:
    """New databases of a running server, each a copy of its migrated template."""

    socket_dir: str

    @contextmanager
    def lend(self) -> Iterator[str]:
        server = Postgres(self.socket_dir, count(os.getpid() * 1000 + next(_lent)))
        with server.migrated() as url:
            yield url


_lent = count()
