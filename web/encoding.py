"""A page made for one visitor, compressed as its browser takes it."""

from collections.abc import Callable, Mapping, Sequence
from functools import lru_cache
from itertools import chain
from typing import Any, Final

import brotli
from starlette.requests import Request
from starlette.responses import Response
from zlib_ng import zlib_ng

from jobs.packed import WORTH

HTML: Final = "text/html; charset=utf-8"

_GZIP: Final = 31
"""What `zlib` calls a window of 32 kB with gzip's head and tail."""
_GZIP_LEVEL: Final = 6


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


class Prepared:
    """A page made beforehand, with gaps in which openings differ.

    What stands before the first gap is compressed once: a page costs the compression of the rest. That is done with
    gzip alone, whose half-finished state can be copied; brotli would take four times as long for one byte in twelve.
    """

    def __init__(self, html: str, gaps: Sequence[str]) -> None:
        """`gaps` stand in the page once each, in this order."""
        parts = []
        for gap in gaps:
            part, found, html = html.partition(gap)
            if not found:
                raise GapMissing(gap)
            parts.append(part)
        self._beginning, *self._between = (*parts, html)
        self._half: Any = zlib_ng.compressobj(_GZIP_LEVEL, wbits=_GZIP)
        self._packed = self._half.compress(self._beginning.encode())

    def response(self, request: Request, values: Sequence[str], headers: Mapping[str, str]) -> Response:
        """The page with something in each of its gaps."""
        rest = "".join(chain.from_iterable(zip(values, self._between, strict=True))).encode()
        told = {"Vary": "Accept-Encoding", **headers}
        if taken(request, ("gzip",)):
            told["Content-Encoding"] = "gzip"
            half = self._half.copy()
            content = self._packed + half.compress(rest) + half.flush()
        else:
            content = self._beginning.encode() + rest
        return Response(content, headers=told, media_type=HTML)


class GapMissing(LookupError):
    """A page does not have this gap, or not in this place."""


def taken(request: Request, offered: Sequence[str]) -> str | None:
    """The first of the encodings offered that the browser takes; None where it takes none of them.

    Browsers name brotli over HTTPS and on their own machine only; over plain HTTP it is gzip.
    """
    accepted = _accepted(request.headers.get("accept-encoding", ""))
    return next((encoding for encoding in offered if encoding in accepted), None)


@lru_cache(maxsize=64)
def _accepted(header: str) -> frozenset[str]:
    accepted = set()
    for part in header.lower().split(","):
        name, _, weight = part.partition(";")
        if weight.replace(" ", "") not in {"q=0", "q=0.0", "q=0.00", "q=0.000"}:
            accepted.add(name.strip())
    return frozenset(accepted)


def _brotli(content: bytes) -> bytes:
    packed: bytes = brotli.compress(content, mode=brotli.MODE_TEXT, quality=5)
    return packed


def _gzip(content: bytes) -> bytes:
    return zlib_ng.compress(content, _GZIP_LEVEL, _GZIP)


_QUICKLY: Final[Mapping[str, Callable[[bytes], bytes]]] = {"br": _brotli, "gzip": _gzip}
"""Half a millisecond for a page of 20 kB: as long as gzip takes, and a tenth smaller."""
