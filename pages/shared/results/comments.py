"""What citizens wrote, as texts that nothing in them can turn into a page."""

from html import escape
from typing import Final

import streamlit as st
from sqlalchemy.orm import Session

from access import Reader, head_of
from jobs.comments import CitizenComment, comments
from pages.shared.results.choice import Choice
from words import Translator

_AT_ONCE: Final = 20


def show_comments(t: Translator, session: Session, reader: Reader, choice: Choice) -> None:
    """Twenty at a time, in an order that tells nothing about who wrote when."""
    st.subheader(t("What citizens wrote"))
    leads = head_of(reader)
    written = comments(session, choice.unit_ids, choice.named.period, head_of=leads)
    if not written:
        st.write(t("No comments to show. They appear with the release, from months with 10 forms or more."))
        return
    st.caption(_about(t, len(written), reads_names=set(choice.unit_ids) == {leads}))
    pages = -(-len(written) // _AT_ONCE)
    page = st.number_input(t("Page of {pages}", pages=pages), 1, pages, width=160) if pages > 1 else 1
    some = written[(page - 1) * _AT_ONCE : page * _AT_ONCE]
    st.html("".join(_quoted(t, comment) for comment in some))


def _about(t: Translator, n: int, *, reads_names: bool) -> str:
    said = t(
        "{n} comments, shuffled; dated by month at the finest. Long numbers, dossier codes, plates, e-mail and web "
        "addresses were hidden.",
        n=t.number(n, 0),
    )
    if reads_names:
        names = t("Names cannot be recognised, so please pass on no comment with a name.")
    else:
        names = t(
            "Names of a unit's officers were hidden from everybody but its head, other names cannot be recognised: "
            "please pass on no comment with a name."
        )
    return f"{said} {names}"


def _quoted(t: Translator, comment: CitizenComment) -> str:
    month = f"<br><small>{escape(t.month(comment.month.first_day))}</small>" if comment.month else ""
    text = escape(comment.text).replace("\n", "<br>")
    return (
        '<blockquote style="margin:0 0 .9rem;padding:.2rem 0 .2rem .9rem;border-left:3px solid #8FB4D9">'
        f"{text}{month}</blockquote>"
    )
