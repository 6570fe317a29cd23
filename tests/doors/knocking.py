"""A request as it comes over the line, put to our app as uvicorn's server puts it, without a line."""

from collections.abc import Iterator, Mapping, MutableMapping, Sequence
from dataclasses import dataclass, replace
from typing import Any
from urllib.parse import unquote, urlencode

from starlette.datastructures import Headers
from starlette.types import ASGIApp

from access.addresses import SIGN_IN_COOKIE
from tests.web.asking import FROM_OUR_PAGE, HOST, Answer

FORM = "application/x-www-form-urlencoded"
JSON = "application/json"

Header = tuple[bytes, bytes]


@dataclass(frozen=True, slots=True)
class Knock:
    """One request. `target` is ASCII, as the server's parser wants it; `body` comes in pieces."""

    method: bytes
    target: bytes
    headers: tuple[Header, ...]
    body: tuple[bytes, ...] = ()
    goes_away: bool = False
    """The sender hangs up before all has come."""

    def with_header(self, name: bytes, value: bytes) -> "Knock":
        """The same with one header in the place of those of its name."""
        others = tuple(header for header in self.headers if header[0] != name)
        return replace(self, headers=(*others, (name, value)))


def opens(target: str, cookie: str | None = None) -> Knock:
    """Somebody opens a page."""
    return Knock(b"GET", target.encode(), _headers(cookie))


def sends(target: str, fields: Mapping[str, str], cookie: str | None = None) -> Knock:
    """Somebody sends a form of ours."""
    return _sends(target, urlencode(fields).encode(), FORM, _headers(cookie))


def calls(target: str, content: bytes, key: str) -> Knock:
    """Another system asks."""
    return _sends(target, content, JSON, (*_headers(None), (b"authorization", f"Bearer {key}".encode())))


def _sends(target: str, body: bytes, kind: str, headers: tuple[Header, ...]) -> Knock:
    said = (
        (b"content-type", kind.encode()),
        (b"content-length", str(len(body)).encode()),
        *((name.encode(), value.encode()) for name, value in FROM_OUR_PAGE.items()),
    )
    return Knock(b"POST", target.encode(), (*headers, *said), (body,))


def _headers(cookie: str | None) -> tuple[Header, ...]:
    host = (b"host", HOST.encode())
    return (host,) if cookie is None else (host, (b"cookie", f"{SIGN_IN_COOKIE}={cookie}".encode()))


async def knock(app: ASGIApp, at: Knock) -> Answer:
    """What is answered. Where the app breaks, its exception comes out here."""
    path, _, query = at.target.partition(b"?")
    scope = {
        "type": "http",
        "asgi": {"version": "3.0", "spec_version": "2.3"},
        "http_version": "1.1",
        "method": at.method.decode("ascii"),
        "scheme": "http",
        "path": unquote(path.decode("ascii")),
        "raw_path": path,
        "query_string": query,
        "root_path": "",
        "headers": list(at.headers),
        "client": ("192.0.2.7", 50_000),
        "server": (HOST, 80),
        "state": {},
    }
    parts = _messages(at.body, at.goes_away)
    sent: list[MutableMapping[str, Any]] = []

    async def receive() -> dict[str, Any]:
        return next(parts, {"type": "http.disconnect"})

    async def send(message: MutableMapping[str, Any]) -> None:
        sent.append(message)

    await app(scope, receive, send)
    start = sent[0]
    return Answer(
        start["status"], Headers(raw=start["headers"]), b"".join(part.get("body", b"") for part in sent[1:])
    )


def _messages(body: Sequence[bytes], goes_away: bool) -> Iterator[dict[str, Any]]:
    pieces = body or (b"",)
    for place, piece in enumerate(pieces, start=1):
        yield {"type": "http.request", "body": piece, "more_body": goes_away or place < len(pieces)}
