"""The five elements and the criteria of a questionnaire, from the lowest up."""

import streamlit as st

from pages.shared.results.charts import Dot, dots
from pages.shared.results.conclusion import interval_words, lowest_criterion
from pages.shared.results.found import Found
from pages.shared.results.tables import computed_so, table_of
from reports.wording import CONFIDENCE, denominator, formula, interval_method
from scoring import Index, Interval
from words import Translator


def dot_of(label: str, index: Index, *, named: bool = False) -> Dot | None:
    """An index as a dot of a chart; None where it cannot be shown."""
    interval = index.interval(CONFIDENCE)
    if not isinstance(interval, Interval) or not isinstance(index.value, float):
        return None
    return Dot(label, index.value, interval.low, interval.high, index.respondents, named)


def show_elements(t: Translator, found: Found) -> None:
    """The elements in the order of the questionnaire."""
    st.subheader(t("The five elements"))
    parts = [
        (element.text.in_language(t.code), found.element(element.id)) for element in found.instrument.elements
    ]
    about = t("Share satisfied for each element, with its 95% interval")
    _chart_and_table(t, t("Element"), parts, None, about)
    missing = [label for label, index in parts if not isinstance(index.value, float)]
    if missing and len(missing) < len(parts):
        st.caption(
            t("Not shown, because none of their criteria is: {elements}.", elements="; ".join(missing))
        )
    computed_so(t, ("01-index", "03-index-interval"), formula(t), *methods(t, [index for _, index in parts]))


def show_criteria(t: Translator, found: Found) -> None:
    """The criteria with at least 10 valid answers from the lowest up, then those with fewer, by name."""
    st.subheader(t("The criteria, from the lowest up"))
    lowest = lowest_criterion(found.shown)
    parts = [
        (found.instrument.criterion(number).label.in_language(t.code), found.criterion(number))
        for number in found.instrument.numbers
    ]
    parts.sort(key=lambda part: part[1].value if isinstance(part[1].value, float) else 2.0)
    named = None
    if lowest is not None:
        named = found.instrument.criterion(lowest).label.in_language(t.code)
        st.write(
            t("The diamond marks the lowest of those with 30 answers or more: {criterion}.", criterion=named)
        )
    about = t("Share satisfied for each criterion, with its 95% interval")
    _chart_and_table(t, t("Criterion"), parts, named, about)
    missing = [label for label, index in parts if not isinstance(index.value, float)]
    if missing:
        st.caption(
            t(
                "Not shown, because there are fewer than 10 valid answers or so few could be worked out: {criteria}.",
                criteria="; ".join(missing),
            )
        )
    computed_so(
        t,
        ("02-share-interval", "03-index-interval", "18-disclosure"),
        t("n is the number of valid answers to the criterion."),
        t("Where intervals overlap, the order of two criteria may be chance."),
        *methods(t, [index for _, index in parts]),
    )


def show_conduct(t: Translator, found: Found) -> None:
    """The criteria on the conduct of officers, taken together for the unit."""
    index = found.conduct()
    dot = dot_of("", index)
    value = t.percent(dot.share) if dot else t("not yet")
    with st.container(border=True, height="stretch"):
        st.metric(t("Conduct of officers"), value)
        _card_caption(t, index)


def show_index_card(t: Translator, found: Found) -> None:
    """The index with its interval and what it is out of."""
    index = found.shown.index()
    dot = dot_of("", index)
    with st.container(border=True, height="stretch"):
        st.metric(t("Satisfaction index"), t.percent(dot.share) if dot else t("not yet"))
        _card_caption(t, index)


def _card_caption(t: Translator, index: Index) -> None:
    interval = index.interval(CONFIDENCE)
    lines = (
        [t("95% interval: {interval}", interval=interval_words(t, interval))]
        if isinstance(interval, Interval)
        else []
    )
    used = t("{used} of {planned} criteria", used=len(index.used), planned=index.planned)
    lines.append(f"{t.plural('{n} form', '{n} forms', n=index.respondents)} · {used}")
    st.caption("  \n".join(lines))


def _chart_and_table(
    t: Translator, title: str, parts: list[tuple[str, Index]], named: str | None, about: str
) -> None:
    seen = [(index, dot) for label, index in parts if (dot := dot_of(label, index, named=label == named))]
    if not seen:
        st.write(t("Nothing has 10 valid answers yet."))
        return
    dots(t, [dot for _, dot in seen], about)
    rows = [
        (
            dot.label,
            t.percent(dot.share),
            f"{t.percent(dot.low)}–{t.percent(dot.high)}",
            t.number(dot.n, 0),
            denominator(t, index),
        )
        for index, dot in seen
    ]
    table_of(t, (title, t("Share satisfied"), t("95% interval"), "n", t("Out of")), rows, about)


def methods(t: Translator, indices: list[Index]) -> list[str]:
    """How the intervals of these were computed, each way once."""
    intervals = [index.interval(CONFIDENCE) for index in indices]
    methods = {interval_method(t, interval) for interval in intervals if isinstance(interval, Interval)}
    return [t("95% interval: {interval}.", interval=method) for method in sorted(methods)]
