"""The page of a tablet at a counter: what it says in every language, what it asks, and the script that shows it.

The page is the same for every counter but for its code and whether it is closed, so that a service worker keeps it.
What is asked at this counter comes with the openings (`supply`) and is kept by the script.
"""

import hashlib
from collections.abc import Sequence
from functools import cache
from typing import Final
from urllib.parse import urlsplit

from starlette.requests import Request
from starlette.responses import Response

from access.addresses import KIOSK, RECEIPT
from db.queries.places import Place
from settings import settings
from survey.wording import PRIVACY, counter_title, levels_fit, statement
from trust.openings import Opening
from web.cases import asked_cases
from web.encoding import HTML, encoded
from web.lean import compact, lean
from web.pages import policy, site_notes, templates
from words import Translator, language, languages
from words.problems import problem_sentence

WORKER: Final = f"{KIOSK}/luu-phieu.js"
"""Below `/k/`, so that it may be the service worker of these pages."""

IDLE_SECONDS: Final = 20
NOTICE_SECONDS: Final = 5
SLOWLY_SECONDS: Final = 10 * IDLE_SECONDS
"""For whoever asks for more time: ten times the usual, as WCAG 2.2.1 wants it."""
SLOW_NOTICE_SECONDS: Final = 20
THANKS_SECONDS: Final = 30
"""Enough to write the signs of a receipt on paper."""
SLOW_THANKS_SECONDS: Final = 60
END_SECONDS: Final = 10
"""Where there is no receipt to write down."""


def kiosk_page(
    request: Request, t: Translator, code: str, closed: str | None = None, status: int = 200
) -> Response:
    """The page, for the tablet with this code; where `closed`, its script only sends what still waits."""
    html = (
        templates()
        .get_template("kiosk.html")
        .render(
            lang=t.code,
            title=t("Your opinion of the one-stop counter"),
            style=_style(),
            script=_script(),
            said=compact({each: _said(language(each)) for each in languages()}),
            seconds=compact(_SECONDS),
            version=_version(),
            code=code,
            closed=closed or "",
            sentence=_why_closed(t)[closed] if closed else t("Opening the form…"),
            without_script=t("This page needs JavaScript. Please scan the QR code at the counter instead."),
            notes=site_notes(t),
        )
    )
    headers = {"Cache-Control": "no-cache", "Content-Security-Policy": _policy()}
    return encoded(request, html.encode(), HTML, status=status, headers=headers)


def supply(place: Place, openings: Sequence[tuple[Opening, str]]) -> dict[str, object]:
    """What is asked at this place in every language, and openings: signed, with what each asks by purpose."""
    form = {
        "purposes": [purpose.id for purpose in place.instrument.purposes],
        "petition": [purpose.id for purpose in place.instrument.purposes if purpose.asks_petition],
        "levels": [level.value for level in place.instrument.levels],
        "said": {code: _asked_in(place, language(code)) for code in languages()},
    }
    return {
        "version": _version(),
        "mark": _digest(place.instrument.name + compact(form)),
        "form": form,
        "openings": [[signed, asked_cases(place.instrument, opening.order)] for opening, signed in openings],
    }


@cache
def worker_script() -> str:
    """What `WORKER` serves."""
    return _keeping() + "\n" + lean("kiosk-offline.js")


def _asked_in(place: Place, t: Translator) -> dict[str, object]:
    instrument = place.instrument
    levels = [level.text.in_language(t.code) for level in instrument.levels]
    return {
        "title": instrument.title.in_language(t.code),
        "place": place.unit_name,
        "counter": counter_title(place.counter_number, place.counter_name, place.channel, t),
        "lead": t("How satisfied are you with the following?"),
        "overall": instrument.overall.in_language(t.code) if instrument.overall else "",
        "petition": instrument.petition.in_language(t.code) if instrument.petition else "",
        "purposes": [purpose.text.in_language(t.code) for purpose in instrument.purposes],
        "levels": levels,
        "fits": levels_fit(levels),
        "labels": {each.number: each.label.in_language(t.code) for each in instrument.criteria},
        "criteria": {
            criterion.number: statement(criterion, place.unit_name, t) for criterion in instrument.criteria
        },
    }


def _said(t: Translator) -> dict[str, object]:
    """Every sentence of the page itself, by the name that the script calls it."""
    return {
        "name": t.name,
        "title": t("Your opinion of the one-stop counter"),
        "notes": site_notes(t),
        "closed": _why_closed(t),
        **_said_around(t),
        **_said_while_asking(t),
        **_said_at_the_end(t),
    }


