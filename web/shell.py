"""The page that Streamlit starts in, in the visitor's language, and which addresses are pages at all.

Streamlit answers any path with its English shell and then says on the screen which pages there are. Here `/` is
the citizens' page; any other page is for those who are signed in, and a stranger is led to the sign-in from every
such path alike, whether it exists or not.
"""

import gzip
import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from html import escape
from importlib.util import find_spec
from pathlib import Path
from typing import Final
from urllib.parse import urlencode

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import Route
from starlette.types import ASGIApp, Receive, Scope, Send

from access import Reader, may_somewhere
from access.addresses import LANGUAGE_PARAMETER, OFFICE_PAGES, SIGN_IN
from web.pages import NEVER_STORED, not_found, translator
from web.visitor import NEXT_PARAMETER, signed_in
from words import DEFAULT, Translator, language

THEME_COLOUR: Final = "#0B5CAD"

_STATIC: Final = "static"
_STREAMLITS_DOORS: Final = frozenset(
    {"/_stcore/health", "/_stcore/host-config", "/_stcore/stream", "/favicon.png", "/manifest.json"}
)
"""What its pages ask for. Its other doors stay shut: uploads, which nobody needs and anyone could fill the memory
with; files and components, which are handed out without asking for a right; counts of visits."""
_COMMENT: Final = "<!--(?:(?!-->).)*?-->"
_A_PAGE: Final = re.compile(r"/[a-z0-9-]{1,40}")


class ShellChanged(RuntimeError):
    """Streamlit's start page no longer looks as this version of ours expects; it is not served half changed."""


@dataclass(frozen=True, slots=True)
class ShellPage:
    """Streamlit's start page in one language, plain and compressed."""

    plain: bytes
    compressed: bytes


class Shell:
    """ASGI middleware that answers what would be a page of Streamlit's, and lets everything else pass."""

    def __init__(self, app: ASGIApp, own: Sequence[Route]) -> None:
        self._app = app
        self._own_paths = frozenset(route.path for route in own if not route.param_convertors)
        self._own_patterns = [route.path_regex for route in own if route.param_convertors]
        _streamlits_files()
        shell_page(DEFAULT)  # a Streamlit that changed is noticed at the start, not by a citizen

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http" or self._passes(scope["path"]):
            await self._app(scope, receive, send)
        else:
            response = await _page(Request(scope))
            await response(scope, receive, send)

    def _passes(self, path: str) -> bool:
        ours = path in self._own_paths or any(pattern.match(path) for pattern in self._own_patterns)
        return ours or path in _STREAMLITS_DOORS or path in _streamlits_files()


async def _page(request: Request) -> Response:
    path = request.url.path
    if request.method not in ("GET", "HEAD"):
        return not_found(request)
    if path == "/":
        return _shell(request)
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
    shell = shell_page(translator(request).code)
    headers = {"Cache-Control": "no-cache", "Vary": "Accept-Encoding"}
    if "gzip" in request.headers.get("accept-encoding", ""):
        return Response(
            shell.compressed, media_type="text/html", headers={**headers, "Content-Encoding": "gzip"}
        )
    return Response(shell.plain, media_type="text/html", headers=headers)


@cache
def shell_page(code: str) -> ShellPage:
    """Streamlit's start page in this language, made once. Raises ShellChanged."""
    plain = translated(_index().read_text(encoding="utf-8"), language(code)).encode()
    return ShellPage(plain, gzip.compress(plain, mtime=0))


def translated(index: str, t: Translator) -> str:
    """Streamlit's start page with our language, title and noscript, and without what we do not serve.

    Dropped are the pointer to Streamlit's interface for programs, which is off, and the one inline script, which
    only concerns search engines, so that the content security policy needs no exception.
    """
    title = escape(t("Your opinion of the one-stop counter"))
    head = (
        f'<title>{title}</title>\n    <meta name="theme-color" content="{THEME_COLOUR}" />\n'
        '    <meta name="color-scheme" content="light" />'
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


@cache
def _streamlits_files() -> frozenset[str]:
    """The addresses of the files that its pages fetch. It answers any other below them with its English shell."""
    top = _index().parent
    found = (path for path in (top / _STATIC).rglob("*") if path.is_file())
    files = frozenset(f"/{path.relative_to(top).as_posix()}" for path in found)
    if not files:
        raise ShellChanged(f"{top} has no files in {_STATIC}")
    return files


def _index() -> Path:
    """Where the installed Streamlit keeps its start page; the package is found, not imported."""
    spec = find_spec("streamlit")
    if spec is None or not spec.submodule_search_locations:
        raise ShellChanged("streamlit is not installed")
    return Path(spec.submodule_search_locations[0]) / "static" / "index.html"
