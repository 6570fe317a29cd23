"""How many forms are marked as perhaps unreal, and what the index is without them and of verified visits."""

from typing import Final

import streamlit as st

from pages.shared.results.conclusion import interval_words, value_words
from pages.shared.results.tables import computed_so, table
from reports.values import FlaggedFigures, UnitFigures
from reports.wording import CONFIDENCE, how_parts
from scoring import MIN_SHOWN, Interval, Reason
from scoring.gates import MOST_FLAGGED
from settings import settings
from words import Translator

METHOD: Final = "16-integrity-signals"


def show_flagged(t: Translator, found: FlaggedFigures) -> None:
    """A sentence or two; a table of the indices where there is another one than that of all forms."""
    st.subheader(t("Forms with marks"))
    st.write(" ".join(_sentences(t, found)))
    parts = (
        (t("without marked forms"), found.unflagged if found.flagged else None),
        (t("verified visits only"), found.verified),
    )
    rows = [_row(t, name, part) for name, part in parts if part is not None and part.respondents]
    if rows:
        about = t("The index of all forms, without marked ones, and of verified visits")
        titles = (t("Index"), t("Value"), t("95% interval"), "n")
        table(titles, [_row(t, t("all forms"), found.everybody), *rows], about)
    computed_so(t, METHOD, *how_parts(t, live=settings().live))


def _sentences(t: Translator, found: FlaggedFigures) -> list[str]:
    sentences = [_how_many(t, found), _verified(t, found)]
    if found.everybody.not_compared is Reason.TOO_MANY_FLAGGED:
        sentences.append(
            t(
                "Marks are on more than {share} of the forms: while that is so, this unit is compared with nothing.",
                share=t.percent(MOST_FLAGGED, 0),
            )
        )
    return sentences


def _how_many(t: Translator, found: FlaggedFigures) -> str:
    if found.flagged is None:
        return t(
            "How many forms are marked as perhaps unreal is not told: in some month it is fewer than {least} forms "
            "that are, or that are not. Nor is the index without them, so that nothing of single forms can be worked "
            "out.",
            least=MIN_SHOWN,
        )
    if not found.flagged:
        return t("No form is marked as perhaps unreal.")
    return t.plural(
        "{n} form is marked as perhaps unreal.", "{n} forms are marked as perhaps unreal.", n=found.flagged
    )


def _verified(t: Translator, found: FlaggedFigures) -> str:
    if found.verified is None:
        return t(
            "In some month fewer than {least} forms came with a ticket, or without one.", least=MIN_SHOWN
        )
    if not found.verified.respondents:
        return t("No form came with a ticket.")
    return t.plural(
        "{n} form came with a ticket.", "{n} forms came with a ticket.", n=found.verified.respondents
    )


def _row(t: Translator, name: str, figures: UnitFigures) -> tuple[str, ...]:
    index = figures.index()
    interval = index.interval(CONFIDENCE)
    told = interval_words(t, interval) if isinstance(interval, Interval) else "–"
    return name, value_words(t, index), told, t.number(index.respondents, 0)
