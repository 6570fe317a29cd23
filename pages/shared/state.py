"""What one visitor's session remembers, by name. Nothing here is kept after the page is closed."""

from typing import Final

import streamlit as st

from access.addresses import LANGUAGE_PARAMETER
from words import DEFAULT, Translator, language, languages

_LANGUAGE: Final = "language"
_POSTER_PARAMETER: Final = "c"
_LONGEST_CODE: Final = 64


def translator() -> Translator:
    """The language of this visit: the one its address asks for, the one chosen before, or Vietnamese."""
    asked = st.query_params.get(LANGUAGE_PARAMETER)
    if asked in languages():
        st.session_state[_LANGUAGE] = asked
    return language(st.session_state.get(_LANGUAGE, DEFAULT))


def poster_code() -> str | None:
    """The code in the address, as a poster's link carries it; not yet checked. None where there is none."""
    code = st.query_params.get(_POSTER_PARAMETER, "").strip()
    return code[: _LONGEST_CODE + 1] or None


def open_poster(code: str) -> None:
    """Go to the form that this code leads to."""
    st.query_params[_POSTER_PARAMETER] = code
    st.rerun()
