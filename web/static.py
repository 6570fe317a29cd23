"""Streamlit's own files, and the few that a citizen's form has in their place, compressed once and kept for good.

Not by ServeStatic or another kept library: they look for the compressed file beside the original, which lies in the
installed package, and open files in threads for every request. What is served is a closed list, so no path leads
outside it.
"""

import hashlib
import logging
import re
import threading
from collections.abc import Mapping
from functools import cache, lru_cache
from pathlib import Path
from typing import Final

from starlette.requests import Request
from starlette.responses import Response

from jobs.form_files import pack_streamlit
from jobs.heavy import WorkDied, WorkTookTooLong, run_apart_here
from jobs.packed import ENCODINGS, assets
from settings import settings
from web.encoding import taken, unchanged
from web.pages import not_found

STATIC: Final = "/static/"

_ICONS: Final = Path(__file__).parent / "fonts" / "icons.woff2"
_HASHED: Final = re.compile(r"[.-][\w-]{8}\.\w+$")
"""How the name of a file ends that is another file as soon as it holds something else."""
_FOR_GOOD: Final = "public, max-age=31536000, immutable"
_TYPES: Final = {
    ".js": "text/javascript",
    ".css": "text/css",
    ".woff2": "font/woff2",
    ".png": "image/png",
    ".gif": "image/gif",
    ".svg": "image/svg+xml",
}

_log = logging.getLogger(__name__)


async def static_file(request: Request) -> Response:
    """A file below `/static/`; what is no file is nowhere."""
    path = request.url.path.removeprefix(STATIC)
    file = _files().get(path)
    if file is None:
        return not_found(request)
    headers = {"Cache-Control": _FOR_GOOD, "Vary": "Accept-Encoding"}
    if not _HASHED.search(path):
        headers |= {"Cache-Control": "no-cache", "ETag": _etag(file)}
        if known := unchanged(request, headers["ETag"], headers):
            return known
    encoding = taken(request, _kept_in(path))
    if encoding:
        headers["Content-Encoding"] = encoding
    kept = assets(settings().var_dir).packed(path, encoding) if encoding else file
    return Response(_bytes(kept), media_type=_TYPES.get(file.suffix), headers=headers)


@cache
def icons_path() -> str:
    """Where a citizen's page finds its icons, below `/static/`."""
    return f"media/icons.{hashlib.sha256(_ICONS.read_bytes()).hexdigest()[:8]}.woff2"


@cache
def _files() -> Mapping[str, Path]:
    """Everything there is, by its path below `/static/`."""
    return {**assets(settings().var_dir).files, icons_path(): _ICONS}


def _kept_in(path: str) -> list[str]:
    """The encodings in which this file is kept: none before compressing has come to it, or where it is no use."""
    found = assets(settings().var_dir)
    if not found.ready:
        _begin_packing()
    return [encoding for encoding in ENCODINGS if found.packed(path, encoding).exists()]


@cache
def _begin_packing() -> None:
    """Once in the life of a server that was started without being prepared."""
    threading.Thread(target=_pack_apart, name="compress", daemon=True).start()


def _pack_apart() -> None:
    """Until it is done, files go out as they are; where it cannot be done, they always do."""
    try:
        run_apart_here(pack_streamlit, settings().var_dir)
    except (WorkDied, WorkTookTooLong, OSError) as error:
        _log.warning("Streamlit's files are served uncompressed: %s", error)


@lru_cache(maxsize=512)
def _bytes(file: Path) -> bytes:
    """The content of a file that never changes under its name; what citizens load is half a megabyte."""
    return file.read_bytes()


@lru_cache(maxsize=512)
def _etag(file: Path) -> str:
    return f'"{hashlib.sha256(_bytes(file)).hexdigest()[:16]}"'
