"""What citizens wrote, as texts that nothing in them can turn into a page."""

from html import escape
from typing import Final

import streamlit as st
from sqlalchemy.orm import Session

from jobs.comments import CitizenComment, comments
from pages.shared.results.choice import Choice
from words import Translator

_AT_ONCE: Final = 20


def show_comments(t: Translator, session: Session, choice: Choice) -> None:
    """Twenty at a time, in an order that tells nothing about who wrote when."""
    st.subheader(t("What citizens wrote"))
    written = comments(session, choice.unit_ids, choice.named.period)
    if not written:
        st.write(t("No comments to show. They appear with the release, from months with 10 forms or more."))
        return
    st.caption(
        t(
            "{n} comments, shuffled; dated by month at the finest. Long numbers, e-mail and web addresses were "
            "hidden; names cannot be recognised, so please pass on no comment with a name.",
            n=t.number(len(written), 0),
        )
    )
    pages = -(-len(written) // _AT_ONCE)
    page = st.number_input(t("Page of {pages}", pages=pages), 1, pages, width=160) if pages > 1 else 1
    some = written[(page - 1) * _AT_ONCE : page * _AT_ONCE]
    st.html("".join(_quoted(t, comment) for comment in some))


def _quoted(t: Translator, comment: CitizenComment) -> str:
    month = f"<br><small>{escape(t.month(comment.month.first_day))}</small>" if comment.month else ""
    text = escape(comment.text).replace("\n", "<br>")
    return (
        '<blockquote style="margin:0 0 .9rem;padding:.2rem 0 .2rem .9rem;border-left:3px solid #8FB4D9">'
        f"{text}{month}</blockquote>"
    )