def _said_around(t: Translator) -> dict[str, str]:
    return {
        "welcome": t("Please take about one minute to say how you were served."),
        "privacy": t(PRIVACY),
        "kept_question": t("What is kept of my form?"),
        "kept": t(
            "Kept for years: your answers, the counter, the day, whether it was morning or afternoon, and the "
            "officer on duty then. Kept for 48 hours at most: the minute. Not kept: anything about you. A form stays "
            "on this tablet only until it was sent."
        ),
        "begin": t("Begin"),
        "time": t("I need more time"),
        "limit": t(
            "If nobody touches the screen for {n} seconds, it starts again and answers that were not sent are "
            "erased.",
            n="{n}",
        ),
        "still": t("Are you still there?"),
        "soon": t("The screen is about to start again. Touch it to go on."),
        "go_on": t("Go on"),
        "offline": t("No network: forms are kept all the same"),
        "waiting": t("Forms waiting to be sent: {n}", n="{n}"),
        "refused": t("Forms the system did not accept: {n}", n="{n}"),
        "unsafe": t("Please do not close this page: forms cannot be kept on this tablet."),
    }


def _said_while_asking(t: Translator) -> dict[str, str]:
    return {
        "progress": t("Question {n}/{all}", n="{n}", all="{all}"),
        "first": t("Question 1"),
        "purpose": t("Why did you come today?"),
        "yes": t("Yes"),
        "no": t("No"),
        "na": t("This did not arise"),
        "skip": t("Skip this question"),
        "back": t("Back"),
        "ready": t("That was the last question."),
        "ready_more": t("Nothing has been sent yet. You can go back and change an answer."),
        "empty": problem_sentence(t, "empty"),
        "send": t("Send the form"),
        "sending": t("Sending…"),
    }


def _said_at_the_end(t: Translator) -> dict[str, str]:
    return {
        "thanks": t("Your form has been received. Thank you."),
        "receipt": t("Receipt code"),
        "use": t(
            "With this code you can check at {address} that your form is still counted, or withdraw it. "
            "It is shown only now: please write it on paper or photograph it, then tap “Done” so that nobody after "
            "you sees it.",
            address=urlsplit(settings().public_url).netloc + RECEIPT,
        ),
        "nobody": t("Nobody has the right to ask you to show this code."),
        "saved": t("Your form is kept on this tablet. Thank you."),
        "saved_more": t(
            "It could not be sent just now and will be sent by itself, so there is no receipt code this time."
        ),
        "not_taken": t("Your form was not recorded"),
        "not_taken_more": t("Please scan the QR code at the counter, or tell the guidance desk."),
        "ends": t("The screen starts again in {n} seconds.", n="{n}"),
        "longer": t("Keep this screen longer"),
        "done": t("Done"),
    }


def _why_closed(t: Translator) -> dict[str, str]:
    return {
        "poster_unknown": t(
            "This tablet's code is not recognised. Please scan the QR code at the counter instead."
        ),
        "poster_retired": t(
            "This tablet's code is no longer in use. Please scan the QR code at the counter instead."
        ),
        "not_opened": problem_sentence(t, "not_opened"),
        "none": t(
            "There is no network and no form left on this tablet. Please scan the QR code at the counter instead."
        ),
    }


_SECONDS: Final = {
    "idle": IDLE_SECONDS,
    "notice": NOTICE_SECONDS,
    "slowly": SLOWLY_SECONDS,
    "slow_notice": SLOW_NOTICE_SECONDS,
    "thanks": THANKS_SECONDS,
    "slow_thanks": SLOW_THANKS_SECONDS,
    "end": END_SECONDS,
}


@cache
def _style() -> str:
    return lean("kiosk.css")


@cache
def _script() -> str:
    """What keeps and sends, and what shows; one script, so that the page is one request."""
    return _keeping() + "\n" + lean("kiosk.js")


def _keeping() -> str:
    """What the page and its service worker have in common."""
    return lean("store.js") + "\n" + lean("kiosk-worker.js")


@cache
def _version() -> str:
    """Another one as soon as the page is: a tablet that stays open for weeks then loads it anew."""
    said = compact({code: _said(language(code)) for code in languages()})
    return _digest(_style() + _script() + said + compact(_SECONDS))


@cache
def _policy() -> str:
    """This style sheet and this script, the service worker from here, and nothing else from anywhere."""
    return policy(_style(), _script()) + "; worker-src 'self'"


def _digest(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()[:12]
