"""Which unit, period and questionnaire a reader looks at; only what lies in their subtree is offered."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import streamlit as st
from sqlalchemy.orm import Session

from access import Action, Reader
from db.queries.figures import versions_in
from db.queries.units import UnitInfo, UnitUnknown, subtree, unit
from jobs.exports import held_back, periods_had, place_name, units_with_answers
from pages.shared.guard import guard
from reports import Asked, NamedPeriod
from reports.wording import period_name
from words import Translator

UNIT_PARAMETER: Final = "unit"
"""Of the page's address: the unit that is shown first."""

_NOWHERE: Final = "/0/"


@dataclass(frozen=True, slots=True)
class Choice:
    """What is looked at: a unit with all that receive citizens at or below it."""

    unit: UnitInfo
    unit_ids: tuple[int, ...]
    named: NamedPeriod
    version: str
    reader_path: str

    @property
    def asked(self) -> Asked:
        """The question whose answer tells what is hidden anywhere in the reader's subtree."""
        return Asked(self.reader_path, self.named, self.version)


def choose_unit(session: Session, reader: Reader, t: Translator) -> UnitInfo:
    """The unit that the reader picks; without a choice to make, the only one."""
    below = subtree(session, reader.unit_path)
    names = {info.id: info.name for info in below}
    answered = units_with_answers(session, reader.unit_path)
    own = below[0]
    options = [own, *(info for info in below if info.id in answered - {own.id})]
    first = _wanted(session, options)
    if len(options) - 1 == 1 and own.id not in answered:
        return options[1]
    if len(options) == 1:
        return own
    return st.selectbox(
        t("Unit"),
        options,
        index=first,
        format_func=lambda info: place_name(info, names.get(info.parent_id or 0)),
    )


def _wanted(session: Session, options: Sequence[UnitInfo]) -> int:
    """The place of the unit that the address names. A unit elsewhere is refused as if it did not exist."""
    text = st.query_params.get(UNIT_PARAMETER, "")
    if not text:
        return 0
    for place, info in enumerate(options):
        if str(info.id) == text:
            return place
    guard(Action.SEE_RESULTS, _path_of(session, text))
    return 0


def _path_of(session: Session, text: str) -> str:
    try:
        return unit(session, int(text[:9])).path
    except (UnitUnknown, ValueError):
        return _NOWHERE


def choose_period(session: Session, unit_ids: Sequence[int], t: Translator) -> NamedPeriod | None:
    """The period that the reader picks from the closed list; None where nothing is released yet.

    One that is held back just now stays in the list, so that nobody reads another without having asked for it.
    """
    offered = periods_had(session, unit_ids)
    if not offered:
        return None
    return st.selectbox(t("Period"), offered, format_func=lambda named: _beginning(period_name(t, named)))


def choose_version(session: Session, unit_ids: Sequence[int], named: NamedPeriod, t: Translator) -> str:
    """The questionnaire version; several are never added up, so the reader picks one."""
    versions = versions_in(session, unit_ids, named.period)
    return versions[0] if len(versions) == 1 else st.selectbox(t("Questionnaire version"), versions)


def may_be_read_now(
    session: Session, unit_ids: Sequence[int], named: NamedPeriod, version: str, t: Translator
) -> bool:
    """Whether figures of the period stand here; says so where they are held back for this moment."""
    if not held_back(session, unit_ids, named, version):
        return True
    st.info(
        t(
            "The figures for {period} are being worked out anew. Those that may be shown will stand here again in a "
            "moment: please open this page again after a minute, or choose another period.",
            period=period_name(t, named),
        )
    )
    return False


def _beginning(text: str) -> str:
    return text[:1].upper() + text[1:]
