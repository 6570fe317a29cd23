"""What a plain form sent: small, urlencoded, text."""

from asyncio import timeout
from collections.abc import Mapping
from typing import Final
from urllib.parse import parse_qsl

from starlette.requests import ClientDisconnect, Request

LARGEST_FORM: Final = 16_384
"""Bytes; ours are far below."""

MOST_FIELDS: Final = 20

BODY_SECONDS: Final = 60.0
"""In which a body has come whole: the largest form takes half of it at 20 kbit/s."""


class BodyTooLarge(ValueError):
    """More bytes than are read."""


class BodyCutOff(ValueError):
    """The sender went away, or was too slow, before all of it had come."""


class FormRefused(ValueError):
    """What came is no form of ours: too large, cut off, too many fields, or another kind of content."""


async def read_form(
    request: Request, *, largest: int = LARGEST_FORM, most_fields: int = MOST_FIELDS
) -> Mapping[str, str]:
    """The fields by name, the last one of each. Raises FormRefused before more than `largest` bytes were kept."""
    kind = content_type(request)
    if kind != "application/x-www-form-urlencoded":
        raise FormRefused(f"content type {kind[:60]!r}")
    try:
        body = await body_within(request, largest)
        pairs = parse_qsl(
            body.decode("utf-8"), keep_blank_values=True, max_num_fields=most_fields, errors="strict"
        )
    except ValueError as error:
        raise FormRefused("not readable") from error
    return dict(pairs)


def content_type(request: Request) -> str:
    """What the sender says it is, in small letters and without parameters."""
    return request.headers.get("content-type", "").partition(";")[0].strip().lower()


async def body_within(request: Request, largest: int) -> bytes:
    """The body. Raises BodyTooLarge as soon as more than `largest` bytes have come, BodyCutOff."""
    body = bytearray()
    try:
        async with timeout(BODY_SECONDS):
            async for chunk in request.stream():
                body += chunk
                if len(body) > largest:
                    raise BodyTooLarge
    except (ClientDisconnect, TimeoutError) as error:
        raise BodyCutOff from error
    return bytes(body)


def whole_number(text: str, longest: int) -> int | None:
    """A number of at most so many digits, as it stands in an address or a form; None for anything else."""
    return int(text) if text.isascii() and text.isdigit() and len(text) <= longest else None
