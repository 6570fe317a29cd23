"""Whatever changes something is asked for by our own pages only: no other site can post in a visitor's name.

Browsers say where a request comes from in `Sec-Fetch-Site` or `Origin`, older ones in `Referer`, and no page can
write these. What says nothing is refused. Where a key must be named with each request, no browser names it by
itself, and the request may come from anywhere.

Our own page is one at `PUBLIC_URL`. That a request names the same host twice, as origin and as the server it asks,
shows nothing: any name that its owner lets point at this machine does so. Names that mean a browser's own machine are
the exception, because nobody else can give them out: so a trial opens at `localhost` as well as at 127.0.0.1.

Streamlit has a check of its own that must not be reached: for an origin it does not know it asks an outside service
for this server's address, in plain HTTP, and everyone waits until that answers. It also takes every port of
`localhost` for its own.
"""

import logging
from typing import Final, TypeAlias
from urllib.parse import SplitResult, urlsplit

from starlette.datastructures import Headers
from starlette.requests import Request
from starlette.types import ASGIApp, Receive, Scope, Send

from access.addresses import TICKETS_API
from web.pages import sorry, translator

_log = logging.getLogger(__name__)

_POLICY_VIOLATION: Final = 1008
_HARMLESS: Final = frozenset({"GET", "HEAD", "OPTIONS"})
_KEYED: Final = frozenset({TICKETS_API})
_OWN_MACHINE: Final = frozenset({"localhost", "127.0.0.1", "::1"})
_USUAL_PORTS: Final = {"http": 80, "https": 443}

Origin: TypeAlias = tuple[str, str, int | None]
"""Scheme, host and port."""


class SameOrigin:
    """ASGI middleware that refuses a form and a WebSocket from elsewhere."""

    def __init__(self, app: ASGIApp, public_url: str) -> None:
        self._app = app
        self._public_url = public_url

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "lifespan":
            await self._app(scope, receive, send)
        elif scope["type"] == "http" and (scope["method"] in _HARMLESS or scope["path"] in _KEYED):
            await self._app(_without_origin(scope), receive, send)
        elif scope["type"] == "websocket":
            await self._open(scope, receive, send)
        elif comes_from_us(Headers(scope=scope), self._public_url):
            await self._app(scope, receive, send)
        else:
            request = Request(scope)
            t = translator(request)
            sentence = t("This form was not sent from our own page. Please open it again.")
            await sorry(request, sentence, 403)(scope, receive, send)

    async def _open(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Every browser names the origin of a WebSocket; not all say `Sec-Fetch-Site`, or rightly."""
        headers = Headers(scope=scope)
        source = headers.get("origin", "")
        if not _is_ours(source, headers, self._public_url):
            await send({"type": "websocket.close", "code": _POLICY_VIOLATION})
            return
        others = [(name, value) for name, value in scope["headers"] if name != b"host"]
        # Streamlit compares the two, and a proxy may have put another host.
        host = urlsplit(source).netloc.encode()
        await self._app({**scope, "headers": [*others, (b"host", host)]}, receive, send)


def _without_origin(scope: Scope) -> Scope:
    """Nothing that is only read depends on where it is asked from."""
    return {**scope, "headers": [(name, value) for name, value in scope["headers"] if name != b"origin"]}


def comes_from_us(headers: Headers, public_url: str) -> bool:
    """Whether the browser says that a page of ours asks, and says nothing else beside."""
    site, source = headers.get("sec-fetch-site"), headers.get("origin") or headers.get("referer")
    if site not in (None, "same-origin"):
        return False
    return site is not None if source is None else _is_ours(source, headers, public_url)


def _is_ours(source: str, headers: Headers, public_url: str) -> bool:
    """Whether a page at this address is ours."""
    url = _read(source)
    if url is None:
        return False
    same_name = url.netloc == headers.get("host")
    if (same_name and url.hostname in _OWN_MACHINE) or _origin(url) == _origin(urlsplit(public_url)):
        return True
    if same_name:
        _log.warning("refused: a page of this server is open at another address than PUBLIC_URL")
    return False


def _origin(url: SplitResult) -> Origin:
    return url.scheme, url.hostname or "", url.port or _USUAL_PORTS.get(url.scheme)


def _read(source: str) -> SplitResult | None:
    """An address whose parts can be asked for; None for anything else."""
    try:
        url = urlsplit(source)
        _origin(url)
    except ValueError:
        return None
    return url if url.hostname else None
