"""The questions of a questionnaire as HTML: nothing chosen beforehand, everything can be skipped."""

from collections.abc import Iterable, Mapping
from functools import lru_cache
from typing import Final

from markupsafe import Markup

from survey import Instrument, Mark
from survey.instrument import Choice
from survey.wording import statement
from web.pages import templates
from web.posted import OVERALL, Filled
from words import Translator, language

_KEPT_PLACES: Final = 512
"""All statements of a place in a language, some 16 kB each."""
_KEPT: Final = 1024
"""Questions with options, of about a kilobyte."""

_MARKS: Final = tuple(mark.value for mark in Mark)


def overall(instrument: Instrument, t: Translator, filled: Filled) -> Markup:
    """The question about the visit as a whole, where the questionnaire has one."""
    if instrument.overall is None:
        return Markup()
    options = (*_levels(instrument, t.code), (Mark.SKIPPED.value, t("Skip this question")))
    return _rated(
        OVERALL, "", instrument.overall.in_language(t.code), options, filled.ratings.get(OVERALL, "")
    )


def criteria(instrument: Instrument, unit_name: str, t: Translator, filled: Filled) -> Mapping[int, Markup]:
    """By number, each statement with its scale, below the few words that say what it is about."""
    if not filled.ratings:
        return _blank_criteria(instrument, unit_name, t.code)
    return {
        number: _criterion(instrument, number, unit_name, t.code, filled.ratings.get(str(number), ""))
        for number in instrument.numbers
    }


def choice(instrument: Instrument, question: Choice, t: Translator, filled: Filled) -> Markup:
    """A question with named options."""
    chosen = filled.choices.get(question.id)
    known = chosen if chosen in ("", *question.options) else None  # what somebody made up is not kept
    return _choice(instrument, question.id, t.code, known)


@lru_cache(maxsize=_KEPT_PLACES)
def _blank_criteria(instrument: Instrument, unit_name: str, code: str) -> Mapping[int, Markup]:
    """The same for everybody at a place who has not answered yet."""
    return {number: _criterion(instrument, number, unit_name, code, "") for number in instrument.numbers}


def _criterion(instrument: Instrument, number: int, unit_name: str, code: str, chosen: str) -> Markup:
    t, asked = language(code), instrument.criterion(number)
    options = (
        *_levels(instrument, code),
        (Mark.NOT_APPLICABLE.value, t("This did not arise")),
        (Mark.SKIPPED.value, t("Skip this question")),
    )
    return _rated(str(number), asked.label.in_language(code), statement(asked, unit_name, t), options, chosen)


@lru_cache(maxsize=_KEPT)
def _choice(instrument: Instrument, name: str, code: str, chosen: str | None) -> Markup:
    question = next(each for each in instrument.choices if each.id == name)
    options = [(option, text.in_language(code)) for option, text in question.options.items()]
    t = language(code)
    skip = ("", t("Skip this question"))
    text = question.text.in_language(code)
    return _made("choice.html", name=name, text=text, options=[*options, skip], chosen=chosen)


def _rated(name: str, label: str, text: str, options: Iterable[tuple[str, str]], chosen: str) -> Markup:
    return _made(
        "rated.html", name=name, label=label, text=text, options=options, chosen=chosen, marks=_MARKS
    )


def _made(template: str, **values: object) -> Markup:
    return Markup(templates().get_template(template).render(values))  # noqa: S704  escaped by the template


def _levels(instrument: Instrument, code: str) -> tuple[tuple[str, str], ...]:
    return tuple((str(level.value), level.text.in_language(code)) for level in instrument.levels)
