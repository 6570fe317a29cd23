"""A signed head in one line, as a file of results carries it; and found again in whatever holds one."""

import re
from typing import Final

_IN_ONE_LINE: Final = re.compile(
    r"""([^\s;,"'<>]+)[ ]([0-9]+)[ ]([A-Za-z0-9+/=]+)[ ]([0-9-]+[ ][a-z]+)[ ]—[ ]"""
    r"""([^\s;,"'<>]+)[ ]([A-Za-z0-9+/=]+)"""
)


def in_one_line(note: str) -> str:
    """A published head without its line ends, so that a cell can hold it; `as_published` undoes it."""
    return " ".join(note.split())


def as_published(text: str) -> str:
    """The first head in one line that a text holds, as it was signed; the text itself where it holds none.

    Signatures are not looked at: `trust.heads.Signer.read` does.
    """
    found = _IN_ONE_LINE.search(text)
    if found is None:
        return text
    origin, size, root, until, name, signature = found.groups()
    return f"{origin}\n{size}\n{root}\n{until}\n\n— {name} {signature}\n"
