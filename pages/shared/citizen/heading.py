"""What stands at the head of a citizen's page: place, counter, the switch of language, and what is kept."""

from collections.abc import Callable
from typing import Any, Final

import streamlit as st

from access.addresses import LANGUAGE_PARAMETER
from db.queries.places import Place
from pages.shared.markdown import plain
from survey.offices import Channel
from words import Translator, language, languages, mark

PRIVACY: Final = mark(
    "The form asks for no name, phone number or identity number. The officer who served you cannot see your own "
    "form; results are shown only for many forms together. You may skip any question."
)
KEPT: Final = mark(
    "Kept: your answers, the counter, the day, whether it was morning or afternoon, and the officer on duty then. "
    "The minute of sending and roughly how long you took are kept for 48 hours at most, to find forms sent in bulk, "
    "then deleted. Not kept: your phone, your network address."
)
KEPT_OF_A_COMMENT: Final = mark(
    "A written comment is kept for 24 months, apart from the answers, with long numbers and e-mail addresses "
    "hidden. The head of the unit can read it, without day or counter."
)

Button = Callable[..., Any]


def show_heading(
    place: Place, t: Translator, button: Button, on_click: Callable[[], None] | None = None
) -> None:
    """Place and counter; `button` makes the switch of language, which first does `on_click`."""
    with st.container(key="top", horizontal=True, vertical_alignment="center"):
        st.markdown(place.instrument.title.in_language(t.code))
        switch_language(t, button, on_click)
    with st.container(key="place"):
        st.title(plain(place.unit_name), anchor=False)
        st.markdown(f"**{plain(counter_title(place, t))}**")


def switch_language(t: Translator, button: Button, on_click: Callable[[], None] | None = None) -> None:
    """A button for each other language, in its own name."""
    for code in languages():
        if code != t.code:
            name, key = language(code).name, f"language-{code}"
            button(name, key=key, type="tertiary", on_click=_speak, args=(code, on_click))


def counter_title(place: Place, t: Translator) -> str:
    """The counter as people call it; other channels have no number that anyone knows."""
    if place.channel != Channel.COUNTER or place.counter_number in place.counter_name:
        return place.counter_name
    return t("Counter {number}: {name}", number=place.counter_number, name=place.counter_name)


def show_welcome(t: Translator) -> None:
    """The greeting and, before the first question, what is kept of a form and what is not."""
    st.markdown(t("Please take about one minute to say how you were served."))
    with st.container(key="privacy"):
        st.markdown(t(PRIVACY))
        with st.expander(t("What is kept of my form?")):
            st.markdown(t(KEPT))
            st.markdown(t(KEPT_OF_A_COMMENT))


def _speak(code: str, before: Callable[[], None] | None) -> None:
    if before is not None:
        before()
    st.query_params[LANGUAGE_PARAMETER] = code
