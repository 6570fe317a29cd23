"""Figures as tables that a screen reader reads and a phone scrolls, and the words on how they came about."""

from collections.abc import Sequence

import pandas as pd
import streamlit as st

from access.addresses import method_page
from pages.shared.links import link
from reports.methods import method_title
from words import Translator

_MARKDOWN = str.maketrans({character: f"\\{character}" for character in "\\`*_{}[]()#+-!|<>~$:"})


def plain(text: str) -> str:
    """The text with nothing in it that Streamlit would take for a mark-up; names come from imports."""
    return text.translate(_MARKDOWN)


def table(titles: Sequence[str], rows: Sequence[Sequence[str]], about: str) -> None:
    """A table of texts."""
    frame = pd.DataFrame([[plain(cell) for cell in row] for row in rows], columns=list(titles))
    st.table(frame, border="horizontal", hide_index=True, alt=about)


def table_of(t: Translator, titles: Sequence[str], rows: Sequence[Sequence[str]], about: str) -> None:
    """The same figures as a chart's, folded away."""
    with st.expander(t("Figures as a table")):
        table(titles, rows, about)


def computed_so(t: Translator, methods: str | tuple[str, ...], *sentences: str) -> None:
    """How figures were computed, folded away, with a link to each page on methods that says more.

    `methods`: the name of a page in `docs/methods` without language, or several: `("01-index", "10-trend")`.
    """
    names = (methods,) if isinstance(methods, str) else methods
    with st.expander(t("How this is computed")):
        st.markdown("\n".join(f"- {plain(sentence)}" for sentence in sentences))
        for name in names:
            more = t("More: {page} (in a new tab)", page=method_title(name, t.code))
            link(more, method_page(name, t.code), new_tab=True)
