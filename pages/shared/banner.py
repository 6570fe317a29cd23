"""What stands above every page: whether the data are real, and whether figures move at once."""

import streamlit as st

from settings import Settings
from words import Translator


def show_banner(settings: Settings, t: Translator) -> None:
    """Marks sample data and live release; on a server with neither it shows nothing."""
    notes = []
    if settings.demo:
        notes.append(t("SAMPLE DATA: made by a simulator, no real citizen, officer or result."))
    if settings.live:
        notes.append(t("Figures are updated at once, for demonstration only."))
    if notes:
        st.warning("  \n".join(notes))
