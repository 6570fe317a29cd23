"""The quick form: opened with one request, sent with one, by any browser, with or without script.

Nothing of an opened form is kept here; what must be known again goes along signed (`trust.openings`). So a form can
arrive days later, from a phone that was offline, and is counted under the day on which it was given.
"""

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Final

from anyio import to_thread
from sqlalchemy.exc import SQLAlchemyError
from starlette.requests import Request
from starlette.responses import Response

from access.addresses import SENT_PARAMETER
from db.instruments import InstrumentUnknown, published
from db.process import ProcessNotOpen, store
from jobs.arrivals import arriving
from jobs.keys import keys
from survey import Instrument
from survey.answers import ProblemKind
from trust.codes import NotACode, normalise
from trust.openings import Opening, OpeningExpired, OpeningForged, read_opening
from web.encoding import encoded, unchanged
from web.forms import FormRefused, read_form
from web.outbox import outbox_script, outbox_tag
from web.pages import translator
from web.posted import OPENING, SPEAK, Filled, submission_of
from web.posters import NoForm, open_form, place_as_it_hung, place_behind
from web.quick_ends import no_form_page, thanks_again_page, thanks_page
from web.quick_page import Opened, form_page, sentences
from words import Translator, language, languages
from words.problems import NOT_STORED, TOO_MANY, problem_sentence

LARGEST_FORM: Final = 65_536
"""Bytes: the longest comment that is read, every letter written in nine, and room for what is ticked."""

_FIELDS: Final = 80

_versions: dict[str, Instrument] = {}
"""Published ones never change."""


async def open_quick_form(request: Request) -> Response:
    """A fresh form for the poster with this code; thanks again, where a form was just sent from this page."""
    t, now = translator(request), datetime.now(UTC)
    try:
        place = await place_behind(request.path_params["code"], now)
    except NoForm as no:
        if no.place is not None and SENT_PARAMETER in request.query_params:
            return thanks_again_page(request, no.place, t)
        return no_form_page(request, no.kind, t, no.status)
    if SENT_PARAMETER in request.query_params:
        return thanks_again_page(request, place, t)
    return form_page(request, Opened(place, place.instrument, *open_form(place, now)), t)


async def send_quick_form(request: Request) -> Response:
    """Stores the form and gives its receipt; or the form again, as it was filled in, with what was wrong."""
    t, now = translator(request), datetime.now(UTC)
    try:
        fields = await read_form(request, largest=LARGEST_FORM, most_fields=_FIELDS)
        opening = read_opening(fields.get(OPENING, ""), keys(), now)
        if opening.code != normalise(request.path_params["code"]):
            raise OpeningForged("of another poster")
        instrument = await _version(opening.instrument)
    except FormRefused:
        return no_form_page(request, "bad_key", t, 400)
    except OpeningExpired:
        return no_form_page(request, "expired", t, 410)
    except (OpeningForged, NotACode, InstrumentUnknown):
        return no_form_page(request, "bad_key", t, 400)
    except (ProcessNotOpen, SQLAlchemyError):
        return no_form_page(request, NOT_STORED, t, 503)
    if fields.get(SPEAK) in languages():
        return await _again(request, opening, instrument, fields, language(fields[SPEAK]), [], 200)
    found = await arriving(instrument, submission_of(fields, opening, instrument, now))
    if found.receipt is not None:
        return thanks_page(request, found.receipt, t)
    if found.failure in {"poster_unknown", "poster_retired", "ticket_spent"}:
        return no_form_page(request, found.failure, t, 410, sent=True)
    if found.failure is not None:
        status = 429 if found.failure == TOO_MANY else 503
        said = [problem_sentence(t, found.failure)]
        return await _again(request, opening, instrument, fields, t, said, status)
    too_long = [problem for problem in found.problems if problem.kind is ProblemKind.TOO_LONG]
    said, beside = sentences(found.problems, t), " ".join(sentences(too_long, t))
    return await _again(request, opening, instrument, fields, t, said, 422, beside)


async def outbox(request: Request) -> Response:
    """The script that keeps what could not be sent; a browser that has it is told whether it still is the one."""
    headers = {"Cache-Control": "no-cache", "ETag": outbox_tag()}
    if known := unchanged(request, outbox_tag(), headers):
        return known
    return encoded(request, outbox_script().encode(), "text/javascript; charset=utf-8", headers=headers)


async def _again(
    request: Request,
    opening: Opening,
    instrument: Instrument,
    fields: Mapping[str, str],
    t: Translator,
    problems: list[str],
    status: int,
    beside_comment: str = "",
) -> Response:
    """The same form with what was filled in; its opening stays, so that it is still the same answer."""
    try:
        place = await place_as_it_hung(opening.code, opening.opened)
    except NoForm as no:
        return no_form_page(request, no.kind, t, no.status)
    form = Opened(place, instrument, opening, fields[OPENING])
    return form_page(request, form, t, Filled.of(fields), problems, status, beside_comment)


async def _version(name: str) -> Instrument:
    """The questionnaire with which a form was opened, be there a newer one by now. Raises InstrumentUnknown."""
    if name not in _versions:
        _versions[name] = await to_thread.run_sync(_published, name)
    return _versions[name]


def _published(name: str) -> Instrument:
    with store().read() as session:
        return published(session).named(name)
