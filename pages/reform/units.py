"""All units of the reform team beside each other: comparable, defensible, and not a ranking."""

import streamlit as st

from access import Action
from db.process import store
from db.queries.units import unit
from jobs.exports import receiving_units
from jobs.standing import units_beside
from pages.shared.guard import guard
from pages.shared.results.beside import choose_lines, show_lines, show_together
from pages.shared.results.choice import choose_period, choose_version, may_be_read_now
from pages.shared.results.conclusion import entitle, nothing_yet
from pages.shared.results.funnel import kinds_of, say_how_they_differ, show_funnels
from pages.shared.results.questionnaire import show_questionnaire
from pages.shared.results.tables import computed_so
from pages.shared.results.under import instrument_name, show_export
from pages.shared.state import translator
from reports import Asked, UnitsReport
from reports.standing_wording import how_compared
from reports.wording import formula, hiding_rule, not_a_ranking, scope_sentence
from words import Translator

_METHODS = (
    "01-index",
    "03-index-interval",
    "05-shrunken-share",
    "09-comparisons",
    "10-funnel",
    "11-ranks",
    "18-disclosure",
)


def page() -> None:
    """Units, never officers."""
    reader = guard(Action.COMPARE_UNITS)
    t = translator()
    with store().read() as session:
        entitle(st.empty(), t("Units of {place}", place=unit(session, reader.unit_id).name))
        unit_ids = [info.id for info in receiving_units(session, reader.unit_path)]
        named = choose_period(session, unit_ids, t)
        if named is None:
            st.info(nothing_yet(t))
            return
        version = choose_version(session, unit_ids, named, t)
        if not may_be_read_now(session, unit_ids, named, version, t):
            return
        report = units_beside(session, Asked(reader.unit_path, named, version))
    listed = choose_lines(t, report)
    if not listed.lines:
        st.info(t("No unit fits. Please search for another name or choose another kind."))
        return
    show_together(t, report, listed)
    kinds = kinds_of(report, listed.lines)
    say_how_they_differ(t, report, kinds)
    _say_what_it_is(t, report)
    show_export(t, reader.unit_id, named, version)
    show_funnels(t, report, kinds)
    show_lines(t, report, listed.lines)
    computed_so(t, _METHODS, formula(t), *how_compared(t), hiding_rule(t), not_a_ranking(t))
    show_questionnaire(t, reader.unit_path, report, listed.kind)


def _say_what_it_is(t: Translator, report: UnitsReport) -> None:
    said = [not_a_ranking(t), scope_sentence(t)]
    if report.through is not None:
        said.append(t("Figures through {day}.", day=t.date(report.through)))
    if report.revisions:
        said.append(t("Changes made after a month was closed: {n}.", n=t.number(report.revisions, 0)))
    said.append(t("Questionnaire: {name}.", name=instrument_name(t, report.instrument)))
    st.caption(" ".join(said))
