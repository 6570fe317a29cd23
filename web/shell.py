"""The page that Streamlit starts in, in the visitor's language, and which addresses are pages at all.

Streamlit answers any path with its English shell and then says on the screen which pages there are. Here `/` is
the citizens' page; any other page is for those who are signed in, and a stranger is led to the sign-in from every
such path alike, whether it exists or not. What Streamlit names in English only, a script of ours names again.
"""

import re
from collections.abc import Sequence
from functools import cache
from html import escape
from typing import Final
from urllib.parse import urlencode

from starlette.exceptions import HTTPException
from starlette.middleware.exceptions import ExceptionMiddleware
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import Route, Router
from starlette.types import ASGIApp, Receive, Scope, Send

from access import Reader, may_somewhere
from access.addresses import LANGUAGE_PARAMETER, OFFICE_PAGES, SIGN_IN
from jobs.packed import COMPRESSORS, streamlit_folder
from web.encoding import taken
from web.names import naming_address
from web.opening import CODE, opening
from web.pages import NEVER_STORED, not_found, translator
from web.static import STATIC, static_file
from web.visitor import NEXT_PARAMETER, signed_in
from words import DEFAULT, Translator, language

THEME_COLOUR: Final = "#0B5CAD"

_STREAMLITS_DOORS: Final = frozenset({"/_stcore/health", "/_stcore/host-config", "/favicon.png"})
"""What its pages ask for, beside the socket. Its other doors stay shut: uploads, which nobody needs and anyone
could fill the memory with; files and components, which are handed out without asking for a right; counts of
visits."""
_COMMENT: Final = "<!--(?:(?!-->).)*?-->"
_A_PAGE: Final = re.compile(r"/[a-z0-9-]{1,40}")


class ShellChanged(RuntimeError):
    """Streamlit's start page no longer looks as this version of ours expects; it is not served half changed."""


class Shell:
    """ASGI middleware that answers our own addresses and what would be a page of Streamlit's; the rest passes.

    Our own pages need nothing of what Streamlit puts before its routes, which took as long as drawing a form does.
    """

    def __init__(self, app: ASGIApp, own: Sequence[Route]) -> None:
        self._app = app
        self._own = ExceptionMiddleware(Router(own, redirect_slashes=False), {HTTPException: _no_such_page})
        self._own_paths = frozenset(route.path for route in own if not route.param_convertors)
        self._own_patterns = [route.path_regex for route in own if route.param_convertors]
        shell_page(DEFAULT)  # a Streamlit that changed is noticed at the start, not by a citizen

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
        elif self._is_own(scope["path"]):
            await self._own(scope, receive, send)
        elif scope["path"] in _STREAMLITS_DOORS:
            await self._app(scope, receive, send)
        else:
            response = await _answer(Request(scope))
            await response(scope, receive, send)

    def _is_own(self, path: str) -> bool:
        return path in self._own_paths or any(pattern.match(path) for pattern in self._own_patterns)


async def _no_such_page(request: Request, _: Exception) -> Response:
    """Of our own addresses, asked in a way that they do not answer."""
    return not_found(request)


async def _answer(request: Request) -> Response:
    path = request.url.path
    if request.method not in ("GET", "HEAD"):
        return not_found(request)
    if path.startswith(STATIC):
        return await static_file(request)
    if path == "/":
        code = request.query_params.get(CODE, "").strip()
        return await opening(request, code) if code else _shell(request)
    if not _A_PAGE.fullmatch(path):
        return not_found(request)
    reader = await signed_in(request)
    if reader is not None:
        return _shell(request) if _is_open_to(reader, path) else not_found(request)
    query = urlencode({NEXT_PARAMETER: path, LANGUAGE_PARAMETER: translator(request).code})
    return RedirectResponse(f"{SIGN_IN}?{query}", 303, headers=NEVER_STORED)


def _is_open_to(reader: Reader, path: str) -> bool:
    """What a reader may not open looks like what is not there, in their language."""
    return path in OFFICE_PAGES and may_somewhere(reader, OFFICE_PAGES[path])


def _shell(request: Request) -> Response:
    code = translator(request).code
    encoding = taken(request, ("br", "gzip"))
    headers = {"Cache-Control": "no-cache", "Vary": "Accept-Encoding"}
    if encoding:
        headers["Content-Encoding"] = encoding
    return Response(shell_page(code, encoding), media_type="text/html", headers=headers)


@cache
def shell_page(code: str, encoding: str | None = None) -> bytes:
    """Streamlit's start page in this language, compressed as asked, made once. Raises ShellChanged."""
    if encoding is not None:
        return COMPRESSORS[encoding](shell_page(code), True)
    index = (streamlit_folder() / "index.html").read_text(encoding="utf-8")
    return translated(index, language(code)).encode()


def translated(index: str, t: Translator) -> str:
    """Streamlit's start page with our language, title and noscript, and without what we do not serve.

    Dropped are the pointer to Streamlit's interface for programs, which is off, and the one inline script, which
    only concerns search engines, so that the content security policy needs no exception.
    """
    title = escape(t("Your opinion of the one-stop counter"))
    head = (
        f'<title>{title}</title>\n    <meta name="theme-color" content="{THEME_COLOUR}" />\n'
        '    <meta name="color-scheme" content="light" />\n'
        f'    <script src="{escape(naming_address(t.code))}" async></script>'
    )
    sentence = escape(
        t("This page needs JavaScript. Please turn it on in your browser and open the page again.")
    )
    for pattern, replacement in (
        (r"<!--.*?-->\s*(?=<!DOCTYPE)", ""),
        (r'<html lang="en">', f'<html lang="{t.code}">'),
        (r"<title>Streamlit</title>", head),
        (r"<noscript>.*?</noscript>", f"<noscript><p>{sentence}</p></noscript>"),
        (rf'{_COMMENT}\s*<link rel="service-desc"[^>]*>\s*', ""),
        (rf"{_COMMENT}\s*<script>\s*window\.prerenderReady = false\s*</script>\s*", ""),
    ):
        index = _replaced(index, pattern, replacement)
    return index


def _replaced(index: str, pattern: str, replacement: str) -> str:
    parts = re.split(pattern, index, flags=re.DOTALL)
    if len(parts) != 2:
        raise ShellChanged(f"{pattern} was found {len(parts) - 1} times")
    return replacement.join(parts)
