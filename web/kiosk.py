"""The tablet at a counter: a page that works without a network for a day, and the signed openings that it keeps.

Every form that is answered on it is the quick form: the same fields, sent to the same address, under a key of its
own. What differs is when it was opened. The tablet fetches openings in advance, each good for one answer, and says
by its own clock when an answer was given; so it has neither a minute nor a pace that anybody could trust.
"""

from datetime import UTC, datetime
from typing import Final

from starlette.requests import Request
from starlette.responses import Response

from trust.codes import NotACode, normalise
from web.encoding import encoded
from web.kiosk_page import kiosk_page, supply, worker_script
from web.lean import compact
from web.pages import NEVER_STORED, translator
from web.posters import NoForm, open_form, place_behind_poster

AT_ONCE: Final = 60
"""Openings given with one request: two busy hours."""

_FRESH: Final = {"Cache-Control": "no-cache"}


async def open_kiosk(request: Request) -> Response:
    """The page for the tablet of this code; also without a form, so that what waits on the tablet is still sent."""
    typed, t = request.path_params["code"], translator(request)
    try:
        place = await place_behind_poster(typed, datetime.now(UTC))
    except NoForm as no:
        return kiosk_page(request, t, _normal(typed), no.kind, no.status)
    return kiosk_page(request, t, place.code)


async def more_openings(request: Request) -> Response:
    """What is asked here, and openings that are given to nobody else."""
    now = datetime.now(UTC)
    try:
        place = await place_behind_poster(request.path_params["code"], now)
    except NoForm as no:
        return _json(request, {"problem": no.kind}, no.status)
    return _json(request, supply(place, [open_form(place, now) for _ in range(AT_ONCE)]))


async def kiosk_worker(request: Request) -> Response:
    """The service worker of these pages; the browser looks for a newer one at least once a day."""
    return encoded(request, worker_script().encode(), "text/javascript; charset=utf-8", headers=_FRESH)


def _json(request: Request, content: object, status: int = 200) -> Response:
    text = compact(content)
    return encoded(request, text.encode(), "application/json", status=status, headers=NEVER_STORED)


def _normal(typed: str) -> str:
    """The code, or nothing where it cannot be one."""
    try:
        return normalise(typed)
    except NotACode:
        return ""
