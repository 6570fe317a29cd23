"""What stands above every page: whether the data are real, and whether figures move at once."""

from html import escape
from typing import Final

import streamlit as st

from settings import Settings
from words import Translator

_LOOK: Final = (
    "margin:0;padding:.5rem .75rem;font-size:.9rem;line-height:1.4;color:#1b2733;"
    "background:#fff6dd;border-left:.35rem solid #a66f00;border-radius:.3rem"
)


def show_banner(settings: Settings, t: Translator) -> None:
    """Marks sample data and live release; on a server with neither it shows nothing."""
    notes = []
    if settings.demo:
        notes.append(t("SAMPLE DATA: no real citizens, officers or results."))
    if settings.live:
        notes.append(t("Figures are updated at once, for demonstration only."))
    if notes:
        st.html(f'<p role="note" style="{_LOOK}">{"<br>".join(map(escape, notes))}</p>')
