"""What Streamlit names in English only and offers no setting for, named in the reader's language.

It changes no more than these words, and only where Streamlit has said them. Numbers that Streamlit writes by itself,
as in its tables, are written as in the page's language, whichever the browser's is.
"""

from functools import cache
from typing import Final

from starlette.requests import Request
from starlette.responses import Response

from access.addresses import LANGUAGE_PARAMETER
from web.kept import address_of, kept_script
from web.lean import compact, lean
from web.pages import translator
from words import Translator, language

NAMES: Final = "/ten-goi.js"


async def naming_script(request: Request) -> Response:
    """`NAMES` in the language asked for; asked for with its digest, so it may be kept for good."""
    return kept_script(request, _script(translator(request).code))


@cache
def naming_address(code: str) -> str:
    """Where the script in this language is asked for."""
    return address_of(_script(code), NAMES, **{LANGUAGE_PARAMETER: code})


@cache
def _script(code: str) -> str:
    return lean("names.js").replace("NAMES", compact(_names(language(code))))


def _names(t: Translator) -> dict[str, str]:
    """By Streamlit's own words: what is read aloud of its buttons, and what it says when the line is lost."""
    return {
        "Skip to main content": t("Skip to the content"),
        "Sidebar": t("Menu beside the page"),
        "Expand sidebar": t("Open the menu beside the page"),
        "Collapse sidebar": t("Close the menu beside the page"),
        "Choose an option": t("Choose"),
        "Open": t("Open the list"),
        "Close": t("Close"),
        "Link to heading": t("Link to this heading"),
        "Show/hide columns": t("Show or hide columns"),
        "Search": t("Search in the table"),
        "Fullscreen": t("Full screen"),
        "Connecting": t("Connecting"),
        "Connection error": t("The connection to the system is lost."),
        "Streamlit server is not responding. Are you connected to the internet?": t(
            "The server does not answer. Please check the network; the page goes on by itself."
        ),
    }
