"""A page made for one visitor, compressed as its browser takes it."""

import gzip
from collections.abc import Callable, Mapping, Sequence
from typing import Final

import brotli
from starlette.requests import Request
from starlette.responses import Response

from jobs.packed import WORTH


def encoded(
    request: Request,
    content: bytes,
    media_type: str,
    *,
    status: int = 200,
    headers: Mapping[str, str] | None = None,
) -> Response:
    """The answer, compressed where the browser offers it and it is worth it."""
    told = {"Vary": "Accept-Encoding", **(headers or {})}
    encoding = taken(request, list(_QUICKLY))
    if encoding and len(content) >= WORTH:
        content, told["Content-Encoding"] = _QUICKLY[encoding](content), encoding
    return Response(content, status, headers=told, media_type=media_type)


def taken(request: Request, offered: Sequence[str]) -> str | None:
    """The first of the encodings offered that the browser takes; None where it takes none of them.

    Browsers name brotli over HTTPS and on their own machine only; over plain HTTP it is gzip.
    """
    accepted = set()
    for part in request.headers.get("accept-encoding", "").lower().split(","):
        name, _, weight = part.partition(";")
        if weight.replace(" ", "") not in {"q=0", "q=0.0", "q=0.00", "q=0.000"}:
            accepted.add(name.strip())
    return next((encoding for encoding in offered if encoding in accepted), None)


def _brotli(content: bytes) -> bytes:
    packed: bytes = brotli.compress(content, mode=brotli.MODE_TEXT, quality=5)
    return packed


def _gzip(content: bytes) -> bytes:
    return gzip.compress(content, 6, mtime=0)


_QUICKLY: Final[Mapping[str, Callable[[bytes], bytes]]] = {"br": _brotli, "gzip": _gzip}
"""Half a millisecond for a page of 20 kB: as long as gzip takes, and a tenth smaller."""
