"""Who is signed in, the way out, and the other language: beside every office page."""

import streamlit as st

from access import Reader, Role
from access.addresses import LANGUAGE_PARAMETER, SIGN_OUT
from pages.shared.links import link
from words import Translator, language, languages, mark

_ROLES = {
    Role.UNIT_HEAD: mark("Unit head"),
    Role.REFORM_TEAM: mark("Administrative reform team"),
    Role.ADMIN: mark("Administrator"),
}


def show_account(reader: Reader, t: Translator) -> None:
    """Draws into the sidebar."""
    with st.sidebar:
        st.divider()
        st.write(reader.display_name)
        st.caption(t(_ROLES[reader.role]))
        link(t("Sign out"), f"{SIGN_OUT}?{LANGUAGE_PARAMETER}={t.code}")
        for other in map(language, languages()):
            if other.code != t.code:
                link(other.name, f"?{LANGUAGE_PARAMETER}={other.code}", lang=other.code)
