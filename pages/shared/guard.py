"""Who is reading, and whether they may: the first statement of every office page.

The cookie is looked up in the database in every run, so signing out, a new password or a closed account takes
effect at once, also in pages that are already open.
"""

from datetime import UTC, datetime
from typing import NoReturn

import streamlit as st

from access import Action, Reader, may, may_somewhere
from access.addresses import SIGN_IN, SIGN_IN_COOKIE
from db.process import store
from db.queries.accounts import reader_of
from pages.shared.links import link
from pages.shared.state import translator


def signed_in() -> Reader | None:
    """Whoever is signed in with this browser, or None."""
    token = _cookie()
    if token is None:
        return None
    with store().read() as session:
        return reader_of(session, token, datetime.now(UTC))


def guard(action: Action, unit_path: str | None = None) -> Reader:
    """The reader who may do that, to this unit or, without one, to some unit; for anyone else the page ends here.

    What is refused looks the same whether the unit exists or not, and the same for every page.
    """
    reader = signed_in()
    if reader is None:
        _refuse_stranger()
    allowed = may_somewhere(reader, action) if unit_path is None else may(reader, action, unit_path)
    if not allowed:
        _refuse(reader)
    return reader


def _cookie() -> str | None:
    return st.context.cookies.get(SIGN_IN_COOKIE)


def _refuse_stranger() -> NoReturn:
    t = translator()
    st.warning(t("Please sign in to read this page."))
    link(t("Sign in"), SIGN_IN)
    st.stop()


def _refuse(reader: Reader) -> NoReturn:
    t = translator()
    st.warning(t("Your account {username} has no right to this page.", username=reader.username))
    link(t("Sign in with another account"), SIGN_IN)
    st.stop()
