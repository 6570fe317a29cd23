"""Everything on a unit's page that follows from what is released: one sentence first, then what lies behind it."""

from collections.abc import Collection

import streamlit as st
from sqlalchemy.orm import Session

from access import Action
from jobs.flagged import flagged_figures
from jobs.unit_page import UnitPage, unit_page
from pages.shared.results.change import METHODS, how_compared
from pages.shared.results.choice import Choice
from pages.shared.results.conclusion import (
    hidden_sentence,
    index_sentence,
    more_sentences,
    say,
    too_few_sentence,
)
from pages.shared.results.course import show_course
from pages.shared.results.criteria import (
    methods,
    show_conduct,
    show_criteria,
    show_elements,
    show_index_card,
)
from pages.shared.results.drivers import show_drivers
from pages.shared.results.flags import show_flagged
from pages.shared.results.found import Found, find
from pages.shared.results.levels import show_overall, show_voluntary
from pages.shared.results.officers import show_officers
from pages.shared.results.tables import computed_so
from pages.shared.results.under import show_export, show_response, show_scope
from pages.shared.results.who_answered import show_who_answered
from reports.wording import denominator, formula, hiding_rule
from scoring import Gate
from words import Translator


def show_figures(t: Translator, session: Session, choice: Choice, further: Collection[Action]) -> bool:
    """Whether there are figures; `further`: what this reader may have of the unit besides.

    Nothing in it can be chosen or tapped, so that it can be kept and drawn again (see `pages.unit.overview`).
    """
    found = find(session, choice)
    if not _may_be_told(t, choice, found):
        return False
    behind = unit_page(session, found.seen(choice))
    _conclude(t, choice, found, behind)
    if Action.EXPORT_RESULTS in further:
        show_export(t, choice.unit.id, choice.named, choice.version)
    show_who_answered(t, behind.who)
    show_flagged(t, flagged_figures(session, found.seen(choice)))
    _go_into_detail(t, found, behind)
    show_drivers(t, session, choice, found)
    if Action.SEE_OFFICERS in further:
        show_officers(t, session, choice, found)
    return True


def _may_be_told(t: Translator, choice: Choice, found: Found) -> bool:
    if found.shown.gate is Gate.HIDDEN:
        st.info(too_few_sentence(t, choice.named))
        return False
    if found.hidden is not None:
        st.info(hidden_sentence(t))
        return False
    return True


def _conclude(t: Translator, choice: Choice, found: Found, behind: UnitPage) -> None:
    say(index_sentence(t, found.shown.index(), choice.named), more_sentences(t, found, behind))
    show_scope(t, found)
    cards = st.columns(3)
    with cards[0]:
        show_index_card(t, found)
    with cards[1]:
        show_conduct(t, found)
    with cards[2]:
        show_response(t, found, behind.who)
    index = found.shown.index()
    computed_so(
        t,
        ("01-index", "03-index-interval", *METHODS, "18-disclosure"),
        formula(t),
        t("Satisfaction index: {denominator}.", denominator=denominator(t, index)),
        t("Conduct of officers: {denominator}.", denominator=denominator(t, found.conduct())),
        *methods(t, [index, found.conduct()]),
        *how_compared(t, behind),
        hiding_rule(t),
    )


def _go_into_detail(t: Translator, found: Found, behind: UnitPage) -> None:
    left, right = st.columns(2, gap="large")
    with left:
        show_elements(t, found)
    with right:
        show_course(t, found, behind.course)
    left, right = st.columns(2, gap="large")
    with left:
        show_criteria(t, found)
    with right:
        show_overall(t, found)
        show_voluntary(t, found)
