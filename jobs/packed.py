"""Streamlit's files as browsers take them: compressed once, kept in a folder, never compressed for a request.

Kept by Streamlit's version and by what the files hold, so an upgrade makes a folder of its own. What every page
needs is compressed as far as it goes, which takes three seconds; the rest, 20 MB that only an office's charts ask
for, as far as is quick.
"""

import gzip
import hashlib
import os
import re
import shutil
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from importlib.metadata import version
from importlib.util import find_spec
from pathlib import Path
from typing import Final

import brotli
import zstandard

ENCODINGS: Final = ("br", "zstd", "gzip")
"""What a file is kept in, as a browser names it, the smallest first."""

_SUFFIX: Final = {"br": ".br", "zstd": ".zst", "gzip": ".gz"}
_READY: Final = "ready"
_TEXT: Final = frozenset({".js", ".css", ".svg", ".json", ".html"})
WORTH: Final = 600
"""Bytes below which compressing saves nothing on the way."""
KEPT_IN: Final = "static"
"""The folder in `VAR_DIR`."""

Compressor = Callable[[bytes, bool], bytes]


@dataclass(frozen=True, slots=True)
class Assets:
    """The files that Streamlit's pages load, by their path below `/static/`, and where they are kept compressed."""

    files: Mapping[str, Path]
    scripts: tuple[str, ...]
    """Those that every page loads, in the order of the start page: first the one that begins."""
    folder: Path

    def packed(self, path: str, encoding: str) -> Path:
        """Where this file is kept in this encoding, if it is."""
        return self.folder / (path + _SUFFIX[encoding])

    @property
    def ready(self) -> bool:
        """All of them are kept."""
        return (self.folder / _READY).exists()


class StreamlitMissing(RuntimeError):
    """The installed Streamlit, or its folder of files, is not where it should be."""


@cache
def streamlit_folder() -> Path:
    """Where the installed Streamlit keeps its start page and files; the package is found, not imported."""
    spec = find_spec("streamlit")
    if spec is None or not spec.submodule_search_locations:
        raise StreamlitMissing("streamlit is not installed")
    return Path(spec.submodule_search_locations[0]) / "static"


@cache
def assets(var_dir: Path) -> Assets:
    """The files of the installed Streamlit."""
    root = streamlit_folder()
    return assets_of(root / "static", (root / "index.html").read_text("utf-8"), version("streamlit"), var_dir)


def assets_of(root: Path, index: str, release: str, var_dir: Path) -> Assets:
    """The files below `root`, of which the start page `index` names some."""
    files = {path.relative_to(root).as_posix(): path for path in sorted(root.rglob("*")) if path.is_file()}
    names = hashlib.sha256()
    for path, file in files.items():
        names.update(f"{path} {file.stat().st_size}\n".encode())  # names carry a digest of what they hold
    scripts = tuple(
        path for path in re.findall(r'(?:src|href)="\./static/([^"]+\.js)"', index) if path in files
    )
    return Assets(files, scripts, var_dir / KEPT_IN / f"{release}-{names.hexdigest()[:12]}")


def pack(found: Assets, more_first: Iterable[str] = ()) -> None:
    """Keep every file compressed, those that every page loads first; folders of other versions go.

    Done again it does nothing. Two processes may do it at once: a file appears whole or not at all.
    """
    if found.ready:
        return
    first = {*found.scripts, *more_first}
    for path in sorted(found.files, key=lambda path: (path not in first, path)):
        file = found.files[path]
        if file.suffix in _TEXT and file.stat().st_size >= WORTH:
            _pack_one(found, path, file.read_bytes(), path in first)
    found.folder.mkdir(parents=True, exist_ok=True)
    (found.folder / _READY).touch()
    for other in found.folder.parent.iterdir():
        if other != found.folder:
            shutil.rmtree(other, ignore_errors=True)


def _pack_one(found: Assets, path: str, content: bytes, far: bool) -> None:
    for encoding, compress in COMPRESSORS.items():
        target = found.packed(path, encoding)
        if target.exists():
            continue
        target.parent.mkdir(parents=True, exist_ok=True)
        half = target.with_name(f"{target.name}.{os.getpid()}")
        half.write_bytes(compress(content, far))
        half.replace(target)


def _brotli(content: bytes, far: bool) -> bytes:
    packed: bytes = brotli.compress(content, quality=11 if far else 6, lgwin=22)
    return packed


def _zstd(content: bytes, far: bool) -> bytes:
    return zstandard.ZstdCompressor(level=19 if far else 6).compress(content)


def _gzip(content: bytes, far: bool) -> bytes:
    return gzip.compress(content, 9 if far else 6, mtime=0)


COMPRESSORS: Final[Mapping[str, Compressor]] = {"br": _brotli, "zstd": _zstd, "gzip": _gzip}
"""By encoding: the content, and whether to go as far as it goes."""
