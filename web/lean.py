"""What is sent to a browser without what it does not need: the worst network is the one to build for."""

import json

from web.pages import TEMPLATES


def lean(name: str) -> str:
    """A style sheet or script of the templates without its indents and comments.

    Raises CommentTooLong.
    """
    return _without_comments(name, (TEMPLATES / name).read_text(encoding="utf-8"))


class CommentTooLong(ValueError):
    """A comment that begins a line does not end with it: the rest of it would stay as if it were script."""


def _without_comments(name: str, text: str) -> str:
    lines = [line.strip() for line in text.splitlines()]
    for number, line in enumerate(lines, 1):
        if line.startswith("/*") and (not line.endswith("*/") or line.count("*/") > 1):
            raise CommentTooLong(f"{name}, line {number}")
    return "\n".join(line for line in lines if line and not line.startswith("/*"))


def compact(content: object) -> str:
    """As JSON without a space too many."""
    return json.dumps(content, ensure_ascii=False, separators=(",", ":"))
