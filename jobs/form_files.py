"""Which of Streamlit's files a citizen's form loads beside those of every page, so that none is asked for late.

Streamlit loads what an element needs when the first such element is shown: a round trip to the server, or two where
one file names the next. The names here are those of its elements; what they need is read from the files.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Final

from jobs.packed import Assets, assets, pack

_FIRST_STEP: Final = ("Html", "purify.es", "Button")
_RATINGS: Final = ("Radio", "TextArea")
_IMPORT: Final = re.compile(r"""(?:\bfrom|\bimport)\s*["'`]\./([^"'`]+\.js)["'`]""")


@dataclass(frozen=True, slots=True)
class FormFiles:
    """Paths below `/static/` of the scripts that a form's elements are made with, without those of every page."""

    first_step: tuple[str, ...]
    """A question answered by buttons."""
    ratings: tuple[str, ...]
    """What the ratings need further."""


@cache
def form_files(var_dir: Path) -> FormFiles:
    """Those of the installed Streamlit."""
    return form_files_of(assets(var_dir))


def pack_streamlit(var_dir: Path) -> None:
    """Keep the installed Streamlit's files compressed, a form's as far as it goes; five seconds, once."""
    form = form_files(var_dir)
    pack(assets(var_dir), (*form.first_step, *form.ratings))


def form_files_of(found: Assets) -> FormFiles:
    """A name that is not there is left out: the form then loads it late, which is slower and nothing worse."""
    first = _with_imports(found, _FIRST_STEP, found.scripts)
    return FormFiles(first, _with_imports(found, _RATINGS, {*found.scripts, *first}))


def _with_imports(found: Assets, elements: Iterable[str], known: Iterable[str]) -> tuple[str, ...]:
    wanted: dict[str, None] = {}
    passed = set(known)
    waiting = [path for element in elements for path in _named(found, element)]
    while waiting:
        path = waiting.pop(0)
        if path in passed or path not in found.files:
            continue
        passed.add(path)
        wanted[path] = None
        text = found.files[path].read_text("utf-8")
        waiting += [f"js/{name}" for name in _IMPORT.findall(text)]
    return tuple(wanted)


def _named(found: Assets, element: str) -> list[str]:
    """An element's file: its name, a digest, and nothing between."""
    return [path for path in found.files if re.fullmatch(rf"js/{re.escape(element)}\.[\w-]{{8}}\.js", path)]
