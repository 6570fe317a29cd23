"""Links to our own plain pages and files. They open in the same tab, unlike Streamlit's link buttons."""

from html import escape

import streamlit as st


def link(text: str, address: str, *, lang: str | None = None) -> None:
    """A link that fills a finger's width, on a line of its own; `lang` where the text is in another language."""
    language = f' lang="{escape(lang)}" hreflang="{escape(lang)}"' if lang else ""
    st.html(
        f'<p style="margin:0"><a href="{escape(address)}"{language}'
        f' style="display:inline-block;padding:.7rem 0;color:#0b5cad">{escape(text)}</a></p>'
    )
