"""Names as they are written, where Streamlit reads Markdown."""

import re
from typing import Final

_SIGNS: Final = re.compile(r"([\\`*_\[\]$<~])")


def plain(text: str) -> str:
    """The text as Markdown that shows it letter for letter."""
    return _SIGNS.sub(r"\\\1", text)
