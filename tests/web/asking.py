"""Asks our routes without a network: one request, one answer, through all of our middleware."""

import asyncio
from collections.abc import Iterator, Mapping, MutableMapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from starlette.applications import Starlette
from starlette.datastructures import Headers
from starlette.responses import PlainTextResponse
from starlette.routing import Mount
from starlette.types import ASGIApp

import web

STREAMLIT = "answered by Streamlit"
HOST = "feedback.example"
FROM_OUR_PAGE = {"sec-fetch-site": "same-origin"}


@dataclass(frozen=True, slots=True)
class Answer:
    """What came back."""

    status: int
    headers: Headers
    body: bytes

    @property
    def text(self) -> str:
        return self.body.decode("utf-8")

    @property
    def cookies(self) -> list[str]:
        return self.headers.getlist("set-cookie")


def our_app() -> ASGIApp:
    """Our routes as the server has them, with something small where Streamlit would be."""
    return Starlette(
        routes=[Mount("/", app=PlainTextResponse(STREAMLIT))],
        middleware=web.middleware(),
        exception_handlers=dict(web.error_pages()),
    )


def get(address: str, *, cookie: str | None = None, app: ASGIApp | None = None, **headers: str) -> Answer:
    """A page that somebody opens."""
    return ask("GET", address, cookie=cookie, app=app, headers=headers)


def post(
    address: str,
    form: Mapping[str, str],
    *,
    cookie: str | None = None,
    headers: Mapping[str, str] = FROM_OUR_PAGE,
) -> Answer:
    """A form that somebody sends."""
    kind = {"content-type": "application/x-www-form-urlencoded"}
    return ask("POST", address, cookie=cookie, headers={**kind, **headers}, body=urlencode(form).encode())


def ask(
    method: str,
    address: str,
    *,
    cookie: str | None = None,
    headers: Mapping[str, str] | None = None,
    body: bytes = b"",
    app: ASGIApp | None = None,
) -> Answer:
    """One request, one answer."""
    return asyncio.run(ask_beside(method, address, cookie=cookie, app=app, headers=headers, body=body))


async def ask_beside(
    method: str,
    address: str,
    *,
    cookie: str | None = None,
    headers: Mapping[str, str] | None = None,
    body: bytes = b"",
    app: ASGIApp | None = None,
) -> Answer:
    """The same, beside other requests."""
    path, _, query = address.partition("?")
    sent = {"host": HOST, **(headers or {})}
    if cookie is not None:
        sent["cookie"] = f"phien_dang_nhap={cookie}"
    scope = {
        "type": "http",
        "asgi": {"version": "3.0"},
        "http_version": "1.1",
        "method": method,
        "scheme": "http",
        "path": path,
        "raw_path": path.encode(),
        "query_string": query.encode(),
        "root_path": "",
        "headers": [(name.lower().encode(), value.encode("latin-1")) for name, value in sent.items()],
        "client": ("192.0.2.7", 50_000),
        "server": (HOST, 80),
    }
    return await _run(app or our_app(), scope, body)


async def _run(app: ASGIApp, scope: MutableMapping[str, Any], body: bytes) -> Answer:
    parts: Iterator[dict[str, Any]] = iter([{"type": "http.request", "body": body, "more_body": False}])
    sent: list[MutableMapping[str, Any]] = []

    async def receive() -> dict[str, Any]:
        return next(parts, {"type": "http.disconnect"})

    async def send(message: MutableMapping[str, Any]) -> None:
        sent.append(message)

    await app(scope, receive, send)
    start = next(message for message in sent if message["type"] == "http.response.start")
    content = b"".join(
        message.get("body", b"") for message in sent if message["type"] == "http.response.body"
    )
    return Answer(start["status"], Headers(raw=start["headers"]), content)
