"""One counter as those who keep it see it: what it handles, its posters, and how a poster's code is replaced."""

from datetime import UTC, datetime
from typing import Final

import streamlit as st

from access import Action, may
from access.addresses import counter_poster_file, kiosk_link, tickets_page
from db.commands.counters import add_code, revoke_code
from db.process import store
from db.queries.counters import CodeState, CounterInfo, PosterCode
from pages.shared.guard import signed_in
from pages.shared.links import link
from pages.shared.markdown import plain
from qr.links import counter_link
from settings import settings
from survey import local_day
from trust.codes import pretty
from words import Translator, mark

STATES: Final = {
    CodeState.WORKS: mark("Works"),
    CodeState.NOT_YET: mark("Works from {day}"),
    CodeState.ENDED: mark("Period has ended"),
    CodeState.REVOKED: mark("Replaced or withdrawn"),
}
_REPLACED: Final = "replaced-code"


def counter_card(counter: CounterInfo, t: Translator) -> None:
    """Everything about one counter."""
    with st.container(border=True):
        st.subheader(plain(counter.name), anchor=False)
        st.write(
            t("Number {number} · {channel}", number=plain(counter.number), channel=t(counter.channel.label))
        )
        st.write(t("Fields: {fields}", fields=plain(", ".join(counter.fields)) or "–"))
        if counter.has_working_code:
            _poster_files(counter, t)
        else:
            st.warning(t("No poster of this counter opens a form today."))
        if may(signed_in(), Action.PRINT_POSTERS, counter.unit_path):
            link(t("Print tickets, each good for one form"), tickets_page(counter.id, t.code))
        for code in counter.codes:
            _code_line(counter, code, t)


def state_of_posters(counter: CounterInfo, t: Translator) -> str:
    """Whether citizens can open this counter's form today, in a few words."""
    working = sum(code.state is CodeState.WORKS for code in counter.codes)
    if not working:
        return t("No code that works")
    return t.plural("{n} code works", "{n} codes work", n=working)


def say_what_was_replaced(t: Translator) -> None:
    """Tells once that a code was replaced just before."""
    replaced = st.session_state.pop(_REPLACED, None)
    if replaced is not None:
        old, new = replaced
        st.success(
            t(
                "Code {old} opens no form any more. The new code is {new}: please print the sheet and put it up.",
                old=pretty(old),
                new=pretty(new),
            )
        )


def _poster_files(counter: CounterInfo, t: Translator) -> None:
    with st.container(horizontal=True, gap="medium"):
        link(t("Poster A4 (PDF)"), counter_poster_file(counter.id, "A4"))
        link(t("Poster A5 (PDF)"), counter_poster_file(counter.id, "A5"))
        link(t("Poster A5 (picture)"), counter_poster_file(counter.id, "A5", "png"))


def _code_line(counter: CounterInfo, code: PosterCode, t: Translator) -> None:
    state = t(STATES[code.state], day=t.date(code.since))
    st.write(t("Code {code}: {state}", code=f"**{pretty(code.code)}**", state=state))
    if code.state is not CodeState.WORKS:
        return
    st.code(counter_link(settings().public_url, code.code), language=None)
    st.write(t("For a tablet at the counter:"))
    st.code(kiosk_link(settings().public_url, code.code), language=None)
    with st.popover(t("Replace this code"), key=f"ask-{code.code}"):
        st.write(
            t(
                "Every printed sheet with code {code} stops working at once, and a new code is made. Sheets of other "
                "counters, and other codes of this one, keep working. This cannot be undone.",
                code=pretty(code.code),
            )
        )
        st.button(
            t("Yes, replace {code}", code=pretty(code.code)),
            key=f"replace-{code.code}",
            type="primary",
            on_click=_replace,
            args=(counter, code.code),
        )


def _replace(counter: CounterInfo, code: str) -> None:
    """Give the counter a new code instead of this one, once; asks for the right again, it may have ended."""
    if not may(signed_in(), Action.MANAGE_COUNTERS, counter.unit_path):
        return
    today = local_day(datetime.now(UTC))
    with store().write() as session:
        if revoke_code(session, code, today):
            st.session_state[_REPLACED] = (code, add_code(session, counter.id, today))
