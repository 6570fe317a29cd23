"""The menu, who is signed in, the way out, and the other language: beside every office page."""

from collections.abc import Sequence

import streamlit as st

from access import Reader
from access.addresses import LANGUAGE_PARAMETER, SIGN_OUT
from pages.shared.links import link
from words import Translator, language, languages
from words.roles import ROLES

_STYLE = """
<style>
[data-testid="stMainBlockContainer"] { padding-top: 4.5rem; }
h1 { font-size: clamp(1.35rem, 3.6vw, 1.7rem) !important; }
h2 { font-size: clamp(1.2rem, 2.6vw, 1.4rem) !important; }
h3 { font-size: 1.2rem !important; }
[data-testid="InputInstructions"] { display: none; }
@media (max-width: 47.99rem) {
  [data-testid="stTable"] :is(td:first-child, td:last-child) > div { width: max-content; max-width: 8.5rem; }
}
@media (min-width: 48rem) {
  [data-testid="stMainBlockContainer"] { padding: 3.25rem 2.5rem 6rem; }
}
</style>
"""


def show_account(reader: Reader, pages: Sequence[st.Page], t: Translator) -> None:
    """Draws into the sidebar: the pages to choose from, where there are several, and the account."""
    with st.sidebar:
        st.html(_STYLE)
        if len(pages) > 1:
            for page in pages:
                st.page_link(page)
            st.divider()
        st.write(reader.display_name)
        st.caption(t(ROLES[reader.role]))
        link(t("Sign out"), f"{SIGN_OUT}?{LANGUAGE_PARAMETER}={t.code}")
        for other in map(language, languages()):
            if other.code != t.code:
                link(other.name, f"?{LANGUAGE_PARAMETER}={other.code}", lang=other.code)
