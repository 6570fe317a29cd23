"""What stands under the first sentence: up to which day, what the figures are, and the files."""

import streamlit as st

from access.addresses import LANGUAGE_PARAMETER, results_file
from pages.shared.links import link
from pages.shared.results.found import Found
from reports import NamedPeriod
from reports.who_answered import Unweighted, WhoAnswered
from reports.wording import scope_sentence
from survey import Instrument
from words import Translator


def show_scope(t: Translator, found: Found) -> None:
    """Through which day, changes made later, the questionnaire, and what the figures are."""
    lines = []
    if found.through is not None:
        lines.append(t("Figures through {day}.", day=t.date(found.through)))
    if found.figures.revisions:
        lines.append(t("Changes made after a month was closed: {n}.", n=t.number(found.figures.revisions, 0)))
    lines.append(t("Questionnaire: {name}.", name=instrument_name(t, found.instrument)))
    st.caption(" ".join(lines) + "  \n" + scope_sentence(t))


def instrument_name(t: Translator, instrument: Instrument) -> str:
    """A questionnaire version as a person reads it."""
    return f"{instrument.title.in_language(t.code)} ({instrument.name})"


def show_response(t: Translator, found: Found, who: WhoAnswered) -> None:
    """Forms, and how many dossiers stand behind them."""
    answered = who.answered
    with st.container(border=True, height="stretch"):
        st.metric(t("Forms"), t.number(found.shown.respondents, 0))
        if who.weighted is Unweighted.MONTHS_MISSING:
            st.caption(t("Dossiers are not known for all months, so it cannot be said who answered."))
        elif answered is None or answered.share is None:
            st.caption(
                t("No dossier counts were imported for this period, so the response rate is not known.")
            )
        else:
            st.caption(
                t(
                    "{share} of {dossiers} dossiers, over {months} months with known dossiers",
                    share=t.percent(answered.share),
                    dossiers=t.number(answered.dossiers, 0),
                    months=answered.months,
                )
            )


def show_export(t: Translator, unit_id: int, named: NamedPeriod, version: str) -> None:
    """The same figures as files, through the route that asks for the reader's right."""
    first, last = str(named.period.first), str(named.period.last)
    tail = f"&version={version}&{LANGUAGE_PARAMETER}={t.code}"
    with st.container(horizontal=True):
        link(t("Download for Excel (XLSX)"), results_file(unit_id, first, last, "xlsx") + tail)
        link(t("Download as CSV"), results_file(unit_id, first, last, "csv") + tail)
