"""The plain form as a page: everything of a questionnaire on one sheet of HTML, small enough for the worst network.

It works without script: then every criterion that may be asked of anybody is there, and those that do not apply are
left out when the form is read. With its few lines of script only those are shown that the purpose of the visit calls
for, and a form that cannot be sent is kept.
"""

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from typing import Final

from markupsafe import Markup
from starlette.requests import Request
from starlette.responses import Response

from access.addresses import LANGUAGE_PARAMETER, RECEIPT, quick_form
from db.commands.record import Receipt
from db.queries.places import Place
from survey import Instrument, Mark, Problem, Visit
from survey.answers import COMMENT_LIMIT
from survey.wording import KEPT, KEPT_OF_A_COMMENT, PRIVACY, counter_title, levels_fit, statement
from trust.codes import pretty
from trust.openings import Opening
from web.encoding import encoded
from web.pages import NEVER_STORED, TEMPLATES, policy, site_notes, templates
from web.posted import NOTHING, OVERALL, Filled
from words import Translator, language, languages
from words.problems import problem_sentence

OUTBOX: Final = "/q/gui-sau.js"
"""What keeps a form that could not be sent; below `/q/`, so that it may be the service worker of these pages."""

_KEPT_PLACES: Final = 4096
_MARKS: Final = tuple(mark.value for mark in Mark)


@dataclass(frozen=True, slots=True)
class Opened:
    """A form as it stands before somebody: where, with which draw, signed."""

    place: Place
    instrument: Instrument
    opening: Opening
    signed: str


@dataclass(frozen=True, slots=True)
class Choice:
    """A question with options, as the page shows it."""

    id: str
    text: str
    options: tuple[tuple[str, str], ...]
    chosen: str | None


def form_page(
    request: Request,
    form: Opened,
    t: Translator,
    filled: Filled = NOTHING,
    problems: Sequence[str] = (),
    status: int = 200,
) -> Response:
    """The form, as far as it is filled in, and what was wrong with it."""
    place, instrument, order = form.place, form.instrument, form.opening.order
    first, rest = _without_script(instrument, order)
    further = len(rest) + len(instrument.offered_choices(order)) if rest else 0
    return _page(
        request,
        "quick.html",
        t("Your opinion of the one-stop counter"),
        t,
        status,
        action=quick_form(place.code, t.code),
        arrangement=_arrangement(instrument, order),
        fits=levels_fit(level.text.in_language(t.code) for level in instrument.levels),
        opening=form.signed,
        form_title=instrument.title.in_language(t.code),
        others=[language(code) for code in languages() if code != t.code],
        place=place.unit_name,
        counter=counter_title(place.counter_number, place.counter_name, place.channel, t),
        problems=problems,
        welcome=t("Please take about one minute to say how you were served."),
        privacy=t(PRIVACY),
        kept_question=t("What is kept of my form?"),
        kept=t(KEPT),
        kept_of_comment=t(KEPT_OF_A_COMMENT),
        purpose_question=t("Why did you come today?"),
        purposes=[
            *((purpose.id, purpose.text.in_language(t.code)) for purpose in instrument.purposes),
            *([("", t("Skip this question"))] if instrument.purposes else []),
        ],
        petition=instrument.petition.in_language(t.code) if instrument.petition else "",
        yes_or_no=[("yes", t("Yes")), ("no", t("No"))],
        filled=filled,
        overall=_overall(instrument, t, filled),
        lead=instrument.lead.in_language(t.code),
        asked=[_criterion(instrument, number, place.unit_name, t, filled) for number in first],
        rest=[_criterion(instrument, number, place.unit_name, t, filled) for number in rest],
        comment_title=t("Anything to add? (optional)"),
        comment_question=t(
            "What made you satisfied or dissatisfied? Please write no name, phone number or dossier number. "
            "Comments are kept for 24 months."
        ),
        choices=list(_choices(instrument, order, t, filled)),
        further=(
            t.plural("Answer {n} more question", "Answer {n} more questions", n=further) if further else ""
        ),
        open=any(filled.ratings.get(str(number)) for number in rest) or any(filled.choices.values()),
        send=t("Send the form"),
        sending=t("Sending…"),
        offline=t(
            "The network is down, so the form could not be sent. Please keep this page open; it tries again."
        ),
        kept_here=t(
            "The network is down, so the form could not be sent. It is kept on this phone and will be sent by itself "
            "once there is network."
        ),
        trouble=t(
            "The system has a problem and the form was not recorded yet. It is kept on this phone and will be sent "
            "by itself."
        ),
    )


def thanks_page(request: Request, receipt: Receipt, t: Translator) -> Response:
    """The receipt, what it is for, and nothing that asks for another form."""
    return _page(
        request,
        "thanks.html",
        t("Your form has been received. Thank you."),
        t,
        200,
        repeated=t("This form had been received already; it is not counted twice.")
        if receipt.repeated
        else "",
        code_label=t("Receipt code"),
        code=pretty(receipt.code),
        use=t(
            "Use this code to check that your form is still counted, or to withdraw it. It is shown only once: "
            "please write it down or take a screenshot."
        ),
        nobody=t("Nobody has the right to ask you to show this code."),
        receipts=f"{RECEIPT}?{LANGUAGE_PARAMETER}={t.code}",
        receipts_title=t("Check or withdraw a form that was sent"),
        close=t("You can close this page now."),
    )


