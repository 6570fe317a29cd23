"""What may be shown of the releases there are: one answer for every page and file, worked out when figures move.

It is worked out beside the pages and stored (`renew`), never while somebody waits. Between a release and the new
answer, pages read the last one, less everything that contains a unit's month which had nothing before or has become
smaller: that much is safe whatever else has grown.
"""

from collections.abc import Callable, Mapping
from functools import partial
from typing import Final, TypeAlias
from weakref import WeakKeyDictionary

from sqlalchemy.orm import Session

from db.commands.release import Policy
from db.queries.shown_sums import (
    ReleaseStamp,
    receiving_areas,
    release_stamp,
    released_counts,
    store_sums,
    stored_contents,
    stored_sums,
)
from db.store import Store
from jobs.heavy import run_apart_here
from jobs.rounds import Rounds
from reports.hidden_criteria import Area, Cell, Sum
from reports.hiding import NOTHING, Counted, Hiding, pack, unpack, work_out
from survey import Month

_SECONDS_BETWEEN: Final = {Policy.LIVE: 20.0, Policy.DAILY: 30.0}

_AT_ONCE: Final = 2_000
"""Cells times areas up to which it is faster worked out here than by a process that must start first."""

_READ: Final = "what-may-be-shown"

_Key: TypeAlias = tuple[bytes, ReleaseStamp]

_kept: WeakKeyDictionary[object, tuple[_Key, Hiding]] = WeakKeyDictionary()
"""By database: the last answer, for the releases that were there."""


def hiding(session: Session) -> Hiding:
    """What may be shown of the releases that this session sees; nothing before it was worked out.

    Asked for once in a session: all that a session reads is of one moment.
    """
    known: Hiding | None = session.info.get(_READ)
    if known is None:
        known = session.info[_READ] = _of_database(session)
    return known


def figures_stamp(session: Session) -> str:
    """The releases that this session sees and what may be shown of them, by name: the same name, the same figures."""
    stored, there = stored_sums(session), release_stamp(session)
    worked_out = "" if stored is None else stored.digest.hex()
    return f"{there.releases}:{there.last_release_id}:{worked_out}"


def _of_database(session: Session) -> Hiding:
    stored = stored_sums(session)
    if stored is None:
        return NOTHING
    bind = session.get_bind()
    key = (stored.digest, release_stamp(session))
    kept = _kept.get(bind)
    if kept is None or kept[0] != key:
        kept = _kept[bind] = (key, _read(session, stored.stamp == key[1]))
    return kept[1]


def _read(session: Session, fresh: bool) -> Hiding:
    contents = stored_contents(session)
    found = NOTHING if contents is None else unpack(contents)
    return found if fresh else found.as_things_are(_counted(session))


def _counted(session: Session) -> Counted:
    months: dict[str, Month] = {}
    found = released_counts(session)
    respondents: dict[Cell, int] = {}
    answered: dict[Cell, tuple[int, ...]] = {}
    for (unit_id, month, version), forms in found.respondents.items():
        cell = (unit_id, months.setdefault(month, Month.parse(month)), version)
        respondents[cell], answered[cell] = forms, found.answered[unit_id, month, version]
    return Counted(respondents, answered, found.criteria)


Worker: TypeAlias = Callable[[Counted, frozenset[Area], Mapping[Sum, int]], bytes]


def worked_out(counted: Counted, areas: frozenset[Area], before: Mapping[Sum, int]) -> bytes:
    """`work_out`, as it is stored."""
    return pack(work_out(counted, areas, before))


def worked_out_apart(counted: Counted, areas: frozenset[Area], before: Mapping[Sum, int]) -> bytes:
    """The same in a process of its own where it takes more than a moment; citizens answer meanwhile."""
    if len(counted.respondents) * len(areas) <= _AT_ONCE:
        return worked_out(counted, areas, before)
    return run_apart_here(worked_out, counted, areas, before)


def renew(store: Store, work: Worker = worked_out) -> bool:
    """Work out anew what may be shown where releases or the tree of units have moved; whether it was.

    What somebody else stored meanwhile stays, and the next round looks again.
    """
    with store.read() as session:
        before, stamp = stored_sums(session), release_stamp(session)
        areas = receiving_areas(session)
        last = None if before is None else hiding(session)
        if last is not None and before is not None and before.stamp == stamp and _has(last, areas):
            return False
        counted = _counted(session)
        told: Mapping[Sum, int] = {} if last is None else last.before
    contents = work(counted, areas, told)
    with store.write() as session:
        return store_sums(session, before, stamp, contents)


def _has(last: Hiding, areas: frozenset[Area]) -> bool:
    """Whether every area that has forms was judged, and in it what is counted apart."""
    units = last.counted.unit_ids
    judged = last.counted.criteria.keys() >= set(last.counted.versions)
    return judged and {area for area in areas if not area.isdisjoint(units)} <= last.areas


def renewals(store: Store, policy: Policy) -> Rounds:
    """Look every few seconds whether figures have moved."""
    return Rounds("what may be shown", _SECONDS_BETWEEN[policy], partial(renew, store, worked_out_apart))
