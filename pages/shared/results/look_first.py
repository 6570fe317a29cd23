"""The sentence that a unit head can act on: which element to look at first, and why."""

import streamlit as st

from pages.shared.results.conclusion import interval_words, value_words
from pages.shared.results.found import Found
from pages.shared.results.paired import element_name
from pages.shared.results.tables import plain
from reports.drivers import LookFirst, look_first, may_lead
from reports.wording import CONFIDENCE
from scoring import Interval
from scoring.questionnaire.drivers import Drivers
from survey import Instrument
from words import Translator


def say_first(t: Translator, drivers: Drivers, found: Found) -> None:
    """Where to look first, large; then why, and which elements share the lead."""
    indices = {name: found.element(name) for name in drivers.names}
    first = None if found.shown.too_many_flagged else look_first(drivers, indices)
    leading = "; ".join(element_name(t, found.instrument, element) for element in may_lead(drivers))
    head, said = "", [_may_go(t, leading)]
    if first is not None and not first.told:
        head = t("No single element to look at first can be told yet.")
        said = [_may_go(t, leading), *_why_none(t, first, found)]
    elif first is not None:
        head = _head(t, first, found.instrument)
        said = _why_first(t, first, found.instrument, leading)
    st.markdown(f"{f'**{plain(head)}** ' if head else ''}{plain(' '.join(said))}")


def _head(t: Translator, first: LookFirst, instrument: Instrument) -> str:
    element = element_name(t, instrument, first.element)
    if first.apart:
        return t("To look at first: “{element}”.", element=element)
    return t("Perhaps to look at first: “{element}”.", element=element)


def _may_go(t: Translator, leading: str) -> str:
    return t("Elements that may go with overall satisfaction the most: {elements}.", elements=leading)


def _why_none(t: Translator, first: LookFirst, found: Found) -> list[str]:
    """Those that go with satisfaction are alike at the unit, and its lowest element is another."""
    index = found.element(first.lowest)
    interval = index.interval(CONFIDENCE)
    return [
        t("Their intervals overlap: which of their indices is the lowest may be chance."),
        t(
            "The lowest index is that of “{lowest}”, {value} (95% interval: {interval}), from {forms}; it is not "
            "among those that may go with satisfaction the most.",
            lowest=element_name(t, found.instrument, first.lowest),
            value=value_words(t, index),
            interval=interval_words(t, interval) if isinstance(interval, Interval) else "–",
            forms=t.plural("{n} form", "{n} forms", n=index.respondents),
        ),
    ]


def _why_first(t: Translator, first: LookFirst, instrument: Instrument, leading: str) -> list[str]:
    if first.alone:
        said = [t("It goes with overall satisfaction the most.")]
    else:
        said = [
            t(
                "It is one of those that may go with overall satisfaction the most: {elements}.",
                elements=leading,
            )
        ]
    said.append(_its_index(t, first))
    if not first.apart:
        said.append(t("Its interval overlaps with others, so its place among the indices may be chance."))
    if first.element != first.lowest:
        lowest = element_name(t, instrument, first.lowest)
        said.append(
            t(
                "The index of “{lowest}” is lower, but it is not among those that may go with satisfaction the most.",
                lowest=lowest,
            )
        )
    return said


def _its_index(t: Translator, first: LookFirst) -> str:
    interval = first.index.interval(CONFIDENCE)
    figures = {
        "value": value_words(t, first.index),
        "interval": interval_words(t, interval) if isinstance(interval, Interval) else "–",
        "forms": t.plural("{n} form", "{n} forms", n=first.index.respondents),
    }
    if first.element == first.lowest:
        return t(
            "Its index is the lowest of all: {value} (95% interval: {interval}), from {forms}.", **figures
        )
    if first.alone:
        return t("Its index is {value} (95% interval: {interval}), from {forms}.", **figures)
    return t("Of these its index is the lowest: {value} (95% interval: {interval}), from {forms}.", **figures)
