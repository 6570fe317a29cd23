"""Removes, each hour, what has been kept as long as it may be."""

from datetime import UTC, datetime, timedelta
from functools import partial
from typing import Final

from db.commands.accounts import purge_expired_sign_ins
from db.commands.purge import Removed, purge
from db.commands.release import Policy
from db.store import Store
from jobs.rounds import Rounds
from jobs.signals import flag_due

_BETWEEN: Final = timedelta(hours=1)


def purge_due(store: Store, now: datetime | None = None) -> Removed:
    """Delete what is past its term, or will be before the next round, and sign-ins that have ended.

    Forms are judged before their minutes go. What went is also taken out of the files of the database.
    """
    moment = now or datetime.now(UTC)
    flag_due(store, Policy.DAILY, moment)
    with store.write() as session:
        purge_expired_sign_ins(session, moment)
        removed = purge(session, moment, _BETWEEN)
    store.forget_deleted()
    return removed


def purges(store: Store) -> Rounds:
    """Look each hour for what is past its term."""
    return Rounds("purge", _BETWEEN.total_seconds(), partial(purge_due, store))
