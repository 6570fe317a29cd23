"""Tickets of a counter, unused and used, and somebody who may print more, for tests of what a browser shows."""

from datetime import UTC, datetime

from playwright.sync_api import Page
from sqlalchemy import update

from access import Role
from access.addresses import SIGN_IN_COOKIE
from db import Store
from db.commands.accounts import create_account, open_sign_in
from db.commands.tickets import issue_tickets
from db.models import Ticket
from db.queries.places import ticket_digest
from survey import local_day
from tests.db.office import Office


def ticketed(store: Store, office: Office) -> dict[str, str]:
    """Codes of a `ticket` and of one that is `spent`; a `cookie` that prints; the `counter` by its id."""
    now = datetime.now(UTC)
    with store.write() as session:
        ticket, spent = issue_tickets(session, office.counter_id, 2, local_day(now)).codes
        session.execute(update(Ticket).where(Ticket.digest == ticket_digest(spent)).values(spent=True))
        name, password = "quan-tri", "một cửa liên thông"
        account = create_account(session, name, "Quản trị", password, Role.ADMIN, office.unit_id)
        cookie = open_sign_in(session, account.id, now)
    return {"ticket": ticket, "spent": spent, "cookie": cookie, "counter": str(office.counter_id)}


def sign_in(page: Page, places: dict[str, str]) -> None:
    page.context.add_cookies([{"name": SIGN_IN_COOKIE, "value": places["cookie"], "url": places["base"]}])
