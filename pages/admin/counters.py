"""Counters and posters, for those who keep them: what there is, what to print, which code to replace."""

from collections.abc import Sequence
from datetime import UTC, datetime

import streamlit as st

from access import Action
from access.addresses import poster_file
from db.process import store
from db.queries.counters import CounterInfo, counters_of
from pages.shared.counter_card import counter_card, say_what_was_replaced, state_of_posters
from pages.shared.guard import guard
from pages.shared.links import link
from pages.shared.markdown import plain
from pages.shared.state import translator
from survey import local_day
from words import Translator


def page() -> None:
    """All counters of the reader's units in a list, or those of one place in full."""
    reader = guard(Action.MANAGE_COUNTERS)
    t = translator()
    with store().read() as session:
        counters = counters_of(session, reader.unit_path, local_day(datetime.now(UTC)))
    st.title(t("Counters and posters"), anchor=False)
    say_what_was_replaced(t)
    if not counters:
        st.info(t("There is no counter yet. Counters are read from a list with `manage.py import-counters`."))
        return
    unit_id = _chosen_place(counters, t)
    here = [counter for counter in counters if unit_id in (None, counter.unit_id)]
    _files_of_all(here, reader.unit_id if unit_id is None else unit_id, t)
    if unit_id is None:
        _list(here, t)
        return
    st.header(plain(here[0].place), anchor=False)
    for counter in here:
        counter_card(counter, t)


def _chosen_place(counters: Sequence[CounterInfo], t: Translator) -> int | None:
    """The unit whose counters are shown in full; its name can be typed to find it."""
    places = {counter.unit_id: counter.place for counter in counters}
    chosen: int | None = st.selectbox(
        t("Place"),
        list(places),
        index=None,
        format_func=places.__getitem__,
        placeholder=t("All places; type a name to find one"),
        key="place",
    )
    return chosen


def _files_of_all(counters: Sequence[CounterInfo], unit_id: int, t: Translator) -> None:
    sheets = sum(counter.has_working_code for counter in counters)
    if not sheets:
        return
    st.write(t.plural("{n} poster in one file:", "{n} posters in one file:", n=sheets))
    with st.container(horizontal=True, gap="medium"):
        link(t("All posters A4 (PDF)"), poster_file(unit_id, "A4"))
        link(t("All posters A5 (PDF)"), poster_file(unit_id, "A5"))


def _list(counters: Sequence[CounterInfo], t: Translator) -> None:
    st.dataframe(
        {
            t("Place"): [counter.place for counter in counters],
            t("Number"): [counter.number for counter in counters],
            t("Name"): [counter.name for counter in counters],
            t("Channel"): [t(counter.channel.label) for counter in counters],
            t("Fields"): [", ".join(counter.fields) for counter in counters],
            t("Posters"): [state_of_posters(counter, t) for counter in counters],
        },
        hide_index=True,
    )
