"""The results of a unit, for its head, and what citizens wrote."""

from dataclasses import dataclass
from typing import Final

import streamlit as st
from sqlalchemy.orm import Session

from access import Action, Reader, may
from db.process import store
from db.queries.dossiers import dossiers_stamp
from jobs.exports import enough_but_hidden, receiving_units
from jobs.hiding import figures_stamp
from pages.shared.guard import guard
from pages.shared.results.choice import Choice, choose_period, choose_unit, choose_version, may_be_read_now
from pages.shared.results.comments import show_comments
from pages.shared.results.conclusion import entitle, hidden_sentence, nothing_yet
from pages.shared.results.one_unit import show_figures
from pages.shared.results.tables import put_on, styles_apart
from pages.shared.state import translator
from words import Translator, language

_KEPT: Final = 200
"""Pages as they were drawn, of some 60 kB each."""
_KEPT_SECONDS: Final = 60

_FURTHER: Final = (Action.EXPORT_RESULTS, Action.SEE_OFFICERS)
"""What some readers have on this page and others not."""


def page() -> None:
    """Only the reader's own unit and those below it."""
    reader = guard(Action.SEE_RESULTS)
    t = translator()
    with store().read() as session:
        choice = _choose(session, reader, t)
        if choice is None:
            return
        further = tuple(action for action in _FURTHER if may(reader, action, choice.unit.path))
        drawn = _figures(_stamps(session, choice), choice, t.code, further, _session=session)
        put_on(drawn.styles)
        if drawn.shown and may(reader, Action.READ_COMMENTS, choice.unit.path):
            show_comments(t, session, reader, choice)


@dataclass(frozen=True, slots=True)
class Drawn:
    """Whether there were figures, and the style sheets that belong to them."""

    shown: bool
    styles: tuple[str, ...]


@st.cache_data(max_entries=_KEPT, ttl=_KEPT_SECONDS, show_spinner=False, hash_funcs={Choice: repr})
def _figures(
    stamps: tuple[str, ...],
    choice: Choice,
    language_code: str,
    further: tuple[Action, ...],
    *,
    _session: Session,
) -> Drawn:
    """Draws the figures. Whoever asks again while they are the same gets what was drawn: Streamlit keeps the
    elements, and nothing is worked out. A run takes 15 ms in the place of 80, in which citizens' forms would wait.

    `stamps` and the other arguments are everything that the figures follow from, except names of officers, which
    are here a minute after their import at the latest. The reader's right is asked before, in every run.
    """
    with styles_apart() as styles:
        shown = show_figures(language(language_code), _session, choice, further)
    return Drawn(shown, tuple(styles))


def _stamps(session: Session, choice: Choice) -> tuple[str, ...]:
    """What moves between two looks at the same choice."""
    return figures_stamp(session), dossiers_stamp(session, choice.unit_ids, choice.named.period)


def _choose(session: Session, reader: Reader, t: Translator) -> Choice | None:
    title = st.empty()
    unit = choose_unit(session, reader, t)
    guard(Action.SEE_RESULTS, unit.path)
    entitle(title, unit.name)
    unit_ids = tuple(info.id for info in receiving_units(session, unit.path))
    named = choose_period(session, unit_ids, t)
    if named is None:
        hidden = enough_but_hidden(session, unit_ids)
        st.info(hidden_sentence(t) if hidden else nothing_yet(t))
        return None
    version = choose_version(session, unit_ids, named, t)
    if not may_be_read_now(session, unit_ids, named, version, t):
        return None
    return Choice(unit, unit_ids, named, version, reader.unit_path)
