"""Whatever changes something is asked for by our own pages only: no other site can post in a visitor's name.

Browsers say where a request comes from in `Sec-Fetch-Site` or `Origin`, older ones in `Referer`, and no page can
write these. What says nothing is refused. Where a key must be named with each request, no browser names it by
itself, and the request may come from anywhere.

Streamlit has a check of its own that must not be reached: for an origin it does not know it asks an outside service
for this server's address, in plain HTTP, and everyone waits until that answers. It also takes every port of
`localhost` for its own.
"""

from typing import Final
from urllib.parse import urlsplit

from starlette.datastructures import Headers
from starlette.requests import Request
from starlette.types import ASGIApp, Receive, Scope, Send

from access.addresses import TICKETS_API
from web.pages import sorry, translator

_POLICY_VIOLATION: Final = 1008
_HARMLESS: Final = frozenset({"GET", "HEAD", "OPTIONS"})
_KEYED: Final = frozenset({TICKETS_API})


class SameOrigin:
    """ASGI middleware that refuses a form and a WebSocket from elsewhere."""

    def __init__(self, app: ASGIApp, public_url: str) -> None:
        self._app = app
        self._public_host = urlsplit(public_url).netloc

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "lifespan":
            await self._app(scope, receive, send)
        elif scope["type"] == "http" and (scope["method"] in _HARMLESS or scope["path"] in _KEYED):
            await self._app(_without_origin(scope), receive, send)
        elif scope["type"] == "websocket":
            await self._open(scope, receive, send)
        elif comes_from_us(Headers(scope=scope), self._public_host):
            await self._app(scope, receive, send)
        else:
            request = Request(scope)
            t = translator(request)
            sentence = t("This form was not sent from our own page. Please open it again.")
            await sorry(request, sentence, 403)(scope, receive, send)

    async def _open(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Every browser names the origin of a WebSocket; not all say `Sec-Fetch-Site`, or rightly."""
        headers = Headers(scope=scope)
        host = _host_of(headers.get("origin"))
        if host is None or host not in (headers.get("host"), self._public_host):
            await send({"type": "websocket.close", "code": _POLICY_VIOLATION})
            return
        others = [(name, value) for name, value in scope["headers"] if name != b"host"]
        # Streamlit compares the two, and a proxy may have put another host.
        await self._app({**scope, "headers": [*others, (b"host", host.encode())]}, receive, send)


def _without_origin(scope: Scope) -> Scope:
    """Nothing that is only read depends on where it is asked from."""
    return {**scope, "headers": [(name, value) for name, value in scope["headers"] if name != b"origin"]}


def comes_from_us(headers: Headers, public_host: str) -> bool:
    """Whether the browser says that the request comes from this host or the public one."""
    site = headers.get("sec-fetch-site")
    if site is not None:
        return site == "same-origin"
    host = _host_of(headers.get("origin") or headers.get("referer"))
    return host is not None and host in (headers.get("host"), public_host)


def _host_of(source: str | None) -> str | None:
    try:
        return urlsplit(source or "").netloc or None
    except ValueError:
        return None
