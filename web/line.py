"""What Streamlit's form says while its line to the server is lost, and once it is back; where focus goes with a step.

Streamlit says it in English, if at all, and leaves whoever goes by keyboard at the top of the page. The script comes
with what is fetched while the first question is read: it is needed only later, and the page that opens the form has
no room for it.
"""

from functools import cache
from typing import Final

from starlette.requests import Request
from starlette.responses import Response

from web.kept import address_of, kept_script
from web.lean import compact, lean
from words import Translator, language, languages

LINE: Final = "/p/mat-mang.js"


async def line_script(request: Request) -> Response:
    """`LINE`; asked for with its digest, so it may be kept for good."""
    return kept_script(request, _script())


@cache
def line_address() -> str:
    """Where the script is asked for."""
    return address_of(_script(), LINE)


@cache
def _script() -> str:
    """With what it says in every language: the language of a form may be changed while it is open."""
    said = compact({code: _said(language(code)) for code in languages()})
    return lean("line.js").replace("SENTENCES", said) + ";" + lean("follow.js")


def lost_sentence(t: Translator) -> str:
    """What the page says of a lost line where the script did not arrive."""
    return f"{_lost(t)} {_kept(t)}"


def _said(t: Translator) -> dict[str, str]:
    """Every sentence by the name that the script calls it."""
    return {
        "lost": _lost(t),
        "kept": _kept(t),
        "hurry": t("If you cannot wait, answer anew in the quick form; it needs network only to open."),
        "quick": t("Open the quick form"),
        "opening": t("Opening the form…"),
        "not_yet": t("It could not be opened yet; please try again in a moment."),
        "back": t("Connected again."),
        "anew": t("The system was restarted, so the form begins again; please answer once more."),
    }


def _lost(t: Translator) -> str:
    return t("The connection to the system is lost.")


def _kept(t: Translator) -> str:
    return t(
        "Your answers are still on this page; please do not close it. Once connected again you can go on."
    )
