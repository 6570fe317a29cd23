"""What Streamlit's form says while its line to the server is lost, and once it is back.

Streamlit says it in English, if at all. The script comes with what is fetched while the first question is read: it is
needed only later, and the page that opens the form has no room for it.
"""

import hashlib
from functools import cache
from typing import Final

from starlette.requests import Request
from starlette.responses import Response

from web.encoding import encoded
from web.lean import compact, lean
from words import Translator, language, languages

LINE: Final = "/p/mat-mang.js"


async def line_script(request: Request) -> Response:
    """`LINE`; asked for with its digest, so it may be kept for good."""
    headers = {"Cache-Control": "public, max-age=31536000, immutable"}
    return encoded(request, _script().encode(), "text/javascript; charset=utf-8", headers=headers)


@cache
def line_address() -> str:
    """Another one as soon as the script is another."""
    return f"{LINE}?{hashlib.sha256(_script().encode()).hexdigest()[:8]}"


@cache
def _script() -> str:
    """With what it says in every language: the language of a form may be changed while it is open."""
    said = compact({code: _said(language(code)) for code in languages()})
    return lean("line.js").replace("SENTENCES", said)


def _said(t: Translator) -> dict[str, str]:
    """Every sentence by the name that the script calls it."""
    return {
        "lost": t("The connection is lost."),
        "kept": t(
            "Your answers are still on this page; please do not close it. With network again you can go on."
        ),
        "hurry": t("If you cannot wait, answer anew in the quick form; it needs network only to open."),
        "quick": t("Open the quick form"),
        "not_yet": t("There is no network yet, so it could not be opened."),
        "back": t("Connected again."),
        "anew": t("The system was restarted, so the form begins again; please answer once more."),
    }
