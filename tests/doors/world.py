"""An office in use, and what each of its secrets opens."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime

from sqlalchemy import literal, select, union_all
from sqlalchemy.sql.functions import count

from access import Role
from db.commands.accounts import create_account, open_sign_in
from db.commands.api_keys import add_api_key
from db.commands.release import Policy
from db.commands.tickets import issue_tickets
from db.models import Base, Counter
from db.process import store, writer
from jobs.keys import keys, signer
from jobs.seal import seal_due
from survey import local_day, shipped_instruments
from tests.db.office import Office, open_office, sheet
from tests.web.conftest import PASSWORD
from trust.openings import Opening

SHORT = shipped_instruments()["counter-2026/1"]


@dataclass(frozen=True, slots=True)
class World:
    """Everything that opens something."""

    office: Office
    counter: str
    ticket: str
    receipt: str
    api_key: str
    cookies: Mapping[Role, str]

    def opening(self, code: str | None = None) -> str:
        """A form that was opened just now."""
        order = tuple(each.number for each in SHORT.criteria if each.role == "rotating")
        return Opening.fresh(code or self.office.code, SHORT.name, order, datetime.now(UTC)).signed(keys())


def open_world() -> World:
    now = datetime.now(UTC)
    office = open_office(store())
    receipt = writer().submit(sheet(office, comment="Cảm ơn.")).result(timeout=20).code
    seal_due(store(), Policy.LIVE, signer())
    with store().write() as session:
        (ticket,) = issue_tickets(session, office.counter_id, 1, local_day(now)).codes
        cookies = {}
        for role in Role:
            account = create_account(session, role.value, "Ông Một", PASSWORD, role, office.unit_id)
            cookies[role] = open_sign_in(session, account.id, now)
        key = add_api_key(session, "may-lay-so", office.unit_id)
        number = session.get_one(Counter, office.counter_id).number
    return World(office, number, ticket, receipt, key, cookies)


def rows() -> dict[str, int]:
    """How many there are in every table."""
    counted = [
        select(literal(table.name).label("name"), count().label("rows")).select_from(table)
        for table in Base.metadata.sorted_tables
    ]
    with store().read() as session:
        return {row.name: row.rows for row in session.execute(union_all(*counted))}
