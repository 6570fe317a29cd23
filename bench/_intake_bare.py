"""The least that could serve and read the quick form: two routes as Starlette gives them.

The page is the same for everybody and lies in the file that the environment names: compressed beforehand, or plain
where Starlette's own middleware is to compress it for each visitor, as ours must be. Nothing is checked, signed or
stored. Started as our server is: ``streamlit run bench/_intake_bare.py``.
"""

import os
from pathlib import Path
from urllib.parse import urlencode

from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.middleware.gzip import GZipMiddleware
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

PAGE = "BARE_PAGE"
"""The variable with the path of the page; what ends in `.gz` is compressed."""

_FILE = Path(os.environ.get(PAGE, os.devnull))
_PAGE = _FILE.read_bytes()
_PACKED = _FILE.suffix == ".gz"
_HEADERS = {"Content-Encoding": "gzip"} if _PACKED else {}


async def opened(_: Request) -> Response:
    """The same form for everybody."""
    return Response(_PAGE, headers=_HEADERS, media_type="text/html")


async def sent(request: Request) -> Response:
    """What was sent, read and said again."""
    form = await request.form()
    fields = [(name, str(value)) for name, value in form.multi_items()]
    return Response("echo " + urlencode(fields), media_type="text/plain")


async def well(_: Request) -> Response:
    """It has started."""
    return Response("ok")


app = Starlette(
    middleware=[] if _PACKED else [Middleware(GZipMiddleware)],
    routes=[
        Route("/q/{code}", opened, methods=["GET"]),
        Route("/q/{code}", sent, methods=["POST"]),
        Route("/_stcore/health", well, methods=["GET"]),
    ],
)
