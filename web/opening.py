"""Where a poster's link arrives: one page that becomes Streamlit's form, or leads on to the plain one.

It decides once, before any question is shown. Streamlit's scripts stand in a template, which no browser fetches
anything of; the page's own script puts them in where it stays. Without script, where the browser saves data or says
that its line is slow, and where Streamlit's form is not there 3.5 seconds after the link was opened, the plain form
comes instead, and nothing of Streamlit's is fetched any more.
"""

import re
from datetime import UTC, datetime
from functools import cache
from typing import Final
from urllib.parse import urlencode

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from access.addresses import QUICK, SENT_PARAMETER, quick_form
from db.queries.places import Place
from jobs.form_files import form_files
from jobs.packed import assets
from settings import settings
from survey.wording import counter_title
from web.encoding import HTML, encoded
from web.headers import streamlit_policy
from web.lean import lean
from web.line import line_address, lost_sentence
from web.pages import NEVER_STORED, templates, translator
from web.posters import NoForm, place_behind
from web.static import icons_path

CODE: Final = "c"
"""The parameter of a poster's link."""

_STAYS: Final = "p"

_LONGEST: Final = 40
_NO_CODE: Final = "-"


async def open_by_short_link(request: Request) -> Response:
    """`/c/CODE`: the same as `/?c=CODE`."""
    return await opening(request, request.path_params["code"])


async def open_streamlits_form(request: Request) -> Response:
    """`/p/CODE`: Streamlit's form, however long it takes."""
    return await opening(request, request.path_params["code"], stays=True)


async def opening(request: Request, typed: str, *, stays: bool = False) -> Response:
    """The page for the poster with this code; where there is none, the plain form says so."""
    stays = stays or _STAYS in request.query_params or SENT_PARAMETER in request.query_params
    t = translator(request)
    try:
        place = await place_behind(typed, datetime.now(UTC))
    except NoForm:
        return _leave(quick_form(_harmless(typed), t.code, sent=SENT_PARAMETER in request.query_params))
    if not stays and request.headers.get("save-data", "").strip().lower() == "on":
        return _leave(quick_form(place.code, t.code))
    return _page(request, place, stays)


def _page(request: Request, place: Place, stays: bool) -> Response:
    t = translator(request)
    now, later = _scripts(asks_purpose=bool(place.instrument.purposes))
    html = (
        templates()
        .get_template("opening.html")
        .render(
            lang=t.code,
            title=t("Your opinion of the one-stop counter"),
            place=place.unit_name,
            counter=counter_title(place.counter_number, place.counter_name, place.channel, t),
            opening=t("Opening the form…"),
            quick_form=t("Open the quick form"),
            quick=quick_form(place.code, t.code, sent=SENT_PARAMETER in request.query_params),
            quick_address=f"{QUICK}/{place.code}",
            line=line_address(),
            lost=lost_sentence(t),
            home=_home(request, place.code, stays),
            stays=stays,
            style=style(),
            script=script(),
            script_file=now[0],
            now=now,
            later=later,
        )
    )
    headers = {
        **NEVER_STORED,
        "Vary": "Accept-Encoding, Save-Data",
        "Content-Security-Policy": streamlit_policy(settings().public_url, script()),
    }
    return encoded(request, html.encode(), HTML, headers=headers)


def _leave(address: str) -> Response:
    return RedirectResponse(address, 303, headers={**NEVER_STORED, "Vary": "Save-Data"})


def _home(request: Request, code: str, stays: bool) -> str:
    """The address that Streamlit's form lives at, with whatever else the link carried."""
    others = [
        (name, value) for name, value in request.query_params.multi_items() if name not in {CODE, _STAYS}
    ]
    decided = [(_STAYS, "1")] if stays and SENT_PARAMETER not in request.query_params else []
    return "/?" + urlencode([(CODE, code), *others, *decided])


@cache
def style() -> str:
    """The page's own style; Streamlit's style sheet has nothing but typefaces and formulas, which no form shows."""
    return lean("opening.css").replace("ICONS", icons_path())


@cache
def script() -> str:
    """The decision; it is the same for everybody, so its digest can stand in the policy."""
    return lean("opening.js")


@cache
def _scripts(*, asks_purpose: bool) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Streamlit's scripts: what the first question needs, its own first, and what comes after that question."""
    chosen = settings().var_dir
    everywhere = assets(chosen).scripts
    form = form_files(chosen)
    if asks_purpose:
        return (*everywhere, *form.first_step), form.ratings
    return (*everywhere, *form.first_step, *form.ratings), ()


def _harmless(typed: str) -> str:
    """As much of what was typed as can be a code."""
    return re.sub(r"[^0-9A-Za-z-]", "", typed)[:_LONGEST] or _NO_CODE
