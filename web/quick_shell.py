"""What every page of the quick form is drawn in: one style sheet, one script, and no request beside them."""

from functools import cache

from starlette.requests import Request
from starlette.responses import Response

from web.encoding import HTML, encoded
from web.lean import lean
from web.outbox import OUTBOX
from web.pages import NEVER_STORED, policy, site_notes, templates
from words import Translator


def quick_html(template: str, title: str, t: Translator, **values: object) -> str:
    """A page from a template below `quick_shell.html`."""
    made = templates().get_template(template)
    return made.render(
        values,
        title=title,
        lang=t.code,
        style=_style(),
        script=_script(),
        outbox=OUTBOX,
        notes=site_notes(t),
    )


def quick_answer(request: Request, html: str, status: int = 200) -> Response:
    """The page on its way; no browser and no proxy keeps it."""
    return encoded(request, html.encode(), HTML, status=status, headers=quick_headers())


def quick_headers() -> dict[str, str]:
    """What goes with every page of the quick form."""
    return {**NEVER_STORED, "Content-Security-Policy": _policy()}


@cache
def _style() -> str:
    return lean("quick.css")


@cache
def _script() -> str:
    return lean("quick.js")


@cache
def _policy() -> str:
    """This style sheet, this script and the outbox, and nothing else from anywhere."""
    return policy(_style(), _script())
