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

_BODY: Final = "<main"
"""Where pages begin to differ from one place to the next."""

_LONGEST_HEADER: Final = 200
"""Letters of what browsers say they take; they say about thirty, and what was said is kept."""


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


def unchanged(request: Request, tag: str, headers: Mapping[str, str]) -> Response | None:
    """The short answer to a browser that has what this tag stands for; None where it has to be sent."""
    if request.headers.get("if-none-match") != tag:
        return None
    return Response(status_code=304, headers=headers)


class _Half:
    """The beginning of a page with its compression half done; pages that begin alike share it, 250 kB each."""

    def __init__(self, beginning: str) -> None:
        self.plain = beginning.encode()
        self._state: Any = zlib_ng.compressobj(_GZIP_LEVEL, wbits=_GZIP)
        self._packed = self._state.compress(self.plain)

    def packed(self, rest: bytes) -> bytes:
        state = self._state.copy()
        packed: bytes = self._packed + state.compress(rest) + state.flush()
        return packed


_half = lru_cache(maxsize=32)(_Half)


class Prepared:
    """A page made beforehand, with gaps in which openings differ.

    What stands before its body is compressed once: a page costs the compression of the rest. That is done with gzip
    alone, whose half-finished state can be copied; brotli would take four times as long for one byte in twelve.
    """

    def __init__(self, html: str, gaps: Sequence[str]) -> None:
        """`gaps` stand in the page once each, in this order, and behind the place where its body begins."""
        beginning, found, html = html.partition(_BODY)
        self._half, html, parts = _half(beginning), found + html, []
        for gap in gaps:
            part, found, html = html.partition(gap)
            if not found:
                raise GapMissing(gap)
            parts.append(part)
        self._first, *self._between = (*parts, html)

    def response(self, request: Request, values: Sequence[str], headers: Mapping[str, str]) -> Response:
        """The page with something in each of its gaps."""
        filled = chain.from_iterable(zip(values, self._between, strict=True))
        rest = (self._first + "".join(filled)).encode()
        told = {"Vary": "Accept-Encoding", **headers}
        if taken(request, ("gzip",)):
            told["Content-Encoding"] = "gzip"
            content = self._half.packed(rest)
        else:
            content = self._half.plain + rest
        return Response(content, headers=told, media_type=HTML)


class GapMissing(LookupError):
    """A page does not have this gap, or not in this place."""


def taken(request: Request, offered: Sequence[str]) -> str | None:
    """The first of the encodings offered that the browser takes; None where it takes none of them.

    Browsers name brotli over HTTPS and on their own machine only; over plain HTTP it is gzip.
    """
    header = request.headers.get("accept-encoding", "")
    accepted = _accepted(header if len(header) <= _LONGEST_HEADER else "")
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
