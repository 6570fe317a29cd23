"""The place behind a poster's code as it was some seconds ago at most: many scan the same sheet at the same time."""

from dataclasses import dataclass, field
from datetime import datetime
from time import monotonic
from typing import Final

from db import Store
from db.process import store
from db.queries.places import Place, place_of
from survey import local_day

FRESH_SECONDS: Final = 20.0
_MOST: Final = 4096


@dataclass(frozen=True, slots=True)
class _Seen:
    """A place as the database had it, good until a moment of this process's clock."""

    place: Place
    until: float


@dataclass(frozen=True, slots=True)
class _Kept:
    """What was read of one database, by what was scanned or typed."""

    store: Store
    places: dict[str, _Seen] = field(default_factory=dict)


_kept: _Kept | None = None


def place_behind(typed: str, now: datetime) -> Place:
    """The place of a code at an aware moment. Raises PosterUnknown, PosterRetired, TicketSpent, ProcessNotOpen.

    A poster that is withdrawn meanwhile still opens a form; the writer looks again before anything is stored. Only
    what there is is kept, and no ticket: it is scanned once, and may be spent in the next second. Safe to use from
    several threads: at worst two of them read the same place.
    """
    place = place_seen(typed)
    if place is not None:
        return place
    kept = _of_this_database()
    with kept.store.read() as session:
        place = place_of(session, typed, local_day(now))
    if place.ticket:
        return place
    if len(kept.places) >= _MOST:
        kept.places.clear()
    kept.places[typed] = _Seen(place, monotonic() + FRESH_SECONDS)
    return place


def place_seen(typed: str) -> Place | None:
    """The same where it was read just now, without a look into the database. Raises ProcessNotOpen."""
    seen = _of_this_database().places.get(typed)
    return seen.place if seen is not None and seen.until > monotonic() else None


def _of_this_database() -> _Kept:
    global _kept
    opened, kept = store(), _kept
    if kept is None or kept.store is not opened:
        kept = _kept = _Kept(opened)
    return kept
