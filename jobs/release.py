"""Releases figures when they are due."""

from datetime import UTC, datetime
from functools import partial

from db.commands.release import Policy, release_unit, units_due
from db.store import Store
from jobs.hiding import renew
from jobs.rounds import Rounds

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
    moved = 0
    for due in waiting:
        with store.write() as session:
            moved += release_unit(session, due, policy, moment) is not None
    return moved


def releases(store: Store, policy: Policy) -> Rounds:
    """Look for due releases: every second when live, every five minutes otherwise.

    What may be shown of them is worked out by rounds of its own: see `jobs.hiding`.
    """
    return Rounds("release", _SECONDS_BETWEEN[policy], partial(move_figures, store, policy))
