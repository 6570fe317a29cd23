"""The results of a unit, for its head: one sentence first, then what lies behind it."""

import streamlit as st
from sqlalchemy.orm import Session

from access import Action, Reader, may
from db.process import store
from jobs.exports import enough_but_hidden, receiving_units
from jobs.unit_page import UnitPage, unit_page
from pages.shared.guard import guard
from pages.shared.results.change import METHODS, how_compared
from pages.shared.results.choice import Choice, choose_period, choose_unit, choose_version
from pages.shared.results.comments import show_comments
from pages.shared.results.conclusion import (
    entitle,
    hidden_sentence,
    index_sentence,
    more_sentences,
    nothing_yet,
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
from pages.shared.results.found import Found, find
from pages.shared.results.levels import show_overall, show_voluntary
from pages.shared.results.officers import show_officers
from pages.shared.results.tables import computed_so
from pages.shared.results.under import show_export, show_response, show_scope
from pages.shared.results.who_answered import show_who_answered
from pages.shared.state import translator
from reports.wording import denominator, formula, hiding_rule
from scoring import Gate
from words import Translator


def page() -> None:
    """Only the reader's own unit and those below it."""
    reader = guard(Action.SEE_RESULTS)
    t = translator()
    with store().read() as session:
        choice = _choose(session, reader, t)
        if choice is None:
            return
        found = find(session, choice)
        if not _may_be_told(t, choice, found):
            return
        behind = unit_page(session, found.seen(choice))
        _conclude(t, choice, found, behind)
        if may(reader, Action.EXPORT_RESULTS, choice.unit.path):
            show_export(t, choice.unit.id, choice.named, choice.version)
        show_who_answered(t, behind.who)
        _go_into_detail(t, found, behind)
        show_drivers(t, session, choice, found)
        if may(reader, Action.SEE_OFFICERS, choice.unit.path):
            show_officers(t, session, choice, found)
        if may(reader, Action.READ_COMMENTS, choice.unit.path):
            show_comments(t, session, choice)


def _choose(session: Session, reader: Reader, t: Translator) -> Choice | None:
    title = st.empty()
    unit = choose_unit(session, reader, t)
    guard(Action.SEE_RESULTS, unit.path)
    entitle(title, unit.name)
    unit_ids = tuple(info.id for info in receiving_units(session, unit.path))
    named = choose_period(session, unit_ids, t)
    if named is None:
        hidden = enough_but_hidden(session, unit_ids)
        st.info(hidden_sentence(t) if hidden else nothing_yet(t))
        return None
    version = choose_version(session, unit_ids, named, t)
    return Choice(unit, unit_ids, named, version, reader.unit_path)


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
