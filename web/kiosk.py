"""The tablet at a counter: a page that works without a network for a day, and the signed openings that it keeps.

Every form that is answered on it is the quick form: the same fields, sent to the same address, under a key of its
own. What differs is when it was opened. The tablet fetches openings in advance, each good for one answer, and says
by its own clock when an answer was given; so it has neither a minute nor a pace that anybody could trust.
"""

import random
from datetime import UTC, datetime
from typing import Final

from anyio import to_thread
from sqlalchemy.exc import SQLAlchemyError
from starlette.requests import Request
from starlette.responses import Response

from db.process import ProcessNotOpen, store
from db.queries.places import Place, PosterRetired, PosterUnknown, place_of
from jobs.keys import keys
from survey import local_day
from trust.codes import NotACode, normalise
from trust.openings import Opening
from web.encoding import encoded
from web.kiosk_page import CLOSED, compact, kiosk_page, supply, worker_script
from web.pages import NEVER_STORED, translator

AT_ONCE: Final = 60
"""Openings given with one request: two busy hours."""

_CHANCE: Final = random.SystemRandom()
_FRESH: Final = {"Cache-Control": "no-cache"}


async def open_kiosk(request: Request) -> Response:
    """The page for the tablet of this code; also without a form, so that what waits on the tablet is still sent."""
    typed, t = request.path_params["code"], translator(request)
    found = await _found(typed)
    if isinstance(found, Place):
        return kiosk_page(request, t, found.code)
    return kiosk_page(request, t, _normal(typed), found, CLOSED[found])


async def more_openings(request: Request) -> Response:
    """What is asked here, and openings that are given to nobody else."""
    found, now = await _found(request.path_params["code"]), datetime.now(UTC)
    if isinstance(found, Place):
        return _json(request, supply(found, _openings(found, now)))
    return _json(request, {"problem": found}, CLOSED[found])


async def kiosk_worker(request: Request) -> Response:
    """The service worker of these pages; the browser looks for a newer one at least once a day."""
    return encoded(request, worker_script().encode(), "text/javascript; charset=utf-8", headers=_FRESH)


async def _found(typed: str) -> Place | str:
    """The place, or why there is none, by its name in `CLOSED`."""
    try:
        return await to_thread.run_sync(_place_of, typed)
    except PosterUnknown:
        return "poster_unknown"
    except PosterRetired:
        return "poster_retired"
    except (ProcessNotOpen, SQLAlchemyError):
        return "not_opened"


def _openings(place: Place, now: datetime) -> list[tuple[Opening, str]]:
    """Each with a draw and a key of its own, and as the tablet carries it."""
    instrument = place.instrument
    fresh = [
        Opening.fresh(place.code, instrument.name, instrument.draw(_CHANCE), now) for _ in range(AT_ONCE)
    ]
    return [(opening, opening.signed(keys())) for opening in fresh]


def _json(request: Request, content: object, status: int = 200) -> Response:
    text = compact(content)
    return encoded(request, text.encode(), "application/json", status=status, headers=NEVER_STORED)


def _normal(typed: str) -> str:
    """The code, or nothing where it cannot be one."""
    try:
        return normalise(typed)
    except NotACode:
        return ""


def _place_of(typed: str) -> Place:
    with store().read() as session:
        return place_of(session, typed, local_day(datetime.now(UTC)))
