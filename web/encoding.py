"""A page made for one visitor, compressed as its browser takes it."""

import gzip
from collections.abc import Mapping
from typing import Final

from starlette.requests import Request
from starlette.responses import Response

_LEVEL: Final = 6
_SMALL: Final = 600
"""Bytes below which compressing saves nothing on the way."""


def encoded(
    request: Request,
    content: bytes,
    media_type: str,
    *,
    status: int = 200,
    headers: Mapping[str, str] | None = None,
) -> Response:
    """The answer, with gzip where the browser offers it and it is worth it."""
    told = {**(headers or {}), "Vary": "Accept-Encoding"}
    if len(content) >= _SMALL and "gzip" in request.headers.get("accept-encoding", ""):
        content, told["Content-Encoding"] = gzip.compress(content, _LEVEL, mtime=0), "gzip"
    return Response(content, status, headers=told, media_type=media_type)
