"""Our own plain pages: one style, any number of languages, and at most one script that they work without."""

from functools import cache
from pathlib import Path
from typing import Final

from jinja2 import Environment, FileSystemLoader, StrictUndefined, select_autoescape
from starlette.requests import Request
from starlette.responses import Response

from access.addresses import LANGUAGE_PARAMETER, SIGN_IN
from settings import settings
from web.encoding import HTML, encoded
from web.headers import digest_of, of_every_page
from words import DEFAULT, Translator, language, languages

TEMPLATES: Final = Path(__file__).parent / "templates"
NEVER_STORED: Final = {"Cache-Control": "no-store"}


def translator(request: Request) -> Translator:
    """The language that the address asks for, or Vietnamese."""
    asked = request.query_params.get(LANGUAGE_PARAMETER, DEFAULT)
    return language(asked if asked in languages() else DEFAULT)


def own_page(
    request: Request,
    template: str,
    title: str,
    *,
    status: int = 200,
    script: str | None = None,
    **values: object,
) -> Response:
    """A page made from a template, with a script if it has one; it is never kept by a browser or a proxy."""
    t = translator(request)
    html = (
        templates()
        .get_template(template)
        .render(
            values,
            title=title,
            lang=t.code,
            style=style(),
            script=script or "",
            site=t("One-stop feedback"),
            here=here(request, t.code),
            home=f"/?{LANGUAGE_PARAMETER}={t.code}",
            notes=site_notes(t),
            others=[(language(code), here(request, code)) for code in languages() if code != t.code],
        )
    )
    headers = {
        **NEVER_STORED,
        "Content-Security-Policy": own_policy() if script is None else policy(style(), script),
    }
    return encoded(request, html.encode(), HTML, status=status, headers=headers)


def sorry(request: Request, sentence: str, status: int, *, offer_sign_in: bool = False) -> Response:
    """A page that says one sentence and leads back."""
    t = translator(request)
    sign_in = (t("Sign in"), f"{SIGN_IN}?{LANGUAGE_PARAMETER}={t.code}") if offer_sign_in else None
    return own_page(
        request,
        "sorry.html",
        t("Sorry"),
        status=status,
        sentence=sentence,
        back=t("To the first page"),
        sign_in=sign_in,
    )


def not_found(request: Request) -> Response:
    """The same page for what is not there and for what a reader may not know of."""
    t = translator(request)
    return sorry(request, t("There is nothing at this address."), 404)


async def server_error(request: Request, error: Exception) -> Response:
    """What a person reads when something broke; whatever adds headers on the way out was broken through."""
    t = translator(request)
    page = sorry(request, t("The system has a problem just now. Please try again in a few minutes."), 500)
    for name, value in of_every_page(settings().public_url).items():
        page.headers.setdefault(name, value)
    return page


def here(request: Request, code: str) -> str:
    """The address of this page in a language; always on this server, whatever slashes the path begins with."""
    url = request.url.include_query_params(**{LANGUAGE_PARAMETER: code})
    return "/" + url.path.lstrip("/\\") + "?" + url.query


@cache
def style() -> str:
    """The one style sheet, set into every page so that a page is one request."""
    return (TEMPLATES / "style.css").read_text(encoding="utf-8")


@cache
def own_policy() -> str:
    """What a browser may load for a page of ours: this style sheet, and nothing else."""
    return policy(style())


def policy(style_sheet: str, script: str | None = None) -> str:
    """What a browser may load for a page with just this in it; a script may ask this server, and load from it."""
    scripted = "" if script is None else f"script-src 'self' '{digest_of(script)}'; connect-src 'self'; "
    pictures = "'self'" if script is None else "data:"
    return (
        f"default-src 'none'; style-src '{digest_of(style_sheet)}'; {scripted}img-src {pictures}; "
        "form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
    )


def site_notes(t: Translator) -> list[str]:
    """What stands above every page of a trial."""
    notes = []
    if settings().demo:
        notes.append(t("SAMPLE DATA: no real citizens, officers or results."))
    if settings().live:
        notes.append(t("Figures are updated at once, for demonstration only."))
    return notes


@cache
def templates() -> Environment:
    """Our pages, escaped; a value that is missing is an error."""
    return Environment(
        loader=FileSystemLoader(TEMPLATES),
        autoescape=select_autoescape(["html"]),
        undefined=StrictUndefined,
        auto_reload=False,  # else every page looks at its files
        trim_blocks=True,
        lstrip_blocks=True,
    )
