"""A script of ours that browsers keep for good: its address has a digest, so another script has another address."""

import hashlib
from typing import Final
from urllib.parse import urlencode

from starlette.requests import Request
from starlette.responses import Response

from web.encoding import encoded

_DIGEST: Final = "v"
_HEADERS: Final = {"Cache-Control": "public, max-age=31536000, immutable"}


def kept_script(request: Request, script: str) -> Response:
    """The script, for whoever asks with the address of `address_of`."""
    return encoded(request, script.encode(), "text/javascript; charset=utf-8", headers=_HEADERS)


def address_of(script: str, path: str, **parameters: str) -> str:
    """Another one as soon as the script is another."""
    digest = hashlib.sha256(script.encode()).hexdigest()[:8]
    return f"{path}?{urlencode({**parameters, _DIGEST: digest})}"
