"""Removes, each hour, what has been kept as long as it may be, from the tables and from their files."""

from datetime import UTC, date, datetime, timedelta
from typing import Final

from db.commands.accounts import purge_expired_sign_ins
from db.commands.purge import LONG_LIVED, SHORT_LIVED, Removed, purge
from db.commands.release import Policy
from db.commands.tickets import mix_spent
from db.store import Store
from jobs.rounds import Rounds
from jobs.signals import flag_due
from survey import VIETNAM

_BETWEEN: Final = timedelta(hours=1)
_NIGHT_UNTIL: Final = 2
"""The hour from which on a day's large tables are written anew: counters are closed."""


def purge_due(store: Store, now: datetime | None = None) -> Removed:
    """Delete what is past its term, or will be before the next round, and sign-ins that have ended.

    Forms are judged before their minutes go. What went, now or by withdrawing, is also taken out of the files of
    the database, and with it the order in which tickets were spent.
    """
    removed = _purge(store, now or datetime.now(UTC))
    store.forget_deleted((*SHORT_LIVED, *LONG_LIVED))
    return removed


def purges(store: Store) -> Rounds:
    """Look each hour for what is past its term."""
    return Rounds("purge", _BETWEEN.total_seconds(), Purges(store))


class Purges:
    """Each hour what knows a minute; once a day, and when the server starts, comments and sums too.

    Writing a table anew keeps answers waiting: a moment for the minutes of two days, longer for years of comments.
    """

    def __init__(self, store: Store) -> None:
        self._store = store
        self._done: date | None = None

    def __call__(self, now: datetime | None = None) -> None:
        moment = now or datetime.now(UTC)
        removed = _purge(self._store, moment)
        local = moment.astimezone(VIETNAM)
        night = self._done is None or (self._done < local.date() and local.hour >= _NIGHT_UNTIL)
        if night or removed.comments or removed.patterns:
            if self._store.forget_deleted((*SHORT_LIVED, *LONG_LIVED)):
                self._done = local.date()
        else:
            self._store.forget_deleted(SHORT_LIVED)


def _purge(store: Store, moment: datetime) -> Removed:
    flag_due(store, Policy.DAILY, moment)
    with store.write() as session:
        purge_expired_sign_ins(session, moment)
        removed = purge(session, moment, _BETWEEN)
    with store.write() as session:
        mix_spent(session)
    return removed
