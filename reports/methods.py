"""The pages on methods in `docs/methods`: what there is, and how each is called. `web` serves them."""

import re
from functools import cache
from pathlib import Path
from typing import Final

from words import DEFAULT, SOURCE

FOLDER: Final = Path(__file__).parents[1] / "docs" / "methods"
FILE_NAME: Final = re.compile(r"(?P<name>\d\d-[a-z0-9-]+)\.(?P<code>[a-z]{2})\.md")


@cache
def method_names() -> tuple[str, ...]:
    """The names of all pages, in the order of their numbers: `01-index`, ..."""
    found = filter(None, map(FILE_NAME.fullmatch, (file.name for file in FOLDER.iterdir())))
    return tuple(sorted(match["name"] for match in found if match["code"] == DEFAULT))


@cache
def written_method(name: str, code: str) -> str:
    """A page's Markdown, in English where there is none in that language. Raises FileNotFoundError."""
    file = FOLDER / f"{name}.{code}.md"
    return (file if file.exists() else FOLDER / f"{name}.{SOURCE}.md").read_text(encoding="utf-8")


def method_title(name: str, code: str) -> str:
    """The first line of a page: "1 · Chỉ số hài lòng"."""
    return written_method(name, code).partition("\n")[0].removeprefix("# ")
