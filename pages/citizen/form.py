"""The citizen's form behind a poster's code: no sign-in, no trace of who filled it in."""

from datetime import UTC, datetime

import streamlit as st
from sqlalchemy.exc import SQLAlchemyError

from db.process import ProcessNotOpen
from db.queries.places import Place, PosterRetired, PosterUnknown, TicketSpent
from jobs.places import place_behind
from pages.shared.citizen.heading import switch_language
from pages.shared.citizen.look import dress
from pages.shared.citizen.opened import OpenedForm, is_noted_as_sent, open_form, opened_form
from pages.shared.citizen.steps import ask_petition, ask_purpose, ask_ratings, thank, thank_again
from pages.shared.links import link
from pages.shared.state import poster_code, translator
from words.problems import problem_sentence


def page() -> None:
    """One step of the form, or why there is none."""
    code = poster_code() or ""
    form = opened_form(code)
    if form is None:
        place = _place_behind(code)
        if place is None:
            return
        if is_noted_as_sent():
            dress()
            thank_again(place, translator())
            return
        form = open_form(code, place)
    _show_step(form)


def _show_step(form: OpenedForm) -> None:
    t = translator()
    dress([level.text.in_language(t.code) for level in form.instrument.levels])
    if form.receipt is not None:
        thank(form, form.receipt, t)
    elif form.asks_purpose:
        ask_purpose(form, t)
    elif form.asks_petition:
        ask_petition(form, t)
    else:
        ask_ratings(form, t)


def _place_behind(code: str) -> Place | None:
    """The place of this code, or None once it was said why there is none; of a spent ticket to say thanks again."""
    try:
        return place_behind(code, datetime.now(UTC))
    except PosterUnknown:
        _say("poster_unknown")
    except PosterRetired:
        _say("poster_retired")
    except TicketSpent as spent:
        if is_noted_as_sent():
            return spent.place
        _say("ticket_spent")
    except (ProcessNotOpen, SQLAlchemyError):
        _say("not_opened")
    return None


def _say(kind: str) -> None:
    t = translator()
    dress()
    switch_language(t, st.button)
    st.title(t("The form cannot be opened"), anchor=False)
    st.error(problem_sentence(t, kind))
    link(t("Type the code on the sheet"), f"/?lang={t.code}")
