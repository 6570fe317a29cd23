"""Removes, each hour, what has been kept as long as it may be."""

from datetime import UTC, datetime, timedelta
from functools import partial
from typing import Final

from db.commands.accounts import purge_expired_sign_ins
from db.commands.purge import Removed, purge
from db.commands.tickets import mix_spent
from db.store import Store
from jobs.rounds import Rounds

_BETWEEN: Final = timedelta(hours=1)


def purge_due(store: Store, now: datetime | None = None) -> Removed:
    """Delete what is past its term, or will be before the next round, and sign-ins that have ended.

    What went is also taken out of the files of the database, and with it the order in which tickets were spent.
    """
    moment = now or datetime.now(UTC)
    with store.write() as session:
        purge_expired_sign_ins(session, moment)
        removed = purge(session, moment, _BETWEEN)
    with store.write() as session:
        mix_spent(session)
    store.forget_deleted()
    return removed


def purges(store: Store) -> Rounds:
    """Look each hour for what is past its term."""
    return Rounds("purge", _BETWEEN.total_seconds(), partial(purge_due, store))
