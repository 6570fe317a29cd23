"""What a plain form sent: small, urlencoded, text."""

from collections.abc import Mapping
from typing import Final
from urllib.parse import parse_qsl

from starlette.requests import Request

LARGEST_FORM: Final = 16_384
"""Bytes; ours are far below."""

MOST_FIELDS: Final = 20


class FormRefused(ValueError):
    """What came is no form of ours: too large, too many fields, or another kind of content."""


async def read_form(
    request: Request, *, largest: int = LARGEST_FORM, most_fields: int = MOST_FIELDS
) -> Mapping[str, str]:
    """The fields by name, the last one of each. Raises FormRefused before more than `largest` bytes were kept."""
    kind = content_type(request)
    if kind != "application/x-www-form-urlencoded":
        raise FormRefused(f"content type {kind[:60]!r}")
    body = await body_within(request, largest)
    if body is None:
        raise FormRefused("too large")
    try:
        pairs = parse_qsl(
            body.decode("utf-8"), keep_blank_values=True, max_num_fields=most_fields, errors="strict"
        )
    except (UnicodeDecodeError, ValueError) as error:
        raise FormRefused("not readable") from error
    return dict(pairs)


def content_type(request: Request) -> str:
    """What the sender says it is, in small letters and without parameters."""
    return request.headers.get("content-type", "").partition(";")[0].strip().lower()


async def body_within(request: Request, largest: int) -> bytes | None:
    """The body; None as soon as more than `largest` bytes have come."""
    body = bytearray()
    async for chunk in request.stream():
        body += chunk
        if len(body) > largest:
            return None
    return bytes(body)


def whole_number(text: str, longest: int) -> int | None:
    """A number of at most so many digits, as it stands in an address or a form; None for anything else."""
    return int(text) if text.isascii() and text.isdigit() and len(text) <= longest else None
