"""What stands at the head of a citizen's page: place, counter, the switch of language, and what is kept."""

from collections.abc import Callable
from typing import Any

import streamlit as st

from access.addresses import LANGUAGE_PARAMETER
from db.queries.places import Place
from pages.shared.markdown import plain
from survey.wording import BY_TICKET, KEPT, KEPT_OF_A_COMMENT, PRIVACY, counter_title
from words import Translator, language, languages

Button = Callable[..., Any]


def show_heading(
    place: Place,
    t: Translator,
    button: Button,
    on_click: Callable[[], None] | None = None,
    *,
    welcome: bool = False,
) -> None:
    """Place and counter; `button` makes the switch of language, which first does `on_click`.

    With `welcome` also the greeting and, before the first question, what is kept of a form and what is not.
    """
    with st.container(key="top", horizontal=True, vertical_alignment="center"):
        st.markdown(place.instrument.title.in_language(t.code))
        switch_language(t, button, on_click)
    with st.container(key="place"):
        st.title(plain(place.unit_name), anchor=False)
        counter = f"**{plain(_counter(place, t))}**"
        greeting = t("Please take about one minute to say how you were served.")
        st.markdown(f"{counter}\n\n{greeting}" if welcome else counter)
        if welcome and place.ticket:
            st.markdown(t(BY_TICKET))
    if welcome:
        _show_what_is_kept(t)


def switch_language(t: Translator, button: Button, on_click: Callable[[], None] | None = None) -> None:
    """A button for each other language, in its own name."""
    for code in languages():
        if code != t.code:
            name, key = language(code).name, f"language-{code}"
            button(name, key=key, type="tertiary", on_click=_speak, args=(code, on_click))


def _show_what_is_kept(t: Translator) -> None:
    with st.container(key="privacy"):
        st.markdown(t(PRIVACY))
        with st.expander(t("What is kept of my form?")):
            st.markdown(f"{t(KEPT)}\n\n{t(KEPT_OF_A_COMMENT)}")


def _counter(place: Place, t: Translator) -> str:
    return counter_title(place.counter_number, place.counter_name, place.channel, t)


def _speak(code: str, before: Callable[[], None] | None) -> None:
    if before is not None:
        before()
    st.query_params[LANGUAGE_PARAMETER] = code
