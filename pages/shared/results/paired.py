"""Words for what comes from pairs of answers: whose they are, and why some say nothing."""

from typing import Final

from jobs.drivers import GoesWith
from reports.paired import asked_together
from scoring import NotEstimable, Reason
from scoring.questionnaire.pair_gate import MIN_PAIRS
from survey import Instrument
from words import Translator, mark

_MISSING: Final = {
    Reason.TOO_FEW_RESPONDENTS: mark("fewer than 10 forms"),
    Reason.TOO_FEW_TO_COMPARE: mark("fewer than 30 forms"),
    Reason.TOO_FEW_PAIRS: mark("some two questions have fewer than {least} forms that answer both"),
    Reason.ONE_LEVEL_USED: mark("a question got one level only"),
    Reason.COVARIANCE_NOT_DEFINITE: mark("what single pairs of questions say does not fit together"),
    Reason.NO_ASSOCIATION: mark("overall satisfaction goes with none of the questions"),
    Reason.TOO_FEW_ITEMS: mark("too few criteria"),
    Reason.NO_OFFICER_DAYS: mark("fewer than 10 officer-days with answers"),
}


def element_name(t: Translator, instrument: Instrument, element: str) -> str:
    """An element as the questionnaire calls it."""
    return next(e.text.in_language(t.code) for e in instrument.elements if e.id == element)


def why_missing(t: Translator, missing: NotEstimable) -> str:
    """Why nothing is said, short enough for a cell. How many forms there are is not told."""
    return t(_MISSING[Reason(missing.reason)], least=MIN_PAIRS)


def whose(t: Translator, found: GoesWith, smallest_pair: int) -> str:
    """Whose answers these are, how many, and how many of them the weakest pair of questions has."""
    paired = found.paired
    forms = t.plural("{n} form", "{n} forms", n=paired.tally.respondents)
    pair = t.number(smallest_pair, 0)
    used, planned = len(asked_together(paired.instrument)), len(paired.instrument.criteria)
    if paired.kind is None or paired.units == 1:
        return t(
            "From {forms}, on {used} of {planned} criteria; every two of these questions have at least {pair} forms "
            "that answer both.",
            forms=forms,
            pair=pair,
            used=used,
            planned=planned,
        )
    units = t.number(paired.units, 0)
    return t(
        "For {units} units together ({kind}): {forms}, on {used} of {planned} criteria; every two of these questions "
        "have at least {pair} forms that answer both.",
        used=used,
        planned=planned,
        units=units,
        kind=t(paired.kind.label),
        forms=forms,
        pair=pair,
    )


def why_not_own(t: Translator, found: GoesWith) -> str:
    """Why it is told for the units of a kind in the province; empty where it is the unit's own."""
    if found.missing is None:
        return ""
    return t("The unit's own forms are not enough for this: {reason}.", reason=why_missing(t, found.missing))


def left_out(t: Translator, found: GoesWith) -> str:
    """The criteria that never meet others on a form, by name; empty where there are none."""
    instrument = found.paired.instrument
    together = asked_together(instrument)
    others = [
        instrument.criterion(number).label.in_language(t.code)
        for number in instrument.numbers
        if number not in together
    ]
    if not others:
        return ""
    return t(
        "Left out, because nobody is asked them together with all others: {criteria}.",
        criteria="; ".join(others),
    )
