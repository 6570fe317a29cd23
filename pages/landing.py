"""Where someone arrives without a poster's link: by hand, or through the address alone."""

from html import escape
from typing import Final

import streamlit as st

from access.addresses import LANGUAGE_PARAMETER, RECEIPT, SIGN_IN
from pages.shared.links import link
from pages.shared.state import open_poster, translator
from trust.codes import NotACode, normalise
from words import language, languages

_STYLE: Final = (
    '<style>[data-testid="stMainBlockContainer"] { max-width: 34rem; padding-top: 1.5rem; }'
    " .stTextInput input, .stFormSubmitButton button { min-height: 2.75rem; }"
    ' [data-testid="stTextInputRootElement"] { height: auto; }'
    ' button:focus-visible, a:focus-visible, [data-testid="stTextInputRootElement"]:focus-within'
    " { outline: 3px solid #F2A900 !important; outline-offset: 1px; }"
    ' [data-testid="InputInstructions"] { display: none; }</style>'
)


def page() -> None:
    """How to open a form, and the ways to the receipt and to the offices."""
    t = translator()
    heading = t("What do you say about the service at the one-stop counter?")
    st.html(_STYLE)
    st.html(f'<h1 style="font-size:1.6rem;line-height:1.3;margin:0">{escape(heading)}</h1>')
    st.write(t("Please scan the QR code on the sheet at the counter with your phone's camera."))
    _ask_for_code()
    st.divider()
    query = f"?{LANGUAGE_PARAMETER}={t.code}"
    link(t("Check or withdraw a form that was sent"), RECEIPT + query)
    link(t("Sign in (for offices)"), SIGN_IN + query)
    for other in map(language, languages()):
        if other.code != t.code:
            link(other.name, f"/?{LANGUAGE_PARAMETER}={other.code}", lang=other.code)


def _ask_for_code() -> None:
    t = translator()
    with st.form("poster-code", border=False):
        typed = st.text_input(
            t("Or type the code printed under it"),
            max_chars=64,
            placeholder="XXXX-XXXX-XXXX",
            autocomplete="off",
        )
        sent = st.form_submit_button(t("Open the form"), type="primary")
    if not sent:
        return
    try:
        code = normalise(typed)
    except NotACode:
        st.error(
            t("This code is not recognised. Please check the letters and digits on the sheet or ticket.")
        )
        return
    open_poster(code)
