"""The plain form as a page: everything of a questionnaire on one sheet of HTML, small enough for the worst network.

It works without script: then every criterion that may be asked of anybody is there, and those that do not apply are
left out when the form is read. With its few lines of script only those are shown that the purpose of the visit calls
for, and a form that cannot be sent is kept.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, fields, replace
from functools import lru_cache
from typing import Final

from markupsafe import Markup, escape
from starlette.requests import Request
from starlette.responses import Response

from access.addresses import quick_form
from db.queries.places import Place
from survey import Instrument, Problem
from survey.answers import COMMENT_LIMIT
from survey.wording import (
    BY_TICKET,
    KEPT,
    KEPT_OF_A_COMMENT,
    PRIVACY,
    comment_question,
    counter_title,
    levels_fit,
)
from trust.openings import Opening
from web.cases import whole_cases
from web.encoding import Prepared
from web.lean import compact
from web.posted import NOTHING, Filled
from web.questions import choice, criteria, overall
from web.quick_shell import quick_answer, quick_headers, quick_html
from words import Translator, language, languages
from words.problems import problem_sentence

_SAME_ON_THE_WAY_BACK: Final = {"Cache-Control": "private, no-cache"}
"""Whoever goes back after the thanks and sends again sends the same form, which counts once; a page that is asked for
anew is a new one."""

_KEPT_BLANK: Final = 1024
"""Forms of counters, of some 27 kB each."""


@dataclass(frozen=True, slots=True)
class Opened:
    """A form as it stands before somebody: where, with which draw, signed."""

    place: Place
    instrument: Instrument
    opening: Opening
    signed: str


@dataclass(frozen=True, slots=True)
class _Drawn:
    """What differs from one opening to the next, in the order in which it stands on the page."""

    action: str
    ticket: Markup
    asked: Markup
    further: str
    choices: Markup
    rest: Markup
    opening: str
    arrangement: str

    @classmethod
    def of(cls, form: Opened, t: Translator, filled: Filled) -> "_Drawn":
        instrument, order, name = form.instrument, form.opening.order, form.place.unit_name
        cases = whole_cases(instrument, order)
        asked = {each for first, _ in cases.values() for each in first}
        rest = [each for each in instrument.numbers if each not in asked]
        offered = instrument.offered_choices(order)
        made = criteria(instrument, name, t, filled)
        return cls(
            action=quick_form(form.place.code, t.code),
            ticket=Markup("<p>{}</p>").format(t(BY_TICKET)) if form.place.ticket else Markup(),
            asked=_joined(made[each] for each in instrument.numbers if each in asked),
            further=t("A few more questions (optional)") if rest else "",
            choices=_joined(choice(instrument, each, t, filled) for each in offered),
            rest=_joined(made[each] for each in rest),
            opening=form.signed,
            arrangement=escape(compact(cases)),
        )


def form_page(
    request: Request,
    form: Opened,
    t: Translator,
    filled: Filled = NOTHING,
    problems: Sequence[str] = (),
    status: int = 200,
    beside_comment: str = "",
) -> Response:
    """The form, as far as it is filled in, and what was wrong with it; with its comment also said beside that."""
    drawn = _Drawn.of(form, t, filled)
    if problems or filled != NOTHING:
        html = _written(form.place, form.instrument, t, drawn, filled, problems, beside_comment)
        return quick_answer(request, html, status)
    gaps = [gap for gap in _GAPS if drawn.further or gap not in _SECOND_PART]
    # A ticket is scanned once: what differs by it stands in gaps, or its page would take that of a counter's place.
    place = replace(form.place, code="", ticket=False)
    blank = _blank(place, form.instrument, t.code, tuple(gaps))
    headers = {**quick_headers(), **_SAME_ON_THE_WAY_BACK}
    return blank.response(request, [getattr(drawn, gap) for gap in gaps], headers)


_GAPS: Final = {each.name: Markup(f"<!--{each.name}-->") for each in fields(_Drawn)}  # noqa: S704  names of ours
"""What stands in a page made beforehand where openings differ: as no value could, for all of them are escaped."""
_SECOND_PART: Final = ("further", "rest")


@lru_cache(maxsize=_KEPT_BLANK)
def _blank(place: Place, instrument: Instrument, code: str, gaps: tuple[str, ...]) -> Prepared:
    """The form of a counter with nothing in it, made once; where there is no second part, without its gap."""
    drawn = _Drawn(**{name: gap if name in gaps else Markup() for name, gap in _GAPS.items()})
    return Prepared(
        _written(place, instrument, language(code), drawn, NOTHING, ()), [_GAPS[name] for name in gaps]
    )


def _written(
    place: Place,
    instrument: Instrument,
    t: Translator,
    drawn: _Drawn,
    filled: Filled,
    problems: Sequence[str],
    beside_comment: str = "",
) -> str:
    skip = ("", t("Skip this question"))
    return quick_html(
        "quick.html",
        t("Your opinion of the one-stop counter"),
        t,
        drawn=drawn,
        filled=filled,
        problems=problems,
        beside_comment=beside_comment,
        fits=levels_fit(level.text.in_language(t.code) for level in instrument.levels),
        form_title=instrument.title.in_language(t.code),
        others=[language(code) for code in languages() if code != t.code],
        place=place.unit_name,
        counter=counter_title(place.counter_number, place.counter_name, place.channel, t),
        welcome=t("Please take about one minute to say how you were served."),
        privacy=t(PRIVACY),
        kept_question=t("What is kept of my form?"),
        kept=t(KEPT),
        kept_of_comment=t(KEPT_OF_A_COMMENT),
        purpose_question=t("Why did you come today?"),
        purposes=[*((each.id, each.text.in_language(t.code)) for each in instrument.purposes), skip],
        petition=instrument.petition.in_language(t.code) if instrument.petition else "",
        yes_or_no=[("yes", t("Yes")), ("no", t("No")), skip],
        overall=overall(instrument, t, filled),
        lead=instrument.lead.in_language(t.code),
        comment_title=t("Anything to add? (optional)"),
        comment_question=comment_question(t),
        send=t("Send the form"),
        sending=t("Sending…"),
        keep_open=t("The form could not be sent yet. Please keep this page open; it tries again."),
    )


def sentences(problems: Sequence[Problem], t: Translator) -> list[str]:
    """What was wrong, each kind once."""
    by_kind = {problem.kind: problem for problem in problems}
    return [
        problem_sentence(t, problem.kind, excess=problem.excess, limit=COMMENT_LIMIT)
        for problem in by_kind.values()
    ]


def _joined(parts: Iterable[Markup]) -> Markup:
    return Markup("".join(parts))  # noqa: S704  each of them escaped
