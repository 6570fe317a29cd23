"""Who is asking: the reader behind a request's cookie, and where they wanted to go."""

import re
from datetime import UTC, datetime
from typing import Final
from urllib.parse import urlencode

from anyio import to_thread
from starlette.requests import Request

from access import Reader
from access.addresses import LANGUAGE_PARAMETER, SIGN_IN_COOKIE
from db.process import store
from db.queries.accounts import reader_of
from web.pages import translator

NEXT_PARAMETER: Final = "tiep"
_NEXT: Final = re.compile(r"/[a-z0-9-]{0,40}")


async def signed_in(request: Request) -> Reader | None:
    """Whoever is signed in with this browser, or None; asked of the database each time."""
    token = request.cookies.get(SIGN_IN_COOKIE)
    return await to_thread.run_sync(_reader, token) if token else None


def wanted_page(request: Request) -> str:
    """Where to go after the sign-in, in the same language: a page of ours, never another site, `/` for all else."""
    wanted = request.query_params.get(NEXT_PARAMETER, "/")
    page = wanted if _NEXT.fullmatch(wanted) else "/"
    return f"{page}?{urlencode({LANGUAGE_PARAMETER: translator(request).code})}"


def _reader(token: str) -> Reader | None:
    with store().read() as session:
        return reader_of(session, token, datetime.now(UTC))
