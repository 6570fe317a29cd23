"""What the servers of a measurement stand on: new databases that wait for the disk, offices, their readers."""

import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import Path

from sqlalchemy import func, select

from access import Role
from access.addresses import SIGN_IN_COOKIE, results_file
from db import Store, migrate
from db.commands.accounts import create_account, open_sign_in
from db.commands.counters import add_code
from db.models import Response
from tests.pages.province import PERIOD, answer, open_offices, province_of, release
from tests.postgres import postgres_server

OFFICES = 40
POSTERS = 10
"""Of each office; see `jobs.doors`."""
ANSWERED = 6
"""Offices with figures to look at, of `FORMS` forms each."""
FORMS = 60


@dataclass(frozen=True, slots=True)
class Offices:
    """Posters to answer at, and readers who are signed in.

    heads     cookies of heads of units, one for each dashboard
    reformer  cookie of who reads and exports the whole province
    export    address of the workbook with all its figures
    """

    address: str
    codes: tuple[str, ...]
    heads: tuple[str, ...]
    reformer: str
    export: str

    def stored(self) -> int:
        """Answers in the database."""
        store = Store(self.address)
        with store.read() as session:
            found = session.scalar(select(func.count()).select_from(Response)) or 0
        store.close()
        return found


@contextmanager
def databases() -> Iterator[dict[str, str]]:
    """A new SQLite file, and a new PostgreSQL that waits for the disk as it does in earnest."""
    with tempfile.TemporaryDirectory() as folder, postgres_server() as server:
        for setting in ("fsync", "synchronous_commit", "full_page_writes"):
            server.run(f"ALTER SYSTEM SET {setting} = on")
        server.run("SELECT pg_reload_conf()")
        with server.empty() as postgres_url:
            yield {"SQLite": f"sqlite:///{Path(folder) / 'bench.db'}", "PostgreSQL": postgres_url}


def furnish(address: str, readers: int = 10) -> Offices:
    """Offices of one province in an empty database, some with released figures, and so many heads signed in."""
    migrate(address)
    store = Store(address)
    offices = open_offices(store, [f"Xã {number}" for number in range(OFFICES)])
    province = province_of(store, offices)
    answered = list(offices.values())[:ANSWERED]
    for number, office in enumerate(answered):
        answer(store, office, FORMS, level=3 + number % 3, seed=number)
    release(store)
    units = [answered[number % ANSWERED].unit_id for number in range(readers)]
    heads = tuple(
        _cookie(store, Role.UNIT_HEAD, unit_id, f"head{number}") for number, unit_id in enumerate(units)
    )
    reformer = _cookie(store, Role.REFORM_TEAM, province, "reformer")
    codes = [office.code for office in offices.values()]
    with store.write() as session:
        codes += [
            add_code(session, office.counter_id, date(2026, 1, 1))
            for _ in range(POSTERS - 1)
            for office in offices.values()
        ]
    store.close()
    return Offices(address, tuple(codes), heads, reformer, results_file(province, PERIOD, PERIOD, "xlsx"))


def _cookie(store: Store, role: Role, unit_id: int, name: str) -> str:
    with store.write() as session:
        account = create_account(session, name, name, f"{name}-of-a-measurement", role, unit_id)
        return f"{SIGN_IN_COOKIE}={open_sign_in(session, account.id, datetime.now(UTC))}"
