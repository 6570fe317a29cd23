"""What a person reads when a page broke. The trace is in the log, where Streamlit has written it."""

import streamlit as st

from pages.shared.state import translator


def say_trouble(_: Exception) -> bool:
    """Says one sentence in the visitor's language; True keeps Streamlit from adding its own in English."""
    t = translator()
    st.error(t("The system has a problem just now. Please try again in a few minutes."))
    return True
