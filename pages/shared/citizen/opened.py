"""One form that a citizen has opened: where, what was drawn, and what has been answered so far."""

import random
import secrets
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Final

import streamlit as st

from access.addresses import SENT_PARAMETER
from db.commands.record import Receipt
from db.queries.places import Place
from survey import Instrument, Problem, Submission, Visit, local_day, part_of_day, timing_of
from survey.instrument import Choice

OVERALL: Final = "overall"
_FORM: Final = "opened-form:"


@dataclass(slots=True)
class OpenedForm:
    """It changes while it is filled in, and is forgotten with the page.

    `key` and `order` are made once, so that a second click, a rerun or another try send the same form.
    `purpose` and `petition` are None until they were answered or skipped (empty). Of `opened_at` no more is handed
    on than the step in which the time to answer falls.
    """

    place: Place
    key: str
    order: tuple[int, ...]
    purpose: str | None = None
    petition: str | None = None
    ratings: dict[str, str] = field(default_factory=dict)
    choices: dict[str, str] = field(default_factory=dict)
    comment: str = ""
    wants_more: bool = False
    problems: tuple[Problem, ...] = ()
    failure: str | None = None
    receipt: Receipt | None = None
    opened_at: datetime | None = None

    @property
    def instrument(self) -> Instrument:
        return self.place.instrument

    @property
    def asks_purpose(self) -> bool:
        return bool(self.instrument.purposes) and self.purpose is None

    @property
    def asks_petition(self) -> bool:
        purpose = self.instrument.purpose(self.purpose)
        return purpose is not None and purpose.asks_petition and self.petition is None

    @property
    def visit(self) -> Visit:
        return Visit(self.purpose or None, self.petition == "yes")

    @property
    def asked(self) -> tuple[int, ...]:
        """The criteria that are put to every citizen with this draw and visit."""
        return self.instrument.asked(self.visit, self.order)

    @property
    def rest(self) -> tuple[int, ...]:
        """The criteria that may be answered on top."""
        return self.instrument.rest(self.visit, self.order)

    @property
    def offered_choices(self) -> tuple[Choice, ...]:
        return self.instrument.offered_choices(self.order)

    @property
    def shows_choices(self) -> bool:
        """A questionnaire without a second part asks everything in one go."""
        return self.wants_more or not self.rest

    @property
    def further_questions(self) -> int:
        return 0 if self.shows_choices else len(self.rest) + len(self.offered_choices)

    def submission(self, moment: datetime) -> Submission:
        """The form as it is handed in at an aware moment. Of the voluntary part, only what was answered."""
        shown = {OVERALL, *map(str, self.asked)}
        if self.wants_more:
            shown.update(str(number) for number in self.rest)
        offered = {choice.id for choice in self.offered_choices} if self.shows_choices else set()
        return Submission(
            key=self.key,
            code=self.place.code,
            day=local_day(moment),
            part=part_of_day(moment),
            order=self.order,
            purpose=self.purpose or "",
            petition=self.petition or "",
            ratings={
                question: rating for question, rating in self.ratings.items() if question in shown and rating
            },
            choices={question: option for question, option in self.choices.items() if question in offered},
            comment=self.comment,
            timing=timing_of(self.opened_at, moment),
        )


def opened_form(code: str) -> OpenedForm | None:
    """The form that this visitor opened with this code, or None."""
    form: OpenedForm | None = st.session_state.get(_FORM + code)
    return form


def open_form(code: str, place: Place) -> OpenedForm:
    """A fresh form; what it draws is drawn here, once."""
    order = place.instrument.draw(random.SystemRandom())
    form = OpenedForm(place, secrets.token_urlsafe(24), order, opened_at=datetime.now(UTC))
    st.session_state[_FORM + code] = form
    return form


def note_as_sent() -> None:
    """Mark the address, so that loading the page again does not open another form. It carries no receipt:
    addresses are remembered by browsers and shown to others."""
    st.query_params[SENT_PARAMETER] = "1"


def is_noted_as_sent() -> bool:
    return SENT_PARAMETER in st.query_params
