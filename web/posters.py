"""What stands behind the code of a poster or ticket: its place and a form opened there, or why there is none."""

import random
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import datetime
from typing import Final

from anyio import to_thread
from sqlalchemy.exc import SQLAlchemyError

from db.process import ProcessNotOpen, store
from db.queries.places import Place, PosterRetired, PosterUnknown, TicketSpent, place_of
from jobs import places
from jobs.keys import keys
from survey import local_day
from trust.openings import Opening

CLOSED: Final[Mapping[str, int]] = {
    "poster_unknown": 404,
    "poster_retired": 410,
    "ticket_spent": 410,
    "not_opened": 503,
}
"""Why there is no form, by its name in `words.problems`, and the status that goes with it."""

_CHANCE: Final = random.SystemRandom()


class NoForm(LookupError):
    """No form can be opened: `kind` is one of `CLOSED`; `place` where a ticket is spent."""

    def __init__(self, kind: str, place: Place | None = None) -> None:
        super().__init__(kind)
        self.kind, self.place = kind, place

    @property
    def status(self) -> int:
        return CLOSED[self.kind]


async def place_behind(typed: str, now: datetime) -> Place:
    """The place of a poster or ticket with this code at an aware moment, as it was seconds ago. Raises NoForm."""
    with _said_why():
        place = places.place_seen(typed)
        if place is None:
            place = await to_thread.run_sync(places.place_behind, typed, now)
        return place


async def place_behind_poster(typed: str, now: datetime) -> Place:
    """The same for a poster alone: a ticket is unknown here. Raises NoForm."""
    try:
        place = await place_behind(typed, now)
    except NoForm as no:
        raise NoForm("poster_unknown" if no.place else no.kind) from no
    if place.ticket:
        raise NoForm("poster_unknown")
    return place


async def place_as_it_hung(code: str, moment: datetime) -> Place:
    """The place of a code as it opened a form at an aware moment, days ago perhaps. Raises NoForm."""
    with _said_why():
        return await to_thread.run_sync(_place_of, code, moment)


@contextmanager
def _said_why() -> Iterator[None]:
    try:
        yield
    except PosterUnknown as error:
        raise NoForm("poster_unknown") from error
    except PosterRetired as error:
        raise NoForm("poster_retired") from error
    except TicketSpent as error:
        raise NoForm("ticket_spent", error.place) from error
    except (ProcessNotOpen, SQLAlchemyError) as error:
        raise NoForm("not_opened") from error


def open_form(place: Place, moment: datetime) -> tuple[Opening, str]:
    """A form opened there, with a draw and a key of its own, and as a page carries it: signed."""
    instrument = place.instrument
    opening = Opening.fresh(place.code, instrument.name, instrument.draw(_CHANCE), moment)
    return opening, opening.signed(keys())


def _place_of(typed: str, moment: datetime) -> Place:
    with store().read() as session:
        return place_of(session, typed, local_day(moment))
