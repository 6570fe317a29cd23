"""Removes, each hour, what has been kept as long as it may be."""

from datetime import UTC, datetime
from functools import partial

from db.commands.accounts import purge_expired_sign_ins
from db.commands.purge import purge_comments
from db.store import Store
from jobs.rounds import Rounds
from survey import local_day

_AN_HOUR = 3600.0


def purge_due(store: Store, now: datetime | None = None) -> int:
    """Delete comments past their term and sign-ins that have ended; how many comments went."""
    moment = now or datetime.now(UTC)
    with store.write() as session:
        purge_expired_sign_ins(session, moment)
        return purge_comments(session, local_day(moment))


def purges(store: Store) -> Rounds:
    """Look each hour for what is past its term."""
    return Rounds("purge", _AN_HOUR, partial(purge_due, store))
