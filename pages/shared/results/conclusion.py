"""What the figures say, in sentences; the first thing that a unit head reads."""

from html import escape

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from jobs.unit_page import UnitPage
from pages.shared.results.change import change_sentences
from pages.shared.results.found import Found
from reports import NamedPeriod, UnitFigures
from reports.values import enough_to_compare
from reports.wording import CONFIDENCE, period_name, reason
from scoring import MIN_COMPARED, Gate, Index, Interval, NotEstimable, Reason
from words import Translator


def interval_words(t: Translator, interval: Interval) -> str:
    """Both limits: "84,90%–89,60%"."""
    return f"{t.percent(interval.low)}–{t.percent(interval.high)}"


def value_words(t: Translator, index: Index) -> str:
    """The value as a percentage, or why there is none."""
    return reason(t, index.value) if isinstance(index.value, NotEstimable) else t.percent(index.value)


def index_sentence(t: Translator, index: Index, named: NamedPeriod) -> str:
    """The index with its interval and n, or how many forms are still missing."""
    period, interval = period_name(t, named), index.interval(CONFIDENCE)
    if isinstance(interval, NotEstimable):
        return t("There is no index for {period} yet: {reason}.", period=period, reason=reason(t, interval))
    return t(
        "Satisfaction index for {period}: {value} (95% interval: {interval}), from {forms}.",
        period=period,
        value=value_words(t, index),
        interval=interval_words(t, interval),
        forms=t.plural("{n} form", "{n} forms", n=index.respondents),
    )


def too_few_sentence(t: Translator, named: NamedPeriod) -> str:
    """Below ten forms; how many there are is not said."""
    return t(
        "There are not yet 10 forms for {period}, so nothing is shown: so few answers tell little, and might tell "
        "who gave them.",
        period=period_name(t, named),
    )


def hidden_sentence(t: Translator) -> str:
    """Why a unit that has enough forms shows none of its figures."""
    return t(
        "Not shown: together with other figures, these would give away a unit or period with fewer than 10 forms."
    )


def nothing_yet(t: Translator) -> str:
    """Before there is anything to show."""
    return t("No figures are released yet. They appear once there are 10 forms, from the next day on.")


def more_sentences(t: Translator, found: Found, page: UnitPage) -> list[str]:
    """What is too early to say, what changed, which criterion is lowest, and the share of dossiers."""
    figures, answered = found.shown, page.who.answered
    sentences = _what_is_early(t, figures)
    if figures.gate is Gate.SHOWN:
        sentences += change_sentences(t, page, figures.index().planned)
    lowest = lowest_criterion(figures)
    if lowest is not None:
        sentences.append(_lowest_sentence(t, found, lowest))
    if answered is not None and answered.share is not None:
        sentences.append(
            t(
                "The forms are {share} of the {dossiers} dossiers handled in the months for which they are known.",
                share=t.percent(answered.share),
                dossiers=t.number(answered.dossiers, 0),
            )
        )
    return sentences


def _lowest_sentence(t: Translator, found: Found, number: int) -> str:
    index = found.criterion(number)
    interval = index.interval(CONFIDENCE)
    figures = {
        "criterion": found.instrument.criterion(number).label.in_language(t.code),
        "share": value_words(t, index),
        "interval": interval_words(t, interval) if isinstance(interval, Interval) else "–",
        "answers": t.plural("{n} answer", "{n} answers", n=index.respondents),
    }
    compared = len(_compared_criteria(found.shown))
    if compared == len(found.instrument.numbers):
        return t(
            "Lowest criterion: {criterion}, {share} (95% interval: {interval}), from {answers}.", **figures
        )
    return t(
        "Lowest of the {n} criteria with at least {enough} answers: {criterion}, {share} (95% interval: {interval}), "
        "from {answers}.",
        n=compared,
        enough=MIN_COMPARED,
        **figures,
    )


def _what_is_early(t: Translator, figures: UnitFigures) -> list[str]:
    """Few forms, or an index on fewer than half of the criteria."""
    sentences = []
    if figures.not_compared is Reason.TOO_MANY_FLAGGED:
        sentences.append(
            t(
                "More than one in ten of the forms are marked as perhaps unreal, so these figures are compared with "
                "nothing. Please ask the reform team to look into these forms."
            )
        )
    elif figures.not_compared is not None:
        sentences.append(
            t(
                "There are only {n} forms yet; it takes {enough} to compare.",
                n=t.number(figures.respondents, 0),
                enough=MIN_COMPARED,
            )
        )
    index = figures.index()
    used = len(index.used)
    if 0 < used < index.planned / 2:
        sentences.append(
            t("The index rests on only {used} of {planned} criteria yet.", used=used, planned=index.planned)
        )
    return sentences


def lowest_criterion(figures: UnitFigures) -> int | None:
    """The number of the lowest of the criteria shown with 30 valid answers; None where fewer than two are."""
    shares = _compared_criteria(figures)
    if len(shares) <= 1 or figures.gate is not Gate.SHOWN:
        return None
    return min(shares)[1]


def _compared_criteria(figures: UnitFigures) -> list[tuple[float, int]]:
    """Share and number of each criterion shown with enough answers to be compared with others."""
    shares = []
    for number in set(figures.tally.instrument.numbers) - figures.hidden_criteria:
        seen = figures.tally.satisfaction(number)
        if enough_to_compare(seen.answers) and not isinstance(seen.share, NotEstimable):
            shares.append((seen.share, number))
    return shares


def entitle(place: DeltaGenerator, text: str) -> None:
    """The title of the page, of a size that a long name fits a phone."""
    style = "font-size:clamp(1.35rem,3.6vw,1.7rem);line-height:1.25;margin:0;padding:0"
    place.html(f'<h1 style="{style}">{escape(text)}</h1>')


def say(first: str, more: list[str]) -> None:
    """The sentence that counts, large, and the others below it, each in a line of its own."""
    points = "".join(f"<li>{escape(sentence)}</li>" for sentence in more)
    listed = (
        '<ul style="font-size:clamp(1rem,2vw,1.1rem);line-height:1.5;margin:.5rem 0 0;padding-left:1.3rem">'
        f"{points}</ul>"
    )
    st.html(
        '<p style="font-size:clamp(1.1rem,2.4vw,1.3rem);line-height:1.5;margin:0">'
        f"<strong>{escape(first)}</strong></p>{listed if more else ''}"
    )