def no_form_page(request: Request, kind: str, t: Translator, status: int) -> Response:
    """Why there is no form, by its name in `words.problems`."""
    return _page(
        request,
        "no_form.html",
        t("The form cannot be opened"),
        t,
        status,
        sentence=problem_sentence(t, kind),
        home=f"/?{LANGUAGE_PARAMETER}={t.code}",
        type_code=t("Type the code on the sheet"),
    )


def sentences(problems: Sequence[Problem], t: Translator) -> list[str]:
    """What was wrong, each kind once."""
    by_kind = {problem.kind: problem for problem in problems}
    return [
        problem_sentence(t, problem.kind, excess=problem.excess, limit=COMMENT_LIMIT)
        for problem in by_kind.values()
    ]


def _page(
    request: Request, template: str, title: str, t: Translator, status: int, **values: object
) -> Response:
    html = (
        templates()
        .get_template(template)
        .render(
            values,
            title=title,
            lang=t.code,
            style=_style(),
            script=_script(),
            outbox=OUTBOX,
            notes=site_notes(t),
        )
    )
    headers = {**NEVER_STORED, "Content-Security-Policy": _policy()}
    return encoded(request, html.encode(), "text/html; charset=utf-8", status=status, headers=headers)


def _without_script(instrument: Instrument, order: tuple[int, ...]) -> tuple[list[int], list[int]]:
    """The criteria that are asked of anybody with this draw, and the others, in the questionnaire's order."""
    asked = {number for visit in visits(instrument).values() for number in instrument.asked(visit, order)}
    return [n for n in instrument.numbers if n in asked], [n for n in instrument.numbers if n not in asked]


@lru_cache(maxsize=_KEPT_PLACES)
def _arrangement(instrument: Instrument, order: tuple[int, ...]) -> str:
    """For the script: by purpose, with + for a complaint or suggestion, what is asked and what may be answered."""
    cases = {
        key: [instrument.asked(visit, order), instrument.rest(visit, order)]
        for key, visit in visits(instrument).items()
    }
    return json.dumps(cases, separators=(",", ":"))


@cache
def visits(instrument: Instrument) -> dict[str, Visit]:
    """Every visit there can be, by what the script calls it."""
    visits = {"": Visit()}
    for purpose in instrument.purposes:
        visits[purpose.id] = Visit(purpose.id)
        if purpose.asks_petition:
            visits[f"{purpose.id}+"] = Visit(purpose.id, petition=True)
    return visits


def _overall(instrument: Instrument, t: Translator, filled: Filled) -> Markup:
    if instrument.overall is None:
        return Markup()
    options = (*_levels(instrument, t.code), (Mark.SKIPPED.value, t("Skip this question")))
    chosen = filled.ratings.get(OVERALL, "")
    return _rated(OVERALL, "", instrument.overall.in_language(t.code), options, chosen)


def _criterion(instrument: Instrument, number: int, unit_name: str, t: Translator, filled: Filled) -> Markup:
    return _criterion_of(instrument, number, unit_name, t.code, filled.ratings.get(str(number), ""))


@lru_cache(maxsize=_KEPT_PLACES)
def _criterion_of(instrument: Instrument, number: int, unit_name: str, code: str, chosen: str) -> Markup:
    """One statement with its scale; the same for everybody at a place who has not answered yet."""
    t, criterion = language(code), instrument.criterion(number)
    options = (
        *_levels(instrument, code),
        (Mark.NOT_APPLICABLE.value, t("This did not arise")),
        (Mark.SKIPPED.value, t("Skip this question")),
    )
    label = criterion.label.in_language(code)
    return _rated(str(number), label, statement(criterion, unit_name, t), options, chosen)


def _rated(name: str, label: str, text: str, options: tuple[tuple[str, str], ...], chosen: str) -> Markup:
    values = {
        "name": name,
        "label": label,
        "text": text,
        "options": options,
        "chosen": chosen,
        "marks": _MARKS,
    }
    return Markup(templates().get_template("rated.html").render(values))  # noqa: S704  escaped by the template


def _levels(instrument: Instrument, code: str) -> tuple[tuple[str, str], ...]:
    return tuple((str(level.value), level.text.in_language(code)) for level in instrument.levels)


def _choices(
    instrument: Instrument, order: tuple[int, ...], t: Translator, filled: Filled
) -> Iterator[Choice]:
    for choice in instrument.offered_choices(order):
        options = tuple((option, text.in_language(t.code)) for option, text in choice.options.items())
        skip = ("", t("Skip this question"))
        yield Choice(
            choice.id, choice.text.in_language(t.code), (*options, skip), filled.choices.get(choice.id)
        )


@cache
def _style() -> str:
    return lean("quick.css")


@cache
def _script() -> str:
    return lean("quick.js")


@cache
def outbox_script() -> str:
    """What `OUTBOX` serves."""
    return lean("outbox.js")


def lean(name: str) -> str:
    """A file without its indents and comments: what the browser does not need is not sent."""
    lines = (line.strip() for line in (TEMPLATES / name).read_text(encoding="utf-8").splitlines())
    return "\n".join(line for line in lines if line and not line.startswith("/*"))


@cache
def _policy() -> str:
    """This style sheet, this script and the outbox, and nothing else from anywhere."""
    return policy(_style(), _script())
