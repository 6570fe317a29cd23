"""Whatever changes something is asked for by our own pages only: no other site can post in a visitor's name.

Browsers say where a request comes from in `Sec-Fetch-Site` or `Origin`, older ones in `Referer`, and no page can
write these. What says nothing is refused.
"""

from typing import Final
from urllib.parse import urlsplit

from starlette.datastructures import Headers
from starlette.requests import Request
from starlette.types import ASGIApp, Receive, Scope, Send

from web.pages import sorry, translator

_HARMLESS: Final = frozenset({"GET", "HEAD", "OPTIONS"})


class SameOrigin:
    """ASGI middleware that answers 403 to a form posted from elsewhere."""

    def __init__(self, app: ASGIApp, public_url: str) -> None:
        self._app = app
        self._public_host = urlsplit(public_url).netloc

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if not _changes_something(scope) or comes_from_us(Headers(scope=scope), self._public_host):
            await self._app(scope, receive, send)
        else:
            request = Request(scope)
            t = translator(request)
            sentence = t("This form was not sent from our own page. Please open it again.")
            await sorry(request, sentence, 403)(scope, receive, send)


def _changes_something(scope: Scope) -> bool:
    return scope["type"] == "http" and scope["method"] not in _HARMLESS


def comes_from_us(headers: Headers, public_host: str) -> bool:
    """Whether the browser says that the request comes from this host or the public one."""
    site = headers.get("sec-fetch-site")
    if site is not None:
        return site == "same-origin"
    source = headers.get("origin") or headers.get("referer")
    if source is None:
        return False
    try:
        host = urlsplit(source).netloc
    except ValueError:
        return False
    return bool(host) and host in (headers.get("host"), public_host)
