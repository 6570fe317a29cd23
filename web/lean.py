"""What is sent to a browser without what it does not need: the worst network is the one to build for."""

import json

from rcssmin import cssmin
from rjsmin import jsmin

from web.pages import TEMPLATES


def lean(name: str) -> str:
    """A style sheet or script of the templates without its comments and needless spaces."""
    text = (TEMPLATES / name).read_text(encoding="utf-8")
    shorter: str = cssmin(text) if name.endswith(".css") else jsmin(text)
    return shorter.strip()


def compact(content: object) -> str:
    """As JSON without a space too many."""
    return json.dumps(content, ensure_ascii=False, separators=(",", ":"))
