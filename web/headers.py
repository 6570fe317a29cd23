"""What a browser is told about every answer of this server: what it may load, and who may frame it."""

import base64
import hashlib
from collections.abc import Mapping
from typing import Final
from urllib.parse import urlsplit

from starlette.types import ASGIApp, Message, Receive, Scope, Send

_ALWAYS: Final = {
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    # "no-referrer" would hide our own origin from `SameOrigin`.
    "Referrer-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=(), payment=(), usb=()",
    "Cross-Origin-Opener-Policy": "same-origin",
}

_ALWAYS_OF_PARTS: Final = {"X-Content-Type-Options": "nosniff"}
_PARTS: Final = (b"text/javascript", b"text/css", b"font/", b"image/png", b"image/gif")
"""What is never a page of its own: the page that loads it has the policy. Sixty such files make up Streamlit's form,
and on a slow line the other headers of all of them would take as long as the plain form takes."""


class SecurityHeaders:
    """ASGI middleware that adds what an answer does not say itself."""

    def __init__(self, app: ASGIApp, public_url: str) -> None:
        self._app = app
        pages = {**of_every_page(public_url), "Content-Security-Policy": streamlit_policy(public_url)}
        self._of_pages, self._of_parts = _sent(pages), _sent(_ALWAYS_OF_PARTS)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return

        async def send_with_headers(message: Message) -> None:
            if message["type"] == "http.response.start":
                said = dict(message.get("headers", ()))
                further = (
                    self._of_parts if said.get(b"content-type", b"").startswith(_PARTS) else self._of_pages
                )
                message["headers"] = [
                    *message.get("headers", ()),
                    *(header for header in further if header[0] not in said),
                ]
            await send(message)

        await self._app(scope, receive, send_with_headers)


def of_every_page(public_url: str) -> Mapping[str, str]:
    """What a browser is told about any page of this server, beside what it may load."""
    secured = {"Strict-Transport-Security": "max-age=31536000"} if public_url.startswith("https://") else {}
    return {**_ALWAYS, **secured}


def _sent(headers: Mapping[str, str]) -> tuple[tuple[bytes, bytes], ...]:
    """Headers as ASGI has them."""
    return tuple((name.lower().encode(), value.encode()) for name, value in headers.items())


def streamlit_policy(public_url: str, script: str | None = None) -> str:
    """What Streamlit's pages need: scripts from here without eval, its inline styles, its WebSocket.

    One inline `script` of ours may be let in by its digest.

    The WebSocket is named too, because Safari before 15.4 does not count it as 'self'.
    """
    url = urlsplit(public_url)
    own = "" if script is None else f" '{digest_of(script)}'"
    socket = ("wss://" if url.scheme == "https" else "ws://") + url.netloc
    return "; ".join(
        (
            "default-src 'self'",
            f"script-src 'self'{own}",
            "style-src 'self' 'unsafe-inline'",
            "font-src 'self' data:",
            "img-src 'self' data: blob:",
            f"connect-src 'self' {socket}",
            "object-src 'none'",
            "base-uri 'self'",
            "form-action 'self'",
            "frame-ancestors 'none'",
        )
    )


def digest_of(content: str) -> str:
    """How a policy names an inline style or script."""
    return "sha256-" + base64.b64encode(hashlib.sha256(content.encode()).digest()).decode()
