"""What is sent to a browser without what it does not need: the worst network is the one to build for."""

import json

from web.pages import TEMPLATES


def lean(name: str) -> str:
    """A style sheet or script of the templates without its indents and comments."""
    lines = (line.strip() for line in (TEMPLATES / name).read_text(encoding="utf-8").splitlines())
    return "\n".join(line for line in lines if line and not line.startswith("/*"))


def compact(content: object) -> str:
    """As JSON without a space too many."""
    return json.dumps(content, ensure_ascii=False, separators=(",", ":"))
