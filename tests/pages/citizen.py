"""A citizen at the form, for the tests: opens a poster's link, taps, reads, sends."""

from pathlib import Path
from typing import Any

from sqlalchemy import func, select
from streamlit.proto.WidgetStates_pb2 import WidgetState
from streamlit.testing.v1 import AppTest
from streamlit.testing.v1.element_tree import Radio

from db import Store
from db.models import Comment, Counter, Response
from pages.shared.citizen.opened import OpenedForm
from survey import Answers
from tests.db.office import Office

ROUTER = str(Path(__file__).parent.parent.parent / "pages" / "router.py")
SATISFIED = "4"


class Citizen:
    """Counts taps: each answer and each button that leads on, the last one (send) left out."""

    def __init__(self, code: str, **parameters: str) -> None:
        self.at = AppTest.from_file(ROUTER, default_timeout=30)
        self.code = self.at.query_params["c"] = code
        for name, value in parameters.items():
            self.at.query_params[name] = value
        self.taps = 0
        self._run()

    def _run(self) -> None:
        self.at.run()
        assert not self.at.exception, self.at.exception

    def turn_to(self, code: str) -> None:
        """Open another poster's address in the same session."""
        self.code = code
        self.at.query_params.pop("da-gui", None)
        self.at.query_params["c"] = code
        self._run()

    def tap(self, key: str) -> None:
        self.at.button(key=key).click()
        self._run()
        self.taps += 1

    def choose(self, radio: str, option: str | None) -> None:
        self._radio(radio).set_value(option)
        self.taps += 1

    def answer_all(self, option: str = SATISFIED) -> None:
        for question in self.questions():
            self.choose(question, option)

    def write(self, comment: str) -> None:
        self.at.text_area[0].set_value(comment)

    def send(self) -> None:
        self.at.button(key="send").click()
        self._run()

    def questions(self) -> list[str]:
        """The ratings asked, by name: "overall", "8", ..."""
        return [question for kind, question in map(_name, self.at.radio) if kind == "rating"]

    def choices(self) -> list[str]:
        return [question for kind, question in map(_name, self.at.radio) if kind == "choice"]

    def answered(self) -> dict[str, str | None]:
        return {_name(radio)[1]: radio.value for radio in self.at.radio}

    def label(self, question: str) -> str:
        return str(self._radio(question).label)

    def options(self, question: str) -> list[str]:
        return list(self._radio(question).options)

    def buttons(self) -> set[str]:
        return {str(button.key) for button in self.at.button}

    @property
    def errors(self) -> list[str]:
        return [error.value for error in self.at.error]

    @property
    def receipt(self) -> str | None:
        return next((text.value.strip("`") for text in self.at.markdown if text.value.startswith("`")), None)

    @property
    def words(self) -> str:
        """Everything the page says outside its questions, except the banner of the demo."""
        kinds = (self.at.title, self.at.header, self.at.markdown, self.at.info, self.at.error)
        return "\n".join(element.value for kind in kinds for element in kind)

    @property
    def form(self) -> OpenedForm:
        """What the server remembers of this page."""
        form: OpenedForm = self.at.session_state[f"opened-form:{self.code}"]
        return form

    def forge(self, question: str, value: str) -> None:
        """Send a value that the page does not offer, as a made-up message could."""
        radio = self._radio(question)
        message = WidgetState(id=radio.id, string_value=value)
        radio.__class__ = type("Forged", (type(radio),), {"_widget_state": message})

    def _radio(self, question: str) -> Radio[Any]:
        return next(radio for radio in self.at.radio if _name(radio)[1] == question)


def _name(radio: Radio[Any]) -> tuple[str, str]:
    """The kind of question and its name, from the key `rating-8-vi-CODE`."""
    kind, question, *_ = str(radio.key).split("-")
    return kind, question


def stored(store: Store) -> list[Answers]:
    """The answers in the database."""
    with store.read() as session:
        return [Answers.from_json(text) for text in session.scalars(select(Response.answers))]


def comments(store: Store) -> list[str]:
    with store.read() as session:
        return list(session.scalars(select(Comment.text)))


def count(store: Store) -> int:
    with store.read() as session:
        return session.scalar(select(func.count()).select_from(Response)) or 0


def use_questionnaire(store: Store, office: Office, name: str) -> None:
    with store.write() as session:
        session.get_one(Counter, office.counter_id).instrument = name
