"""Links to our own plain pages and files. They open in the same tab unless asked, unlike Streamlit's link buttons."""

from html import escape

import streamlit as st


def link(text: str, address: str, *, lang: str | None = None, new_tab: bool = False) -> None:
    """A link that fills a finger's width, on a line of its own; `lang` where the text is in another language.

    `new_tab` is for what is read beside the page, which then keeps what was chosen on it.
    """
    language = f' lang="{escape(lang)}" hreflang="{escape(lang)}"' if lang else ""
    target = ' target="_blank" rel="noopener"' if new_tab else ""
    st.html(
        f'<p style="margin:0"><a href="{escape(address)}"{language}{target}'
        f' style="display:inline-block;padding:.7rem 0;color:#0b5cad">{escape(text)}</a></p>'
    )
