"""Releases figures when they are due."""

from datetime import UTC, datetime
from functools import partial

from db.commands.release import Policy, UnitDue, release_unit, units_due
from db.store import Overtaken, Store
from jobs.hiding import renew
from jobs.rounds import Rounds

_TRIES = 3
_SECONDS_BETWEEN = {Policy.LIVE: 1.0, Policy.DAILY: 300.0}


def release_due(store: Store, policy: Policy, now: datetime | None = None) -> int:
    """Release every unit that is due, and work out what may be shown of all; how many units moved."""
    moved = move_figures(store, policy, now)
    renew(store)
    return moved


def move_figures(store: Store, policy: Policy, now: datetime | None = None) -> int:
    """Release every unit that is due, each in a transaction of its own; how many moved."""
    moment = now or datetime.now(UTC)
    with store.read() as session:
        waiting = units_due(session, policy, moment)
    return sum(_moved(store, due, policy, moment) for due in waiting)


def _moved(store: Store, due: UnitDue, policy: Policy, moment: datetime) -> bool:
    """Whether a unit was released. One that is overtaken each time stays due for the next round."""
    for _ in range(_TRIES):
        try:
            with store.write_of_one_moment() as session:
                return release_unit(session, due, policy, moment) is not None
        except Overtaken:
            continue
    return False


def releases(store: Store, policy: Policy) -> Rounds:
    """Look for due releases: every second when live, every five minutes otherwise.

    What may be shown of them is worked out by rounds of its own: see `jobs.hiding`.
    """
    return Rounds("release", _SECONDS_BETWEEN[policy], partial(move_figures, store, policy))
